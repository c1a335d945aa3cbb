package upstream

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/spec"
)

const head = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n"

func factsIn(t *testing.T, text string) []*operation {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData([]byte(head + text))
	require.NoError(t, err)
	return allFacts(doc)
}

func allFacts(t *openapi3.T) (all []*operation) {
	for _, op := range spec.Operations(t) {
		all = append(all, factsOf(t, op))
	}
	return all
}

func TestAllStatementsAboutAnOperationAreFacts(t *testing.T) {
	ops := factsIn(t, `
security: [{alpha: [], key: [], secret: []}, {}]
paths:
  /box/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer}}
      - {name: page, in: query, schema: {type: string}}
    patch:
      operationId: patchBox
      deprecated: true
      x-permissions: ["box:write"]
      parameters:
        - {name: page, in: query, deprecated: true, allowEmptyValue: true, schema: {type: integer, minimum: 1, maximum: 9, exclusiveMaximum: true}}
        - {name: tags, in: query, style: spaceDelimited, explode: false, schema: {type: array, maxItems: 3, uniqueItems: true, items: {type: string, pattern: '^a'}}}
        - {name: filter, in: query, content: {application/json: {schema: {type: object, properties: {size: {type: number, multipleOf: 0.5}}}}}}
      requestBody:
        required: true
        content:
          '*/*':
            schema:
              type: object
              additionalProperties: false
              minProperties: 1
              properties:
                note: {type: string, nullable: true, minLength: 1, maxLength: 5, writeOnly: true, default: ""}
                depth: {type: object, additionalProperties: {type: number, default: 1.50}}
      responses:
        default:
          description: ok
          headers: {X-Left: {required: true, schema: {type: integer}}}
          content:
            application/json: {schema: {type: array, items: {type: object, properties: {id: {type: string, readOnly: true, deprecated: true}}}}}
components:
  securitySchemes:
    alpha: {type: oauth2, flows: {}}
    key: {type: apiKey, in: header, name: X-Key}
    secret: {type: http, scheme: Bearer}
`)
	require.Len(t, ops, 1)
	assert.Equal(t, "PATCH /box/{id}", ops[0].Name())
	assert.Equal(t, []string{
		"deprecated, credentials: header X-Key and http bearer and oauth2, credentials: none, permission box:write",
		"query parameter page: optional, deprecated, may be empty, integer, at least 1, less than 9",
		"query parameter tags: optional, style spaceDelimited, explode false, array, at most 3 items, unique items",
		"query parameter tags[]: string, pattern ^a",
		"query parameter filter: optional, as application/json, object",
		"query parameter filter.size: optional, number, a multiple of 0.5",
		"path parameter id: required, integer",
		"body: required, object, at least 1 fields, no other fields",
		"body field depth: optional, object",
		"body field depth{}: number, default 1.5",
		"body field note: optional, string, may be null, default \"\", at least 1 characters, at most 5 characters, write only",
		"response default: as application/json, array",
		"response default field []: object",
		"response default field [].id: optional, string, read only, deprecated",
		"response default header X-Left: required, integer",
	}, ops[0].lines())
}

func TestFactsOfPartsAndAlternativesAreCombined(t *testing.T) {
	const paths = "paths: {/a: {post: {requestBody: {content: {a/b: {schema: {properties: {v: %}}}}}, responses: {}}}}\n"
	for schema, want := range map[string]string{
		"{allOf: [{type: string}, {maxLength: 3}]}":            "string, at most 3 characters",
		"{oneOf: [{type: string}, {type: integer}]}":           "string, integer",
		"{enum: [b, a, null]}":                                 "value a, value b, closed enum of 2",
		"{anyOf: [{type: string, enum: [a]}, {type: string}]}": "string, value a",
		"{anyOf: [{enum: [a]}, {enum: [b]}]}":                  "value a, value b, closed enum of 2",
		"{allOf: [{enum: [a]}, {type: string}]}":               "string, value a, closed enum of 1",
		"{type: array, enum: [[1]]}":                           "array, value [1], closed enum of 1",
	} {
		ops := factsIn(t, strings.Replace(paths, "%", schema, 1))
		assert.Equal(t, "body field v: optional, "+want, ops[0].lines()[2], schema)
	}
}

// A pin must be silent about the parts that its format cannot describe, and about the parts that its document never states.
func TestAPinDescribesOnlyThePartsThatItMentions(t *testing.T) {
	files, err := filepath.Glob("../../specs/*/upstream.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		pin, err := ReadPin(file, data)
		require.NoError(t, err)
		if at := slices.IndexFunc(formats, func(f Format) bool { return f.Name == pin.Format }); at >= 0 && formats[at].Silent != nil {
			assert.Equal(t, formats[at].Silent(pin.T), pin.Silent, file)
		}
		if len(pin.Silent) == 0 {
			continue // a complete format may describe a part without any facts
		}
		stated := map[string]bool{}
		for _, op := range allFacts(pin.T) {
			noteStated(stated, &op.element)
		}
		for part, words := range map[Part]string{Enums: "value", Values: "format at pattern default", Security: "credentials:"} {
			states := slices.ContainsFunc(strings.Fields(words), func(word string) bool { return stated[word] })
			assert.Equal(t, pin.isSilent(part), !states, "%s: %s", file, part)
		}
	}
}

// noteStated records the first word of each fact of an element.
func noteStated(stated map[string]bool, e *element) {
	for _, fact := range e.Facts {
		word, _, _ := strings.Cut(fact, " ")
		stated[word] = true
	}
	for _, part := range e.Parts {
		noteStated(stated, part)
	}
}
