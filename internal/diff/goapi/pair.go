package goapi

import (
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/generate/plan"
	"github.com/hostclients/hostclients/internal/spec"
)

// pair is an element of the old package and its counterpart in the new one. If only one package has the element, the other is nil.
type pair struct {
	topic
	kind     *kind
	old, new *element
	// was is old with the new names of types. It equals new if only names have changed.
	was *element
	// in is the pair that contains this one, or nil at the top level.
	in *pair
}

// pairUp pairs the elements of both packages. Methods and services come first, because types are paired by the methods that use
// them. Each pair is listed before the pairs that it contains.
func (d *differ) pairUp() {
	d.pairOperations()
	d.pairServices()
	d.pairTypes()
	d.pairElements(d.was.elements, d.is.elements, nil)
	for _, p := range d.pairs {
		if p.kind == optionKind && p.was != nil && p.new != nil {
			for i := range min(len(p.old.option.Schemes), len(p.new.option.Schemes)) {
				d.names[scheme(p.old.option.Schemes[i])] = p.new.option.Schemes[i]
			}
		}
	}
}

// findOperations matches the operations of the two documents.
func (d *differ) findOperations() {
	matched, err := spec.Match(d.was.doc.T, d.is.doc.T)
	if err != nil {
		return // fall back to names
	}
	for _, m := range matched {
		if m.Old != nil && m.New != nil {
			old, current := m.Old.Op.OperationID, m.New.Op.OperationID
			d.newID[old], d.oldID[current], d.moved[old] = current, old, m.Moved
		}
	}
}

// pairOperations pairs methods: first by name, because programs call methods by name. A method whose name is gone is paired with
// the method of the same operation.
func (d *differ) pairOperations() {
	d.findOperations()
	byName, byID := map[string]*plan.Operation{}, map[string]*plan.Operation{}
	for _, op := range d.is.plan.Operations {
		byName[subjectOf(op)], byID[op.ID] = op, op
	}
	for _, find := range []func(op *plan.Operation) *plan.Operation{
		func(op *plan.Operation) *plan.Operation { return byName[subjectOf(op)] },
		func(op *plan.Operation) *plan.Operation { return byID[d.newID[op.ID]] },
	} {
		for _, op := range d.was.plan.Operations {
			other := find(op)
			if other == nil || d.methods[op] != nil || d.methods[other] != nil {
				continue
			}
			d.methods[op], d.methods[other] = other, op
			d.rename(subjectOf(op), subjectOf(other))
			if op.Pager != nil && other.Pager != nil {
				d.rename(op.Service.Type+"."+op.Pager.Name, other.Service.Type+"."+other.Pager.Name)
			}
		}
	}
}

// pairServices pairs a removed service with the new one that all of its remaining methods have moved to.
func (d *differ) pairServices() {
	has := func(p *plan.Package, name string) bool {
		return slices.ContainsFunc(p.Services, func(s *plan.Service) bool { return s.Name == name })
	}
	for _, s := range d.was.plan.Services {
		heirs := map[*plan.Service]bool{}
		for _, op := range s.Operations {
			if other := d.methods[op]; other != nil {
				heirs[other.Service] = true
			}
		}
		for heir := range heirs {
			if len(heirs) == 1 && !has(d.is.plan, s.Name) && !has(d.was.plan, heir.Name) {
				d.rename("Client."+s.Name, "Client."+heir.Name)
			}
		}
	}
}

// pairElements pairs the elements of two lists by name. [differ.match] finds renamed ones.
func (d *differ) pairElements(olds, news []*element, in *pair) {
	type key struct {
		kind    *kind
		subject string
	}
	came := map[key]*element{}
	for _, e := range news {
		came[key{e.kind, e.subject}] = e
	}
	counterpart := func(e *element) *element { return came[key{e.kind, d.renamed(e.subject)}] }
	taken := map[*element]bool{}
	for _, e := range olds {
		taken[counterpart(e)] = true
	}
	gone := without(olds, func(e *element) bool { return e.kind.certain == nil || counterpart(e) != nil })
	d.match(gone, without(news, func(e *element) bool { return e.kind.certain == nil || taken[e] }))
	for _, old := range olds {
		current := counterpart(old)
		taken[current] = true
		p := d.add(old, current, in)
		if current != nil && (old.typ == nil || old.typ.Struct == current.typ.Struct && p.was.made() == current.made()) {
			d.pairElements(old.parts, current.parts, p)
		}
	}
	for _, e := range news {
		if !taken[e] {
			d.add(nil, e, in)
		}
	}
}

// add appends a pair. If only one side has a part of a method, its place on the other side is the method's.
func (d *differ) add(old, current *element, in *pair) *pair {
	e := current
	if old != nil {
		e = old
	}
	p := &pair{kind: e.kind, old: old, new: current, in: in}
	if in != nil && in.kind == methodKind {
		p.topic = in.topic
	}
	p.subject, p.name = e.subject, e.subject
	if old != nil {
		p.was, p.topic.old = old.as(d.names), old.origin
	}
	if current != nil {
		p.topic.new = current.origin
	}
	switch e.kind {
	case methodKind:
		p.op = e.op
	case argumentKind:
		p.subject, p.name = in.subject, "the argument "+e.parameter.Name+" of "+in.subject
	case constantKind:
		p.op = d.userOf(in.old.subject, true, false)
	case typeKind, fieldKind, extraKind:
		p.op = d.userOf(e.subject, old != nil, current != nil)
	}
	d.pairs = append(d.pairs, p)
	return p
}

// userOf returns the only operation that uses a type, or nil. The subject is the old name of the type or of a part of it. userOf looks
// in the old package if there is true, and then in the new one if here is true.
func (d *differ) userOf(subject string, there, here bool) *plan.Operation {
	typeName, _, _ := strings.Cut(subject, ".")
	if there {
		if op := d.was.onlyUser(typeName); op != nil {
			return op
		}
	}
	if here {
		return d.is.onlyUser(d.renamed(typeName))
	}
	return nil
}

// match finds the new names of removed elements among the new ones: first by the kind's certain test, then by its alike test. Each
// element must have exactly one candidate.
func (d *differ) match(gone, came []*element) {
	for _, same := range []func(a, b *element) bool{
		func(a, b *element) bool { return a.kind == b.kind && a.kind.certain(d, a, b) },
		func(a, b *element) bool { return a.kind == b.kind && a.kind.alike != nil && a.kind.alike(d, a, b) },
	} {
		matched := map[*element]bool{}
		for _, a := range gone {
			candidates := without(came, func(b *element) bool { return !same(a, b) })
			if len(candidates) == 1 && len(without(gone, func(other *element) bool { return !same(other, candidates[0]) })) == 1 {
				matched[a], matched[candidates[0]] = true, true
				d.rename(a.subject, candidates[0].subject)
			}
		}
		isMatched := func(e *element) bool { return matched[e] }
		gone, came = without(gone, isMatched), without(came, isMatched)
	}
}

func without[T any](all []T, drop func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(all), drop)
}

// rename records a new name if it differs from the old one.
func (d *differ) rename(old, current string) {
	if old != current {
		d.names[old] = current
	}
}

// renamed returns the new name of an old subject.
func (d *differ) renamed(subject string) string {
	if name := d.names[subject]; name != "" {
		return name
	}
	if holder, part, ok := strings.Cut(subject, "."); ok && d.names[holder] != "" {
		return d.names[holder] + "." + part
	}
	return subject
}
