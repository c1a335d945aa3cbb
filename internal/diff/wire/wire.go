// Package wire finds what a change between two OpenAPI documents breaks on the wire, for a client that was generated
// from the old document and talks to a server that follows the new one.
//
// What differs is found by oasdiff, whose rules keep their names here, and by checks of our own for what it passes over:
// servers, what operations demand of credentials, how parameters and forms are written, and some of what a schema can say.
// What a difference means is said by two tables: verdicts for oasdiff's rules, ownVerdicts for ours. No other package
// imports oasdiff, since it ends the program when it meets a rule id that it does not know: it is given none here.
package wire

import (
	"errors"
	"fmt"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// Compare returns what changed on the wire, in the order of reports. It does not change the documents, whose references must
// be resolved. A change says where it is as far as the documents have origins.
//
// Whether oasdiff calls a removal "before-sunset" depends on today's date; its severity here does not.
func Compare(before, after *openapi3.T) (all []change.Change, err error) {
	if before == nil || after == nil {
		return nil, errors.New("want two documents to compare, got one or none")
	}
	// Documents that nobody has validated may hold what oasdiff takes for impossible.
	defer func() {
		if fault := recover(); fault != nil {
			all, err = nil, fmt.Errorf("the documents cannot be compared: %v", fault)
		}
	}()
	p, err := pairUp(before, after)
	if err != nil {
		return nil, fmt.Errorf("the documents cannot be compared: %w", err)
	}
	all = ownChanges(p)
	theirs, err := oasdiffChanges(p)
	if err != nil {
		return nil, fmt.Errorf("the documents cannot be compared: %w", err)
	}
	theirs = slices.DeleteFunc(theirs, func(c change.Change) bool {
		return c.Rule == "request-parameter-property-enum-value-added" && slices.ContainsFunc(all, func(o change.Change) bool {
			return o.Rule == becameEnum && o.Operation == c.Operation
		})
	})
	all = slices.Concat(all, theirs, silentRemovals(p, theirs))
	change.Sort(all)
	return all, nil
}
