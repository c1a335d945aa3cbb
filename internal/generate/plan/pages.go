package plan

import (
	"fmt"
	"strings"
)

// page sets the iterator of an operation with x-pagination.
func (b *builder) page(d *draft) error {
	x := d.paging
	g := &Pager{Name: iteratorName(d.Name), First: 1, Header: x.Header, Link: x.Link, Offset: x.Offset != ""}
	if x.First != nil {
		g.First = *x.First
	}
	if g.Offset {
		g.First = 0
	}
	if err := b.pageItems(d, g); err != nil {
		return err
	}
	wire := x.Cursor + x.Page + x.Offset
	at := position(d, wire)
	switch {
	case g.Link:
	case at == nil:
		return b.notPaged(d, "%s has no parameter or body property %q", d.ID, wire)
	case x.Cursor != "":
		if g.Cursor = at; b.plain(at) != "string" {
			return b.notPaged(d, "the cursor %q is not a string", wire)
		}
	default:
		if g.Page = at; !strings.HasPrefix(b.plain(at), "int") {
			return b.notPaged(d, "the page %q is not an integer", wire)
		}
	}
	var err error
	if g.Next, err = fieldsAt(d.Result.Type, x.Next); err != nil {
		return b.notPaged(d, "the response of %s: %v", d.ID, err)
	}
	if g.Last, err = fieldsAt(d.Result.Type, x.Last+x.Total); err != nil {
		return b.notPaged(d, "the response of %s: %v", d.ID, err)
	}
	d.Pager = g
	return nil
}

// notPaged returns an error about an x-pagination.
func (b *builder) notPaged(d *draft, format string, args ...any) error {
	return b.doc.At(d.Pointer+"/x-pagination", "x-pagination: "+format, args...)
}

// Position is the parameter, or the property of the body, that selects the page.
type Position struct {
	Field  *Field
	InBody bool
}

// Plain returns the Go type of the value, without a pointer or nullable.Nullable.
func (p *Position) Plain() string {
	plain := strings.TrimPrefix(p.Field.GoType, "*")
	if inner, ok := strings.CutPrefix(plain, "nullable.Nullable["); ok {
		return strings.TrimSuffix(inner, "]")
	}
	return plain
}

// Position returns the field that selects the page, or nil if pages are found by links.
func (g *Pager) Position() *Position {
	if g.Cursor != nil {
		return g.Cursor
	}
	return g.Page
}

// position returns the parameter called wire, or the property of the body if there is no such parameter, or nil if there is
// neither.
func position(d *draft, wire string) *Position {
	for _, param := range d.Parameters {
		if param.Wire == wire {
			return &Position{Field: param.Field}
		}
	}
	if d.Body == nil || d.Body.Type == nil || !d.Body.Type.Struct || d.Body.Type.Field(wire) == nil {
		return nil
	}
	return &Position{Field: d.Body.Type.Field(wire), InBody: true}
}

// plain returns the underlying Go type of a position's value.
func (b *builder) plain(p *Position) string {
	if known := b.byName[p.Plain()]; known != nil {
		return known.GoType
	}
	return p.Plain()
}

// pageItems finds the list in a page: a property of the response, or the response itself.
func (b *builder) pageItems(d *draft, g *Pager) error {
	items := d.paging.Items
	if items == "" {
		list := d.Result.GoType
		if t := d.Result.Type; t != nil && !t.Struct {
			list = t.GoType
		}
		var isList bool
		if g.Item, isList = strings.CutPrefix(list, "[]"); !isList || d.Result.Choices != nil {
			return b.notPaged(d, "the response of %s is not a list: set items to the property that has the list", d.ID)
		}
		return nil
	}
	if d.Result.Type != nil {
		g.Items = d.Result.Type.Field(items)
	}
	if g.Items != nil {
		g.Item = b.list(g.Items)
	}
	switch {
	case g.Item == "":
		return b.notPaged(d, "%q is not a list in the response of %s", items, d.ID)
	case strings.HasPrefix(g.Items.GoType, "*"):
		return b.notPaged(d, "%q is a pointer in Go: want a plain list", items)
	}
	return nil
}

// fieldsAt returns the fields on a path of properties, such as meta.next. It returns an error if a property does not exist,
// or if any property but the last is optional.
func fieldsAt(t *Type, path string) (fields []*Field, err error) {
	if path == "" {
		return nil, nil
	}
	for name := range strings.SplitSeq(path, ".") {
		if t == nil || t.Field(name) == nil {
			return nil, fmt.Errorf("it has no property %q", path)
		}
		if len(fields) > 0 && fields[len(fields)-1].IsOptional() {
			return nil, fmt.Errorf("%q may be missing from a page: only the last property of a path may be optional", path)
		}
		f := t.Field(name)
		fields, t = append(fields, f), f.Type
	}
	return fields, nil
}

// IsPointer reports whether the field is a pointer.
func (f *Field) IsPointer() bool { return strings.HasPrefix(f.GoType, "*") }

// IsNullable reports whether the field is a nullable.Nullable, which distinguishes null from absent.
func (f *Field) IsNullable() bool { return strings.HasPrefix(f.GoType, "nullable.") }

// IsOptional reports whether the field may have no value.
func (f *Field) IsOptional() bool { return f.IsPointer() || f.IsNullable() }

// IsSecret reports whether the type of the field is core.Secret or a pointer to it.
func (f *Field) IsSecret() bool { return strings.TrimPrefix(f.GoType, "*") == "core.Secret" }
