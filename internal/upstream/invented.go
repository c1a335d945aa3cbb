package upstream

import (
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// inventions finds the elements of our operation that the vendor's operation does not have.
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

// isMarked reports whether an element has x-source or x-inferred.
func isMarked(extensions map[string]any) bool {
	return extensions["x-source"] != nil || extensions["x-inferred"] != nil
}

// isOwnMark is isMarked for a property. Marks on a schema in the components do not count, because they are not about this use of it.
func isOwnMark(property *openapi3.SchemaRef) bool {
	if property == nil || isMarked(property.Extensions) {
		return property != nil
	}
	return property.Ref == "" && property.Value != nil && isMarked(property.Value.Extensions)
}
