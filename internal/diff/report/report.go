// Package report writes the results of specdiff for terminals, pull requests and programs. Texts from the documents may contain
// anything, so every writer escapes them.
package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// Report is the result of comparing two documents of an API.
type Report struct {
	// API is the name of the API, or "" for documents from outside this repository. Old and New name the compared documents.
	API, Old, New string
	// At are the boundaries that were compared; nil means all of them.
	At []change.Boundary
	// Changes are the changes to review.
	Changes []change.Change
	// Unknown lists parts that one side does not describe, such as "responses". They were not compared, so the absence of
	// changes there means nothing.
	Unknown []string
	// Missing gives the reason for each boundary that could not be compared.
	Missing map[change.Boundary]string
	// Accepted are the changes that specs/<api>/accepted.yaml lists. Their advice is the reason for the acceptance.
	Accepted []change.Change
	// Bump is the result of the function [Bump].
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

// Reports are reports to write together.
type Reports []Report

// count is the number of changes by severity.
type count map[change.Severity]int

func countOf(all []change.Change) count {
	n := count{}
	for _, c := range all {
		n[c.Severity]++
	}
	return n
}

// String returns the counts such as "1 breaking, 2 risky", without zeros, or "nothing".
func (n count) String() string {
	var parts []string
	for _, severity := range change.Severities {
		if n[severity] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n[severity], severity))
		}
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

// counts returns the number of changes by boundary and severity, without zeros.
func counts(all []change.Change) map[change.Boundary]count {
	found := map[change.Boundary]count{}
	for _, c := range all {
		if found[c.Boundary] == nil {
			found[c.Boundary] = count{}
		}
		found[c.Boundary][c.Severity]++
	}
	return found
}

// place returns the place of a change in the new document, or in the old one if the new one has none.
func place(c change.Change) *change.Place {
	if c.New != nil {
		return c.New
	}
	return c.Old
}

// position returns the place of a change as "file:line", or "" if there is none.
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
