package diff

import (
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/diff/wire"
	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/upstream"
)

const whole = `openapi: 3.0.3
info: {title: Boxes, version: "1"}
servers: [{url: https://api.example.com}]
components: {securitySchemes: {key: {type: http, scheme: basic}, token: {type: http, scheme: bearer}}}
security: [{key: []}]
paths:
  /box:
    post:
      operationId: addBox
      parameters:
        - {name: limit, in: query, schema: {type: integer, format: int32, maximum: 10, default: 3}}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              allOf:
                - type: object
                  required: [size]
                  properties: {size: {type: string, enum: [a, b]}, parts: {type: array, items: {type: string, maxLength: 5}}}
      responses:
        "200":
          description: A box.
          content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: integer}}}}}
`

// differences are edits of the constant whole, by the part of an API that they change.
var differences = map[upstream.Part][][2]string{
	upstream.MediaTypes: {{"content:\n          application/json:\n", "content:\n          application/x-www-form-urlencoded:\n"}},
	upstream.Responses:  {{"{id: {type: integer}}", "{id: {type: string}}"}, {"required: [id], ", ""}},
	upstream.Required: {
		{"                  required: [size]\n", ""}, {"in: query, schema", "in: query, required: true, schema"}, {"required: [id], ", ""},
	},
	upstream.Enums:  {{"[a, b]", "[a]"}},
	upstream.Values: {{"format: int32", "format: int64"}, {"maxLength: 5", "maxLength: 4"}, {"default: 3", "default: 4"}},
	upstream.Security: {
		{"security: [{key: []}]", "security: [{token: []}]"}, {"operationId: addBox\n", "operationId: addBox\n      security: [{token: []}]\n"},
	},
}

func parsed(t *testing.T, text string) *openapi3.T {
	t.Helper()
	document, err := openapi3.NewLoader().LoadFromData([]byte(text))
	require.NoError(t, err)
	return document
}

func TestAPartThatOneSideDoesNotDescribeIsNotCompared(t *testing.T) {
	for part, edits := range differences {
		for _, edit := range edits {
			require.Equal(t, 1, strings.Count(whole, edit[0]), part)
			now := strings.Replace(whole, edit[0], edit[1], 1)
			for _, silent := range [][]upstream.Part{nil, {part}} {
				was, is := &side{doc: &spec.Document{T: parsed(t, whole)}}, &side{doc: &spec.Document{T: parsed(t, now)}, silent: silent}
				for range 2 { // in both directions
					known, err := level(was, is)
					require.NoError(t, err)
					assert.Equal(t, silent, known)
					found, err := wire.Compare(was.doc.T, is.doc.T)
					require.NoError(t, err)
					assert.Equal(t, silent == nil, len(found) > 0, "%s, silent: %v", edit[0], silent)
					was, is = &side{doc: &spec.Document{T: parsed(t, now)}, silent: silent}, &side{doc: &spec.Document{T: parsed(t, whole)}}
				}
			}
		}
	}
}

func TestServersAreNotComparedWithAnIncompleteDocument(t *testing.T) {
	const elsewhere = "servers: [{url: https://elsewhere.example.com}]\n"
	for _, edit := range [][2]string{
		{"servers: [{url: https://api.example.com}]\n", elsewhere}, {"  /box:\n", "  /box:\n    " + elsewhere}, {"    post:\n", "    post:\n      " + elsewhere},
	} {
		was, is := &side{doc: &spec.Document{T: parsed(t, whole)}}, &side{doc: &spec.Document{T: parsed(t, strings.Replace(whole, edit[0], edit[1], 1))}}
		found, err := wire.Compare(was.doc.T, is.doc.T)
		require.NoError(t, err)
		require.NotEmpty(t, found)
		_, err = level(was, is)
		require.NoError(t, err)
		found, err = wire.Compare(was.doc.T, is.doc.T)
		require.NoError(t, err)
		assert.Empty(t, found)
	}
}

func TestBodyFieldsAreComparedWithQueryParametersIfOneSideDoesNotDescribeBodies(t *testing.T) {
	silent := []upstream.Part{upstream.MediaTypes, upstream.Bodies}
	body := whole[strings.Index(whole, "      requestBody:"):strings.Index(whole, "      responses:")]
	flat := func(size string) string {
		text := strings.Replace(whole, body, "", 1)
		return strings.Replace(text, "default: 3}}\n", "default: 3}}\n"+
			"        - {name: size, in: query, required: true, schema: {type: "+size+", enum: [a, b]}}\n"+
			"        - {name: parts, in: query, schema: {type: array, items: {type: string, maxLength: 5}}}\n", 1)
	}
	for size, changes := range map[string]int{"string": 0, "integer": 1} {
		was, is := &side{doc: &spec.Document{T: parsed(t, whole)}}, &side{doc: &spec.Document{T: parsed(t, flat(size))}, silent: silent}
		known, err := level(was, is)
		require.NoError(t, err)
		assert.Equal(t, silent, known)
		found, err := wire.Compare(was.doc.T, is.doc.T)
		require.NoError(t, err)
		assert.Len(t, found, changes, "%v", found)
	}
}

func TestAMissingOperationIDComesFromTheOtherDocument(t *testing.T) {
	named, nameless := parsed(t, whole), parsed(t, strings.ReplaceAll(whole, "      operationId: addBox\n", ""))
	require.NoError(t, lendNames(nameless, named))
	assert.Equal(t, "addBox", nameless.Paths.Value("/box").Post.OperationID)
	assert.Equal(t, "addBox", named.Paths.Value("/box").Post.OperationID)
}
