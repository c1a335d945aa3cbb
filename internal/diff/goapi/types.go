package goapi

import (
	"slices"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/generate/plan"
)

// compareTypes compares the types of the document with their fields and values.
func (d *differ) compareTypes() {
	came := map[string]bool{}
	for _, old := range d.was.plan.Types {
		other := d.renamed(old.Name)
		current := d.is.types[other]
		came[other] = true
		switch {
		case current != nil:
			if other != old.Name {
				d.reportRenamedType(old, current)
			}
			d.compareType(old, current)
		case !d.known[old.Name] && !d.goesWith(old, d.was):
			d.removedType(old)
		}
	}
	for _, t := range d.is.plan.Types {
		if !came[t.Name] && !d.known[t.Name] && !d.goesWith(t, d.is) {
			e := d.typed(t.Name, "", nil, &t.Origin)
			d.report(change.Compatible, "type-added", e, "type %s is new", t.Name)
			d.explainType(t)
		}
	}
}

// goesWith reports whether nothing but methods that are gone, or new, use a type.
func (d *differ) goesWith(t *plan.Type, s *side) bool {
	users := s.usersOf(t.Name)
	if len(users) == 0 || slices.ContainsFunc(users, func(op *plan.Operation) bool { return !d.changed[op] }) {
		return false
	}
	d.explainType(t)
	return true
}

func (d *differ) removedType(t *plan.Type) {
	d.explainType(t)
	d.breaks("type-removed", d.typed(t.Name, "", &t.Origin, nil), "type %s is gone%s%s", t.Name, withThem(constants(t)), d.was.usedBy(t.Name))
}

func constants(t *plan.Type) []string {
	return namesOf(t.Values, func(v plan.Value) string { return v.Const })
}

func (d *differ) reportRenamedType(old, current *plan.Type) {
	d.explain(old.Name)
	d.known[current.Name] = true
	for _, v := range old.Values {
		if d.names[v.Const] != "" && d.is.values[d.names[v.Const]].Text == v.Text {
			d.explain(v.Const)
			d.known[d.names[v.Const]] = true
		}
	}
	for _, pair := range d.pairs {
		for _, name := range d.named(pair) {
			if name == old.Name {
				return // it goes with its method
			}
		}
	}
	c := d.breaks("type-renamed", d.typed(old.Name, "", &old.Origin, &current.Origin), "type %s is now called %s%s", old.Name, current.Name,
		d.was.usedBy(old.Name))
	c.Advice = d.keepType(old, current)
}

func (d *differ) compareType(old, current *plan.Type) {
	e := d.typed(old.Name, "", &old.Origin, &current.Origin)
	d.compareDeprecation(e, old.Deprecated, current.Deprecated)
	if old.Struct && current.Struct && old.Union == current.Union {
		d.compareFields(old, current)
		return
	}
	if before, after := d.was.made(old, d.names), d.is.made(current, nil); before != after {
		d.explainType(old)
		d.explainType(current)
		d.breaks("type-changed", e, "type %s is now %s instead of %s%s", old.Name, d.is.described(current), d.was.described(old), d.was.usedBy(old.Name))
		return
	}
	d.compareValues(old, current)
}

// made is what a type is made of.
func (s *side) made(t *plan.Type, renamed map[string]string) string {
	switch {
	case t.Union:
		return "a union"
	case t.Struct:
		return "a struct"
	case t.Alias:
		return "another name of " + s.spell(t.GoType, renamed)
	}
	return "a type of its own, of " + s.spell(t.GoType, renamed)
}

// described is what a type is made of, with its constants.
func (s *side) described(t *plan.Type) string {
	text := s.made(t, nil)
	if names := constants(t); len(names) > 0 {
		text += " with " + enumerate(names)
	}
	return text
}

func (d *differ) compareFields(old, current *plan.Type) {
	came := map[string]bool{}
	for _, f := range old.Fields {
		subject := old.Name + "." + f.Name
		other := f.Name
		if renamed := d.names[subject]; renamed != "" {
			other = renamed[len(current.Name)+1:]
		}
		g := field(current, other)
		came[other] = true
		if g == nil {
			d.breaks("field-removed", d.typed(old.Name, f.Name, &f.Origin, nil), "field %s is gone%s", subject, d.was.usedBy(old.Name))
			continue
		}
		e := d.typed(old.Name, f.Name, &f.Origin, &g.Origin)
		if other != f.Name {
			c := d.breaks("field-renamed", e, "field %s is gone; %s.%s, of the same type, is new%s", subject, current.Name, other, d.was.usedBy(old.Name))
			c.Advice = d.keepField(subject, f, g)
			d.known[current.Name+"."+other] = true
		}
		d.compareField(e, old, current, f, g)
	}
	for _, g := range current.Fields {
		if !came[g.Name] {
			e := d.typed(old.Name, g.Name, nil, &g.Origin)
			e.subject = current.Name + "." + g.Name
			d.report(change.Compatible, "field-added", e, "field %s is new", e.subject)
		}
	}
	d.compareExtra(old, current)
}

// compareExtra compares what a struct does with properties that the document does not name.
func (d *differ) compareExtra(old, current *plan.Type) {
	before, after := d.was.spell(old.Extra, d.names), d.is.spell(current.Extra, nil)
	e := d.typed(old.Name, "AdditionalProperties", &old.Origin, &current.Origin)
	switch {
	case before == after:
	case old.Extra == "":
		d.report(change.Compatible, "field-added", e, "field %s is new: map[string]%s", e.subject, after)
	case current.Extra == "":
		d.breaks("field-removed", e, "field %s is gone%s", e.subject, d.was.usedBy(old.Name))
	default:
		d.breaks("field-type-changed", e, "field %s is now map[string]%s instead of map[string]%s%s", e.subject, after, d.was.spell(old.Extra, nil),
			d.was.usedBy(old.Name))
	}
}

func (d *differ) compareField(e element, old, current *plan.Type, f, g *plan.Field) {
	before, after, shown := d.was.spell(f.GoType, d.names), d.is.spell(g.GoType, nil), d.was.spell(f.GoType, nil)
	same := before == after
	switch {
	case !same:
		d.breaks("field-type-changed", e, "field %s is now %s instead of %s%s", e.subject, after, shown, d.was.usedBy(old.Name))
	case shown != after:
		d.explain(e.subject) // only a type has another name
	}
	if f.Wire != g.Wire && f.Name == g.Name {
		d.report(change.Risky, "field-wire-name-changed", e, "field %s is now %q in requests and responses instead of %q", e.subject, g.Wire, f.Wire)
	}
	d.compareDeprecation(e, f.Deprecated, g.Deprecated)
	// What is left out matters where it is sent; a type that changed says so itself.
	if old.Sent && current.Sent && same && (f.Omit == "") != (g.Omit == "") {
		what := map[bool]string{true: "sent", false: "left out"}
		d.report(change.Risky, "field-omission-changed", e, "field %s is now %s when it is empty; it was %s", e.subject, what[g.Omit == ""], what[f.Omit == ""])
	}
	// Go has a value for what is absent, unless the field is a pointer.
	if old.Received && current.Received && same && f.Required != g.Required && !current.Sent {
		if g.Required {
			d.report(change.Compatible, "field-required", e, "field %s is now in every response", e.subject)
		} else {
			d.report(change.Risky, "field-optional", e, "field %s may now be absent from responses, and is then the zero value%s", e.subject, d.was.usedBy(old.Name))
		}
	}
	if old.Received && current.Received && same && f.Nullable != g.Nullable {
		if g.Nullable {
			d.report(change.Risky, "field-nullable", e, "field %s may now be null in responses%s", e.subject, d.was.usedBy(old.Name))
		} else {
			d.report(change.Compatible, "field-not-nullable", e, "field %s is no longer null in responses", e.subject)
		}
	}
	if old.Sent && current.Sent && same && f.Default != g.Default {
		d.compareDefaults(e, f.Default, g.Default)
	}
}

// compareDefaults compares what the server does for a value that is left out. Go does not see it, but code that relies on it
// means something else.
func (d *differ) compareDefaults(e element, before, after string) {
	switch {
	case before == "":
		d.report(change.Compatible, "default-added", e, "the document now says what leaving out %s means: %s", e.subject, after)
	case after == "":
		d.report(change.Risky, "default-changed", e, "the document no longer says what leaving out %s means; it meant %s", e.subject, before)
	default:
		d.report(change.Risky, "default-changed", e, "leaving out %s now means %s instead of %s", e.subject, after, before)
	}
}

// structOf returns the struct that an expression names, directly or behind a pointer; nil if there is none.
func (s *side) structOf(expression string) *plan.Type {
	if names := s.own(expression); len(names) == 1 && s.types[names[0]].Struct {
		return s.types[names[0]]
	}
	return nil
}

// compareServers compares the constants of servers.
func (d *differ) compareServers() {
	came := map[string]bool{}
	for _, old := range d.was.plan.Servers {
		name := d.renamed(old.Const)
		current := d.is.server(name)
		came[name] = true
		e := element{subject: old.Const, old: &old.Origin}
		if current == nil {
			d.breaks("constant-removed", e, "constant %s is gone (it was %s)", old.Const, old.URL)
			continue
		}
		e.new = &current.Origin
		if name != old.Const {
			c := d.breaks("constant-renamed", e, "constant %s is now called %s", old.Const, name)
			c.Advice = keepServer(*current, old.Const)
			d.known[name] = true
		}
		if old.URL != current.URL {
			d.explain(old.Const)
			severity, what := change.Risky, "clients made for it now go to another server"
			if trimmed(old.URL) == trimmed(current.URL) {
				severity, what = change.Compatible, "clients made for it still go to the same server"
			}
			d.report(severity, "constant-value-changed", e, "constant %s is now %s instead of %s: %s", old.Const, current.URL, old.URL, what)
		}
	}
	for _, s := range d.is.plan.Servers {
		if !came[s.Const] {
			d.report(change.Compatible, "constant-added", element{subject: s.Const, new: &s.Origin}, "constant %s is new (%s)", s.Const, s.URL)
		}
	}
}
