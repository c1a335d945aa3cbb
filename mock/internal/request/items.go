package request

import (
	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// ItemsOf returns the schema of a list's items; nil if the schema knows no list.
func ItemsOf(schema *openapi3.Schema) *openapi3.Schema {
	for _, part := range spec.Parts(schema) {
		if part.Items != nil {
			return part.Items.Value
		}
	}
	return nil
}
