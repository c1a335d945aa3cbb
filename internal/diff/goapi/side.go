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
	"sync"

	"github.com/hostclients/hostclients/internal/generate"
	"github.com/hostclients/hostclients/internal/generate/emit"
	"github.com/hostclients/hostclients/internal/generate/plan"
	"github.com/hostclients/hostclients/internal/spec"
)

// packageName is the name of both packages, so that it makes no difference.
const packageName = "api"

// side is one of the two packages.
type side struct {
	doc  *spec.Document
	plan *plan.Package
	pkg  *types.Package
	// leftOut are the operations of the document that the package does not have.
	leftOut []leftOut

	operations map[string]*plan.Operation // by subject
	types      map[string]*plan.Type      // by name
	values     map[string]constant        // of enumerations, by name
	options    map[string]option          // by name
	holders    map[string][]string        // the types that hold a type
	callers    map[string][]*plan.Operation
	users      sync.Map // what usersOf has found: several comparisons share the old side
}

// make makes the package of a document and type-checks it.
func (c *Comparer) make(ctx context.Context, which string, doc *spec.Document, config spec.Source, foreign bool) (*side, error) {
	s := &side{doc: doc}
	importer, err := c.imports.get(ctx)
	if err != nil {
		return nil, err
	}
	m := maker{imports: importer, doc: doc, config: config, foreign: foreign}
	if s.plan, s.pkg, s.leftOut, err = m.make(); err != nil {
		return nil, &Fault{which, err}
	}
	s.index()
	return s, nil
}

// maker makes packages of a document, or of a part of it.
type maker struct {
	imports importer
	doc     *spec.Document
	config  spec.Source
	foreign bool // planned as clientgen plans a document of somebody else
}

// all makes the package of the whole document.
func (m *maker) all() (*plan.Package, *types.Package, error) {
	p, err := generate.PlanDocument(m.doc, packageName, m.config, m.foreign)
	if err != nil {
		return nil, nil, err
	}
	pkg, err := m.check(p)
	return p, pkg, err
}

// check renders a plan and type-checks its declarations. Function bodies are left to the tests of the generator.
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

// constant is a value of an enumeration.
type constant struct {
	plan.Value
	of *plan.Type
}

// subjectOf is what changes call an operation's method: InvoicesService.Get.
func subjectOf(op *plan.Operation) string { return op.Service.Type + "." + op.Name }

// index finds what is asked for many times.
func (s *side) index() {
	s.operations, s.types = map[string]*plan.Operation{}, map[string]*plan.Type{}
	s.values, s.options = map[string]constant{}, map[string]option{}
	for _, op := range s.plan.Operations {
		s.operations[subjectOf(op)] = op
	}
	for _, t := range s.plan.Types {
		s.types[t.Name] = t
		for _, v := range t.Values {
			s.values[v.Const] = constant{v, t}
		}
	}
	for _, o := range optionsOf(s.plan) {
		s.options[o.name] = o
	}
	s.findUses()
}

// field returns a field of a struct by its Go name; nil if there is none.
func field(t *plan.Type, name string) *plan.Field {
	for _, f := range t.Fields {
		if f.Name == name {
			return f
		}
	}
	return nil
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
