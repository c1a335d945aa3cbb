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

// packageName is the name of both packages, so that names do not differ.
const packageName = "api"

// side is one of the two packages.
type side struct {
	doc  *spec.Document
	plan *plan.Package
	pkg  *types.Package
	// leftOut holds the operations of the document that the package does not have.
	leftOut []leftOut

	elements []*element
	client   *element                     // the default settings of all operations
	types    map[string]*plan.Type        // by name
	users    map[string][]*plan.Operation // the operations that use a type, by its name
}

// make generates the package of a document and type-checks it.
func (c *Comparer) make(ctx context.Context, which string, doc *spec.Document, config spec.Source, foreign bool) (*side, error) {
	s := &side{doc: doc}
	importer, err := c.imports.get(ctx)
	if err != nil {
		return nil, err
	}
	m := maker{imports: importer, doc: doc, config: config, foreign: foreign}
	if s.plan, s.pkg, s.leftOut, err = m.make(); err != nil {
		return nil, &SideError{which, err}
	}
	s.index()
	return s, nil
}

// maker generates packages from a document, or from a part of it.
type maker struct {
	imports importer
	doc     *spec.Document
	config  spec.Source
	foreign bool // plan it as clientgen does for documents that were not written for this project
}

// all generates the package of the whole document.
func (m *maker) all() (*plan.Package, *types.Package, error) {
	p, err := generate.PlanDocument(m.doc, packageName, m.config, m.foreign)
	if err != nil {
		return nil, nil, err
	}
	pkg, err := m.check(p)
	return p, pkg, err
}

// check renders a plan and type-checks its declarations. It skips function bodies, which the generator's tests compile.
func (m *maker) check(p *plan.Package) (*types.Package, error) {
	texts, err := emit.Files(p, nil)
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
	config := types.Config{Importer: m.imports, IgnoreFuncBodies: true}
	pkg, err := config.Check(packageName, set, files, nil)
	if err != nil {
		return nil, fmt.Errorf("its package does not compile: %w", err)
	}
	return pkg, nil
}

// subjectOf returns the name of an operation's method in changes: InvoicesService.Get.
func subjectOf(op *plan.Operation) string { return op.Service.Type + "." + op.Name }

// index prepares the lookups that are needed often.
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
