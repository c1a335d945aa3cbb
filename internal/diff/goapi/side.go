package goapi

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/spec"
)

// side is one of the two packages.
type side struct {
	doc *spec.Document

	set   *token.FileSet
	files []*ast.File
	pkg   *types.Package
	info  *types.Info

	named     map[string]*types.Named            // the exported types that are no aliases, the client's aside
	constants map[string]map[string]*types.Const // the exported constants by type, "" if they have none of the package's

	operations map[string]*operation // by the name of the method
	funcs      map[string]*ast.FuncDecl
	values     map[string]ast.Expr // of package variables
	deprecated map[string]bool     // by subject
	places     map[string]location // by subject
	users      map[string][]string // the names of the methods that use a type
}

// operation is what the package says about an operation of the document.
type operation struct {
	Name, ID, Method, Path string
	fields                 map[string]any
}

// title is how reports name the operation.
func (o *operation) title() string { return o.Method + " " + o.Path }

func (s *side) parse(files map[string][]byte) error {
	s.set = token.NewFileSet()
	s.funcs, s.values, s.deprecated = map[string]*ast.FuncDecl{}, map[string]ast.Expr{}, map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		file, err := parser.ParseFile(s.set, name, files[name], parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		s.files = append(s.files, file)
		for _, decl := range file.Decls {
			s.note(decl)
		}
	}
	return nil
}

// note keeps what the type checker forgets of a declaration.
func (s *side) note(decl ast.Decl) {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		name := subjectOf(decl)
		s.funcs[name] = decl
		s.deprecated[name] = isDeprecated(decl.Doc)
	case *ast.GenDecl:
		for _, spec := range decl.Specs {
			switch spec := spec.(type) {
			case *ast.ValueSpec:
				for i, name := range spec.Names {
					if i < len(spec.Values) {
						s.values[name.Name] = spec.Values[i]
					}
					s.deprecated[name.Name] = isDeprecated(spec.Doc)
				}
			case *ast.TypeSpec:
				s.deprecated[spec.Name.Name] = isDeprecated(decl.Doc) || isDeprecated(spec.Doc)
				if structure, ok := spec.Type.(*ast.StructType); ok {
					for _, field := range structure.Fields.List {
						for _, name := range field.Names {
							s.deprecated[spec.Name.Name+"."+name.Name] = isDeprecated(field.Doc)
						}
					}
				}
			}
		}
	}
}

// subjectOf is "API.GetBox" for a method, and the name for a function.
func subjectOf(decl *ast.FuncDecl) string {
	if decl.Recv == nil {
		return decl.Name.Name
	}
	receiver := decl.Recv.List[0].Type
	if star, ok := receiver.(*ast.StarExpr); ok {
		receiver = star.X
	}
	return receiver.(*ast.Ident).Name + "." + decl.Name.Name
}

func isDeprecated(doc *ast.CommentGroup) bool {
	for line := range strings.Lines(doc.Text()) {
		if strings.HasPrefix(line, "Deprecated: ") {
			return true
		}
	}
	return false
}

func (s *side) typeCheck(importer importer) error {
	s.info = &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	config := types.Config{Importer: importer}
	var err error
	if s.pkg, err = config.Check(packageName, s.set, s.files, s.info); err != nil {
		return err
	}
	s.index()
	return nil
}

// index finds the types and constants of the package, which are asked for many times.
func (s *side) index() {
	s.named, s.constants = map[string]*types.Named{}, map[string]map[string]*types.Const{}
	for _, name := range s.pkg.Scope().Names() {
		object := s.pkg.Scope().Lookup(name)
		if !object.Exported() {
			continue
		}
		switch object := object.(type) {
		case *types.TypeName:
			if !object.IsAlias() && name != "API" {
				s.named[name] = object.Type().(*types.Named)
			}
		case *types.Const:
			if typeName := typeOf(object); s.constants[typeName] == nil {
				s.constants[typeName] = map[string]*types.Const{name: object}
			} else {
				s.constants[typeName][name] = object
			}
		}
	}
}

// api is the type of the client.
func (s *side) api() *types.Named { return s.pkg.Scope().Lookup("API").Type().(*types.Named) }

// methods are the exported methods of the client.
func (s *side) methods() map[string]*types.Func {
	methods := map[string]*types.Func{}
	for method := range s.api().Methods() {
		if method.Exported() {
			methods[method.Name()] = method
		}
	}
	return methods
}

// operationOf returns the operation that a method of the client calls; nil if it calls none.
func (s *side) operationOf(method string) *operation {
	if op := s.operations[method]; op != nil {
		return op
	}
	decl := s.funcs["API."+method]
	if decl == nil {
		return nil
	}
	var found *operation
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		if address, ok := n.(*ast.UnaryExpr); ok && address.Op == token.AND {
			if name, ok := address.X.(*ast.Ident); ok && found == nil {
				found = s.operations[strings.TrimPrefix(name.Name, "op")]
			}
		}
		return true
	})
	return found
}

// findUsers finds out which methods use which types, in their parameters, results and whatever those are made of.
func (s *side) findUsers() {
	s.users = map[string][]string{}
	methods := s.methods()
	for _, name := range slices.Sorted(maps.Keys(methods)) {
		if s.operations[name] == nil {
			continue
		}
		used := map[string]bool{}
		collect(methods[name].Type(), s.pkg, used)
		for typeName := range used {
			s.users[typeName] = append(s.users[typeName], name)
		}
	}
}

// collect adds the names of pkg's types that t is made of.
func collect(t types.Type, pkg *types.Package, used map[string]bool) {
	switch t := t.(type) {
	case *types.Alias:
		if t.Obj().Pkg() == pkg {
			used[t.Obj().Name()] = true
		}
		collect(types.Unalias(t), pkg, used)
	case *types.Named:
		for argument := range t.TypeArgs().Types() {
			collect(argument, pkg, used)
		}
		if t.Obj().Pkg() == pkg && !used[t.Obj().Name()] {
			used[t.Obj().Name()] = true
			collect(t.Underlying(), pkg, used)
		}
	case interface{ Elem() types.Type }:
		if m, ok := t.(*types.Map); ok {
			collect(m.Key(), pkg, used)
		}
		collect(t.Elem(), pkg, used)
	case *types.Signature:
		for v := range t.Params().Variables() {
			collect(v.Type(), pkg, used)
		}
		for v := range t.Results().Variables() {
			collect(v.Type(), pkg, used)
		}
	case *types.Struct:
		for field := range t.Fields() {
			collect(field.Type(), pkg, used)
		}
	}
}
