package goapi

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hostclients/hostclients/internal/generate/plan"
)

// goesWithMethods reports whether a type is removed, new or renamed together with methods: only removed or new methods use it, or
// it is named after an operation.
func (d *differ) goesWithMethods(p *pair) bool {
	if p.old != nil && p.new != nil {
		return d.namedAfter[p.subject] != nil
	}
	s := d.was
	if p.old == nil {
		s = d.is
	}
	users := s.users[p.subject]
	return len(users) > 0 && !slices.ContainsFunc(users, func(op *plan.Operation) bool { return d.methods[op] != nil })
}

// made describes the definition of a type.
func (e *element) made() string {
	switch {
	case e.typ.Union:
		return "a union"
	case e.typ.Struct:
		return "a struct"
	case e.typ.Alias:
		return "an alias of " + e.spell(e.typ.GoType)
	}
	return "a type based on " + e.spell(e.typ.GoType)
}

// described is like made, and also lists the constants of the type.
func (e *element) described() string {
	text := e.made()
	if names := valuesOf(e); len(names) > 0 {
		text += " with " + enumerate(names)
	}
	return text
}

// compareMade reports a type whose definition changed.
func (d *differ) compareMade(p *pair) {
	if p.was.made() == p.new.made() {
		return
	}
	d.explain(append(p.kind.names(p.old), p.kind.names(p.new)...)...)
	d.say(p, sentence{breaks, "type-changed", "type %s is now %s instead of %s" + users}, p.new.described(), p.old.described())
}

// areFree reports whether the new package lacks the name of the old constant, and the old package lacks the name of the new one.
func (d *differ) areFree(old, current *element) bool {
	return d.is.pkg.Scope().Lookup(old.subject) == nil && d.was.pkg.Scope().Lookup(current.subject) == nil
}

// compareValue compares the value of a constant. If another constant now has the old value, the two are reported as exchanged.
func (d *differ) compareValue(p *pair) {
	const means = "code that uses it still compiles, but sends and expects a different value"
	if p.old.value.Text == p.new.value.Text || d.names[p.subject] != "" {
		return
	}
	d.explain(p.subject)
	for _, heir := range p.new.typ.Values {
		if heir.Text == p.old.value.Text {
			c := d.report(breaking, "constant-exchanged", p.topic, "constant %s is now %s instead of %s, which is now %s: %s",
				p.new.literal(), p.old.literal(), heir.Const, means)
			c.Advice = d.orderOfNames(p.old.typ, p.new.typ)
			return
		}
	}
	d.report(risky, "constant-value-changed", p.topic, "constant %s is now %s instead of %s: %s", p.new.literal(), p.old.literal(), means)
}

// literal returns an enum's value as a Go literal.
func (e *element) literal() string {
	if e.typ.GoType == "string" {
		return strconv.Quote(e.value.Text)
	}
	return e.value.Text
}

// compareServer compares the URL of a server's constant.
func (d *differ) compareServer(p *pair) {
	old, current := p.old.server.URL, p.new.server.URL
	if old == current {
		return
	}
	d.explain(p.subject)
	severity, what := risky, "clients created for it now call a different server"
	if strings.TrimSuffix(old, "/") == strings.TrimSuffix(current, "/") {
		severity, what = compatible, "clients created for it still call the same server"
	}
	d.report(severity, "constant-value-changed", p.topic, "constant %s is now %s instead of %s: %s", current, old, what)
}

// structOf returns the struct that an expression names, directly or through a pointer, or nil.
func (s *side) structOf(expression string) *plan.Type {
	if names := s.own(expression); len(names) == 1 && s.types[names[0]].Struct {
		return s.types[names[0]]
	}
	return nil
}
