package goapi

import (
	"go/types"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// compareTypes compares the types that are not the client, with their fields.
func (d *differ) compareTypes() {
	came := map[string]bool{}
	scope := d.is.pkg.Scope()
	for _, name := range d.was.pkg.Scope().Names() {
		old, ok := d.was.pkg.Scope().Lookup(name).(*types.TypeName)
		if !ok || !old.Exported() || name == "API" {
			continue
		}
		other := d.renamed(name)
		came[other] = true
		current, ok := scope.Lookup(other).(*types.TypeName)
		switch {
		case d.seen[name]:
		case !ok:
			d.removedType(name)
		case other != name:
			d.reportRenamedType(name, other)
			fallthrough
		default:
			d.compareType(name, old.Type(), current.Type())
		}
	}
	for _, name := range scope.Names() {
		if t, ok := scope.Lookup(name).(*types.TypeName); ok && t.Exported() && !came[name] && name != "API" {
			d.report(change.Compatible, "type-added", name, "type %s is new", name)
		}
	}
}

func (d *differ) removedType(name string) {
	text := ""
	if constants := sorted(d.was.constants[name]); len(constants) > 0 {
		text = ", and with it " + enumerate(constants)
	}
	d.explain(name)
	d.report(change.Breaking, "type-removed", name, "type %s is gone%s%s", name, text, d.was.usedBy(name))
}

func (d *differ) compareType(name string, old, current types.Type) {
	before, after := fieldsOf(old), fieldsOf(current)
	_, oldAlias := old.(*types.Alias)
	_, newAlias := current.(*types.Alias)
	switch {
	case before != nil && after != nil && !oldAlias && !newAlias:
		d.compareFields(name, before, after)
	case d.was.spell(old, d.names) == d.is.spell(current, nil) && (oldAlias || newAlias):
		d.seen[name] = true // an alias of the type that it was
	case oldAlias || newAlias || d.was.spell(old.Underlying(), d.names) != d.is.spell(current.Underlying(), nil):
		d.explain(name)
		d.report(change.Breaking, "type-changed", name, "type %s: it was %s, is %s%s", name, d.was.made(old), d.is.made(current),
			d.was.usedBy(name))
	}
}

// made says what a type is made of.
func (s *side) made(t types.Type) string {
	if alias, ok := t.(*types.Alias); ok {
		return "another name of " + s.spell(alias, nil)
	}
	if _, ok := t.Underlying().(*types.Struct); ok {
		return "a struct"
	}
	text := "a type of its own, of " + s.spell(t.Underlying(), nil)
	if constants := sorted(s.constants[t.(*types.Named).Obj().Name()]); len(constants) > 0 {
		text += " with " + enumerate(constants)
	}
	return text
}

// compareFields compares the fields of a struct.
func (d *differ) compareFields(typeName string, before, after map[string]field) {
	came := map[string]bool{}
	for _, name := range sorted(before) {
		subject := typeName + "." + name
		other := name
		if renamed := d.names[subject]; renamed != "" {
			_, other, _ = strings.Cut(renamed, ".")
		}
		came[other] = true
		f, ok := after[other]
		switch {
		case !ok:
			d.report(change.Breaking, "field-removed", subject, "type %s: field %s removed%s", typeName, name,
				d.was.usedBy(typeName))
			continue
		case other != name:
			d.reportRenamedField(typeName, name, other)
		}
		d.compareField(typeName, name, before[name], f)
	}
	for _, name := range sorted(after) {
		if !came[name] {
			d.report(change.Compatible, "field-added", typeName+"."+name, "type %s: field %s added", typeName, name)
		}
	}
}

func (d *differ) compareField(typeName, name string, old, current field) {
	subject := typeName + "." + name
	before, after := d.was.spell(old.Type(), d.names), d.is.spell(current.Type(), nil)
	if before != after {
		d.report(change.Breaking, "field-type-changed", subject, "type %s: field %s was %s, is %s%s", typeName, name,
			d.was.spell(old.Type(), nil), after, d.was.usedBy(typeName))
	} else {
		d.seen[subject] = true
	}
	if old.wire() != current.wire() {
		d.report(change.Risky, "field-wire-name-changed", subject, "type %s: field %s was %q in requests and answers, is %q",
			typeName, name, old.wire(), current.wire())
	}
	if isQuery(old) != isQuery(current) {
		d.report(change.Risky, "field-moved", subject, "type %s: field %s was sent in the %s, is sent in the %s", typeName,
			name, spot(old), spot(current))
	}
	// What is left out matters where it is sent; a type that changed says so itself.
	if before == after && leftOut(old) != leftOut(current) && d.is.isSent(d.renamed(typeName)) {
		what := map[bool]string{true: "left out", false: "sent"}
		d.report(change.Risky, "field-omission-changed", subject, "type %s: field %s was %s when it is empty, is %s", typeName,
			name, what[leftOut(old)], what[leftOut(current)])
	}
}

// isQuery reports whether a field is a parameter of the query.
func isQuery(f field) bool { return f.tag.Get("form") != "" }

func spot(f field) string {
	if isQuery(f) {
		return "query"
	}
	return "header"
}

// leftOut reports whether a field is not sent when it is empty.
func leftOut(f field) bool {
	_, options, _ := strings.Cut(f.tag.Get("json"), ",")
	return strings.Contains(options, "omit")
}

// isSent reports whether a type is part of a request.
func (s *side) isSent(typeName string) bool {
	return slices.ContainsFunc(s.users[typeName], func(method string) bool {
		sent := map[string]bool{}
		for _, v := range signatureOf(s.methods()[method]).arguments {
			collect(v.Type(), s.pkg, sent)
		}
		return sent[typeName]
	})
}
