package generate

import (
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oapi-codegen/oapi-codegen/v2/pkg/codegen"
)

// pager is what the template needs to walk the pages of a list.
type pager struct {
	Name  string // of the iterator: AllInvoices for ListInvoices
	Item  string // the Go type of an item
	Items string // the expression for a page's items

	// Cursor style: the parameter's field, its type, and whether it is a pointer; the expression for the next cursor.
	Cursor, CursorType string
	CursorPointer      bool
	Next               value

	// Numbered style.
	Page, PageType string
	PagePointer    bool
	First          int
	Last           value
}

// value is an expression that may be absent.
type value struct {
	Expr string
	Kind string // plain, pointer or nullable; "" if there is none
}

func (p *pkg) describePager(op *operation, pl *plan, def codegen.OperationDefinition) (*pager, error) {
	x := pl.ext.Pagination
	fault := func(format string, args ...any) error {
		return p.doc.At(pl.pointer+"/x-pagination", "x-pagination: "+format, args...)
	}
	g := &pager{Name: "All" + strings.TrimPrefix(op.Name, "List"), First: 1}
	if x.First != nil {
		g.First = *x.First
	}
	items := propertyOf(pl.result, x.Items)
	if items == nil || items.Schema.ArrayType == nil {
		return nil, fault("%q is no list in the answer of %s", x.Items, op.ID)
	}
	g.Items, g.Item = "page."+items.GoFieldName(), items.Schema.ArrayType.TypeDecl()
	if items.IsPointer() {
		return nil, fault("%q is a pointer in Go: let the overlay make answers plain values", x.Items)
	}
	for _, param := range def.QueryParams {
		switch param.ParamName {
		case x.Cursor:
			g.Cursor, g.CursorType, g.CursorPointer = param.GoName(), param.TypeDef(), param.HasOptionalPointer()
		case x.Page:
			g.Page, g.PageType, g.PagePointer = param.GoName(), param.TypeDef(), param.HasOptionalPointer()
		}
	}
	if param := pl.params.GetByInAndName("query", x.Cursor); param != nil && !param.Schema.Value.Type.Is("string") {
		return nil, fault("the cursor %q is no string", x.Cursor)
	}
	if param := pl.params.GetByInAndName("query", x.Page); param != nil && !param.Schema.Value.Type.Is("integer") {
		return nil, fault("the page %q is no integer", x.Page)
	}
	if g.Cursor == "" && g.Page == "" {
		return nil, fault("%s has no query parameter %q", op.ID, x.Cursor+x.Page)
	}
	var ok bool
	if x.Next != "" {
		if g.Next, ok = p.valueAt(pl.result, x.Next); !ok {
			return nil, fault("%q is no property of the answer of %s", x.Next, op.ID)
		}
	}
	if x.Last != "" {
		if g.Last, ok = p.valueAt(pl.result, x.Last); !ok {
			return nil, fault("%q is no property of the answer of %s", x.Last, op.ID)
		}
	}
	return g, nil
}

// valueAt returns the Go expression for what stands in page at a path of properties. Only the last may be absent.
func (p *pkg) valueAt(answer *openapi3.SchemaRef, path string) (value, bool) {
	v := value{Expr: "page", Kind: "plain"}
	for _, name := range strings.Split(path, ".") {
		if answer == nil || v.Kind != "plain" {
			return value{}, false
		}
		property := propertyOf(answer, name)
		if property == nil {
			return value{}, false
		}
		v.Expr += "." + property.GoFieldName()
		switch {
		case strings.HasPrefix(property.GoTypeDef(), "nullable."):
			v.Kind = "nullable"
		case property.IsPointer():
			v.Kind = "pointer"
		}
		answer = answer.Value.Properties[name]
	}
	return v, true
}
