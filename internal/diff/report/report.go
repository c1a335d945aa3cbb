// Package report writes the results of specdiff for terminals, pull requests and programs. Every writer escapes texts from the
// documents, which may contain anything.
package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// Report is a comparison of two documents of an API.
type Report struct {
	// API is the name of the API, "" for documents from outside this repository. Old and New are the compared files or
	// revisions.
	API, Old, New string
	// At are the boundaries that were compared; nil means all of them.
	At []change.Boundary
	// Changes are the changes to review.
	Changes []change.Change
	// Unknown lists parts that one side does not describe, such as "responses". They were not compared, so the absence of
	// changes there means nothing.
	Unknown []string
	// Missing says why a boundary could not be compared. The absence of changes there means nothing.
	Missing map[change.Boundary]string
	// Accepted are the changes in the list of accepted ones. Their advice is the reason for the acceptance.
	Accepted []change.Change
	// Bump is the suggested version by the function [Bump].
	Bump string
}

// boundaries returns the compared boundaries, in the order of reports.
func (r Report) boundaries() []change.Boundary {
	if r.At == nil {
		return change.Boundaries
	}
	return slices.DeleteFunc(slices.Clone(change.Boundaries), func(at change.Boundary) bool { return !slices.Contains(r.At, at) })
}

// notCompared lists the parts that were not compared, boundaries last.
func (r Report) notCompared() []string {
	all := slices.Clone(r.Unknown)
	for _, at := range change.Boundaries {
		if reason, missing := r.Missing[at]; missing {
			all = append(all, string(at)+" ("+reason+")")
		}
	}
	return all
}

// Reports are comparisons to show together.
type Reports []Report

// severities are all severities, the worst first.
var severities = []change.Severity{change.Breaking, change.Risky, change.Compatible}

// count is the number of changes by severity.
type count map[change.Severity]int

func countOf(all []change.Change) count {
	n := count{}
	for _, c := range all {
		n[c.Severity]++
	}
	return n
}

// String returns the numbers of changes by severity without zeros, the worst first.
func (n count) String() string {
	var parts []string
	for _, severity := range severities {
		if n[severity] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n[severity], severity))
		}
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

// counts returns the numbers of changes at every boundary.
func counts(all []change.Change) map[change.Boundary]count {
	found := map[change.Boundary]count{}
	for _, at := range change.Boundaries {
		found[at] = count{}
	}
	for _, c := range all {
		if found[c.Boundary] == nil {
			found[c.Boundary] = count{}
		}
		found[c.Boundary][c.Severity]++
	}
	return found
}

// place returns the place of a change: in the new document, or in the old one if it is only there.
func place(c change.Change) *change.Place {
	if c.New != nil {
		return c.New
	}
	return c.Old
}

// position is the place as "file:line"; "" if there is none.
func position(c change.Change) string {
	at := place(c)
	switch {
	case at == nil:
		return ""
	case at.Line == 0:
		return at.File
	}
	return fmt.Sprintf("%s:%d", at.File, at.Line)
}
