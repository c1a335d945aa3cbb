package goapi

import (
	"fmt"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/generate/plan"
)

// differ compares two packages.
type differ struct {
	was, is *side
	found   []change.Change

	// oldID and newID lead from an operation of one document to that of the other, by operationId; moved are the old ones that
	// calls no longer reach.
	oldID, newID map[string]string
	moved        map[string]bool

	pairs      []operationPair
	gone, came []*plan.Operation
	// changed are the operations of either side of which the other one has no method.
	changed  map[*plan.Operation]bool
	services map[*plan.Service]*plan.Service // the new ones of those that were renamed
	// names are the new names of what was renamed, by subject; schemes, those of security schemes.
	names, schemes map[string]string
	// broken are the subjects about which a change tells why apidiff calls them incompatible; known, those that a change is about.
	broken, known map[string]bool
	compared      map[[2]*plan.Rule]bool
}

func compare(was, is *side) (found []change.Change, leftOut []string) {
	d := &differ{
		was: was, is: is, services: map[*plan.Service]*plan.Service{}, names: map[string]string{}, schemes: map[string]string{},
		oldID: map[string]string{}, newID: map[string]string{}, moved: map[string]bool{}, changed: map[*plan.Operation]bool{},
		broken: map[string]bool{}, known: map[string]bool{}, compared: map[[2]*plan.Rule]bool{},
	}
	d.pairUp()
	leftOut = d.compareLeftOut()
	d.compareServices()
	d.compareMethods()
	d.compareTypes()
	d.compareServers()
	d.compareOptions()
	d.compareClient()
	for _, pair := range d.pairs {
		d.compareOperation(pair)
	}
	d.compareCompiled()
	return d.found, leftOut
}

// element is what a change is about.
type element struct {
	subject  string
	old, new *plan.Origin
	op       *plan.Operation // nil if the element belongs to no operation, or to several
}

// method is the element of a method that is on both sides.
func (pair operationPair) method() element {
	return element{subject: subjectOf(pair.old), old: &pair.old.Origin, new: &pair.new.Origin, op: pair.old}
}

// typed is the element of a type, or of a part of it.
func (d *differ) typed(typeName, part string, old, current *plan.Origin) element {
	e := element{subject: typeName, old: old, new: current}
	if part != "" {
		e.subject += "." + part
	}
	if old != nil {
		e.op = d.was.onlyUser(typeName)
	}
	if e.op == nil && current != nil {
		e.op = d.is.onlyUser(d.renamed(typeName))
	}
	return e
}

// prose is a part of a text that does not identify a change: other words, or other users of a type, make no other change.
type prose string

// report adds a change. The text is made of the subject, which it begins with or names, and the arguments.
func (d *differ) report(severity change.Severity, rule string, e element, format string, args ...any) *change.Change {
	c := change.Change{
		Boundary: change.Go, Severity: severity, Rule: rule, Subject: e.subject,
		Text: fmt.Sprintf(format, args...), Args: []string{e.subject}, Old: placeOf(e.old), New: placeOf(e.new),
	}
	for _, arg := range args {
		if _, is := arg.(prose); !is {
			c.Args = append(c.Args, fmt.Sprint(arg))
		}
	}
	if e.op != nil {
		c.Operation, c.OperationID = e.op.Method+" "+e.op.Path, e.op.ID
	}
	d.known[e.subject] = true
	d.found = append(d.found, c)
	return &d.found[len(d.found)-1]
}

// breaks is report for a change that does not compile: it tells why apidiff calls the subject incompatible.
func (d *differ) breaks(rule string, e element, format string, args ...any) *change.Change {
	d.explain(e.subject)
	return d.report(change.Breaking, rule, e, format, args...)
}

func placeOf(at *plan.Origin) *change.Place {
	if at == nil || at.File == "" {
		return nil
	}
	return &change.Place{File: at.File, Line: at.Line}
}

// explain notes that a change tells why something is incompatible, though it is about something else: the name of a method that
// is gone is that of a constant, too.
func (d *differ) explain(subjects ...string) {
	for _, subject := range subjects {
		d.broken[subject], d.known[subject] = true, true
	}
}

// explainTypes notes that the types that only operations use that are gone are gone with them, and returns those that only this
// one used.
func (d *differ) explainTypes(op *plan.Operation) (names []string) {
	for _, t := range d.was.plan.Types {
		if d.is.types[t.Name] != nil || d.names[t.Name] != "" || d.known[t.Name] {
			continue
		}
		if d.was.onlyUser(t.Name) == op {
			d.explainType(t)
			names = append(names, t.Name)
		}
	}
	return names
}

// explainType explains a type with all that belongs to it.
func (d *differ) explainType(t *plan.Type) {
	d.explain(t.Name)
	for _, v := range t.Values {
		d.explain(v.Const)
	}
}

// isExplained reports whether a change tells of a subject, or of the type that it belongs to.
func isExplained(told map[string]bool, subject string) bool {
	holder, _, inside := strings.Cut(subject, ".")
	return told[subject] || inside && told[holder]
}
