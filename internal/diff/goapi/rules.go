package goapi

import (
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/generate/plan"
)

// level contains the demands of rules on one value, and the rules for the values inside it. With allOf, several rules apply to one value.
type level struct {
	demands       [][]string // the values of each kind of demand, such as the values of an enum, or a limit
	required      map[string]bool
	properties    map[string][]*plan.Rule
	items, values []*plan.Rule
}

func levelOf(rules []*plan.Rule) level {
	l := level{demands: make([][]string, len(demands)), required: map[string]bool{}, properties: map[string][]*plan.Rule{}}
	for _, r := range rules {
		l.add(r)
	}
	return l
}

func (l *level) add(r *plan.Rule) {
	for i, demand := range demands {
		for _, value := range demand.values(r) {
			if value != "" || len(l.demands[i]) == 0 { // a demand without a value is listed once
				l.demands[i] = append(l.demands[i], value)
			}
		}
	}
	for _, name := range r.Required {
		l.required[name] = true
	}
	for name, rule := range r.Properties {
		l.properties[name] = append(l.properties[name], rule)
	}
	l.items, l.values = append(l.items, one(r.Items)...), append(l.values, one(r.Values)...)
	for _, part := range r.All {
		l.add(part)
	}
}

func one(r *plan.Rule) []*plan.Rule {
	if r == nil {
		return nil
	}
	return []*plan.Rule{r}
}

// These apply to fields and to parameters.
var (
	nowRequired      = sentence{breaking, "rule-changed", "%s is now required; calls without it are refused before anything is sent"}
	noLongerRequired = sentence{compatible, "rule-dropped", "%s is no longer required"}
)

// compareRules compares what the client demands of a value before it sends it. If the value is a struct, was and is are its types,
// and changes are reported for its fields, once for all operations. A new field is reported only if it is required.
func (d *differ) compareRules(t topic, old, current []*plan.Rule, was, is *plan.Type) {
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
	for i, demand := range demands {
		d.compareDemand(t, demand, before.demands[i], after.demands[i])
	}
	for _, property := range union(before.required, after.required) {
		in := d.inside(t, property, was, is)
		s := noLongerRequired
		if after.required[property] {
			s = nowRequired
		}
		if before.required[property] != after.required[property] && (after.required[property] || in.here) {
			d.report(s.severity, s.rule, in.topic, s.format)
		}
	}
	for _, property := range union(before.properties, after.properties) {
		if in := d.inside(t, property, was, is); in.here && in.there {
			d.compareRules(in.topic, before.properties[property], after.properties[property], in.was, in.is)
		}
	}
	d.compareRules(t.part("an item of "+t.name), before.items, after.items, was, is)
	d.compareRules(t.part("a value of "+t.name), before.values, after.values, nil, nil)
}

// part returns the topic of a part of the subject.
func (t topic) part(name string) topic {
	t.name = name
	return t
}

// member is a property of a value, for the rules that apply to it.
type member struct {
	topic
	// there is true if the old value has the property; here, if the new value has it.
	there, here bool
	was, is     *plan.Type // the property's struct types, or nil
}

func (d *differ) inside(t topic, property string, was, is *plan.Type) member {
	if was == nil || is == nil || was.Field(property) == nil && is.Field(property) == nil {
		return member{topic: t.part(t.name + "." + property), there: true, here: true}
	}
	old, current := was.Field(property), is.Field(property)
	in := member{there: old != nil, here: current != nil}
	if in.here {
		in.name, in.new, in.is = was.Name+"."+current.Name, &current.Origin, d.is.structOf(current.GoType)
	}
	if in.there {
		in.name, in.old, in.was = was.Name+"."+old.Name, &old.Origin, d.was.structOf(old.GoType)
	}
	in.subject, in.op = in.name, d.userOf(was.Name, in.there, in.here)
	return in
}

func union[V any](a, b map[string]V) []string {
	names := append(sorted(a), sorted(b)...)
	slices.Sort(names)
	return slices.Compact(names)
}

// demand is one kind of check that the client makes before it sends a value.
type demand struct {
	name string
	// asks is the demand in words. Texts append the values.
	asks string
	of   func(*plan.Rule) any
	// judge returns the severity of a new or changed demand.
	judge func(was, is []string) change.Severity
}

var demands = []demand{
	{"pattern", "must match", func(r *plan.Rule) any { return r.Pattern }, unordered},
	{"enum", "must be one of", func(r *plan.Rule) any { return r.Enum }, subset},
	{"not", "must not be", func(r *plan.Rule) any { return r.Not }, func(was, is []string) change.Severity {
		if containsAll(was, is) {
			return compatible
		}
		return risky
	}},
	{"maxLength", "must not be longer than", func(r *plan.Rule) any { return r.MaxLength }, atMost},
	{"minLength", "must not be shorter than", func(r *plan.Rule) any { return r.MinLength }, atLeast},
	{"maximum", "must not be more than", func(r *plan.Rule) any { return r.Maximum }, atMost},
	{"minimum", "must not be less than", func(r *plan.Rule) any { return r.Minimum }, atLeast},
	{"above", "must be more than", func(r *plan.Rule) any { return r.Above }, atLeast},
	{"below", "must be less than", func(r *plan.Rule) any { return r.Below }, atMost},
	{"maxItems", "must not have more items than", func(r *plan.Rule) any { return r.MaxItems }, atMost},
	{"minItems", "must not have fewer items than", func(r *plan.Rule) any { return r.MinItems }, atLeast},
	{"email", "must be an email address", func(r *plan.Rule) any { return r.Email }, unordered},
	{"notEmpty", "must not be empty", func(r *plan.Rule) any { return r.NotEmpty }, unordered},
	{"noNulls", "must not contain null", func(r *plan.Rule) any { return r.NoNulls }, func(_, _ []string) change.Severity { return risky }},
	{"requiredAny", "must have at least one of", func(r *plan.Rule) any { return r.RequiredAny }, subset},
	{"requiredOne", "must have exactly one of", func(r *plan.Rule) any { return r.RequiredOne }, subset},
}

// values returns the values of a demand in a rule as strings, or nil if the rule does not make the demand. A demand that has no
// value, such as notEmpty, returns one empty string.
func (one demand) values(r *plan.Rule) []string {
	value := one.of(r)
	if reflect.ValueOf(value).IsZero() {
		return nil
	}
	switch value := value.(type) {
	case []string:
		return value
	case [][]string:
		return namesOf(value, func(set []string) string { return strings.Join(set, " and ") })
	case bool:
		return []string{""}
	}
	return []string{fmt.Sprint(value)}
}

// unordered judges values that have no order. Without an old value, everything was allowed.
func unordered(was, _ []string) change.Severity {
	if len(was) > 0 {
		return risky
	}
	return breaking
}

func subset(was, is []string) change.Severity {
	if len(was) > 0 && containsAll(is, was) {
		return compatible
	}
	return breaking
}

func atMost(was, is []string) change.Severity  { return bounded(was, is, 1) }
func atLeast(was, is []string) change.Severity { return bounded(was, is, -1) }

func bounded(was, is []string, wider int) change.Severity {
	if len(was) > 0 && number(is[0]).Cmp(number(was[0]))*wider >= 0 {
		return compatible
	}
	return breaking
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

// compareDemand compares one kind of demand. The order of listed values does not count.
func (d *differ) compareDemand(t topic, one demand, was, is []string) {
	if containsAll(was, is) && containsAll(is, was) {
		return
	}
	severity, rule, text := compatible, "rule-dropped", " is no longer checked before it is sent; dropped check: "+one.text(was)
	if len(is) > 0 {
		severity, rule, text = one.judge(was, is), "rule-changed", " now "+one.text(is)
		if len(was) > 0 {
			text = fmt.Sprintf(" %s (it was %s)", one.text(is), strings.Join(was, ", "))
		}
		if severity != compatible {
			text += "; calls that do otherwise are refused before anything is sent"
		}
	}
	c := d.report(severity, rule, t, "%s")
	c.Text += text
	c.Args = slices.Concat(c.Args, []string{one.name}, was, is)
}

func (one demand) text(values []string) string {
	if len(values) == 0 || values[0] == "" {
		return one.asks
	}
	return one.asks + " " + strings.Join(values, ", ")
}
