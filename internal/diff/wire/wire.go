// Package wire compares the requests and responses of two OpenAPI documents. It finds what breaks for a client that was generated
// from the old document and calls a server that follows the new one.
//
// Oasdiff finds most differences, and its rules have the same names here. Our own checks compare what oasdiff does not: servers,
// required credentials, how parameters and forms are serialized, and some keywords of schemas. The file verdicts.yaml lists what
// each difference means to a client. No other package may import oasdiff, because it exits the program when it gets an unknown
// rule id. This package passes no rule ids.
package wire

import (
	"errors"
	"fmt"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// Compare returns what changed on the wire, in the order of reports. The documents' references must be resolved. Compare does not
// modify the documents. Changes have locations if the documents have origins.
//
// Today's date decides whether a removal has a "before-sunset" rule of oasdiff. It does not affect the severity.
func Compare(before, after *openapi3.T) (all []change.Change, err error) {
	if before == nil || after == nil {
		return nil, errors.New("want two documents to compare, got one or none")
	}
	// Oasdiff may panic on documents that were not validated.
	defer func() {
		if problem := recover(); problem != nil {
			all, err = nil, fmt.Errorf("the documents cannot be compared: %v", problem)
		}
	}()
	p, err := pairUp(before, after)
	if err != nil {
		return nil, fmt.Errorf("the documents cannot be compared: %w", err)
	}
	all = ownChanges(p, before, after)
	theirs, err := oasdiffChanges(p)
	if err != nil {
		return nil, fmt.Errorf("the documents cannot be compared: %w", err)
	}
	all = slices.Concat(all, theirs, silentRemovals(p, theirs))
	change.Sort(all)
	return all, nil
}
