// Package goapi reports how a change of an OpenAPI document, or of its overlay, affects programs that use the package
// generated from it: whether they still compile, and whether they still mean the same.
//
// It compares the plans of both packages. Each element of a plan records its place in the document. The elements (element.go) are
// paired (pair.go, pairtypes.go). For each kind of element, a table lists what is compared and what is reported (kinds.go,
// protocol.go). Apidiff decides whether programs still compile: both packages are generated in memory and type-checked, and
// whatever apidiff finds beyond the differences of the plans is also reported (compiled.go).
//
// Two rewrites keep every request and response but change the Go package, so their changes are reported. If a reference to a schema is
// replaced with the schema, or the reverse, types get other names: a type is named after its component, and the enums and structs
// inside are named after the component that declares them. If an operation has several tags, the first one decides which service has
// its method.
package goapi

import (
	"context"
	"slices"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/spec"
)

// Side is a document to compare. A source without a name is absent.
type Side struct {
	Spec spec.Source
	// Overlays apply in order. A document without overlays is foreign.
	Overlays []spec.Source
	// Foreign makes a document with overlays foreign: it was not written for this project, and is read by [spec.OpenForeign]. The
	// new document is read this way only if both documents are foreign.
	Foreign bool
	// Config is a codegen.yaml, which adds to the standard configuration.
	Config spec.Source
}

// Result contains the changes that a comparison found, and what it could not compare.
type Result struct {
	Changes []change.Change
	// LeftOut describes the operations that were not compared, because no method can be generated for them from the old document.
	// There is one sentence per operation, with the reason and the place of its cause.
	LeftOut []string
}

// SideError means that no package can be generated for a side.
type SideError struct {
	// Side is "old" or "new".
	Side string
	Err  error
}

func (f *SideError) Error() string { return "the " + f.Side + " document: " + f.Err.Error() }

// Unwrap returns the cause.
func (f *SideError) Unwrap() error { return f.Err }

// Comparer compares documents. It caches the types of the packages that generated code imports. It is safe for concurrent use, as
// long as the working directory does not change.
type Comparer struct {
	imports *imports
}

// New returns a Comparer that looks up the imports of generated packages in the module in the folder root.
func New(root string) *Comparer { return &Comparer{imports: &imports{root: root}} }

// Compare reports how the change from before to after affects programs. Both sides may have the same overlays, written for either
// side: actions without a target in before are skipped there. Actions without a target in after are reported as changes. If no
// package can be generated for a side, Compare returns a [*SideError] and the changes found so far.
func (c *Comparer) Compare(ctx context.Context, before, after Side) (Result, error) {
	old, err := c.Load(ctx, before)
	if err != nil {
		return Result{}, err
	}
	return old.Compare(ctx, after)
}

// Old is a loaded old document and its package, for several comparisons. It is safe for concurrent use.
type Old struct {
	comparer *Comparer
	from     Side
	was      *side
	// unfit holds an error for each overlay action that does not fit the document.
	unfit []*spec.Error
}

// Load generates the package of the old document, to compare several new documents with it. If generation fails, it returns a
// [*SideError].
func (c *Comparer) Load(ctx context.Context, before Side) (*Old, error) {
	was, unfit, err := c.open(ctx, "old", before, before.isForeign())
	if err != nil {
		return nil, err
	}
	return &Old{comparer: c, from: before, was: was, unfit: unfit}, nil
}

// Compare is like [Comparer.Compare], with the loaded document as before.
func (o *Old) Compare(ctx context.Context, after Side) (Result, error) {
	if len(o.unfit) > 0 && !slices.EqualFunc(after.Overlays, o.from.Overlays, sameName) {
		return Result{}, &SideError{"old", o.unfit[0]} // only a shared overlay may have been written for the new document
	}
	var r Result
	is, unfit, err := o.comparer.open(ctx, "new", after, o.from.isForeign() && after.isForeign())
	for _, misfit := range unfit {
		r.Changes = append(r.Changes, overlayChange(misfit))
	}
	if err != nil {
		return r, err
	}
	found, leftOut := compare(o.was, is)
	r.Changes, r.LeftOut = append(r.Changes, found...), leftOut
	change.Sort(r.Changes)
	return r, nil
}

func (s Side) isForeign() bool { return s.Foreign || len(s.Overlays) == 0 }

func sameName(a, b spec.Source) bool { return a.Name == b.Name }

// overlayChange returns the change for an overlay action that does not fit the new document.
func overlayChange(misfit *spec.Error) change.Change {
	c := change.Change{
		Boundary: change.Go, Severity: change.Risky, Rule: "overlay-target-gone", Subject: "overlay", Text: misfit.Msg,
		Advice: "fix or remove the action: its effect on the Go API is lost",
		New:    &change.Place{File: misfit.File, Line: misfit.Line},
	}
	if misfit.Needless {
		c.Severity, c.Rule = change.Compatible, "overlay-action-needless"
		c.Advice = "remove the action: the document itself now has what it adds"
	}
	return c
}
