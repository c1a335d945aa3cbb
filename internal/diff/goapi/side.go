package goapi

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"slices"

	"github.com/hostclients/hostclients/internal/generate"
	"github.com/hostclients/hostclients/internal/generate/emit"
	"github.com/hostclients/hostclients/internal/generate/plan"
	"github.com/hostclients/hostclients/internal/spec"
)

// packageName is the name of both packages, so that qualified names do not differ.
const packageName = "api"

// side is one of the two documents, with the package generated from it.
type side struct {
	imports importer
	config  spec.Source
	foreign bool // plan it as clientgen does for documents that were not written for this project

	doc  *spec.Document
	plan *plan.Package
	pkg  *types.Package
	// leftOut maps the pointer of each operation that the package lacks to the reason.
	leftOut map[string]error

	elements []*element
	client   *element                     // the default settings of all operations
	types    map[string]*plan.Type        // by name
	users    map[string][]*plan.Operation // the operations that use a type, by its name
}

// open loads a document with its overlays, generates its package and type-checks it. Overlay actions that do not fit are skipped;
// unfit has an error for each, even if open fails.
func (c *Comparer) open(ctx context.Context, which string, from Side, foreign bool) (s *side, unfit []*spec.Error, err error) {
	s = &side{config: from.Config, foreign: foreign}
	if foreign {
		s.doc, _, err = spec.OpenForeign(from.Spec, from.Overlays...)
	} else {
		s.doc, unfit, err = spec.OpenLenient(from.Spec, from.Overlays...)
	}
	if err != nil {
		return nil, unfit, &SideError{which, err}
	}
	if s.imports, err = c.imports.get(ctx); err != nil {
		return nil, unfit, err
	}
	if err := s.make(); err != nil {
		return nil, unfit, &SideError{which, err}
	}
	s.index()
	return s, unfit, nil
}

// generate plans the package of doc and type-checks it.
func (s *side) generate() (err error) {
	if s.plan, err = generate.PlanDocument(s.doc, packageName, s.config, s.foreign); err == nil {
		s.pkg, err = s.check()
	}
	return err
}

// check renders the plan and type-checks its declarations. It skips function bodies, which the generator's tests compile.
func (s *side) check() (*types.Package, error) {
	texts, err := emit.Files(s.plan, nil)
	if err != nil {
		return nil, fmt.Errorf("its package: %w", err)
	}
	set := token.NewFileSet()
	var files []*ast.File
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		file, err := parser.ParseFile(set, name, texts[name], parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("its package: %w", err)
		}
		files = append(files, file)
	}
	config := types.Config{Importer: s.imports, IgnoreFuncBodies: true}
	pkg, err := config.Check(packageName, set, files, nil)
	if err != nil {
		return nil, fmt.Errorf("its package does not compile: %w", err)
	}
	return pkg, nil
}

// subjectOf returns the name of an operation's method in changes, such as InvoicesService.Get.
func subjectOf(op *plan.Operation) string { return op.Service.Type + "." + op.Name }

// index fills in the elements and the lookups.
func (s *side) index() {
	s.types = map[string]*plan.Type{}
	for _, t := range s.plan.Types {
		s.types[t.Name] = t
	}
	s.client = &element{kind: clientKind, subject: "Client", side: s, op: &plan.Operation{Protocol: s.plan.Default}}
	s.elements = s.list()
	s.findUsers()
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
