package goapi

import (
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/generate/plan"
	"github.com/hostclients/hostclients/internal/spec"
)

// operationPair is a method on both sides.
type operationPair struct{ old, new *plan.Operation }

// pairUp finds the new names of what was renamed: of services and methods first, then of types, whose names and places follow
// from those, and of what is inside of types at last.
func (d *differ) pairUp() {
	d.pairOperations()
	d.pairServices()
	d.pairTypes()
	for _, name := range sorted(d.was.types) {
		if current := d.is.types[d.renamed(name)]; current != nil {
			d.pairFields(d.was.types[name], current)
			d.pairValues(d.was.types[name], current)
		}
	}
	d.pairServers()
	d.pairOptions()
}

// match finds the operation of each document in the other one.
func (d *differ) match() {
	matched, err := spec.Match(d.was.doc.T, d.is.doc.T)
	if err != nil {
		return // only names count then
	}
	for _, m := range matched {
		if m.Old != nil && m.New != nil {
			old, current := m.Old.Op.OperationID, m.New.Op.OperationID
			d.newID[old], d.oldID[current], d.moved[old] = current, old, m.Moved
		}
	}
}

// pairOperations pairs methods. A program calls a method by its name, so that this counts first; an operation whose method is
// gone is found in the other document.
func (d *differ) pairOperations() {
	d.match()
	newOf := map[*plan.Operation]*plan.Operation{}
	taken := map[*plan.Operation]bool{}
	byID := map[string]*plan.Operation{}
	for _, op := range d.is.plan.Operations {
		byID[op.ID] = op
	}
	for _, find := range []func(op *plan.Operation) *plan.Operation{
		func(op *plan.Operation) *plan.Operation { return d.is.operations[subjectOf(op)] },
		func(op *plan.Operation) *plan.Operation { return byID[d.newID[op.ID]] },
	} {
		for _, op := range d.was.plan.Operations {
			if other := find(op); newOf[op] == nil && other != nil && !taken[other] {
				newOf[op], taken[other] = other, true
			}
		}
	}
	for _, op := range d.was.plan.Operations {
		other := newOf[op]
		if other == nil {
			d.gone, d.changed[op] = append(d.gone, op), true
			continue
		}
		d.pairs = append(d.pairs, operationPair{op, other})
		if subjectOf(op) != subjectOf(other) {
			d.names[subjectOf(op)] = subjectOf(other)
		}
	}
	for _, op := range d.is.plan.Operations {
		if !taken[op] {
			d.came = append(d.came, op)
		}
	}
}

// pairServices pairs a service that is gone with the one to which all of its methods have moved.
func (d *differ) pairServices() {
	heirs := map[*plan.Service]map[*plan.Service]bool{}
	for _, pair := range d.pairs {
		if heirs[pair.old.Service] == nil {
			heirs[pair.old.Service] = map[*plan.Service]bool{}
		}
		heirs[pair.old.Service][pair.new.Service] = true
	}
	for _, s := range d.was.plan.Services {
		if len(heirs[s]) != 1 || d.is.service(s.Name) != nil {
			continue
		}
		for heir := range heirs[s] {
			if d.was.service(heir.Name) == nil {
				d.services[s] = heir
				d.names[s.Type], d.names["Client."+s.Name] = heir.Type, "Client."+heir.Name
			}
		}
	}
}

func (s *side) service(name string) *plan.Service {
	if i := slices.IndexFunc(s.plan.Services, func(other *plan.Service) bool { return other.Name == name }); i >= 0 {
		return s.plan.Services[i]
	}
	return nil
}

// pairFields pairs the fields of a struct: those of the same name in JSON, or else the only ones that are left of their type.
func (d *differ) pairFields(old, current *plan.Type) {
	gone := without(old.Fields, func(f *plan.Field) bool { return field(current, f.Name) != nil })
	came := without(current.Fields, func(f *plan.Field) bool { return field(old, f.Name) != nil })
	pair(gone, came, func(a, b *plan.Field) bool { return a.Wire == b.Wire }, func(a, b *plan.Field) bool {
		return d.was.spell(a.GoType, d.names) == d.is.spell(b.GoType, nil)
	}, func(a, b *plan.Field) { d.names[old.Name+"."+a.Name] = current.Name + "." + b.Name })
}

// pairValues pairs the constants of an enumeration: those of the same value, or else the only ones that are left.
func (d *differ) pairValues(old, current *plan.Type) {
	gone := without(old.Values, func(v plan.Value) bool { return d.is.values[v.Const].of != nil })
	came := without(current.Values, func(v plan.Value) bool { return d.was.values[v.Const].of != nil })
	pair(gone, came, func(a, b plan.Value) bool { return a.Text == b.Text }, func(_, _ plan.Value) bool { return true },
		func(a, b plan.Value) { d.names[a.Const] = b.Const })
}

func (d *differ) pairServers() {
	gone := without(d.was.plan.Servers, func(s plan.Server) bool { return d.is.server(s.Const) != nil })
	came := without(d.is.plan.Servers, func(s plan.Server) bool { return d.was.server(s.Const) != nil })
	same := func(a, b plan.Server) bool { return a.URL == b.URL }
	pair(gone, came, same, same, func(a, b plan.Server) { d.names[a.Const] = b.Const })
}

func (s *side) server(name string) *plan.Server {
	if i := slices.IndexFunc(s.plan.Servers, func(other plan.Server) bool { return other.Const == name }); i >= 0 {
		return &s.plan.Servers[i]
	}
	return nil
}

// pairOptions pairs options that send their credentials alike.
func (d *differ) pairOptions() {
	gone := without(optionsOf(d.was.plan), func(o option) bool { return d.is.options[o.name].Option != nil })
	came := without(optionsOf(d.is.plan), func(o option) bool { return d.was.options[o.name].Option != nil })
	alike := func(a, b option) bool { return a.carrier() == b.carrier() }
	pair(gone, came, alike, alike, func(a, b option) { d.names[a.name] = b.name })
	for name, o := range d.was.options {
		if other, there := d.is.options[d.renamed(name)]; there {
			for i := range min(len(o.Schemes), len(other.Schemes)) {
				d.schemes[o.Schemes[i]] = other.Schemes[i]
			}
		}
	}
}

// pair calls found for those of gone and came that are certainly the same, and for those that are the only ones alike.
func pair[T any](gone, came []T, certain, alike func(a, b T) bool, found func(a, b T)) {
	for _, same := range []func(a, b T) bool{certain, alike} {
		var newLeft, oldLeft []T // those that are left
		taken := map[int]bool{}
		for _, a := range gone {
			candidates := indices(came, func(b T) bool { return same(a, b) })
			if len(candidates) != 1 || len(indices(gone, func(other T) bool { return same(other, came[candidates[0]]) })) != 1 {
				oldLeft = append(oldLeft, a)
				continue
			}
			found(a, came[candidates[0]])
			taken[candidates[0]] = true
		}
		for i, b := range came {
			if !taken[i] {
				newLeft = append(newLeft, b)
			}
		}
		gone, came = oldLeft, newLeft
	}
}

func indices[T any](all []T, is func(T) bool) (at []int) {
	for i, item := range all {
		if is(item) {
			at = append(at, i)
		}
	}
	return at
}

func without[T any](all []T, drop func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(all), drop)
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
