package goapi

import (
	"cmp"
	"errors"
	"fmt"
	"go/types"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/generate/plan"
	"github.com/hostclients/hostclients/internal/spec"
)

// leftOut is an operation that no method can be generated for.
type leftOut struct {
	*spec.Operation
	err error
}

// make generates the package of the document, or of as much of it as possible. The plan leaves out operations that cannot be
// generated. A bisection finds the operations whose types cannot be generated or do not compile. If no operation is left, make
// returns the error of the whole document.
func (m *maker) make() (p *plan.Package, pkg *types.Package, bad []leftOut, err error) {
	p, pkg, err = m.all()
	if err == nil {
		return p, pkg, m.leftOutOf(p), nil
	}
	t := m.doc.T
	defer func() { m.doc.T = t }()
	try := func(some []*spec.Operation) (err error) {
		m.doc.T = spec.Excerpt(t, some)
		p, pkg, err = m.all()
		return err
	}
	if try(nil) != nil {
		return nil, nil, nil, err // the cause is not in the operations
	}
	good, bad := sift(spec.Operations(t), nil, try)
	if len(good) == 0 || try(good) != nil {
		return nil, nil, nil, err
	}
	bad = append(m.leftOutOf(p), bad...)
	slices.SortFunc(bad, func(a, b leftOut) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Method, b.Method))
	})
	return p, pkg, bad, nil
}

// leftOutOf returns the operations that the plan leaves out.
func (m *maker) leftOutOf(p *plan.Package) (all []leftOut) {
	for _, o := range spec.Operations(m.doc.T) {
		if err := p.LeftOut[o.Pointer]; err != nil {
			all = append(all, leftOut{o, err})
		}
	}
	return all
}

// sift adds to good those operations of some that try accepts.
func sift(some, good []*spec.Operation, try func([]*spec.Operation) error) ([]*spec.Operation, []leftOut) {
	err := try(slices.Concat(good, some))
	switch {
	case err == nil:
		return append(good, some...), nil
	case len(some) == 1:
		return good, []leftOut{{some[0], err}}
	}
	good, bad := sift(some[:len(some)/2], good, try)
	good, more := sift(some[len(some)/2:], good, try)
	return good, append(bad, more...)
}

// compareLeftOut reports operations that have no method in the new package. Operations without a method in the old package cannot
// be compared: it returns a sentence about each.
func (d *differ) compareLeftOut() (sentences []string) {
	unknown := map[string]bool{}
	for _, o := range d.was.leftOut {
		unknown[o.Op.OperationID] = true
		sentences = append(sentences, fmt.Sprintf("the Go method of %s %s: %v", o.Method, o.Path, o.err))
	}
	for _, o := range d.is.leftOut {
		id := o.Op.OperationID
		if unknown[d.oldID[id]] {
			continue
		}
		file, line := d.is.doc.Place(o.Pointer)
		t := topic{subject: o.Name(), new: &plan.Origin{File: file, Line: line}}
		severity, what := risky, "is new, and cannot be generated"
		for _, p := range d.pairs {
			if p.kind == methodKind && p.new == nil && p.op.ID == d.oldID[id] {
				t.subject, t.old, t.op = p.subject, p.topic.old, p.op
				severity, what = breaking, "can no longer be generated"
				d.explain(methodKind.names(p.old)...)
			}
		}
		t.name = t.subject
		c := d.report(severity, "not-generated", t, "%s %s: %s", what, message(o.err))
		c.Operation, c.OperationID, c.Advice = o.Name(), id, "fix it in the overlay, and compare again"
	}
	for _, p := range d.pairs {
		if p.kind == methodKind && p.old == nil && unknown[d.oldID[p.op.ID]] {
			d.explain(p.subject) // the old method is unknown
		}
	}
	return sentences
}

// message returns the text of an error without its location, which the change already has.
func message(err error) string {
	var fault *spec.Error
	if errors.As(err, &fault) {
		return fault.Msg
	}
	return err.Error()
}
