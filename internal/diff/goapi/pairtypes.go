package goapi

import (
	"maps"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/generate/plan"
)

// typePairs holds candidates for renamed types: the name of a removed type and the name of a new type that is used in one of the
// same places.
type typePairs map[[2]string]bool

// pairTypes pairs removed types with new types in the same places: as the parameters, the body, the result or an error of the
// same method, or as a field of the same type. Each must have exactly one counterpart. The search continues inside the types that
// it pairs.
func (d *differ) pairTypes() {
	found := typePairs{}
	for _, op := range d.was.plan.Operations {
		if other := d.methods[op]; other != nil {
			d.noteRoles(found, op, other)
		}
	}
	for _, t := range d.was.plan.Types {
		if current := d.is.types[t.Name]; current != nil {
			d.noteFields(found, t, current)
		}
	}
	for len(found) > 0 {
		next := typePairs{}
		counterparts := map[string]int{} // a removed type and a new one have different names
		for pair := range found {
			counterparts[pair[0]]++
			counterparts[pair[1]]++
		}
		for _, pair := range slices.SortedFunc(maps.Keys(found), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
			if counterparts[pair[0]] == 1 && counterparts[pair[1]] == 1 {
				d.names[pair[0]] = pair[1]
				d.noteFields(next, d.was.types[pair[0]], d.is.types[pair[1]])
			}
		}
		found = next
	}
	d.noteNamed()
}

// noteNamed records the types that are named after an operation and were renamed with it.
func (d *differ) noteNamed() {
	for _, t := range d.was.plan.Types {
		if d.names[t.Name] == "" {
			continue
		}
		for _, op := range d.was.plan.Operations {
			other := d.methods[op]
			if other != nil && op.ID != other.ID && strings.HasPrefix(strings.ToLower(t.Name), strings.ToLower(op.ID)) && strings.HasPrefix(t.Pointer, op.Pointer) {
				d.namedAfter[t.Name] = op
			}
		}
	}
}

// noteRoles adds the types that have the same role in an operation and its counterpart.
func (d *differ) noteRoles(found typePairs, old, current *plan.Operation) {
	if old.Params != nil && current.Params != nil {
		d.note(found, old.Params.Name, current.Params.Name, old.ID != current.ID)
	}
	if old.Body != nil && current.Body != nil {
		d.note(found, old.Body.GoType, current.Body.GoType, old.ID != current.ID && d.isInline(old.Body.Type))
	}
	d.note(found, old.Result.GoType, current.Result.GoType, old.ID != current.ID && d.isInline(old.Result.Type))
	for _, failure := range old.Failures {
		for _, other := range current.Failures {
			if failure.Status == other.Status {
				d.note(found, failure.GoType, other.GoType, false)
			}
		}
	}
}

// isInline reports whether a type is declared inside an operation, and named after it.
func (d *differ) isInline(t *plan.Type) bool {
	return t != nil && strings.HasPrefix(t.Pointer, "/paths/")
}

// noteFields adds the types of fields, items and values that two types have in common.
func (d *differ) noteFields(found typePairs, old, current *plan.Type) {
	for _, f := range old.Fields {
		if other := current.Field(f.Wire); other != nil {
			// A type that is declared inside a field is named after the field.
			named := strings.Contains(f.GoType, old.Name+f.Name) && strings.Contains(other.GoType, current.Name+other.Name)
			d.note(found, f.GoType, other.GoType, named && old.Name != current.Name)
		}
	}
	d.note(found, old.Extra, current.Extra, false)
	if !old.Struct && !current.Struct {
		d.note(found, old.GoType, current.GoType, false)
	}
}

// note adds the types at the same position in two expressions if one was removed, the other is new, and they are alike. If certain
// is true, they need not be alike.
func (d *differ) note(found typePairs, old, current string, certain bool) {
	olds, news := d.was.own(old), d.is.own(current)
	for i := range min(len(olds), len(news)) {
		gone, came := olds[i], news[i]
		if d.is.types[gone] == nil && d.was.types[came] == nil && d.names[gone] == "" && (certain || d.alike(gone, came)) {
			found[[2]string{gone, came}] = true
		}
	}
}

// alike reports whether two types have the same fields, the same values, or the same underlying type.
func (d *differ) alike(name, other string) bool {
	old, current := d.was.types[name], d.is.types[other]
	switch {
	case old.Struct != current.Struct || old.Union != current.Union:
		return false
	case old.Struct:
		return sameNames(old.Fields, current.Fields, func(f *plan.Field) string { return f.Name })
	case len(old.Values)+len(current.Values) > 0:
		return sameNames(old.Values, current.Values, func(v plan.Value) string { return v.Text })
	}
	return d.was.spell(old.GoType, d.names) == d.is.spell(current.GoType, nil)
}

// sameNames reports whether two lists have the same names, in any order.
func sameNames[T any](olds, news []T, name func(T) string) bool {
	return slices.Equal(slices.Sorted(slices.Values(namesOf(olds, name))), slices.Sorted(slices.Values(namesOf(news, name))))
}

func namesOf[T any](all []T, name func(T) string) (names []string) {
	for _, item := range all {
		names = append(names, name(item))
	}
	return names
}
