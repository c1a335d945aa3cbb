package goapi

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/hostclients/hostclients/internal/generate/plan"
	"github.com/hostclients/hostclients/internal/spec"
)

// make generates the package of the document, or of as much of it as possible. The plan itself leaves out operations that it
// cannot express. If the package still cannot be generated or does not compile, a bisection finds the operations to leave out. If
// no operation is left, make returns the error for the whole document.
func (s *side) make() error {
	err := s.generate()
	if err == nil {
		s.leftOut = s.plan.LeftOut
		return nil
	}
	t := s.doc.T
	defer func() { s.doc.T = t }()
	try := func(some []*spec.Operation) error {
		s.doc.T = spec.Excerpt(t, some)
		return s.generate()
	}
	if try(nil) != nil {
		return err // the cause is not in the operations
	}
	s.leftOut = map[string]error{}
	good := s.sift(spec.Operations(t), nil, try)
	if len(good) == 0 || try(good) != nil {
		return err
	}
	maps.Copy(s.leftOut, s.plan.LeftOut)
	return nil
}

// sift appends to good those operations of some that try accepts together with it, and records the others in leftOut.
func (s *side) sift(some, good []*spec.Operation, try func([]*spec.Operation) error) []*spec.Operation {
	err := try(slices.Concat(good, some))
	switch {
	case err == nil:
		return append(good, some...)
	case len(some) == 1:
		s.leftOut[some[0].Pointer] = err
		return good
	}
	good = s.sift(some[:len(some)/2], good, try)
	return s.sift(some[len(some)/2:], good, try)
}

// compareLeftOut reports operations that have no method in the new package. Operations without a method in the old package cannot
// be compared: it returns a sentence about each.
func (d *differ) compareLeftOut() (sentences []string) {
	unknown := map[string]bool{}
	for _, o := range spec.Operations(d.was.doc.T) {
		if err := d.was.leftOut[o.Pointer]; err != nil {
			unknown[o.Op.OperationID] = true
			sentences = append(sentences, fmt.Sprintf("the Go method of %s %s: %v", o.Method, o.Path, err))
		}
	}
	for _, o := range spec.Operations(d.is.doc.T) {
		id, err := o.Op.OperationID, d.is.leftOut[o.Pointer]
		if err == nil || unknown[d.oldID[id]] {
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
		c := d.report(severity, "not-generated", t, "%s %s: %s", what, message(err))
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
	var located *spec.Error
	if errors.As(err, &located) {
		return located.Msg
	}
	return err.Error()
}
