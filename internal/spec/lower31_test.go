package spec_test

import (
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec"
)

// with31 returns an OpenAPI 3.1 document in which schema begins on line 5.
func with31(schema string) string {
	return `openapi: 3.1.0
info: {title: Boxes, version: "1"}
paths: {/box: {get: {responses: {"200": {description: ok}}}}}
components: {schemas: {Lid: {type: string}, Box:
` + schema + "}}\n"
}

func lowered(t *testing.T, text string) (*yaml.Node, []spec.Note) {
	t.Helper()
	root, err := spec.Tree("page", []byte(text))
	require.NoError(t, err)
	notes := spec.Lower31(root)
	data, err := yaml.Marshal(root)
	require.NoError(t, err)
	document, err := openapi3.NewLoader().LoadFromData(data)
	require.NoError(t, err)
	require.NoError(t, document.Validate(t.Context(), openapi3.DisableExamplesValidation()), string(data))
	assert.Equal(t, "3.0.3", document.OpenAPI)
	return root, notes
}

// at returns, as YAML, the element that a reference points to.
func at(t *testing.T, root *yaml.Node, reference string) string {
	t.Helper()
	found := spec.Find(root, reference)
	require.NotNil(t, found, reference)
	var value any
	require.NoError(t, found.Decode(&value))
	data, err := yaml.Marshal(value)
	require.NoError(t, err)
	return string(data)
}

func TestKeywordsThatOpenAPI30SpellsDifferentlyAreRewritten(t *testing.T) {
	for name, c := range map[string]struct{ before, after string }{
		"a type or null":        {"{type: [string, 'null']}", "{type: string, nullable: true}"},
		"a list of one type":    {"{type: [string]}", "{type: string}"},
		"several types":         {"{type: [string, integer], minLength: 1}", "{minLength: 1, anyOf: [{type: string}, {type: integer}]}"},
		"several types or null": {"{type: [string, integer, 'null']}", "{anyOf: [{type: string, nullable: true}, {type: integer, nullable: true}], nullable: true}"},
		"an array or a string":  {"{type: [array, string], items: {type: string}}", "{anyOf: [{type: array, items: {type: string}}, {type: string}]}"},
		"several types and alternatives": {
			"{type: [string, integer], anyOf: [{minLength: 1}]}",
			"{anyOf: [{minLength: 1}], allOf: [{anyOf: [{type: string}, {type: integer}]}]}",
		},
		"only null":              {"{type: 'null'}", "{enum: [null], nullable: true}"},
		"a list of only null":    {"{type: ['null']}", "{enum: [null], nullable: true}"},
		"null or null":           {"{anyOf: [{type: 'null'}]}", "{enum: [null], nullable: true}"},
		"a constant":             {"{const: 5}", "{type: integer, enum: [5]}"},
		"a constant with a type": {"{type: string, const: a, enum: [a, b]}", "{type: string, enum: [a]}"},
		"the constant null":      {"{const: null}", "{enum: [null], nullable: true}"},
		"examples":               {"{examples: [a, b]}", "{example: a}"},
		"a lower bound":          {"{exclusiveMinimum: 1}", "{minimum: 1, exclusiveMinimum: true}"},
		"an upper bound":         {"{maximum: 5, exclusiveMaximum: 5}", "{maximum: 5, exclusiveMaximum: true}"},
		"a looser upper bound":   {"{maximum: 4, exclusiveMaximum: 5}", "{maximum: 4}"},
		"two equal lower bounds": {"{minimum: 5, exclusiveMinimum: 5}", "{minimum: 5, exclusiveMinimum: true}"},
		"a looser lower bound":   {"{minimum: 5, exclusiveMinimum: 1}", "{minimum: 5}"},
		"a bound as in 3.0":      {"{minimum: 5, exclusiveMinimum: true}", "{minimum: 5, exclusiveMinimum: true}"},
		"nullable as in 3.0":     {"{type: string, nullable: true}", "{type: string, nullable: true}"},
		"a value or null":        {"{anyOf: [{type: integer, const: 1}, {type: 'null'}], description: d}", "{description: d, type: integer, enum: [1], nullable: true}"},
		"a value or null, both described": {
			"{anyOf: [{type: integer, description: inner}, {type: 'null'}], description: d}",
			"{description: d, allOf: [{type: integer, description: inner}], nullable: true}",
		},
		"a reference or null":  {"{oneOf: [{$ref: '#/components/schemas/Lid'}, {type: 'null'}]}", "{allOf: [{$ref: '#/components/schemas/Lid'}], nullable: true}"},
		"alternatives or null": {"{oneOf: [{type: string}, {type: integer}, {type: 'null'}]}", "{oneOf: [{type: string}, {type: integer}], nullable: true}"},
		"alternatives or null in an allOf": {
			"{oneOf: [{type: string}, {type: integer}, {allOf: [{type: 'null'}]}]}", "{oneOf: [{type: string}, {type: integer}], nullable: true}",
		},
		"base64":                        {"{type: string, contentEncoding: base64, contentMediaType: application/octet-stream}", "{type: string, format: byte}"},
		"bytes":                         {"{type: string, contentMediaType: application/octet-stream}", "{type: string, format: binary}"},
		"a keyword next to a reference": {"{$ref: '#/components/schemas/Lid', maxLength: 3}", "{maxLength: 3, allOf: [{$ref: '#/components/schemas/Lid'}]}"},
		"an allOf next to a reference": {
			"{$ref: '#/components/schemas/Lid', allOf: [{minLength: 1}]}", "{allOf: [{minLength: 1}, {$ref: '#/components/schemas/Lid'}]}",
		},
		"a description next to a reference": {"{$ref: '#/components/schemas/Lid', description: d}", "{$ref: '#/components/schemas/Lid', description: d}"},
		"the schema true":                   {"{type: array, items: true}", "{type: array, items: {}}"},
		"the schema false":                  {"{properties: {a: false}}", "{properties: {a: {not: {}}}}"},
		"an array without items":            {"{type: array}", "{type: array, items: {}}"},
		"properties named like keywords": {
			"{properties: {const: {items: {const: a}}}, additionalProperties: false}",
			"{properties: {const: {items: {type: string, enum: [a]}}}, additionalProperties: false}",
		},
		"a comment": {"{$comment: c, type: string}", "{type: string}"},
	} {
		t.Run(name, func(t *testing.T) {
			root, notes := lowered(t, with31(c.before))
			assert.Empty(t, notes)
			var want any
			require.NoError(t, yaml.Unmarshal([]byte(c.after), &want))
			text, err := yaml.Marshal(want)
			require.NoError(t, err)
			assert.Equal(t, string(text), at(t, root, "#/components/schemas/Box"))
		})
	}
}

func TestKeywordsThatOpenAPI30LacksAreLeftOutWithANote(t *testing.T) {
	for name, c := range map[string]struct {
		before, after string
		notes         []spec.Note
	}{
		"a 3.1 keyword":          {"{type: object,\n propertyNames: {pattern: a}}", "{type: object}", note(6, "propertyNames")},
		"an unknown keyword":     {"{type: string,\n user_error: x}", "{type: string}", note(6, "user_error")},
		"an extension":           {"{type: string, x-a: 1}", "{type: string, x-a: 1}", nil},
		"items after a prefix":   {"{type: array, prefixItems: [{type: string}], items: {type: integer}}", "{type: array, items: {}}", note(5, "prefixItems")},
		"properties by patterns": {"{type: object, patternProperties: {a: {}}, additionalProperties: false}", "{type: object}", note(5, "patternProperties")},
		"conditions":             {"{if: {required: [a]},\n then: {required: [b]}}", "{}", append(note(5, "if"), note(6, "then")...)},
		"a different encoding":   {"{contentEncoding: quoted-printable}", "{}", note(5, "contentEncoding")},
		"an encoding and a format": {
			"{contentEncoding: base64, format: uuid}", "{format: uuid}", note(5, "contentEncoding"),
		},
	} {
		t.Run(name, func(t *testing.T) {
			root, notes := lowered(t, with31(c.before))
			assert.Equal(t, c.notes, notes)
			var want any
			require.NoError(t, yaml.Unmarshal([]byte(c.after), &want))
			text, err := yaml.Marshal(want)
			require.NoError(t, err)
			assert.Equal(t, string(text), at(t, root, "#/components/schemas/Box"))
		})
	}
	root, notes := lowered(t, with31("{}")+"webhooks: {boxed: {post: {}}}\njsonSchemaDialect: https://example.com/schema\n"+
		"color: red\n$schema: https://example.com/schema\n$id: https://example.com/boxes\n$comment: Boxes are red.\n")
	assert.Equal(t, append(append(note(6, "webhooks"), note(7, "jsonSchemaDialect")...), note(8, "color")...), notes)
	_, notes = lowered(t, strings.Replace(with31("{}"), "{get:", "{additionalOperations: {},\n get:", 1))
	assert.Equal(t, note(3, "additionalOperations"), notes)
	_, notes = lowered(t, strings.Replace(with31("{}"), "{schemas:", "{mediaTypes: {}, schemas:", 1))
	assert.Equal(t, note(4, "mediaTypes"), notes)
	assert.Nil(t, spec.Find(root, "#/webhooks"))
}

func note(line int, word string) []spec.Note {
	return []spec.Note{{Line: line, Msg: word + " is ignored: the document is read as OpenAPI 3.0, which does not have it"}}
}

func TestDefinitionsInsideASchemaBecomeComponents(t *testing.T) {
	root, notes := lowered(t, with31(`{$defs: {Lid: {type: object, $defs: {Hinge: {type: integer}}}}, properties: {
  a: {$ref: '#/components/schemas/Box/$defs/Lid'},
  b: {$ref: '#/components/schemas/Box/$defs/Lid/$defs/Hinge'},
  c: {$ref: '#/components/schemas/Lid'}}}`))
	assert.Empty(t, notes)
	assert.Equal(t, "type: string\n", at(t, root, "#/components/schemas/Lid"))
	assert.Equal(t, "type: object\n", at(t, root, "#/components/schemas/Lid2"))
	assert.Equal(t, "type: integer\n", at(t, root, "#/components/schemas/Hinge"))
	for property, want := range map[string]string{"a": "Lid2", "b": "Hinge", "c": "Lid"} {
		assert.Equal(t, "#/components/schemas/"+want, spec.Find(root, "#/components/schemas/Box/properties/"+property+"/$ref").Value)
	}
}

func TestADocumentIsAlsoConvertedOutsideSchemas(t *testing.T) {
	root, notes := lowered(t, `openapi: 3.1.0
info: {title: Boxes, version: "1", summary: In short., license: {name: Free, identifier: MIT}}
jsonSchemaDialect: https://spec.openapis.org/oas/3.1/dialect/base
webhooks: {}
paths:
  /box: {$ref: '#/components/pathItems/box'}
  /lid: {get: {responses: {"200": {$ref: '#/components/responses/Ok', description: Other.}}}}
components:
  responses: {Ok: {description: ok}}
  pathItems: {box: {get: {parameters: [{name: a, in: query, schema: {type: [string, 'null']}}]}}}
`)
	assert.Empty(t, notes)
	assert.Equal(t, "license:\n    name: Free\ntitle: Boxes\nversion: \"1\"\n", at(t, root, "#/info"))
	assert.Equal(t, "#/components/responses/Ok", spec.Find(root, "#/paths/~1lid/get/responses/200/$ref").Value)
	assert.Equal(t, "nullable: true\ntype: string\n", at(t, root, "#/paths/~1box/get/parameters/0/schema"))
	assert.Equal(t, "description: \"\"\n", at(t, root, "#/paths/~1box/get/responses/default"))
	for _, gone := range []string{"#/components/pathItems", "#/webhooks", "#/jsonSchemaDialect"} {
		assert.Nil(t, spec.Find(root, gone), gone)
	}
	root, _ = lowered(t, "openapi: 3.1.0\ninfo: {title: Boxes, version: '1'}\nwebhooks: {a: {}}\n")
	assert.Equal(t, "{}\n", at(t, root, "#/paths"), "3.0 requires paths")
}

func TestEachPathThatRefersToAPathItemGetsACopy(t *testing.T) {
	file := write(t, "openapi.yaml", `openapi: 3.1.0
info: {title: Boxes, version: "1"}
paths:
  /box: {$ref: '#/components/pathItems/box'}
  /crate: {$ref: '#/components/pathItems/crate'}
components:
  pathItems:
    crate: {$ref: '#/components/pathItems/box'}
    box: {get: {responses: {"200": {description: ok, content: {application/json: {schema: {type: [string, 'null'], not: {if: {}}}}}}}}}
`)
	doc, notes, err := spec.OpenForeign(spec.File(file))
	require.NoError(t, err)
	assert.Equal(t, 1, strings.Count(strings.Join(notes, "\n"), "if is ignored"), notes)
	var names []string
	for _, op := range spec.Operations(doc.T) {
		names = append(names, op.Op.OperationID)
		assert.True(t, op.Op.Responses.Value("200").Value.Content["application/json"].Schema.Value.Nullable)
	}
	assert.Equal(t, []string{"getBox", "getCrate"}, names)
}

func TestCallbacksMayReferBackToTheirPathItem(t *testing.T) {
	file := write(t, "openapi.yaml", `openapi: 3.1.0
info: {title: Boxes, version: "1"}
paths:
  /box: {$ref: '#/components/pathItems/box'}
  /lid: {$ref: '#/components/pathItems/lid'}
components:
  pathItems:
    box: {post: {callbacks: {done: {"{$url}": {$ref: '#/components/pathItems/lid'}}}, responses: {"204": {description: ok}}}}
    lid: {post: {callbacks: {done: {"{$url}": {$ref: '#/components/pathItems/box'}}}, responses: {"204": {description: ok}}}}
`)
	doc, _, err := spec.OpenForeign(spec.File(file))
	require.NoError(t, err)
	assert.Len(t, spec.Operations(doc.T), 2)
	assert.NotNil(t, doc.T.Paths.Value("/box").Post.Callbacks["done"].Value.Value("{$url}").Post)
}

// A document that is invalid in every version is converted as far as possible. A later check reports the error.
func TestADamagedDocumentDoesNotStopTheConversion(t *testing.T) {
	for _, text := range []string{
		"openapi: 3.1.0\n", "openapi: 3.1.0\npaths: [1]\n", "openapi: 3.1.0\npaths: {/a: {$ref: '#/components/pathItems/a'}}\ncomponents: {pathItems: {a: 1}}\n",
		with31("{anyOf: 1, type: {}, $defs: [], examples: 1, items: null, const: [1], exclusiveMinimum: {}, enum: 1}"),
		with31("{allOf: 1, $ref: [a], maxLength: 1, contentEncoding: {}}"), with31("[a]"),
	} {
		var root yaml.Node
		require.NoError(t, yaml.Unmarshal([]byte(text), &root))
		assert.NotPanics(t, func() { spec.Lower31(&root) }, text)
	}
}

func TestAliasesBecomeCopies(t *testing.T) {
	root, err := spec.Tree("page", []byte("a: &a {x: 1, y: &y [2]}\nb: {<<: *a, x: 3}\nc: {<<: [{x: 4}, *a]}\nd: *y\n"))
	require.NoError(t, err)
	data, err := yaml.Marshal(root)
	require.NoError(t, err)
	assert.Equal(t, "a: {x: 1, y: [2]}\nb: {x: 3, y: [2]}\nc: {x: 4, y: [2]}\nd: [2]\n", string(data))
	assert.Equal(t, 1, spec.Find(root, "#/b/y").Line, "a copy has the line of the original")

	for want, text := range map[string]string{
		"page:1: the alias *a contains itself":                       "a: &a {b: *a}\n",
		"page:2: <<: want a mapping or a list of mappings, got null": "a: 1\nb: {<<: null}\n",
		"page:1: the aliases expand to more than 2000000 elements":   "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + bomb(),
	} {
		_, err := spec.Tree("page", []byte(text))
		require.EqualError(t, err, want)
	}
}

// bomb returns a few lines that expand to 10^8 elements.
func bomb() string {
	var b strings.Builder
	for c := 'b'; c < 'i'; c++ {
		alias := "*" + string(c-1)
		b.WriteString(string(c) + ": &" + string(c) + " [" + strings.Repeat(alias+", ", 9) + alias + "]\n")
	}
	return b.String()
}
