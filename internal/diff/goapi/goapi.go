// Package goapi says what a change of an OpenAPI document, or of its overlay, does to programs that use the package made
// from it: whether they still compile, and whether they still mean the same. It makes both packages in memory, type-
// checks and compares them.
//
// What no longer compiles is apidiff's verdict, told in the words of the clients; what compiles and means something else
// is found in the values that the generated package gives to its runtime: operations, rules, tags and constants.
package goapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/generate"
	"github.com/hostclients/hostclients/internal/spec"
)

// Side is a document to compare: the paths of its files, absolute or from the working directory.
type Side struct {
	Spec string
	// Overlay is the overlay; "" if there is none.
	Overlay string
	// Config is what a codegen.yaml adds to the standard configuration; "" if nothing.
	Config string
}

// Compare returns what the way from before to after does to programs that use the package made from before. Root is the
// folder of this module, whose packages the generated ones import. Those who compare often make a [Comparer] instead.
func Compare(ctx context.Context, root string, before, after Side) ([]change.Change, error) {
	return New(root).Compare(ctx, before, after)
}

// Fault is why a side makes no package.
type Fault struct {
	// Side is "old" or "new".
	Side string
	Err  error
}

func (f *Fault) Error() string { return "the " + f.Side + " document: " + f.Err.Error() }

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Err }

// Comparer compares, and keeps the types of what generated packages import from one time to the next. It may be used
// concurrently, as long as nobody changes the working directory.
type Comparer struct {
	imports *imports
}

// New returns a Comparer for the module in the folder root.
func New(root string) *Comparer { return &Comparer{imports: &imports{root: root}} }

// Compare is the function [Compare]. The overlay of after may have been written for before: an action that has lost its
// target is a change, and the others apply. If both have the same overlay, it may have been mended for after already: an
// action that has no target in before does nothing there. If a side makes no package, there is a [*Fault], and the changes
// that were found until then.
func (c *Comparer) Compare(ctx context.Context, before, after Side) ([]change.Change, error) {
	old, err := c.Load(ctx, before)
	if err != nil {
		return nil, err
	}
	return old.Compare(ctx, after)
}

// Old is the package of a document, to compare others with. It may be used concurrently.
type Old struct {
	comparer *Comparer
	was      *side
	overlay  string
	// left are the actions of the overlay that do not fit the document.
	left []*spec.Error
}

// Load makes the package of a document with which several are compared.
func (c *Comparer) Load(ctx context.Context, before Side) (*Old, error) {
	doc, left, err := spec.LoadLenient(before.Spec, before.Overlay)
	if err != nil {
		return nil, &Fault{"old", err}
	}
	was, err := c.check(ctx, "old", doc, before.Config)
	if err != nil {
		return nil, err
	}
	return &Old{comparer: c, was: was, overlay: before.Overlay, left: left}, nil
}

// Compare is [Comparer.Compare] of the document that was loaded and another one.
func (o *Old) Compare(ctx context.Context, after Side) ([]change.Change, error) {
	if len(o.left) > 0 && after.Overlay != o.overlay {
		return nil, &Fault{"old", o.left[0]} // its own overlay was written for it
	}
	var found []change.Change
	newDoc, left, err := spec.LoadLenient(after.Spec, after.Overlay)
	for _, fault := range left {
		found = append(found, overlayChange(fault))
	}
	if err != nil {
		return found, &Fault{"new", err}
	}
	is, err := o.comparer.check(ctx, "new", newDoc, after.Config)
	if err != nil {
		return found, err
	}
	d := &differ{was: o.was, is: is, found: found, seen: map[string]bool{}}
	d.compare()
	change.Sort(d.found)
	return d.found, nil
}

// overlayChange is an action of the overlay that does not fit the new document.
func overlayChange(fault *spec.Error) change.Change {
	c := change.Change{
		Boundary: change.Go, Severity: change.Risky, Rule: "overlay-target-gone", Subject: "overlay", Text: fault.Msg,
		Advice: "mend or remove the action: what it did to the Go API is undone",
		New:    &change.Place{File: fault.File, Line: fault.Line},
	}
	if fault.Needless {
		c.Severity, c.Rule = change.Compatible, "overlay-action-needless"
		c.Advice = "remove the action: the document says now what it adds"
	}
	return c
}

// check makes the package of a document and type-checks it.
func (c *Comparer) check(ctx context.Context, which string, doc *spec.Document, config string) (*side, error) {
	files, err := generate.RenderDocument(doc, packageName, config)
	if err != nil {
		return nil, &Fault{which, err}
	}
	if !bytes.Contains(files["client.gen.go"], []byte("type API struct")) {
		return nil, errServices
	}
	s := &side{doc: doc}
	if err := s.parse(files); err != nil {
		return nil, &Fault{which, fmt.Errorf("its package: %w", err)}
	}
	importer, err := c.imports.of(ctx, s.files)
	if err != nil {
		return nil, err
	}
	if err := s.typeCheck(importer); err != nil {
		return nil, &Fault{which, fmt.Errorf("its package does not compile: %w", err)}
	}
	s.readOperations()
	s.locate()
	s.findUsers()
	return s, nil
}

// errServices is why nothing is compared yet: operations are methods of services, and this package reads those of one client.
var errServices = errors.New("the Go packages cannot be compared: their operations are methods of services")

// packageName is the name of both packages, so that nothing differs for it.
const packageName = "api"
