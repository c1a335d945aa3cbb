package goapi

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/generate/plan"
)

// comparePaths reports a method that keeps its name but calls a different operation.
func (d *differ) comparePaths(p *pair) {
	old, current := p.old.op, p.new.op
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
			d.report(breaking, "method-calls-another-operation", p.topic, "%s now calls %s instead of %s, which %s calls now",
				call(current), call(old), subjectOf(other))
			return
		}
	}
	d.report(risky, "method-calls-another-path", p.topic, "%s now calls %s instead of %s", call(current), call(old))
}

// security returns the sets of schemes that authenticate an operation. If it needs none, the only set is empty.
func (e *element) security() [][]string {
	if len(e.op.Security) == 0 {
		return [][]string{{}}
	}
	var sets [][]string
	for _, set := range e.op.Security {
		alternative := []string{}
		for _, name := range set {
			if other := e.renamed[scheme(name)]; other != "" {
				name = other
			}
			alternative = append(alternative, name)
		}
		slices.Sort(alternative)
		sets = append(sets, alternative)
	}
	return sets
}

// scheme returns the subject of a security scheme.
func scheme(name string) string { return "security scheme " + name }

// judgeSecurity returns breaking unless the credentials of each old set also satisfy a new set.
func judgeSecurity(old, current *element) change.Severity {
	after := current.security()
	for _, had := range old.security() {
		if !slices.ContainsFunc(after, func(needed []string) bool { return containsAll(had, needed) }) {
			return breaking
		}
	}
	return compatible
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

// detail returns the Go type of core.Error.Detail for a status, or "".
func (e *element) detail(status int) string {
	for _, key := range []int{status, status / 100, 0} {
		for _, f := range e.op.Failures {
			if f.Status == key {
				return e.spell(f.GoType)
			}
		}
	}
	return ""
}

// compareFailures compares the Go types of error details, by status.
func (d *differ) compareFailures(p *pair) {
	var statuses []int
	for _, f := range slices.Concat(p.old.op.Failures, p.new.op.Failures) {
		if !slices.Contains(statuses, f.Status) {
			statuses = append(statuses, f.Status)
		}
	}
	for _, status := range statuses {
		// For a range, look up a status in it that has no type of its own.
		probe, name := status, fmt.Sprintf("a failure with status %d", status)
		switch {
		case status == 0:
			probe, name = 999, "an undocumented failure"
		case status < 10:
			probe, name = status*100+99, fmt.Sprintf("a failure with status %dXX", status)
		}
		switch before, after := p.was.detail(probe), p.new.detail(probe); {
		case before == after:
		case before == "":
			d.report(compatible, "detail-added", p.topic, "%s: the detail of %s is now %s; there was none", name, after)
		case after == "":
			d.report(breaking, "detail-removed", p.topic,
				"%s: the detail of %s was %s, and there is none now: code that looks for it still compiles, but finds nothing", name, before)
		default:
			d.report(breaking, "detail-changed", p.topic,
				"%s: the detail of %s is now %s instead of %s: code that looks for the old type still compiles, but finds nothing", name, after, before)
		}
	}
}

// style describes how a parameter is serialized.
func style(p *plan.Parameter) string {
	if p.JSON {
		return "JSON"
	}
	name := cmp.Or(p.Style, map[string]string{"query": "form", "cookie": "form"}[p.In], "simple")
	text := fmt.Sprintf("style %s, explode %t", name, p.Explode)
	if p.Reserved {
		text += ", reserved characters as they are"
	}
	return text
}

// compareParameterRules compares what the client demands of a parameter.
func (d *differ) compareParameterRules(p *pair) {
	d.compareRules(p.topic, one(p.old.parameter.Rule), one(p.new.parameter.Rule), nil, nil)
}

// compareBodies compares what the client demands of bodies. If only one side has a body, the arguments differ as well.
func (d *differ) compareBodies(p *pair) {
	if p.old.op.HasBody() && p.new.op.HasBody() {
		old, current, t := p.old.op.Body, p.new.op.Body, p.topic
		t.name = "the body of " + p.subject
		d.compareRules(t, one(old.Rule), one(current.Rule), d.was.structOf(old.GoType), d.is.structOf(current.GoType))
	}
}
