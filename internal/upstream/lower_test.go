package upstream_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/upstream"
)

// with31 is a document of OpenAPI 3.1 in which a schema begins on line 5.
func with31(schema string) string {
	return `openapi: 3.1.0
info: {title: Boxes, version: "1"}
paths: {/box: {get: {responses: {"200": {description: ok}}}}}
components: {schemas: {Lid: {type: string}, Box:
` + schema + "}}\n"
}

func TestWhatOpenAPI31SaysInOtherWordsBecomes30(t *testing.T) {
	for name, c := range map[string]struct{ before, after string }{
		"a type or null":        {"{type: [string, 'null']}", "{type: string, nullable: true}"},
		"a list of one type":    {"{type: [string]}", "{type: string}"},
		"several types":         {"{type: [string, integer], minLength: 1}", "{minLength: 1, anyOf: [{type: string}, {type: integer}]}"},
		"several types or null": {"{type: [string, integer, 'null']}", "{anyOf: [{type: string, nullable: true}, {type: integer, nullable: true}], nullable: true}"},
		"a constant":            {"{const: 5}", "{enum: [5]}"},
		"examples":              {"{examples: [a, b]}", "{example: a}"},
		"a lower bound":         {"{exclusiveMinimum: 1}", "{minimum: 1, exclusiveMinimum: true}"},
		"an upper bound":        {"{maximum: 5, exclusiveMaximum: 5}", "{maximum: 5, exclusiveMaximum: true}"},
		"a looser upper bound":  {"{maximum: 4, exclusiveMaximum: 5}", "{maximum: 4}"},
		"two bounds at one":     {"{minimum: 5, exclusiveMinimum: 5}", "{minimum: 5, exclusiveMinimum: true}"},
		"a value or null, both described": {
			"{anyOf: [{type: integer, description: inner}, {type: 'null'}], description: d}",
			"{description: d, allOf: [{type: integer, description: inner}], nullable: true}",
		},
		"a bound without need": {"{minimum: 5, exclusiveMinimum: 1}", "{minimum: 5}"},
		"a value or null":      {"{anyOf: [{type: integer, const: 1}, {type: 'null'}], description: d}", "{description: d, type: integer, enum: [1], nullable: true}"},
		"a reference or null":  {"{oneOf: [{$ref: '#/components/schemas/Lid'}, {type: 'null'}]}", "{allOf: [{$ref: '#/components/schemas/Lid'}], nullable: true}"},
		"alternatives or null": {"{oneOf: [{type: string}, {type: integer}, {type: 'null'}]}", "{oneOf: [{type: string}, {type: integer}], nullable: true}"},
		"base64":               {"{type: string, contentEncoding: base64, contentMediaType: application/octet-stream}", "{type: string, format: byte}"},
		"bytes":                {"{type: string, contentMediaType: application/octet-stream}", "{type: string, format: binary}"},
		"beside a reference":   {"{$ref: '#/components/schemas/Lid', maxLength: 3}", "{maxLength: 3, allOf: [{$ref: '#/components/schemas/Lid'}]}"},
		"prose at a reference": {"{$ref: '#/components/schemas/Lid', description: d}", "{$ref: '#/components/schemas/Lid', description: d}"},
		"a schema of anything": {"{type: array, items: true}", "{type: array, items: {}}"},
		"further in":           {"{properties: {const: {items: {const: a}}}, additionalProperties: false}", "{properties: {const: {items: {enum: [a]}}}, additionalProperties: false}"},
		"a remark":             {"{$comment: c, type: string}", "{type: string}"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := load(t, "page", with31(c.before)).JSON()
			require.NoError(t, err)
			want, err := load(t, "page", strings.Replace(with31(c.after), "3.1.0", "3.0.3", 1)).JSON()
			require.NoError(t, err)
			assert.Equal(t, string(want), string(got))
		})
	}
}

func TestWhatOpenAPI30CannotSayIsRefusedWithFileAndLine(t *testing.T) {
	for schema, want := range map[string]string{
		"{type: array,\n prefixItems: [{type: string}]}":              "page:6: prefixItems has no meaning in the schema",
		"{if: {type: string}}":                                        "page:5: if has no meaning in the schema",
		"{const: 1, enum: [1]}":                                       "page:5: this const cannot be said in OpenAPI 3.0",
		"{const: null}":                                               "page:5: this const cannot be said in OpenAPI 3.0",
		"{type: 'null'}":                                              "page:5: \"null\" is no type",
		"{type: ['null']}":                                            "page:5: a value that is always null cannot be said in OpenAPI 3.0",
		"{anyOf: [{type: 'null'}]}":                                   "page:5: a value that is always null cannot be said in OpenAPI 3.0",
		"{type: [string, integer], anyOf: [{minLength: 1}]}":          "page:5: several types beside an anyOf cannot be said in OpenAPI 3.0",
		"{exclusiveMinimum: true}":                                    "page:5: exclusiveMinimum is a number in OpenAPI 3.1",
		"{properties: {a: false}}":                                    "page:5: false is no schema here",
		"{contentEncoding: quoted-printable}":                         "page:5: contentEncoding has no meaning in the schema",
		"{contentEncoding: base64, format: uuid}":                     "page:5: a format beside an encoding cannot be said in OpenAPI 3.0",
		"{$ref: '#/components/schemas/Lid', allOf: [{minLength: 1}]}": "page:5: this reference cannot be said in OpenAPI 3.0",
	} {
		t.Run(schema, func(t *testing.T) {
			_, err := upstream.Import("page", []byte(with31(schema)))
			assert.EqualError(t, err, want)
		})
	}
	d, err := upstream.Import("page", []byte(with31("{}")+"webhooks: {boxed: {post: {}}}\n"))
	require.NoError(t, err)
	assert.Equal(t, []string{"webhooks"}, d.LeftOut, "the server calls them")
	assert.NotContains(t, string(d.YAML), "boxed")
	_, err = upstream.Import("page", []byte(with31("{}")+"jsonSchemaDialect: https://example.com/schema\n"))
	assert.EqualError(t, err, "page:6: jsonSchemaDialect has no meaning in the document")
}

func TestTheHeadOfADocumentIsThatOf30(t *testing.T) {
	text := strings.Replace(with31("{}"), "{title: Boxes, ", "{title: Boxes, summary: In short., license: {name: Free, identifier: MIT}, ", 1)
	text = strings.Replace(text, "{description: ok}", "{$ref: '#/components/responses/Ok', description: Other.}", 1)
	text = strings.Replace(text, "components: {", "components: {responses: {Ok: {description: ok}}, ", 1)
	d := load(t, "page", text+"webhooks: {}\njsonSchemaDialect: https://spec.openapis.org/oas/3.1/dialect/base\n")
	assert.Equal(t, "3.0.3", d.T.OpenAPI)
	assert.NotContains(t, string(d.YAML), "webhooks")
	assert.Empty(t, d.LeftOut)
	assert.NotContains(t, string(d.YAML), "jsonSchemaDialect")
	assert.NotContains(t, string(d.YAML), "In short")
	assert.NotContains(t, string(d.YAML), "MIT")
	assert.NotContains(t, string(d.YAML), "Other.")
	assert.NoError(t, d.T.Validate(t.Context()))
}
