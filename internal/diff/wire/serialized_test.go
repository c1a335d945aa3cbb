package wire

import (
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheSerializationOfAParameterNamesOnlyWhatMatters(t *testing.T) {
	list, number := openapi3.NewArraySchema().NewRef(), openapi3.NewIntegerSchema().NewRef()
	for _, test := range []struct {
		parameter openapi3.Parameter
		want      string
	}{
		{openapi3.Parameter{In: "query", Schema: number}, "a plain value"},
		{openapi3.Parameter{In: "query", Schema: number, Style: "spaceDelimited"}, "a plain value"},
		{openapi3.Parameter{In: "path", Schema: number, Style: "label"}, "label"},
		{openapi3.Parameter{In: "path", Schema: number, Style: "matrix"}, "matrix"},
		{openapi3.Parameter{In: "path", Schema: list, Style: "matrix"}, "matrix, explode false"},
		{openapi3.Parameter{In: "header", Schema: list}, "simple, explode false"},
		{openapi3.Parameter{In: "query", Schema: list}, "form, explode true"},
		{openapi3.Parameter{In: "query", Schema: list, Explode: new(bool)}, "form, explode false"},
		{openapi3.Parameter{In: "query", Schema: list, Style: "pipeDelimited"}, "pipeDelimited, explode false"},
		{openapi3.Parameter{In: "query", Schema: openapi3.NewObjectSchema().NewRef(), Style: "deepObject"}, "deepObject"},
		{openapi3.Parameter{In: "query", Content: openapi3.NewContentWithJSONSchema(nil)}, "application/json"},
	} {
		assert.Equal(t, test.want, serialization(&test.parameter, plain(test.parameter.Schema)))
	}
}

func TestTheEncodingOfAFieldHasItsDefaults(t *testing.T) {
	for want, encoded := range map[string]*openapi3.Encoding{
		"the media type of its schema, form, explode true":           nil,
		"the media type of its schema, form, explode false":          {Explode: new(bool)},
		"the media type of its schema, pipeDelimited, explode false": {Style: "pipeDelimited"},
		"image/png, form, explode true":                              {ContentType: "image/png"},
	} {
		assert.Equal(t, want, encoding(encoded))
	}
}

func TestAChangeInOneLocationIsReportedOnce(t *testing.T) {
	const form = `
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: {type: object, properties: {tags: {type: array, items: {type: string}}}}
`
	for name, test := range map[string]struct {
		was, is []string // replacements in shop
		rules   []string
	}{
		"a field gets an encoding": {
			[]string{"\n      responses:", form + "      responses:"},
			[]string{"\n      responses:", form + "            encoding: {tags: {explode: false}}\n      responses:"},
			[]string{"breaking request-encoding-changed"},
		},
		"the content of a parameter becomes a list": {
			[]string{"page, in: query, schema: {type: integer}", "page, in: query, content: {application/json: {schema: {type: string}}}"},
			[]string{"page, in: query, schema: {type: integer}", "page, in: query, content: {application/json: {schema: {type: array, items: {type: string}}}}"},
			[]string{"breaking request-property-type-changed"},
		},
		"a parameter of one operation is the content of another one's": {
			[]string{"    get:\n", "    post: {operationId: addThing, parameters: [{name: page, in: query, content: {application/json: {schema: {type: string}}}}], responses: {}}\n    get:\n"},
			[]string{
				"    get:\n", "    post: {operationId: addThing, parameters: [{name: page, in: query, content: {application/json: {schema: {type: integer}}}}], responses: {}}\n    get:\n",
				"page, in: query, schema: {type: integer}", "page, in: query, schema: {type: string}",
			},
			[]string{"breaking request-property-type-changed", "compatible request-parameter-type-generalized"},
		},
		"the type of an alternative changes": {
			[]string{"page, in: query, schema: {type: integer}", "page, in: query, schema: {oneOf: [{type: integer}, {type: boolean}]}"},
			[]string{"page, in: query, schema: {type: integer}", "page, in: query, schema: {oneOf: [{type: number}, {type: boolean}]}"},
			[]string{"compatible request-property-type-generalized"},
		},
		"a scheme issues its tokens in another flow": {
			[]string{"  schemas:", "  securitySchemes: {a: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://example.com', scopes: {}}}}}\n  schemas:"},
			[]string{"  schemas:", "  securitySchemes: {a: {type: oauth2, flows: {password: {tokenUrl: 'https://example.com', scopes: {}}}}}\n  schemas:"},
			[]string{"risky security-url-changed"},
		},
		"two schemes replace one": {
			[]string{"  schemas:", "  securitySchemes: {a: {type: http, scheme: basic}}\n  schemas:"},
			[]string{"  schemas:", "  securitySchemes: {b: {type: http, scheme: basic}, c: {type: http, scheme: basic}}\n  schemas:"},
			[]string{"compatible api-security-component-added"},
		},
		"the server changes, and its path moves into all paths": {
			[]string{"paths:", "servers: [{url: 'https://a.example.com/v1'}]\npaths:"},
			[]string{"paths:", "servers: [{url: 'https://b.example.com'}]\npaths:", "/things/", "/v1/things/"},
			[]string{"breaking server-changed", "compatible server-added"},
		},
		"the first part of an allOf has the extension": {
			[]string{"schema: {type: integer}}\n      resp", "schema: {allOf: [{x-extensible-enum: [a, b], type: string}, {x-extensible-enum: [c], type: string}]}}\n      resp"},
			[]string{"schema: {type: integer}}\n      resp", "schema: {allOf: [{x-extensible-enum: [b], type: string}, {x-extensible-enum: [c], type: string}]}}\n      resp"},
			[]string{"risky request-parameter-x-extensible-enum-value-removed"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			was, is := strings.NewReplacer(test.was...).Replace(shop), strings.NewReplacer(test.is...).Replace(shop)
			require.NotEqual(t, was, is)
			all, err := Compare(parsed(t, was), parsed(t, is))
			require.NoError(t, err)
			var rules []string
			for _, c := range all {
				rules = append(rules, c.Severity.String()+" "+c.Rule)
			}
			assert.Equal(t, test.rules, rules)
		})
	}
}
