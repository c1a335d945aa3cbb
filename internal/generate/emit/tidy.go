package emit

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strconv"
)

// tidy formats code and removes unused imports.
func tidy(code []byte) ([]byte, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "", code, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	used := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if selector, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := selector.X.(*ast.Ident); ok {
				used[x.Name] = true
			}
		}
		return true
	})
	for _, spec := range slices.Backward(file.Imports) {
		if !used[localName(spec)] {
			end := files.Position(spec.End()).Offset
			end += bytes.IndexByte(code[end:], '\n') + 1
			code = slices.Delete(code, files.Position(spec.Pos()).Offset, end)
		}
	}
	return format.Source(code)
}

// localName returns the name of an import in the file.
func localName(spec *ast.ImportSpec) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	name, _ := strconv.Unquote(spec.Path.Value)
	return path.Base(name)
}
