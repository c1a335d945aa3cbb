package wire

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// nestedEdits edit a part of an operation. The string want has the severity, rule and subject of the worst change that the edit causes.
// It is empty if the meaning stays the same.
var nestedEdits = []struct{ name, before, after, want string }{
	{
		"a limit on the items of a parameter", `parameters: [{name: q, in: query, schema: {type: array, items: {type: string}}}]`,
		`parameters: [{name: q, in: query, schema: {type: array, items: {type: string, maxLength: 5}}}]`,
		"breaking request-property-max-length-set query parameter q, property items",
	},
	{
		"a limit on a property of a parameter", `parameters: [{name: q, in: query, style: deepObject, schema: {type: object, properties: {a: {type: integer}}}}]`,
		`parameters: [{name: q, in: query, style: deepObject, schema: {type: object, properties: {a: {type: integer, maximum: 5}}}}]`,
		"breaking request-property-max-set query parameter q, property a",
	},
	{
		"a pattern in the content of a parameter", `parameters: [{name: q, in: query, content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}]`,
		`parameters: [{name: q, in: query, content: {application/json: {schema: {type: object, properties: {a: {type: string, pattern: "^a"}}}}}}]`,
		"breaking request-property-pattern-added query parameter q, property a",
	},
	{
		"a limit on an alternative of a parameter", `parameters: [{name: q, in: query, schema: {oneOf: [{type: integer}, {type: boolean}]}}]`,
		`parameters: [{name: q, in: query, schema: {oneOf: [{type: integer, maximum: 5}, {type: boolean}]}}]`,
		"breaking request-property-max-set query parameter q, property oneOf[subschema #1: alternative 1]",
	},
	{
		"unique items of a parameter", `parameters: [{name: q, in: query, schema: {type: array, items: {type: string}}}]`,
		`parameters: [{name: q, in: query, schema: {type: array, uniqueItems: true, items: {type: string}}}]`,
		"breaking request-property-unique-items-set query parameter q",
	},
	{
		"a default in a parameter", `parameters: [{name: q, in: query, style: deepObject, schema: {type: object, properties: {a: {type: string, default: b}}}}]`,
		`parameters: [{name: q, in: query, style: deepObject, schema: {type: object, properties: {a: {type: string, default: c}}}}]`,
		"risky request-property-default-value-changed parameter property a",
	},
	{
		"one more type of a parameter", `parameters: [{name: q, in: query, schema: {type: string}}]`,
		`parameters: [{name: q, in: query, schema: {oneOf: [{type: string}, {type: integer}]}}]`,
		"compatible request-parameter-list-of-types-widened query parameter q",
	},
	{
		"a parameter that was a list", `parameters: [{name: q, in: query, schema: {type: array, items: {type: string}}}]`,
		`parameters: [{name: q, in: query, schema: {type: string}}]`,
		"breaking parameter-serialization-changed query parameter q",
	},
	{
		"an enum of a header", `responses: {"204": {description: Done., headers: {X-A: {schema: {type: string, enum: [a, b]}}}}}`,
		`responses: {"204": {description: Done., headers: {X-A: {schema: {type: string, enum: [a]}}}}}`,
		"risky response-property-enum-value-removed response header X-A",
	},
	{
		"the items of a header", `responses: {"204": {description: Done., headers: {X-A: {schema: {type: array, items: {type: integer}}}}}}`,
		`responses: {"204": {description: Done., headers: {X-A: {schema: {type: array, items: {type: string}}}}}}`,
		"risky response-property-type-changed response header X-A, property items",
	},
	{
		"the content of a header", `responses: {"204": {description: Done., headers: {X-A: {content: {application/json: {schema: {type: number}}}}}}}`,
		`responses: {"204": {description: Done., headers: {X-A: {content: {application/json: {schema: {type: string}}}}}}}`,
		"risky response-property-type-changed response header X-A",
	},
	{
		"a map of strings", `responses: {"200": {description: Done., content: {application/json: {schema: {type: object, additionalProperties: {type: string}}}}}}`,
		`responses: {"200": {description: Done., content: {application/json: {schema: {type: object, additionalProperties: true}}}}}`,
		"breaking response-additional-properties-generalized response body",
	},
	{
		"no more additional properties", `responses: {"200": {description: Done., content: {application/json: {schema: {type: object, additionalProperties: {type: string}}}}}}`,
		`responses: {"200": {description: Done., content: {application/json: {schema: {type: object, additionalProperties: false}}}}}`,
		"risky response-additional-properties-removed response body",
	},
	{
		"a map of anything", `requestBody: {content: {application/json: {schema: {type: object, properties: {a: {type: object, additionalProperties: true}}}}}}`,
		`requestBody: {content: {application/json: {schema: {type: object, properties: {a: {type: object, additionalProperties: {type: string}}}}}}}`,
		"breaking request-additional-properties-limited request property a",
	},
	{
		"additional properties below allOf", `requestBody: {content: {application/json: {schema: {allOf: [{type: object, additionalProperties: true}]}}}}`,
		`requestBody: {content: {application/json: {schema: {allOf: [{type: object, additionalProperties: false}]}}}}`,
		"breaking request-additional-properties-forbidden request body",
	},
	{
		"additional properties of a parameter", `parameters: [{name: q, in: query, schema: {type: object, additionalProperties: {type: string}}}]`,
		`parameters: [{name: q, in: query, schema: {type: object, additionalProperties: false}}]`,
		"breaking request-additional-properties-forbidden query parameter q",
	},
	{
		"the body of a callback", `callbacks: {done: {"{$request.body#/url}": {post: {requestBody: {content: {application/json: {schema: {type: string}}}}, responses: {"204": {description: Done.}}}}}}`,
		`callbacks: {done: {"{$request.body#/url}": {post: {requestBody: {content: {application/json: {schema: {type: integer}}}}, responses: {"204": {description: Done.}}}}}}`,
		"risky callback-changed callback done",
	},
	{
		"a removed callback", `callbacks: {done: {"{$request.body#/url}": {post: {responses: {"204": {description: Done.}}}}}}`, `deprecated: false`,
		"risky callback-removed callback done",
	},
	{
		"a new callback", `deprecated: false`, `callbacks: {done: {"{$request.body#/url}": {post: {responses: {"204": {description: Done.}}}}}}`,
		"compatible callback-added callback done",
	},
	{
		"the order and the texts of a callback", `callbacks: {done: {"{$request.body#/url}": {post: {requestBody: {content: {application/json: {schema: {type: string, enum: [a, b]}}}}, responses: {"204": {description: Done.}}}}}}`,
		`callbacks: {done: {"{$request.body#/url}": {post: {responses: {"204": {description: Over.}}, requestBody: {description: The state., content: {application/json: {schema: {enum: [b, a], type: string}}}}}}}}`, "",
	},
	{
		"a mapping value is removed", `requestBody: {content: {application/json: {schema: {type: object, discriminator: {propertyName: kind, mapping: {a: A, b: B}}}}}}`,
		`requestBody: {content: {application/json: {schema: {type: object, discriminator: {propertyName: kind, mapping: {a: A}}}}}}`,
		"breaking request-body-one-of-removed request body",
	},
	{
		"a mapping value is added", `responses: {"200": {description: Done., content: {application/json: {schema: {type: object, discriminator: {propertyName: kind, mapping: {a: A}}}}}}}`,
		`responses: {"200": {description: Done., content: {application/json: {schema: {type: object, discriminator: {propertyName: kind, mapping: {a: A, b: B}}}}}}}`,
		"risky response-body-one-of-added response body",
	},
	{
		"a second mapping value for a schema", `requestBody: {content: {application/json: {schema: {type: object, discriminator: {propertyName: kind, mapping: {a: A}}}}}}`,
		`requestBody: {content: {application/json: {schema: {type: object, discriminator: {propertyName: kind, mapping: {a: A, b: A}}}}}}`,
		"compatible request-body-discriminator-mapping-added request body",
	},
	{
		"a member without a property is required", `requestBody: {content: {application/json: {schema: {type: object, anyOf: [{required: [a]}, {required: [b]}]}}}}`,
		`requestBody: {content: {application/json: {schema: {type: object, anyOf: [{required: [a]}, {required: [a, b]}]}}}}`,
		"breaking request-member-required request property anyOf[1]",
	},
	{
		"a member without a property is no longer always sent", `responses: {"200": {description: Done., content: {application/json: {schema: {type: object, required: [a]}}}}}`,
		`responses: {"200": {description: Done., content: {application/json: {schema: {type: object}}}}}`,
		"compatible response-member-optional response body",
	},
	{
		"a not of a response", `responses: {"200": {description: Done., content: {application/json: {schema: {type: string, not: {enum: [a]}}}}}}`,
		`responses: {"200": {description: Done., content: {application/json: {schema: {type: string, not: {enum: [b]}}}}}}`,
		"compatible response-not-changed response body",
	},
	{
		"undescribed properties are forbidden", `requestBody: {content: {application/json: {schema: {type: object}}}}`,
		`requestBody: {content: {application/json: {schema: {type: object, additionalProperties: false}}}}`,
		"compatible request-additional-properties-changed request body",
	},
	{
		"additional properties are described", `responses: {"200": {description: Done., content: {application/json: {schema: {type: object}}}}}`,
		`responses: {"200": {description: Done., content: {application/json: {schema: {type: object, additionalProperties: {type: string}}}}}}`,
		"compatible response-additional-properties-changed response body",
	},
	{
		"a map in a failure", `responses: {"400": {description: No., content: {application/json: {schema: {type: object, additionalProperties: {type: string}}}}}}`,
		`responses: {"400": {description: No., content: {application/json: {schema: {type: object, additionalProperties: true}}}}}`,
		"risky response-additional-properties-generalized response body",
	},
	{
		"a map in a header", `responses: {"204": {description: Done., headers: {X-A: {schema: {type: object, additionalProperties: {type: string}}}}}}`,
		`responses: {"204": {description: Done., headers: {X-A: {schema: {type: object, additionalProperties: true}}}}}`,
		"risky response-additional-properties-generalized response header X-A",
	},
	{
		"the names in XML", `requestBody: {content: {application/xml: {schema: {type: object, properties: {a: {type: string, xml: {attribute: true}}}}}}}`,
		`requestBody: {content: {application/xml: {schema: {type: object, properties: {a: {type: string}}}}}}`,
		"risky request-xml-changed request property a",
	},
	{
		"the names in XML of JSON", `requestBody: {content: {application/json: {schema: {type: object, xml: {name: a}}}}}`,
		`requestBody: {content: {application/json: {schema: {type: object, xml: {name: b}}}}}`,
		"",
	},
	{
		"the style of a header", `responses: {"204": {description: Done., headers: {X-A: {explode: true, schema: {type: object}}}}}`,
		`responses: {"204": {description: Done., headers: {X-A: {schema: {type: object}}}}}`,
		"risky response-header-serialization-changed response header X-A",
	},
	{
		"a content replaces the schema of a header", `responses: {"204": {description: Done., headers: {X-A: {schema: {type: object}}}}}`,
		`responses: {"204": {description: Done., headers: {X-A: {content: {application/json: {schema: {type: object}}}}}}}`,
		"risky response-header-serialization-changed response header X-A",
	},
	{
		"the headers of a part", `requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {a: {type: string}}}}}}`,
		`requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {a: {type: string}}}, encoding: {a: {headers: {X-A: {required: true, schema: {type: string}}}}}}}}`,
		"breaking request-encoding-changed request property a",
	},
	{
		"the media type of a part of a response", `responses: {"200": {description: Done., content: {multipart/mixed: {schema: {type: object, properties: {a: {type: string}}}, encoding: {a: {contentType: image/png}}}}}}`,
		`responses: {"200": {description: Done., content: {multipart/mixed: {schema: {type: object, properties: {a: {type: string}}}, encoding: {a: {contentType: image/gif}}}}}}`,
		"risky response-encoding-changed response property a",
	},
	{
		"a range of failures is removed", `responses: {"204": {description: Done.}, 5XX: {description: No.}}`,
		`responses: {"204": {description: Done.}}`,
		"compatible failure-range-removed response 5XX",
	},
	{
		"a range of successes is added", `responses: {"204": {description: Done.}}`,
		`responses: {"204": {description: Done.}, 2XX: {description: Done.}}`,
		"risky success-range-added response 2XX",
	},
	{
		"a parameter must not be empty", `parameters: [{name: q, in: query, allowEmptyValue: true, schema: {type: string}}]`,
		`parameters: [{name: q, in: query, schema: {type: string}}]`,
		"risky parameter-empty-value-forbidden query parameter q",
	},
	{
		"a server may no longer have any region", `servers: [{url: "https://{region}.example.com", variables: {region: {default: a}}}]`,
		`servers: [{url: "https://{region}.example.com", variables: {region: {default: a, enum: [a]}}}]`,
		"risky server-removed server https://{}.example.com",
	},
	{
		"a variable of a server is renamed", `servers: [{url: "https://{region}.example.com", variables: {region: {default: a}}}]`,
		`servers: [{url: "https://{place}.example.com", variables: {place: {default: a}}}]`,
		"",
	},
	{
		"additional properties are no longer described", `requestBody: {content: {application/json: {schema: {type: object, additionalProperties: {type: string}}}}}`,
		`requestBody: {content: {application/json: {schema: {type: object}}}}`,
		"compatible request-additional-properties-changed request body",
	},
	{
		"null among the types", `responses: {"200": {description: Done., content: {application/json: {schema: {type: object, properties: {a: {type: string, nullable: true}}}}}}}`,
		`responses: {"200": {description: Done., content: {application/json: {schema: {type: object, properties: {a: {type: [string, "null"]}}}}}}}`, "",
	},
	{
		"null among the values of an enumeration", `responses: {"200": {description: Done., content: {application/json: {schema: {type: object, properties: {a: {type: string, nullable: true, enum: [a]}}}}}}}`,
		`responses: {"200": {description: Done., content: {application/json: {schema: {type: object, properties: {a: {type: string, nullable: true, enum: [a, null]}}}}}}}`, "",
	},
	{
		"null among all values", `responses: {"200": {description: Done., content: {application/json: {schema: {type: object, properties: {a: {nullable: true}}}}}}}`,
		`responses: {"200": {description: Done., content: {application/json: {schema: {type: object, properties: {a: {}}}}}}}`, "",
	},
}

func TestAChangeInsideAParameterHeaderOrCallbackIsFound(t *testing.T) {
	document := func(element string) string {
		if !strings.HasPrefix(element, "responses") {
			element += `, responses: {"204": {description: Done.}}`
		}
		return "openapi: 3.0.3\ninfo: {title: Boxes, version: '1'}\npaths: {/box: {post: {operationId: addBox, " + element + "}}}\n" +
			"components: {schemas: {A: {type: object, properties: {a: {type: string}}}, B: {type: object, properties: {b: {type: string}}}}}\n"
	}
	for _, edit := range nestedEdits {
		t.Run(edit.name, func(t *testing.T) {
			before, after := document(edit.before), document(edit.after)
			all, err := Compare(parsed(t, before), parsed(t, after))
			require.NoError(t, err)
			if edit.want == "" {
				assert.Empty(t, all)
				return
			}
			require.NotEmpty(t, all)
			assert.Equal(t, edit.want, all[0].Severity.String()+" "+all[0].Rule+" "+all[0].Subject)
			assert.NotContains(t, all[0].Text, "``")
			all, err = Compare(parsed(t, before), parsed(t, before))
			require.NoError(t, err)
			assert.Empty(t, all)
		})
	}
}

// A document may declare credentials once, as its default, or in every operation. Both mean the same.
func TestMovingTheDefaultCredentialsToTheOperationsIsNotAChange(t *testing.T) {
	const credentials = "components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}\n"
	moved := "openapi: 3.0.3\ninfo: {title: Boxes, version: '1'}\n" + credentials + "paths: {/box: {get: {security: [{key: []}], responses: {'204': {description: Done.}}}}}\n"
	central := strings.Replace(moved, "security: [{key: []}], ", "", 1) + "security: [{key: []}]\n"
	assert.Empty(t, rulesOf(t, parsed(t, central), parsed(t, moved)))
	assert.Empty(t, rulesOf(t, parsed(t, moved), parsed(t, central)))
	open := strings.Replace(central, "security: [{key: []}]\n", "", 1)
	all, err := Compare(parsed(t, open), parsed(t, moved))
	require.NoError(t, err)
	require.NotEmpty(t, all)
	assert.Equal(t, change.Breaking, all[0].Severity)
}
