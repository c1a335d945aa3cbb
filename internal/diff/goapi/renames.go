package goapi

import (
	"reflect"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/spec"
)

// findRenames pairs what disappeared with what appeared and is of the same shape. Methods come first, then types, since
// the types of a method's parameters and results are called after it, and fields are of types.
func (d *differ) findRenames() {
	d.names = map[string]string{}
	d.renameMethods()
	d.renameTypes()
	d.renameFields()
	d.renameConstants()
	d.renameOptions()
}

// renameMethods pairs methods that call the same method and path.
func (d *differ) renameMethods() {
	for _, name := range sorted(d.was.operations) {
		if d.is.operations[name] != nil {
			continue
		}
		old := d.was.operations[name]
		for _, other := range sorted(d.is.operations) {
			current := d.is.operations[other]
			if d.was.operations[other] != nil || old.Method != current.Method || spec.AnonymousPath(old.Path) != spec.AnonymousPath(current.Path) {
				continue
			}
			d.names["API."+name] = "API." + other
			d.renameWith(name, other)
		}
	}
	// An iterator is called after its method.
	olds, news := d.was.methods(), d.is.methods()
	for _, name := range sorted(olds) {
		op := d.was.operationOf(name)
		if op == nil || op.Name == name || news[name] != nil || d.names["API."+op.Name] == "" {
			continue
		}
		for other := range news {
			if o := d.is.operationOf(other); o != nil && o.Name != other && d.names["API."+op.Name] == "API."+o.Name {
				d.names["API."+name] = "API." + other
			}
		}
	}
}

// renameWith pairs the types and constants that are called after a method or a type.
func (d *differ) renameWith(prefix, other string) {
	for _, name := range d.was.pkg.Scope().Names() {
		rest, ok := strings.CutPrefix(name, prefix)
		if !ok || rest == "" || d.is.pkg.Scope().Lookup(name) != nil || d.names[name] != "" {
			continue
		}
		if d.was.pkg.Scope().Lookup(other+rest) == nil && d.is.pkg.Scope().Lookup(other+rest) != nil &&
			sameKind(d.was, name, d.is, other+rest) {
			d.names[name] = other + rest
		}
	}
}

func sameKind(was *side, name string, is *side, other string) bool {
	return reflect.TypeOf(was.pkg.Scope().Lookup(name)) == reflect.TypeOf(is.pkg.Scope().Lookup(other))
}

// renameTypes pairs types of the same shape, if there is only one of that shape on each side.
func (d *differ) renameTypes() {
	olds, news := d.was.named, d.is.named
	gone, came := map[string]bool{}, map[string]bool{}
	taken := d.taken()
	for name := range olds {
		gone[name] = d.is.pkg.Scope().Lookup(name) == nil && d.names[name] == ""
	}
	for name := range news {
		came[name] = d.was.pkg.Scope().Lookup(name) == nil && !taken[name]
	}
	fits := map[string][]string{} // by the old name
	suitors := map[string]int{}   // by the new one
	for _, name := range sorted(olds) {
		for _, other := range sorted(news) {
			if gone[name] && came[other] && d.sameShape(name, other) {
				fits[name] = append(fits[name], other)
				suitors[other]++
			}
		}
	}
	for _, name := range sorted(fits) {
		if len(fits[name]) == 1 && suitors[fits[name][0]] == 1 {
			d.names[name] = fits[name][0]
			d.renameWith(name, fits[name][0])
		}
	}
}

// taken are the new names that have found their old ones.
func (d *differ) taken() map[string]bool {
	all := map[string]bool{}
	for _, other := range d.names {
		all[other] = true
	}
	return all
}

// sameShape reports whether two types have the same fields, or are enumerations of the same values. What is called after
// the types themselves may be called after the new one.
func (d *differ) sameShape(name, other string) bool {
	before, after := fieldsOf(d.was.named[name]), fieldsOf(d.is.named[other])
	if before == nil || after == nil {
		values := d.was.enumeration(name)
		return before == nil && after == nil && len(values) > 0 && slices.Equal(values, d.is.enumeration(other))
	}
	if len(before) == 0 || len(before) != len(after) {
		return false
	}
	for fieldName, f := range before {
		if g, ok := after[fieldName]; !ok || f.tag != g.tag {
			return false
		}
	}
	renamed := map[string]string{}
	for typeName := range d.was.named {
		renamed[typeName] = d.names[typeName]
		if rest, ok := strings.CutPrefix(typeName, name); ok && renamed[typeName] == "" {
			renamed[typeName] = other + rest
		}
	}
	for fieldName, f := range before {
		g := after[fieldName]
		if d.was.spell(f.Type(), renamed) != d.is.spell(g.Type(), nil) {
			return false
		}
	}
	return true
}

// enumeration are the values of a type's constants.
func (s *side) enumeration(typeName string) []string {
	var values []string
	for _, c := range s.constants[typeName] {
		values = append(values, c.Val().ExactString())
	}
	slices.Sort(values)
	return values
}

// renameFields pairs fields of the same type within a struct: those of the same name in JSON, or else the only ones that
// are left of their type.
func (d *differ) renameFields() {
	for name, old := range d.was.named {
		current := d.is.named[d.renamed(name)]
		if current == nil {
			continue
		}
		before, after := fieldsOf(old), fieldsOf(current)
		var gone, came []string
		for _, field := range sorted(before) {
			if _, there := after[field]; !there {
				gone = append(gone, field)
			}
		}
		for _, field := range sorted(after) {
			if _, there := before[field]; !there {
				came = append(came, field)
			}
		}
		d.pair(gone, came, func(a, b string) bool { return before[a].wire() == after[b].wire() }, func(a, b string) bool {
			return d.was.spell(before[a].Type(), d.names) == d.is.spell(after[b].Type(), nil) &&
				isQuery(before[a]) == isQuery(after[b])
		}, func(a, b string) { d.names[name+"."+a] = d.renamed(name) + "." + b })
	}
}

// pair calls found for those of gone and came that are certainly the same, and for those that are the only ones alike.
func (d *differ) pair(gone, came []string, certain, alike func(a, b string) bool, found func(a, b string)) {
	for _, same := range []func(a, b string) bool{certain, alike} {
		for _, a := range slices.Clone(gone) {
			candidates := filter(came, func(b string) bool { return same(a, b) })
			if len(candidates) != 1 || len(filter(gone, func(other string) bool { return same(other, candidates[0]) })) != 1 {
				continue
			}
			found(a, candidates[0])
			gone = filter(gone, func(other string) bool { return other != a })
			came = filter(came, func(other string) bool { return other != candidates[0] })
		}
	}
}

func filter(all []string, keep func(string) bool) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return !keep(s) })
}

// renameConstants pairs constants of the same enumeration: those of the same value, or else the only ones that are left.
func (d *differ) renameConstants() {
	taken := d.taken()
	for _, typeName := range append(sorted(d.was.named), "") {
		before, after := d.was.constants[typeName], d.is.constants[d.renamed(typeName)]
		gone := filter(sorted(before),
			func(name string) bool { return d.names[name] == "" && d.is.pkg.Scope().Lookup(name) == nil })
		came := filter(sorted(after), func(name string) bool { return d.was.pkg.Scope().Lookup(name) == nil && !taken[name] })
		d.pair(gone, came, func(a, b string) bool { return before[a].Val().ExactString() == after[b].Val().ExactString() },
			func(string, string) bool { return typeName != "" }, func(a, b string) { d.names[a] = b })
	}
}

// renameOptions pairs options that send their credentials alike.
func (d *differ) renameOptions() {
	gone := filter(d.was.options(), func(name string) bool { return d.is.funcs[name] == nil })
	came := filter(d.is.options(), func(name string) bool { return d.was.funcs[name] == nil })
	alike := func(a, b string) bool { return d.was.carriers(a) == d.is.carriers(b) }
	d.pair(gone, came, alike, alike, func(a, b string) { d.names[a] = b })
}
