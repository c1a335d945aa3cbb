package upstream

import (
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// inventions returns the places of the unmarked elements inside ours that the vendor's operation lacks. Theirs is the vendor's
// counterpart of ours, or nil.
func inventions(ours, theirs, operation *element) (places []string) {
	for _, part := range ours.Parts {
		if isResponse(part) {
			continue
		}
		known := partOf(theirs, part.Key)
		if known == nil {
			known, _ = elsewhere(operation, part)
		}
		structure := part.Place == "body" || strings.HasSuffix(part.Place, "[]") || strings.HasSuffix(part.Place, "{}")
		switch {
		case known != nil, structure:
			places = append(places, inventions(part, known, operation)...)
		case !part.Marked:
			places = append(places, part.Place)
		}
	}
	return places
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
