package upstream_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/upstream"
)

func TestSwaggerBecomesOpenAPI(t *testing.T) {
	d := load(t, "page", `swagger: "2.0"
info: {title: Boxes, version: "1"}
basePath: /api
produces: [application/xml]
consumes: [application/json]
paths:
  /box/{id}:
    parameters: [{name: id, in: path, required: true, type: integer}]
    put:
      parameters:
        - {name: full, in: query, type: boolean, default: false}
        - {name: box, in: body, required: true, schema: {$ref: '#/definitions/Box'}}
      responses: {200: {description: ok, schema: {type: array, items: {$ref: '#/definitions/Box'}}}}
  /lid:
    post:
      parameters:
        - {name: colour, in: formData, type: string, enum: [red, blue], required: true}
        - {name: picture, in: formData, type: file}
      responses: {204: {description: ok}}
definitions:
  Box: {type: object, required: [id], properties: {id: {type: string, format: uuid, x-nullable: true}, inner: {$ref: '#/definitions/Box'}}}
`)
	assert.Empty(t, d.Repairs)
	require.NoError(t, d.T.Validate(t.Context()))
	assert.Equal(t, "/api", d.T.Servers[0].URL)
	put := d.T.Paths.Value("/box/{id}").Put
	assert.Equal(t, "query", put.Parameters[0].Value.In)
	assert.True(t, put.RequestBody.Value.Required)
	assert.Equal(t, "#/components/schemas/Box", put.RequestBody.Value.Content["application/json"].Schema.Ref)
	assert.Equal(t, "#/components/schemas/Box", put.Responses.Value("200").Value.Content["application/xml"].Schema.Value.Items.Ref, "the document's produces hold for its operations")
	form := d.T.Paths.Value("/lid").Post.RequestBody.Value.Content["multipart/form-data"]
	require.NotNil(t, form, "a form with a file has parts")
	assert.Equal(t, []string{"colour"}, form.Schema.Value.Required)
	assert.Equal(t, "binary", form.Schema.Value.Properties["picture"].Value.Format)
	assert.True(t, d.T.Components.Schemas["Box"].Value.Properties["id"].Value.Nullable)
}

func TestAFormIsWrittenAsTheDocumentSays(t *testing.T) {
	const text = "swagger: '2.0'\ninfo: {title: Boxes, version: '1'}\nconsumes: [%s]\n" +
		"paths: {/lid: {post: {parameters: [{name: a, in: formData, type: string}], responses: {204: {description: ok}}}}}\n"
	for said, want := range map[string]string{
		"multipart/form-data": "multipart/form-data",
		"application/json":    "application/x-www-form-urlencoded",
	} {
		d := load(t, "page", fmt.Sprintf(text, said))
		assert.NotNil(t, d.T.Paths.Value("/lid").Post.RequestBody.Value.Content[want], said)
	}
}

func TestFaultsThatArePublishedAreRepairedAndNoted(t *testing.T) {
	d := load(t, "page", `{"swagger": "2.0", "info": {"title": "Boxes", "version": "1"}, "paths": {
  "box/{id}": {"get": {
    "parameters": [{"name": "id", "in": "query", "type": "int"}, {"name": "page", "in": "query", "type": "integer"}],
    "responses": {"200": {"description": "ok", "schema": {"type": "object", "properties": {"empty": {"type": "bool"}}}}}}},
  "/lid": {"get": {"responses": {"200": {"description": "ok"}}}}}}`)
	require.NoError(t, d.T.Validate(t.Context()))
	get := d.T.Paths.Value("/box/{id}").Get
	assert.Equal(t, "path", get.Parameters.GetByInAndName("path", "id").In)
	assert.True(t, get.Parameters.GetByInAndName("path", "id").Schema.Value.Type.Is("integer"))
	assert.NotNil(t, get.Parameters.GetByInAndName("query", "page"))
	assert.ElementsMatch(t, []string{
		"/paths/~1box~1{id}: the path is written box/{id}",
		"/paths/~1box~1{id}/get/parameters/0: the parameter is said to be in the query",
		"/paths/~1box~1{id}/get/parameters/0: the type is written int",
		"/paths/~1box~1{id}/get/responses/200/content/application~1json/schema/properties/empty: the type is written bool",
	}, d.Repairs)
}

func TestSwaggerThatIsNotUnderstoodIsRefusedWithFileAndLine(t *testing.T) {
	const head = "swagger: '2.0'\ninfo: {title: Boxes, version: '1'}\n"
	for text, want := range map[string]string{
		"host: example.com\n":                           "page:1: the document has no paths",
		"paths:\n  /box: []\n":                          "page:4: the path item here is no mapping",
		"paths:\n  box: {}\n  /box: {}\n":               "page:4: the path box stands here with and without its slash",
		"paths:\n  /box:\n    get: {requestBody: {}}\n": "page:5: requestBody has no meaning in the operation",
		"paths:\n  /box:\n    get: {parameters: [{name: a, in: query, type: mixed}]}\n":                          "page:5: \"mixed\" is no type",
		"paths: {/box: {$ref: '#/paths/~1box'}}\n":                                                               "page:3: $ref has no meaning in the path item",
		"paths: {/box: {}}\ndefinitions:\n  Box: {anyOf: [{type: string}]}\n":                                    "page:5: anyOf has no meaning in the schema",
		"paths:\n  /box:\n    get: {responses: {200: {description: ok, schema: {$ref: '#/definitions/Box'}}}}\n": "page:5: the reference #/definitions/Box leads nowhere",
	} {
		t.Run(text, func(t *testing.T) {
			_, err := upstream.Import("page", []byte(head+text))
			assert.EqualError(t, err, want)
		})
	}
}

func TestADocumentThatSendsEverythingInTheQueryIsNotBelieved(t *testing.T) {
	const put = `{"swagger": "2.0", "info": {"title": "Boxes", "version": "1"}, "paths": {"/box": {"put": {
		"parameters": [{"name": "size", "in": "query", "type": "string"}%s], "responses": {"200": {"description": ""%s}}}}}%s}`
	for name, test := range map[string]struct {
		parameter, answer, security string
		unknown                     string
	}{
		"everything in the query": {unknown: "what is sent in a body, media types, responses, which fields of responses are always there, security"},
		"a body somewhere":        {parameter: `, {"name": "b", "in": "body", "schema": {"type": "object"}}`},
		"an answer somewhere":     {answer: `, "schema": {"type": "object"}`, unknown: "what is sent in a body, media types, security"},
		"credentials": {
			security: `, "securityDefinitions": {"basic": {"type": "basic"}}`,
			unknown:  "what is sent in a body, media types, responses, which fields of responses are always there",
		},
	} {
		d, err := upstream.Import("boxes.json", fmt.Appendf(nil, put, test.parameter, test.answer, test.security))
		require.NoError(t, err, name)
		assert.Equal(t, test.unknown, d.Knows.Unknown(), name)
	}
	d, err := upstream.Import("boxes.json", fmt.Appendf(nil, strings.Replace(put, `"put"`, `"get"`, 1), "", "", ""))
	require.NoError(t, err)
	assert.Empty(t, d.Knows.Unknown(), "who only reads sends nothing in a body")
}

func TestWhatIsSentInABodyIsNotMissingWhereAVendorPutsEverythingInTheQuery(t *testing.T) {
	const theirs = `{"swagger": "2.0", "info": {"title": "Boxes", "version": "1"}, "paths": {"/box": {"put": {
		"parameters": [{"name": "size", "in": "query", "type": "string"}, {"name": "lid", "in": "query", "type": "string"}],
		"responses": {"200": {"description": ""}}}}}}`
	d, err := upstream.Import("boxes.json", []byte(theirs))
	require.NoError(t, err)
	ours := load(t, "ours", `openapi: 3.0.3
info: {title: Boxes, version: "1"}
paths:
  /box:
    put:
      requestBody: {content: {application/json: {schema: {type: object, properties: {size: {type: string}}}}}}
      responses: {"200": {description: Done.}}
`)
	missing, err := upstream.Missing(d, ours.T)
	require.NoError(t, err)
	assert.Equal(t, []upstream.Fact{{Operation: "PUT /box", Place: "query parameter lid"}}, missing)
}
