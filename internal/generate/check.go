package generate

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"strings"
)

// checkNames refuses a package in which two things of the document have the same Go name.
func checkNames(files map[string][]byte) error {
	set := token.NewFileSet()
	var parsed []*ast.File
	for _, name := range sorted(files) {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, files[name], 0)
		if err != nil {
			return err
		}
		parsed = append(parsed, file)
	}
	var first error
	config := types.Config{
		Importer: hollow{},
		Error: func(err error) {
			var e types.Error
			if errors.As(err, &e) && first == nil && (strings.Contains(e.Msg, "redeclared") || strings.Contains(e.Msg, "already declared")) {
				first = err
			}
		},
	}
	_, _ = config.Check("generated", set, parsed, nil)
	return first
}

// hollow imports packages without content: only the names of this one are looked at.
type hollow struct{}

func (hollow) Import(p string) (*types.Package, error) {
	pkg := types.NewPackage(p, path.Base(p))
	pkg.MarkComplete()
	return pkg, nil
}
