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
        - {name: color, in: formData, type: string, enum: [red, blue], required: true}
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
	assert.Equal(t, "#/components/schemas/Box", put.Responses.Value("200").Value.Content["application/xml"].Schema.Value.Items.Ref, "want the media type from the document's produces")
	form := d.T.Paths.Value("/lid").Post.RequestBody.Value.Content["multipart/form-data"]
	require.NotNil(t, form, "want a multipart form, because it has a file")
	assert.Equal(t, []string{"color"}, form.Schema.Value.Required)
	assert.Equal(t, "binary", form.Schema.Value.Properties["picture"].Value.Format)
	assert.True(t, d.T.Components.Schemas["Box"].Value.Properties["id"].Value.Nullable)
}

func TestAFormHasTheMediaTypeOfTheDocument(t *testing.T) {
	const text = "swagger: '2.0'\ninfo: {title: Boxes, version: '1'}\nconsumes: [%s]\n" +
		"paths: {/lid: {post: {parameters: [{name: a, in: formData, type: string}], responses: {204: {description: ok}}}}}\n"
	for consumes, want := range map[string]string{
		"multipart/form-data": "multipart/form-data",
		"application/json":    "application/x-www-form-urlencoded",
	} {
		d := load(t, "page", fmt.Sprintf(text, consumes))
		assert.NotNil(t, d.T.Paths.Value("/lid").Post.RequestBody.Value.Content[want], consumes)
	}
}

func TestErrorsInPublishedDocumentsAreRepairedAndNoted(t *testing.T) {
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
		"/paths/~1box~1{id}: the path \"box/{id}\" is read with a leading slash",
		"/paths/~1box~1{id}/get/parameters/0: the query parameter is read as a path parameter, because the path names it",
		"/paths/~1box~1{id}/get/parameters/0: the type \"int\" is read as integer",
		"/paths/~1box~1{id}/get/responses/200/content/application~1json/schema/properties/empty: the type \"bool\" is read as boolean",
	}, d.Repairs)
}

func TestInvalidSwaggerIsRejectedWithFileAndLine(t *testing.T) {
	const head = "swagger: '2.0'\ninfo: {title: Boxes, version: '1'}\n"
	for text, want := range map[string]string{
		"host: example.com\n":                           "page:1: the document has no paths",
		"paths:\n  /box: []\n":                          "page:4: want a path item, got a list",
		"paths:\n  box: {}\n  /box: {}\n":               "page:4: the path box appears twice, with and without a leading slash",
		"paths:\n  /box:\n    get: {requestBody: {}}\n": `page:5: unknown field "requestBody" in an operation of Swagger 2.0`,
		"paths:\n  /box:\n    get: {parameters: [{name: a, in: query, type: mixed}]}\n":                          `page:5: type: want one of file, array, boolean, integer, number, object, string, got "mixed"`,
		"paths: {/box: {$ref: '#/paths/~1crate'}}\n":                                                             `page:3: unknown field "$ref" in a path item of Swagger 2.0`,
		"paths: {/box: {}}\ndefinitions:\n  Box: {anyOf: [{type: string}]}\n":                                    `page:5: unknown field "anyOf" in a schema of Swagger 2.0`,
		"paths:\n  /box:\n    get: {responses: {200: {description: ok, schema: {$ref: '#/definitions/Box'}}}}\n": "page:5: the reference #/definitions/Box has no target",
	} {
		t.Run(text, func(t *testing.T) {
			_, err := upstream.Import("page", []byte(head+text))
			assert.EqualError(t, err, want)
		})
	}
}

func TestADocumentWithoutBodiesIsSilentAboutThem(t *testing.T) {
	const put = `{"swagger": "2.0", "info": {"title": "Boxes", "version": "1"}, "paths": {"/box": {"put": {
		"parameters": [{"name": "size", "in": "query", "type": "string"}%s], "responses": {"200": {"description": ""%s}}}}}%s}`
	for name, test := range map[string]struct {
		parameter, response, security string
		silent                        []upstream.Part
	}{
		"everything in the query": {silent: []upstream.Part{upstream.Bodies, upstream.MediaTypes, upstream.Responses, upstream.Security}},
		"a body somewhere":        {parameter: `, {"name": "b", "in": "body", "schema": {"type": "object"}}`},
		"a response somewhere": {
			response: `, "schema": {"type": "object"}`,
			silent:   []upstream.Part{upstream.Bodies, upstream.MediaTypes, upstream.Security},
		},
		"credentials": {
			security: `, "securityDefinitions": {"basic": {"type": "basic"}}`,
			silent:   []upstream.Part{upstream.Bodies, upstream.MediaTypes, upstream.Responses},
		},
	} {
		d, err := upstream.Import("boxes.json", fmt.Appendf(nil, put, test.parameter, test.response, test.security))
		require.NoError(t, err, name)
		assert.Equal(t, test.silent, d.Silent, name)
	}
	d, err := upstream.Import("boxes.json", fmt.Appendf(nil, strings.Replace(put, `"put"`, `"get"`, 1), "", "", ""))
	require.NoError(t, err)
	assert.Empty(t, d.Silent, "want bodies described, because an API that only reads sends none")
}

func TestAQueryParameterIsNotMissingIfOursHasItInTheBody(t *testing.T) {
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
	missing, _, err := upstream.Compare(d, ours.T)
	require.NoError(t, err)
	assert.Equal(t, []upstream.Fact{{Operation: "PUT /box", Place: "query parameter lid"}}, missing)
}

func TestInvalidNamesAreReplacedInReferencesToo(t *testing.T) {
	d := load(t, "page", `swagger: "2.0"
info: {title: Boxes, version: "1"}
securityDefinitions:
  API Key: {type: apiKey, name: X-Key, in: header}
  API-Key: {type: basic}
security: [{API Key: []}]
paths:
  /box:
    get:
      security: [{API Key: [], API-Key: []}]
      responses: {200: {description: ok, schema: {$ref: '#/definitions/Box<Lid>'}}}
definitions:
  Box<Lid>: {type: object, properties: {lids: {type: array, items: {$ref: '#/definitions/a~1b'}}}}
  a/b: {type: string}
`)
	require.NoError(t, d.T.Validate(t.Context()))
	assert.Contains(t, d.T.Security[0], "API-Key-2")
	assert.Contains(t, (*d.T.Paths.Value("/box").Get.Security)[0], "API-Key-2")
	assert.Contains(t, (*d.T.Paths.Value("/box").Get.Security)[0], "API-Key")
	assert.Equal(t, "apiKey", d.T.Components.SecuritySchemes["API-Key-2"].Value.Type)
	assert.Equal(t, "#/components/schemas/a-b", d.T.Components.Schemas["Box-Lid"].Value.Properties["lids"].Value.Items.Ref)
	assert.ElementsMatch(t, []string{
		"/components/schemas/Box-Lid: the name \"Box<Lid>\" is read as \"Box-Lid\"",
		"/components/schemas/a-b: the name \"a/b\" is read as \"a-b\"",
		"/components/securitySchemes/API-Key-2: the name \"API Key\" is read as \"API-Key-2\"",
	}, d.Repairs)
}
