package spec

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A document with references to other files is parsed twice, which is slow for large documents.
func TestOnlyReferencesToOtherFilesCauseASecondParse(t *testing.T) {
	for want, schemas := range map[string][]string{
		"true": {
			`{A: {type: object, properties: {$ref: {type: string}}}}`,
			`{A: {type: object, example: {$ref: "https://example.com/users/1"}}}`,
			`{A: {$ref: "#/components/schemas/B"}, B: {type: string}}`,
		},
		"false": {
			`{A: {$ref: "lid.yaml"}}`,
			`{A: {$ref: "document.yaml#/components/schemas/B"}, B: {type: string}}`,
			`{A: {$ref: "./document.yaml#/components/schemas/B"}, B: {type: string}}`,
		},
	} {
		for _, text := range schemas {
			data := []byte("openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents: {schemas: " + text + "}\n")
			files := fstest.MapFS{"document.yaml": {Data: data}, "lid.yaml": {Data: []byte("type: string\n")}}
			_, parts, err := parse(Source{Name: "document.yaml", FS: files, Path: "document.yaml"}, data)
			require.NoError(t, err)
			assert.Equal(t, want, fmt.Sprint(len(parts) == 0), text)
		}
	}
}
