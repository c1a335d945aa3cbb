package repo_test

import (
	"context"
	"fmt"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// publicAPI lists the exported API of each public package of the module at root, by the package's folder. Each line is a constant,
// variable, function, type, field or method, with its type. Removing or changing a line breaks programs that use it.
func publicAPI(ctx context.Context, root string) (map[string]string, error) {
	config := &packages.Config{Context: ctx, Dir: root, Mode: packages.NeedName | packages.NeedTypes | packages.NeedImports | packages.NeedModule}
	loaded, err := packages.Load(config, "./core/...", "./contract/...", "./mock/...", "./gen/...")
	if err != nil {
		return nil, err
	}
	listings := map[string]string{}
	for _, p := range loaded {
		if len(p.Errors) > 0 {
			return nil, fmt.Errorf("%s: %w", p.PkgPath, p.Errors[0])
		}
		folder := strings.TrimPrefix(p.PkgPath, p.Module.Path+"/")
		if p.Name == "main" || slices.Contains(strings.Split(folder, "/"), "internal") {
			continue
		}
		l := apiListing{pkg: p.Types}
		l.scope()
		slices.Sort(l.lines)
		listings[folder] = strings.Join(slices.Compact(l.lines), "\n") + "\n"
	}
	return listings, nil
}

type apiListing struct {
	pkg   *types.Package
	lines []string
}

func (l *apiListing) line(format string, args ...any) {
	l.lines = append(l.lines, fmt.Sprintf(format, args...))
}

// of returns a type in the form of source code of the package.
func (l *apiListing) of(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		switch p.Path() {
		case l.pkg.Path():
			return ""
		case "encoding/json/jsontext": // from Go 1.27 on, the package below is an alias of this one
			return "github.com/go-json-experiment/json/jsontext"
		}
		return p.Path()
	})
}

func (l *apiListing) scope() {
	scope := l.pkg.Scope()
	for _, name := range scope.Names() {
		object := scope.Lookup(name)
		if !object.Exported() {
			continue
		}
		switch object := object.(type) {
		case *types.Const:
			l.line("const %s %s", name, l.of(object.Type()))
		case *types.Var:
			l.line("var %s %s", name, l.of(object.Type()))
		case *types.Func:
			l.line("func %s%s", name, l.signature(object))
		case *types.TypeName:
			l.typeName(object)
		}
	}
}

func (l *apiListing) typeName(object *types.TypeName) {
	if object.IsAlias() {
		l.line("type %s = %s", object.Name(), l.of(types.Unalias(object.Type())))
		return
	}
	named := object.Type().(*types.Named)
	name := strings.TrimPrefix(l.of(named), l.pkg.Path()+".") // with its type parameters
	for method := range named.Methods() {
		if method.Exported() {
			receiver := object.Name()
			if _, pointer := method.Signature().Recv().Type().(*types.Pointer); pointer {
				receiver = "*" + receiver
			}
			l.line("method (%s) %s%s", receiver, method.Name(), l.signature(method))
		}
	}
	switch underlying := named.Underlying().(type) {
	case *types.Struct:
		l.line("type %s struct", name)
		for field := range underlying.Fields() {
			switch {
			case !field.Exported():
			case field.Embedded():
				l.line("type %s struct, embedded %s", object.Name(), l.of(field.Type()))
			default:
				l.line("type %s struct, %s %s", object.Name(), field.Name(), l.of(field.Type()))
			}
		}
	case *types.Interface:
		l.line("type %s interface", name)
		for method := range underlying.Methods() {
			if method.Exported() {
				l.line("type %s interface, %s%s", object.Name(), method.Name(), l.signature(method))
			} else {
				l.line("type %s interface, unexported methods", object.Name())
			}
		}
		for embedded := range underlying.EmbeddedTypes() {
			if _, union := embedded.(*types.Union); union {
				l.line("type %s interface, %s", object.Name(), l.of(embedded))
			}
		}
	default:
		l.line("type %s %s", name, l.of(underlying))
	}
}

// signature returns the signature of a function without the names of its parameters, which callers do not depend on.
func (l *apiListing) signature(f *types.Func) string {
	s := f.Signature()
	nameless := types.NewSignatureType(nil, nil, nil, unnamed(s.Params()), unnamed(s.Results()), s.Variadic())
	text := strings.TrimPrefix(l.of(nameless), "func")
	if parameters := s.TypeParams(); parameters.Len() > 0 {
		var list []string
		for p := range parameters.TypeParams() {
			list = append(list, p.Obj().Name()+" "+l.of(p.Constraint()))
		}
		return "[" + strings.Join(list, ", ") + "]" + text
	}
	return text
}

func unnamed(list *types.Tuple) *types.Tuple {
	var all []*types.Var
	for v := range list.Variables() {
		all = append(all, types.NewParam(v.Pos(), v.Pkg(), "", v.Type()))
	}
	return types.NewTuple(all...)
}
