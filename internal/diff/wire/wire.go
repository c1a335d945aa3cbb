// Package wire finds what a change between two OpenAPI documents breaks on the wire, for a client that was generated
// from the old document and talks to a server that follows the new one.
//
// Differences are found by oasdiff, whose rules keep their names here, and by our own checks for what oasdiff does not compare:
// servers, required credentials, how parameters and forms are serialized, and some keywords of schemas. The file verdicts.yaml
// lists what each difference means to a client. No other package imports oasdiff, because oasdiff exits the program if it is given
// an unknown rule id. This package gives it none.
package wire

import (
	"errors"
	"fmt"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// Compare returns what changed on the wire, in the order of reports. The documents' references must be resolved. Compare does not
// modify the documents. Changes have places if the documents have origins.
//
// Whether oasdiff calls a removal "before-sunset" depends on today's date; its severity here does not.
func Compare(before, after *openapi3.T) (all []change.Change, err error) {
	if before == nil || after == nil {
		return nil, errors.New("want two documents to compare, got one or none")
	}
	// Oasdiff may panic on documents that were not validated.
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
