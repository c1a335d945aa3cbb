package goapi

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/generate/plan"
)

// compareOperation compares what a method does that compiles on both sides.
func (d *differ) compareOperation(pair operationPair) {
	d.comparePaths(pair)
	d.compareSecurity(pair)
	d.compareFailures(pair)
	d.compareParameters(pair)
	d.compareBodies(pair)
	d.compareProtocols(pair)
	d.compareDeprecation(pair.method(), pair.old.Deprecated, pair.new.Deprecated)
}

func (d *differ) comparePaths(pair operationPair) {
	old, current, e := pair.old, pair.new, pair.method()
	call := func(op *plan.Operation) string { return op.Method + " " + op.Path }
	reached := ""
	if !d.moved[old.ID] {
		reached = d.newID[old.ID]
	}
	if reached == current.ID || len(d.newID) == 0 {
		return
	}
	for _, other := range d.is.plan.Operations {
		if other.ID == reached {
			d.report(change.Breaking, "method-calls-another-operation", e, "%s now calls %s instead of %s, which %s calls now",
				e.subject, call(current), call(old), subjectOf(other))
			return
		}
	}
	d.report(change.Risky, "method-calls-another-path", e, "%s now calls %s instead of %s", e.subject, call(current), call(old))
}

// security are the sets of schemes that authenticate an operation; one that is empty if it needs none.
func security(op *plan.Operation, names map[string]string) [][]string {
	if len(op.Security) == 0 {
		return [][]string{{}}
	}
	var sets [][]string
	for _, set := range op.Security {
		alternative := []string{}
		for _, name := range set {
			if other := names[name]; other != "" {
				name = other
			}
			alternative = append(alternative, name)
		}
		slices.Sort(alternative)
		sets = append(sets, alternative)
	}
	return sets
}

func (d *differ) compareSecurity(pair operationPair) {
	before, after, e := security(pair.old, d.schemes), security(pair.new, nil), pair.method()
	if reflect.DeepEqual(before, after) {
		return
	}
	// Whoever had the credentials of any old set must have those of a new one.
	severity := change.Compatible
	for _, had := range before {
		if !slices.ContainsFunc(after, func(needed []string) bool { return containsAll(had, needed) }) {
			severity = change.Breaking
		}
	}
	d.report(severity, "security-changed", e, "%s now needs %s instead of %s", e.subject, credentials(after), credentials(security(pair.old, nil)))
}

func credentials(sets [][]string) string {
	var texts []string
	for _, set := range sets {
		if len(set) == 0 {
			texts = append(texts, "no credential")
			continue
		}
		texts = append(texts, strings.Join(set, " with "))
	}
	return strings.Join(texts, ", or ")
}

// detail is the Go type of core.Error.Detail for a status, as core finds it; "" if there is none.
func (s *side) detail(op *plan.Operation, status int, renamed map[string]string) string {
	for _, key := range []int{status, status / 100, 0} {
		for _, f := range op.Failures {
			if f.Status == key {
				return s.spell(f.GoType, renamed)
			}
		}
	}
	return ""
}

func (d *differ) compareFailures(pair operationPair) {
	e := pair.method()
	var statuses []int
	for _, f := range slices.Concat(pair.old.Failures, pair.new.Failures) {
		if !slices.Contains(statuses, f.Status) {
			statuses = append(statuses, f.Status)
		}
	}
	for _, status := range statuses {
		// A range is asked by a status of it that has no type of its own.
		probe, name := status, fmt.Sprintf("a failure with status %d", status)
		switch {
		case status == 0:
			probe, name = 999, "a failure that is not documented"
		case status < 10:
			probe, name = status*100+99, fmt.Sprintf("a failure with status %dXX", status)
		}
		before, after := d.was.detail(pair.old, probe, d.names), d.is.detail(pair.new, probe, nil)
		switch {
		case before == after:
		case before == "":
			d.report(change.Compatible, "detail-added", e, "%s: the detail of %s is now %s; there was none", e.subject, name, after)
		case after == "":
			d.report(change.Breaking, "detail-removed", e, "%s: the detail of %s was %s, and there is none now: code that looks for it compiles, and finds nothing",
				e.subject, name, before)
		default:
			d.report(change.Breaking, "detail-changed", e, "%s: the detail of %s is now %s instead of %s: code that looks for the old type compiles, and finds nothing",
				e.subject, name, after, before)
		}
	}
}

// parameters returns the parameters of an operation, by the name of the field or of the argument.
func parameters(op *plan.Operation) map[string]*plan.Parameter {
	all := map[string]*plan.Parameter{}
	for _, p := range op.Parameters {
		all["."+p.Field.Name] = p
	}
	for i, p := range op.Args {
		all[fmt.Sprint(i)] = p
	}
	return all
}

// compareParameters compares how parameters are sent. Those of the path are the same if their place in the path is.
func (d *differ) compareParameters(pair operationPair) {
	olds, news := parameters(pair.old), parameters(pair.new)
	for _, key := range sorted(olds) {
		old, e := olds[key], pair.method()
		name := "the argument " + old.Name + " of " + e.subject
		other := key
		if old.Field != nil {
			name = pair.old.Params.Name + key
			_, field, _ := strings.Cut(d.renamed(name), ".")
			other = "." + field
			e.subject = name
		}
		current := news[other]
		if current == nil {
			continue
		}
		e.old, e.new = &old.Origin, &current.Origin
		if old.In != current.In {
			d.report(change.Risky, "parameter-moved", e, "%s is now sent in the %s instead of the %s", name, current.In, old.In)
		} else if before, after := style(old), style(current); before != after && old.GoType == current.GoType {
			d.report(change.Risky, "parameter-style-changed", e, "%s is now written with %s instead of %s", name, after, before)
		}
		if old.Field != nil && current.Required && !old.Required {
			d.report(change.Breaking, "rule-changed", e, "%s must now be given; calls without it are refused before anything is sent", name)
		} else if old.Field != nil && old.Required && !current.Required {
			d.report(change.Compatible, "rule-dropped", e, "%s need no longer be given", name)
		}
		d.compareRules(e, name, one(old.Rule), one(current.Rule), nil, nil)
	}
	for _, key := range sorted(news) {
		if p := news[key]; p.Field != nil && p.Required && pair.old.Params != nil && d.isNewField(pair, p.Field) {
			e := pair.method()
			e.subject, e.new = pair.new.Params.Name+"."+p.Field.Name, &p.Origin
			d.report(change.Breaking, "rule-changed", e, "%s must now be given; calls without it are refused before anything is sent", e.subject)
		}
	}
}

// isNewField reports whether a field of the parameters has none that it comes from.
func (d *differ) isNewField(pair operationPair, f *plan.Field) bool {
	return !slices.ContainsFunc(pair.old.Params.Fields, func(old *plan.Field) bool {
		return d.renamed(pair.old.Params.Name+"."+old.Name) == pair.new.Params.Name+"."+f.Name
	})
}

// style is how a parameter is written.
func style(p *plan.Parameter) string {
	if p.JSON {
		return "JSON"
	}
	name := p.Style
	if name == "" {
		name = map[string]string{"query": "form", "cookie": "form"}[p.In]
	}
	if name == "" {
		name = "simple"
	}
	text := fmt.Sprintf("style %s, explode %t", name, p.Explode)
	if p.Reserved {
		text += ", reserved characters as they are"
	}
	return text
}

// compareBodies compares what is demanded of bodies. That there is one on one side only is what the signature says.
func (d *differ) compareBodies(pair operationPair) {
	if pair.old.HasBody() && pair.new.HasBody() {
		old, current, e := pair.old.Body, pair.new.Body, pair.method()
		d.compareRules(e, "the body of "+e.subject, one(old.Rule), one(current.Rule), d.was.structOf(old.GoType), d.is.structOf(current.GoType))
	}
}
