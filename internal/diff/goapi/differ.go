package goapi

import (
	"fmt"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/generate/plan"
)

// differ compares two packages. It pairs their elements, compares each pair as the table of kinds describes, and lets apidiff
// decide what compiles.
type differ struct {
	was, is *side
	found   []change.Change

	// oldID and newID map an operationId of one document to its counterpart in the other. moved holds the old operations that
	// calls no longer reach.
	oldID, newID map[string]string
	moved        map[string]bool

	pairs   []*pair                             // in the order in which they are compared
	methods map[*plan.Operation]*plan.Operation // the paired operation in the other package
	// names holds the new names of renamed elements, by subject.
	names map[string]string
	// namedAfter holds the operations that renamed types are named after, by the types' old names.
	namedAfter map[string]*plan.Operation
	// broken holds the subjects whose incompatibility a change already explains. known holds the subjects of all changes.
	broken, known map[string]bool
	compared      map[[2]*plan.Rule]bool
}

func compare(was, is *side) (found []change.Change, leftOut []string) {
	d := &differ{
		was: was, is: is, oldID: map[string]string{}, newID: map[string]string{}, moved: map[string]bool{},
		methods: map[*plan.Operation]*plan.Operation{}, names: map[string]string{}, namedAfter: map[string]*plan.Operation{},
		broken: map[string]bool{}, known: map[string]bool{}, compared: map[[2]*plan.Rule]bool{},
	}
	d.pairUp()
	leftOut = d.compareLeftOut()
	for _, p := range d.pairs {
		d.compare(p)
	}
	d.compareCompiled()
	return d.found, leftOut
}

// compare reports how the two elements of a pair differ.
func (d *differ) compare(p *pair) {
	k := p.kind
	switch {
	case p.new == nil:
		d.compareExistence(p, p.old, k.removed)
	case p.old == nil:
		d.compareExistence(p, p.new, k.added)
	default:
		if d.names[p.old.subject] != "" {
			d.compareName(p)
		}
		for _, a := range k.aspects {
			d.compareAspect(p, a)
		}
		for _, compare := range k.more {
			compare(d, p)
		}
	}
}

// compareExistence reports an element that only one package has.
func (d *differ) compareExistence(p *pair, e *element, s sentence) {
	if s.rule == "" {
		return
	}
	follows := p.kind.follows != nil && p.kind.follows(d, p)
	d.explain(p.kind.names(e)...)
	if follows {
		return
	}
	var values []any
	if p.kind.value != nil {
		values = append(values, p.kind.value(e))
	}
	c := d.say(p, s, values...)
	if p.new == nil {
		c.Advice = p.kind.unmade
	}
}

// compareName reports an element that was renamed.
func (d *differ) compareName(p *pair) {
	k := p.kind
	d.explain(append(k.names(p.old), k.names(p.new)...)...)
	if k.renamed == nil || k.follows != nil && k.follows(d, p) {
		return
	}
	s, values := k.renamed(d, p)
	d.say(p, s, values...).Advice = k.keep(d, p)
}

// compareAspect reports an aspect if it differs between the two elements of a pair.
func (d *differ) compareAspect(p *pair, a aspect) {
	if a.counts != nil && !a.counts(p.was, p.new) {
		return
	}
	before, after, shown := a.of(p.was), a.of(p.new), a.of(p.old)
	if before == after {
		if shown != after {
			d.explain(p.subject) // only a type in it was renamed
		}
		return
	}
	switch s := a.changed; {
	case before == "" && a.added.rule != "":
		d.say(p, a.added, after)
	case after == "" && a.removed.rule != "":
		d.say(p, a.removed, shown)
	default:
		if a.judge != nil {
			s.severity = a.judge(p.was, p.new)
		}
		d.say(p, s, after, shown)
	}
}

// names returns the subject of an element and the names that are added or removed with it.
func (k *kind) names(e *element) []string {
	if k.also == nil {
		return []string{e.subject}
	}
	return append(k.also(e), e.subject)
}

// topic is what a change is about.
type topic struct {
	subject string
	// name is what texts call the subject, or the part of it that changed.
	name     string
	old, new *plan.Origin
	op       *plan.Operation // nil if the subject belongs to no operation, or to several
}

// say reports a sentence about a pair. Values beyond the verbs of the format are dropped.
func (d *differ) say(p *pair, s sentence, values ...any) *change.Change {
	format, hasUsers := strings.CutSuffix(s.format, users)
	format, hasWith := strings.CutSuffix(format, with)
	c := d.report(s.severity, s.rule, p.topic, format, values[:min(len(values), strings.Count(format, "%")-1)]...)
	if hasWith {
		c.Text += withThem(p.kind.with(d, p))
	}
	if hasUsers {
		c.Text += d.was.usedBy(p.old.typ.Name)
	}
	return c
}

// report adds a change. Its text is the format, filled in with the topic's name and the values. These are also part of the
// change's fingerprint, so their order must not change: files of accepted changes would no longer match.
func (d *differ) report(severity change.Severity, rule string, t topic, format string, values ...any) *change.Change {
	if severity == breaks {
		severity = breaking
		d.explain(t.subject)
	}
	values = append([]any{t.name}, values...)
	c := change.Change{
		Boundary: change.Go, Severity: severity, Rule: rule, Subject: t.subject,
		Text: fmt.Sprintf(format, values...), Args: []string{t.subject}, Old: placeOf(t.old), New: placeOf(t.new),
	}
	for _, value := range values {
		c.Args = append(c.Args, fmt.Sprint(value))
	}
	if t.op != nil {
		c.Operation, c.OperationID = t.op.Method+" "+t.op.Path, t.op.ID
	}
	d.known[t.subject] = true
	d.found = append(d.found, c)
	return &d.found[len(d.found)-1]
}

func placeOf(at *plan.Origin) *change.Place {
	if at == nil || at.File == "" {
		return nil
	}
	return &change.Place{File: at.File, Line: at.Line}
}

// explain records subjects that some other change accounts for, so that apidiff's findings about them are not reported. For
// example, a method's constant is removed with the method.
func (d *differ) explain(subjects ...string) {
	for _, subject := range subjects {
		d.broken[subject], d.known[subject] = true, true
	}
}

// isExplained reports whether subjects contains a subject or the type that it belongs to.
func isExplained(subjects map[string]bool, subject string) bool {
	holder, _, inside := strings.Cut(subject, ".")
	return subjects[subject] || inside && subjects[holder]
}
