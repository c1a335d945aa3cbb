package goapi

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/generate/plan"
)

// level is what rules demand of one value, and the rules for what is in it. Several rules hold for a value of an allOf.
type level struct {
	demands       map[string][]string // by the kind of demand: the values of an enumeration, a limit
	required      map[string]bool
	properties    map[string][]*plan.Rule
	items, values []*plan.Rule
}

func levelOf(rules []*plan.Rule) level {
	l := level{demands: map[string][]string{}, required: map[string]bool{}, properties: map[string][]*plan.Rule{}}
	for _, r := range rules {
		l.add(r)
	}
	return l
}

func (l *level) add(r *plan.Rule) {
	for kind, text := range map[string]string{
		"pattern": r.Pattern, "above": r.Above, "below": r.Below, "minimum": r.Minimum, "maximum": r.Maximum,
	} {
		if text != "" {
			l.demands[kind] = append(l.demands[kind], text)
		}
	}
	for kind, n := range map[string]uint64{"minLength": r.MinLength, "maxLength": r.MaxLength, "minItems": r.MinItems, "maxItems": r.MaxItems} {
		if n != 0 {
			l.demands[kind] = append(l.demands[kind], fmt.Sprint(n))
		}
	}
	for kind, is := range map[string]bool{"notEmpty": r.NotEmpty, "email": r.Email, "noNulls": r.NoNulls} {
		if is {
			l.demands[kind] = []string{""}
		}
	}
	for kind, list := range map[string][]string{"enum": r.Enum, "not": r.Not, "requiredAny": joined(r.RequiredAny), "requiredOne": joined(r.RequiredOne)} {
		if len(list) > 0 {
			l.demands[kind] = append(l.demands[kind], list...)
		}
	}
	for _, name := range r.Required {
		l.required[name] = true
	}
	for _, p := range r.Properties {
		l.properties[p.Name] = append(l.properties[p.Name], p.Rule)
	}
	l.items, l.values = append(l.items, one(r.Items)...), append(l.values, one(r.Values)...)
	for _, part := range r.All {
		l.add(part)
	}
}

func joined(sets [][]string) []string {
	var texts []string
	for _, set := range sets {
		texts = append(texts, strings.Join(set, " and "))
	}
	return texts
}

func one(r *plan.Rule) []*plan.Rule {
	if r == nil {
		return nil
	}
	return []*plan.Rule{r}
}

// compareRules compares what the client demands of a value before it sends it, where name is what texts call the value. If it is a
// struct, was and is are its types: the changes are about its fields then, and told once for all operations. What is demanded
// of a field that is new, or gone, concerns nobody, unless it is required.
func (d *differ) compareRules(e element, name string, old, current []*plan.Rule, was, is *plan.Type) {
	if len(old) <= 1 && len(current) <= 1 {
		var key [2]*plan.Rule
		copy(key[:1], old)
		copy(key[1:], current)
		shared := (key[0] == nil || key[0].Name != "") && (key[1] == nil || key[1].Name != "")
		if key == [2]*plan.Rule{} || shared && was != nil && d.compared[key] {
			return
		}
		d.compared[key] = true
	}
	before, after := levelOf(old), levelOf(current)
	for _, kind := range kinds {
		d.compareDemand(e, name, kind, before.demands[kind.name], after.demands[kind.name])
	}
	for _, property := range union(before.required, after.required) {
		in := d.inside(e, name, property, was, is)
		switch {
		case before.required[property] == after.required[property]:
		case after.required[property]:
			d.report(change.Breaking, "rule-changed", in.element, "%s must now be given; calls without it are refused before anything is sent", in.name)
		case in.here:
			d.report(change.Compatible, "rule-dropped", in.element, "%s need no longer be given", in.name)
		}
	}
	for _, property := range union(before.properties, after.properties) {
		if in := d.inside(e, name, property, was, is); in.here && in.there {
			d.compareRules(in.element, in.name, before.properties[property], after.properties[property], in.was, in.is)
		}
	}
	d.compareRules(e, "an item of "+name, before.items, after.items, was, is)
	d.compareRules(e, "a value of "+name, before.values, after.values, nil, nil)
}

// member is a property of a value that rules are for.
type member struct {
	element
	// name is what texts call it.
	name string
	// there and here are true if the old and the new value have it.
	there, here bool
	was, is     *plan.Type // of the structs in it; nil if there are none
}

func (d *differ) inside(e element, name, property string, was, is *plan.Type) member {
	if was == nil || is == nil || was.Field(property) == nil && is.Field(property) == nil {
		return member{element: e, name: name + "." + property, there: true, here: true}
	}
	f, g := was.Field(property), is.Field(property)
	switch {
	case g == nil:
		in := d.typed(was.Name, f.Name, &f.Origin, nil)
		return member{element: in, name: in.subject, there: true}
	case f == nil:
		in := d.typed(was.Name, g.Name, nil, &g.Origin)
		return member{element: in, name: in.subject, here: true}
	}
	in := d.typed(was.Name, f.Name, &f.Origin, &g.Origin)
	return member{element: in, name: in.subject, there: true, here: true, was: d.was.structOf(f.GoType), is: d.is.structOf(g.GoType)}
}

func union[V any](a, b map[string]V) []string {
	names := append(sorted(a), sorted(b)...)
	slices.Sort(names)
	return slices.Compact(names)
}

// kind is a kind of demand: its name, what it asks for in words, and how a new or another one is judged.
type kind struct {
	name, asks string
	judge      func(was, is []string) change.Severity
}

var kinds = []kind{
	{"pattern", "must match", unordered},
	{"enum", "must be one of", subset},
	{"not", "must not be", func(was, is []string) change.Severity {
		if containsAll(was, is) {
			return change.Compatible
		}
		return change.Risky
	}},
	{"maxLength", "must not be longer than", atMost},
	{"minLength", "must not be shorter than", atLeast},
	{"maximum", "must not be more than", atMost},
	{"minimum", "must not be less than", atLeast},
	{"above", "must be more than", atLeast},
	{"below", "must be less than", atMost},
	{"maxItems", "must not have more items than", atMost},
	{"minItems", "must not have fewer items than", atLeast},
	{"email", "must be an email address", unordered},
	{"notEmpty", "must not be empty", unordered},
	{"noNulls", "must not hold null", func(_, _ []string) change.Severity { return change.Risky }},
	{"requiredAny", "must have some of", subset},
	{"requiredOne", "must have one of", subset},
}

// unordered judges values that cannot be compared; where there was none, everything was allowed.
func unordered(was, _ []string) change.Severity {
	if len(was) > 0 {
		return change.Risky
	}
	return change.Breaking
}

func subset(was, is []string) change.Severity {
	if len(was) > 0 && containsAll(is, was) {
		return change.Compatible
	}
	return change.Breaking
}

func atMost(was, is []string) change.Severity  { return bounded(was, is, 1) }
func atLeast(was, is []string) change.Severity { return bounded(was, is, -1) }

func bounded(was, is []string, wider int) change.Severity {
	if len(was) > 0 && number(is[0]).Cmp(number(was[0]))*wider >= 0 {
		return change.Compatible
	}
	return change.Breaking
}

func number(text string) *big.Rat {
	n, ok := new(big.Rat).SetString(text)
	if !ok {
		return new(big.Rat)
	}
	return n
}

func containsAll(all, some []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
}

// compareDemand compares one kind of demand. Values that are listed have no order.
func (d *differ) compareDemand(e element, name string, k kind, was, is []string) {
	if containsAll(was, is) && containsAll(is, was) {
		return
	}
	severity, rule, text := change.Compatible, "rule-dropped", fmt.Sprintf(" is no longer checked before it is sent: it %s", k.text(was))
	if len(is) > 0 {
		severity, rule = k.judge(was, is), "rule-changed"
		text = " now " + k.text(is)
		if len(was) > 0 {
			text = fmt.Sprintf(" %s (it was %s)", k.text(is), strings.Join(was, ", "))
		}
		if severity != change.Compatible {
			text += "; calls that do otherwise are refused before anything is sent"
		}
	}
	c := d.report(severity, rule, e, "%s%s", name, prose(text))
	c.Args = append(append(append(c.Args, k.name), was...), is...)
}

func (k kind) text(values []string) string {
	if len(values) == 0 || values[0] == "" {
		return k.asks
	}
	return k.asks + " " + strings.Join(values, ", ")
}
