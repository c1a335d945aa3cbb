package plan

import (
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
)

func TestDocumentationDoesNotMakeSchemasDifferent(t *testing.T) {
	box := func(change func(label *openapi3.Schema)) *openapi3.Schema {
		label := openapi3.NewStringSchema()
		change(label)
		list := openapi3.NewArraySchema()
		list.Items = &openapi3.SchemaRef{Value: label}
		return openapi3.NewObjectSchema().WithProperty("labels", list)
	}
	plain := box(func(*openapi3.Schema) {})
	assert.True(t, alike(plain, box(func(label *openapi3.Schema) {
		label.Description, label.Title, label.Example = "Printed on the box.", "Label", "fragile"
		label.ExternalDocs = &openapi3.ExternalDocs{URL: "https://example.com"}
	})))
	assert.False(t, alike(plain, box(func(label *openapi3.Schema) { label.Nullable = true })))
	assert.False(t, alike(plain, box(func(label *openapi3.Schema) { label.MaxLength = openapi3.Ptr(uint64(3)) })))
	assert.False(t, alike(plain, nil))
}
