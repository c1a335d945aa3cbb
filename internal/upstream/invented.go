package upstream

import (
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Invented returns the operations, parameters and fields of requests that our document has and the vendor's does not, unless they
// are marked: with where they come from (x-source), or as a guess (x-inferred). Of what the vendor does not have, what is in it is
// not listed.
func Invented(theirs *Document, ours *openapi3.T) []Fact {
	all := factsOf(theirs.T)
	var invented []Fact
	for _, op := range factsOf(ours) {
		i := &inventions{operation: op.Name(), theirs: same(all, &op)}
		if i.theirs == nil {
			if !op.Marked {
				invented = append(invented, Fact{Operation: i.operation})
			}
			continue
		}
		i.compare(&op.element, i.theirs)
		invented = append(invented, i.found...)
	}
	return invented
}

type inventions struct {
	operation string
	theirs    *element // the vendor's operation
	found     []Fact
}

func (i *inventions) compare(ours, theirs *element) {
	for _, part := range ours.Parts {
		if isResponse(part) {
			continue
		}
		known := partOf(theirs, part.Key)
		if known == nil {
			c := &comparison{ours: i.theirs}
			known, _ = c.elsewhere(part)
		}
		structure := part.Place == "body" || strings.HasSuffix(part.Place, "[]") || strings.HasSuffix(part.Place, "{}")
		switch {
		case known != nil:
			i.compare(part, known)
		case structure:
			i.compare(part, &element{})
		case !part.Marked:
			i.found = append(i.found, Fact{Operation: i.operation, Place: part.Place})
		}
	}
}

// isMarked reports whether an element says where it comes from.
func isMarked(extensions map[string]any) bool {
	return extensions["x-source"] != nil || extensions["x-inferred"] != nil
}

// isOwnMark is isMarked for a property. What a schema of the components says of itself says nothing of its use here.
func isOwnMark(property *openapi3.SchemaRef) bool {
	if property == nil || isMarked(property.Extensions) {
		return property != nil
	}
	return property.Ref == "" && property.Value != nil && isMarked(property.Value.Extensions)
}
