package wire

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/diff/edits"
)

const shop = `
openapi: 3.1.0
info: {title: Shop, version: v1}
paths:
  /things/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer}}
    get:
      operationId: getThing
      parameters:
        - {name: page, in: query, schema: {type: integer}}
      responses:
        "200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
        "400":
          description: No.
          content: {application/json: {schema: {type: object, properties: {code: {type: string}}}}}
components:
  schemas:
    Thing: {type: object, required: [name], properties: {name: {type: string}, made: {type: string, format: date-time}}}
`

func parsed(tb testing.TB, text string) *openapi3.T {
	tb.Helper()
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	document, err := loader.LoadFromData([]byte(text))
	require.NoError(tb, err)
	return document
}

// rulesOf returns the rules of the changes that Compare reports, with their severities.
func rulesOf(t *testing.T, before, after *openapi3.T) []string {
	t.Helper()
	all, err := Compare(before, after)
	require.NoError(t, err)
	return edits.Rules(all)
}

// changed returns the changes that one replacement in shop causes.
func changed(t *testing.T, old, now string) []change.Change {
	t.Helper()
	require.Equal(t, 1, strings.Count(shop, old))
	all, err := Compare(parsed(t, shop), parsed(t, strings.Replace(shop, old, now, 1)))
	require.NoError(t, err)
	return all
}

func TestAChangeHasAMessageALocationAndAdvice(t *testing.T) {
	file := func(text string) *openapi3.T {
		name := t.TempDir() + "/openapi.yaml"
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
		document, err := loader().LoadFromFile(name)
		require.NoError(t, err)
		return document
	}
	now := strings.Replace(shop, "operationId: getThing", "operationId: readThing", 1)
	now = strings.Replace(now, "      parameters:\n        - {name: page, in: query, schema: {type: integer}}\n", "", 1)
	all, err := Compare(file(shop), file(now))
	require.NoError(t, err)
	require.Len(t, all, 2)
	require.NotNil(t, all[0].Old)
	assert.True(t, strings.HasSuffix(all[0].Old.File, "/openapi.yaml"), all[0].Old.File)
	all[0].Old.File = "openapi.yaml"
	assert.Equal(t, change.Change{
		Boundary: change.Wire, Severity: change.Risky, Rule: "request-parameter-removed",
		Operation: "GET /things/{id}", OperationID: "getThing", Subject: "query parameter page",
		Text:   "deleted the `query` request parameter `page`",
		Args:   []string{"query", "page"},
		Advice: "check that the call still works as intended without it",
		Old:    &change.Place{File: "openapi.yaml", Line: 11},
	}, all[0])
	assert.Equal(t, "api-operation-id-removed", all[1].Rule)
	assert.Equal(t, "getThing", all[1].OperationID, "want the operationId of the old document")
	assert.Empty(t, all[1].Advice)
}

func TestAChangeFoundByOurOwnRulesHasAMessageALocationAndAdvice(t *testing.T) {
	all := changed(t, "- {name: page, in: query, schema: {type: integer}}", "- {name: page, in: query, schema: {type: array}}")
	require.Len(t, all, 2)
	assert.Equal(t, change.Change{
		Boundary: change.Wire, Severity: change.Breaking, Rule: "parameter-serialization-changed",
		Operation: "GET /things/{id}", OperationID: "getThing", Subject: "query parameter page",
		Text:   "the query parameter page was written as a plain value and is now read as form, explode true",
		Args:   []string{"query parameter page", "query", "page", "a plain value", "form, explode true"},
		Advice: "generate the client again",
		Old:    &change.Place{Line: 11}, New: &change.Place{Line: 11},
	}, all[0])
	assert.Equal(t, "request-parameter-type-changed", all[1].Rule)
}

func TestChangesOfDocumentsWithoutOriginsHaveNoLocations(t *testing.T) {
	load := func(text string) *openapi3.T {
		document, err := openapi3.NewLoader().LoadFromData([]byte(text))
		require.NoError(t, err)
		return document
	}
	all, err := Compare(load(shop), load(strings.Replace(shop, "  /things/{id}", "  /thing/{id}", 1)))
	require.NoError(t, err)
	require.Len(t, all, 2)
	for _, c := range all {
		assert.Nil(t, c.Old)
		assert.Nil(t, c.New)
	}
}

func TestCompareDoesNotModifyTheDocuments(t *testing.T) {
	const parts = `allOf: [{$ref: "#/components/schemas/Thing"}, {type: object, properties: {code: {type: string}}}]`
	text := strings.Replace(shop, "type: object, properties: {code: {type: string}}", parts, 1)
	require.NotEqual(t, shop, text)
	before, after := parsed(t, text), parsed(t, strings.Replace(text, "name: page", "name: site", 1))
	was, err := json.Marshal([]any{before, after})
	require.NoError(t, err)
	_, err = Compare(before, after)
	require.NoError(t, err)
	is, err := json.Marshal([]any{before, after})
	require.NoError(t, err)
	assert.Equal(t, string(was), string(is))
}

func TestComparingADocumentWithItselfReportsNoChanges(t *testing.T) {
	all, err := Compare(parsed(t, shop), parsed(t, shop))
	require.NoError(t, err)
	assert.Empty(t, all)
}

func TestCompareReportsDocumentsThatCannotBeCompared(t *testing.T) {
	_, err := Compare(nil, parsed(t, shop))
	assert.ErrorContains(t, err, "want two documents")
	_, err = Compare(parsed(t, shop), nil)
	assert.ErrorContains(t, err, "want two documents")

	twice := parsed(t, shop)
	twice.Paths.Set("/things/{name}", twice.Paths.Value("/things/{id}"))
	_, err = Compare(parsed(t, shop), twice)
	assert.ErrorContains(t, err, "GET /things/{id} and GET /things/{name} are the same operation")

	// In a document whose references were not resolved, values are nil.
	broken := parsed(t, strings.Replace(shop, "title: Shop", "title: Broken", 1))
	broken.Paths.Value("/things/{id}").Get.Responses.Value("200").Value = nil
	_, err = Compare(parsed(t, shop), broken)
	assert.ErrorContains(t, err, "cannot be compared")
}

func TestEmptyDocumentsCanBeCompared(t *testing.T) {
	all, err := Compare(&openapi3.T{}, parsed(t, shop))
	require.NoError(t, err)
	assert.NotEmpty(t, all)
	all, err = Compare(parsed(t, shop), &openapi3.T{})
	require.NoError(t, err)
	assert.Equal(t, change.Breaking, all[0].Severity)
}

func TestChangesInTheBodyOfAFailureAreAtMostRisky(t *testing.T) {
	all := changed(t, "code: {type: string}", "code: {type: integer}")
	require.Len(t, all, 1)
	assert.Equal(t, "response-property-type-changed", all[0].Rule)
	assert.Equal(t, change.Risky, all[0].Severity)
}

func TestADateTimeThatBecomesADateIsBreaking(t *testing.T) {
	all := changed(t, "format: date-time", "format: date")
	require.Len(t, all, 1)
	assert.Equal(t, change.Breaking, all[0].Severity)
}

// A read-only property is in no request.
func TestAChangeOfAReadOnlyPropertyInARequestIsCompatible(t *testing.T) {
	text := func(pattern string) *openapi3.T {
		return parsed(t, strings.Replace(shop, "        - {name: page", `        - name: filter
          in: query
          content: {application/json: {schema: {type: string}}}
        - {name: page`, 1)+`    New: {type: object, properties: {id: {type: string, readOnly: true`+pattern+`}}}
`)
	}
	use := func(document *openapi3.T) *openapi3.T {
		body := openapi3.NewRequestBody().WithJSONSchemaRef(document.Components.Schemas["New"])
		document.Paths.Value("/things/{id}").Get.RequestBody = &openapi3.RequestBodyRef{Value: body}
		return document
	}
	all, err := Compare(use(text("")), use(text(", maxLength: 9")))
	require.NoError(t, err)
	require.Len(t, all, 1)
	assert.Equal(t, "request-property-max-length-set", all[0].Rule)
	assert.Equal(t, change.Compatible, all[0].Severity)
}

func TestTheNameOfASecuritySchemeIsNotOnTheWire(t *testing.T) {
	text := func(name, header string) *openapi3.T {
		return parsed(t, shop+`  securitySchemes: {`+name+`: {type: apiKey, in: header, name: `+header+`}}
security: [{`+name+`: []}]
`)
	}
	for _, c := range []struct {
		name, header string
		rules        []string
	}{
		{"clef", "X-Key", nil},
		{"clef", "X-KEY", nil},
		{"clef", "X-Token", []string{"breaking security-required"}},
		{"key", "X-Token", []string{"breaking security-scheme-changed"}},
		{"key", "x-key", nil},
	} {
		var bad []string
		for _, v := range rulesOf(t, text("key", "X-Key"), text(c.name, c.header)) {
			if !strings.HasPrefix(v, "compatible") {
				bad = append(bad, v)
			}
		}
		assert.Equal(t, c.rules, bad, "%s in %s", c.name, c.header)
	}
}

func TestRecursiveSchemasAreComparedOnce(t *testing.T) {
	text := func(more string) *openapi3.T {
		return parsed(t, `
openapi: 3.0.3
info: {title: Trees, version: v1}
paths:
  /trees:
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Tree"}}}}
      responses: {"204": {description: Saved.}}
components:
  schemas:
    Tree:
      type: object
      properties:
        left: {$ref: "#/components/schemas/Tree"}
        right: {$ref: "#/components/schemas/Tree"}
        more: {type: object, additionalProperties: `+more+`}
`)
	}
	assert.Equal(t, []string{"breaking request-additional-properties-forbidden"}, rulesOf(t, text("true"), text("false")))
}

func TestSubjectsAreFoundInOasdiffsMessages(t *testing.T) {
	found := subjects{}
	for text, subject := range map[string]string{
		"the `query` request parameter `page` became required":                                  "query parameter page",
		"added the new path request parameter `id`":                                             "path parameter id",
		"removed the enum value `a` from the property `b` of the `query` request parameter `c`": "query parameter c, property b",
		"the `x/y` request property's min was increased to `1.00`":                              "request property x/y",
		"the `x/z` request property's min was increased to `1.00`":                              "request property x/z",
		"the `response body` request property's min was increased to `1.00`":                    "request property response body",
		"removed the required property `data/id` from the response with the `200` status":       "response property data/id",
		"the response header `ETag` became optional for the status `200`":                       "response header ETag",
		"added the media type `a/xml` to the request body":                                      "request media type a/xml",
		"removed the media type `a/json` for the response with the status `200`":                "response media type a/json",
		"the security scope `w` was added to the endpoint's security scheme `login`":            "security scheme login",
		"the endpoint scheme security `key` was added to the API":                               "security scheme key",
		"the response's body `type` changed from `object` to `array<object>` for status `200`":  "response body",
		"removed the success response with the status `200`":                                    "response 200",
		"endpoint added": "",
	} {
		assert.Equal(t, subject, found.of(text), text)
	}
}

func TestASuccessWithoutABodyCannotLoseItsBody(t *testing.T) {
	document := func(status string) *openapi3.T {
		return parsed(t, "openapi: 3.0.3\ninfo: {title: Boxes, version: '1'}\npaths:\n"+
			"  /box: {delete: {operationId: deleteBox, responses: {'"+status+"': {description: Done.}}}}\n")
	}
	all, err := Compare(document("204"), document("202"))
	require.NoError(t, err)
	require.NotEmpty(t, all)
	for _, c := range all {
		assert.NotEqual(t, "response-body-removed", c.Rule)
	}
}

// Two schemas under the keyword not are equal if they mean the same, even if they are written differently.
func TestTheKeywordNotIsComparedByItsMeaning(t *testing.T) {
	excluding := func(not string) *openapi3.T {
		return parsed(t, strings.NewReplacer(
			"      operationId: getThing\n", "      operationId: getThing\n      requestBody: {content: {application/json: {schema: {not: "+not+"}}}}\n",
			"  schemas:\n", "  schemas:\n    Long: {type: object, required: [a, b], properties: {a: {type: string, maxLength: 5}}}\n",
		).Replace(shop))
	}
	before := excluding("{type: object, required: [a, b], properties: {a: {type: string, maxLength: 5}}}")
	assert.Empty(t, rulesOf(t, before, excluding("{type: object, required: [b, a], properties: {a: {type: string, maxLength: 5}}, description: Long.}")))
	assert.Empty(t, rulesOf(t, before, excluding("{$ref: '#/components/schemas/Long'}")))
	assert.Equal(t, []string{"risky request-not-changed"},
		rulesOf(t, before, excluding("{type: object, required: [a, b], properties: {a: {type: string, maxLength: 6}}}")))
}
