package goapi

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/constant"
	"go/printer"
	"go/token"
	"go/types"
	"strings"
)

// readOperations reads what the package declares as core.Operation.
func (s *side) readOperations() {
	s.operations = map[string]*operation{}
	for name, value := range s.values {
		if t := s.info.Types[value].Type; t == nil || types.TypeString(t, (*types.Package).Name) != "core.Operation" {
			continue
		}
		fields := s.value(value).(map[string]any)
		op := &operation{Name: strings.TrimPrefix(name, "op"), fields: fields}
		op.ID, op.Method, op.Path = fields["ID"].(string), fields["Method"].(string), fields["Path"].(string)
		s.operations[op.Name] = op
	}
}

// value reads an expression as a tree of maps, lists and strings. What it cannot look into is the text of the expression.
func (s *side) value(e ast.Expr) any {
	switch known := s.info.Types[e].Value; {
	case known == nil:
	case known.Kind() == constant.String:
		return constant.StringVal(known)
	default:
		if selector, ok := e.(*ast.SelectorExpr); ok {
			return selector.Sel.Name
		}
		return known.ExactString()
	}
	switch e := e.(type) {
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			return s.value(e.X)
		}
	case *ast.Ident:
		if value, ok := s.values[e.Name]; ok {
			return s.value(value)
		}
	case *ast.CallExpr:
		// A pattern: the argument says it all.
		if len(e.Args) == 1 {
			return s.value(e.Args[0])
		}
	case *ast.FuncLit:
		// What makes a new value of a type: the type says it all.
		if call, ok := e.Body.List[0].(*ast.ReturnStmt).Results[0].(*ast.CallExpr); ok {
			return s.spell(s.info.Types[call.Args[0]].Type, nil)
		}
	case *ast.CompositeLit:
		return s.composite(e)
	}
	return s.text(e)
}

func (s *side) composite(e *ast.CompositeLit) any {
	if _, ok := s.info.Types[e].Type.Underlying().(*types.Slice); ok {
		list := []any{}
		for _, element := range e.Elts {
			list = append(list, s.value(element))
		}
		return list
	}
	object := map[string]any{}
	for _, element := range e.Elts {
		pair := element.(*ast.KeyValueExpr)
		if field, ok := pair.Key.(*ast.Ident); ok {
			object[field.Name] = s.value(pair.Value)
			continue
		}
		object[fmt.Sprint(s.value(pair.Key))] = s.value(pair.Value)
	}
	return object
}

// text returns the source of a node.
func (s *side) text(node ast.Node) string {
	var b bytes.Buffer
	if err := printer.Fprint(&b, s.set, node); err != nil {
		return fmt.Sprint(err)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
