package goapi

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/generate/plan"
)

// compareConst explains a changed constant for an operation's ID. The constant is named after the operation.
func (d *differ) compareConst(p *pair) {
	if p.old.op.ID != p.new.op.ID || p.old.op.Const != p.new.op.Const {
		d.explain(p.old.op.Const, p.new.op.Const)
	}
}

// withMethod names the types that are removed with a method because only the method used them. For a renamed method, it names the
// iterator and the types that were renamed with it, each with its new name.
func (d *differ) withMethod(p *pair) (names []string) {
	if p.new == nil {
		for _, t := range d.was.plan.Types {
			if d.is.types[t.Name] == nil && d.names[t.Name] == "" && d.was.onlyUser(t.Name) == p.op {
				names = append(names, t.Name)
			}
		}
		return names
	}
	if old, current := p.old.op.Pager, p.new.op.Pager; old != nil && current != nil && old.Name != current.Name {
		names = append(names, old.Name+" (now "+current.Name+")")
	}
	for _, name := range sorted(d.namedAfter) {
		if d.namedAfter[name] == p.op {
			names = append(names, name+" (now "+d.names[name]+")")
		}
	}
	return names
}

// compareArguments compares the arguments of a method by name and type. A new order of the same names is one change.
func (d *differ) compareArguments(p *pair) {
	before, after, shown := p.was.arguments(), p.new.arguments(), p.old.arguments()
	if slices.Equal(before, after) {
		if !slices.Equal(shown, after) {
			d.explain(p.subject) // only a type was renamed
		}
		return
	}
	called := func(a argument) string { return a.name }
	olds, news := namesOf(before, called), namesOf(after, called)
	if !slices.Equal(olds, news) && sameNames(before, after, called) {
		d.report(breaks, "method-arguments-swapped", p.topic, "%s now takes %s instead of %s: code that still compiles passes them in the wrong order",
			enumerate(news), enumerate(olds))
		return
	}
	for i := range min(len(before), len(after)) {
		if olds[i] != news[i] && before[i].inPath() && after[i].inPath() && !slices.Contains(news, olds[i]) && !slices.Contains(olds, news[i]) {
			d.report(compatible, "method-argument-renamed", p.topic, "%s: the argument %s is now called %s", olds[i], news[i])
			news[i] = olds[i]
		}
	}
	for i, a := range before {
		switch at := slices.Index(news, olds[i]); {
		case at < 0:
			d.report(breaks, "method-argument-removed", p.topic, "%s no longer takes the argument %s %s", a.name, shown[i].goType)
		case a.goType != after[at].goType:
			d.report(breaks, "method-argument-changed", p.topic, "%s now takes the argument %s as %s instead of %s", a.name,
				after[at].goType, shown[i].goType)
		}
	}
	for i, a := range after {
		if !slices.Contains(olds, news[i]) {
			c := d.report(breaks, "method-argument-added", p.topic, "%s now takes an argument %s %s", a.name, a.goType)
			if strings.HasPrefix(a.goType, "*") {
				c.Advice = "pass nil if nothing in it is required"
			}
		}
	}
}

// comparePaging compares where an iterator finds the items, its position and the next page.
func (d *differ) comparePaging(p *pair) {
	if !slices.Equal(p.old.arguments(), p.new.arguments()) {
		d.explain(p.subject) // an iterator takes the arguments of its method
	}
	before, after := paging(p.old.op.Pager), paging(p.new.op.Pager)
	for _, part := range sorted(after) {
		if before[part] != after[part] {
			d.report(risky, "pagination-changed", p.topic, "%s now finds %s in %s instead of %s", part, after[part], before[part])
		}
	}
}

// paging describes where an iterator finds the items, its position and the next page, by their names in the document.
func paging(p *plan.Pager) map[string]string {
	path := func(fields []*plan.Field) string {
		return cmp.Or(strings.Join(namesOf(fields, func(f *plan.Field) string { return f.Wire }), "."), "nothing")
	}
	parts := map[string]string{"the items": "the response", "the next page": cmp.Or(p.Header, path(p.Next)), "the number of the last page": path(p.Last)}
	if p.Items != nil {
		parts["the items"] = p.Items.Wire
	}
	switch {
	case p.Link:
		parts["its position"] = "the header Link"
	case p.Cursor != nil:
		parts["its position"] = place(p.Cursor)
	case p.Offset:
		parts["its position"] = place(p.Page) + ", counted in items"
	default:
		parts["its position"] = fmt.Sprintf("%s, starting at %d", place(p.Page), p.First)
	}
	return parts
}

func place(p *plan.Position) string {
	if p.InBody {
		return "the property " + p.Field.Wire + " of the body"
	}
	return "the parameter " + p.Field.Wire
}
