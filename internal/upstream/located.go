package upstream

import (
	"fmt"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/upstream/page"
)

// Located returns the document with the methods and paths of ours, if its format does not know its own.
func (d *Document) Located(ours *openapi3.T) (*Document, error) {
	if d.Knows.Paths {
		return d, nil
	}
	located := *d
	var err error
	located.T, err = Locate(d.T, ours)
	return &located, err
}

// Locate returns a document whose paths are made up with the methods and paths of ours: without them, none of its operations
// can be compared with one of another document. An operation that ours does not seem to have keeps the path that was made
// up, with an addition if ours has made up the same.
func Locate(madeUp, ours *openapi3.T) (*openapi3.T, error) {
	pairs, err := page.Match(madeUp, ours)
	if err != nil {
		return nil, fmt.Errorf("the operations of a document without paths: %w", err)
	}
	t := *madeUp
	t.Paths = openapi3.NewPathsWithCapacity(madeUp.Paths.Len())
	for number, item := range madeUp.Paths.Map() {
		for method, op := range item.Operations() {
			path := number
			if name, found := pairs[method+" "+number]; found {
				method, path, _ = strings.Cut(name, " ")
				// What the vendor calls them is known: it is in the parameters.
				path = spec.RenameParameters(path, number)
			} else {
				for ours.Paths.Value(path) != nil {
					path += "-new"
				}
			}
			if t.Paths.Value(path) == nil {
				t.Paths.Set(path, &openapi3.PathItem{Origin: item.Origin})
			}
			t.Paths.Value(path).SetOperation(method, op)
		}
	}
	return &t, nil
}
