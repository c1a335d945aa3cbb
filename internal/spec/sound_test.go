package spec_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/spec"
)

// odd holds an operation and components of each document that must be rejected, and the error with its line.
var odd = map[string]struct{ operation, components, says string }{
	"a null for a media type": {
		"responses: {'200': {description: d, content: {application/json: null}}}", "{}", ":6: content: application/json: want an object, got null",
	},
	"an empty media type": {
		"responses: {'200': {description: d, content: {application/json: }}}", "{}", ":6: content: application/json: want an object, got null",
	},
	"a null for an encoding": {
		"requestBody: {content: {a/b: {encoding: {a: null}}}}, responses: {'204': {description: d}}", "{}", ":6: encoding: a: want an object",
	},
	"a null for a response":                 {"responses: {'200': null}", "{}", ":6: responses: 200: want an object"},
	"a null for a parameter":                {"parameters: [null], responses: {'204': {description: d}}", "{}", ":6: parameters[0]: want an object"},
	"a null for a header":                   {"responses: {'204': {description: d, headers: {x-a: null}}}", "{}", ":6: headers: x-a: want an object"},
	"a null for a property":                 {"responses: {'204': {description: d}}", "{schemas: {A: {properties: {x-a: null}}}}", ":7: properties: x-a: want an object"},
	"a null for a schema":                   {"responses: {'204': {description: d}}", "{schemas: {A: null}}", ":7: schemas: A: want an object"},
	"a null in an allOf":                    {"responses: {'204': {description: d}}", "{schemas: {A: {allOf: [null]}}}", ":7: allOf[0]: want an object"},
	"a null for a path item":                {"responses: {'204': {description: d}}, callbacks: {c: {e: null}}", "{}", ":6: c: e: want an object"},
	"a null in a callback":                  {"responses: {'204': {description: d}}, callbacks: {c: {e: {post: {responses: {'200': null}}}}}", "{}", ":6: responses: 200"},
	"a list of itself":                      {"responses: {'204': {description: d}}", "{schemas: {A: {type: array, items: {$ref: '#/components/schemas/A'}}}}", ":7: the schema is a list of itself"},
	"a list of lists of itself":             {"responses: {'204': {description: d}}", "{schemas: {A: {type: array, items: {type: array, items: {$ref: '#/components/schemas/A'}}}}}", ":7: the schema is a list of itself"},
	"a list of itself in an allOf":          {"responses: {'204': {description: d}}", "{schemas: {A: {allOf: [{type: array, items: {$ref: '#/components/schemas/A'}}]}}}", ":7: the schema is a list of itself"},
	"a reference to itself":                 {"responses: {'204': {description: d}}", "{schemas: {A: {$ref: '#/components/schemas/A'}}}", ":7: the reference leads back to itself"},
	"a cycle of schemas":                    {"responses: {'204': {description: d}}", "{schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}", ":7: the reference leads back to itself"},
	"a cycle of responses":                  {"responses: {'200': {$ref: '#/components/responses/A'}}", "{responses: {A: {$ref: '#/components/responses/B'}, B: {$ref: '#/components/responses/A'}}}", ":7: the reference leads back to itself"},
	"a cycle of schemes":                    {"responses: {'204': {description: d}}", "{securitySchemes: {A: {$ref: '#/components/securitySchemes/B'}, B: {$ref: '#/components/securitySchemes/A'}}}", ":7: the reference leads back to itself"},
	"a reference to nothing":                {"responses: {'200': {$ref: '#/components/responses/A'}}", "{}", ":6: the reference #/components/responses/A has no target"},
	"a reference to no component":           {"responses: {'204': {description: d}}", "{schemas: {A: {items: {$ref: '#/components/schemas/B'}}}}", ":7: the reference #/components/schemas/B has no target"},
	"a reference to a file that is missing": {"responses: {'200': {$ref: 'none.yaml'}}", "{}", ":6: open none.yaml"},
	"a string for a number":                 {"responses: {'204': {description: d}}", "{schemas: {A: {maxLength: many}}}", ":7: cannot construct !!str"},
	"a number that JSON lacks":              {"responses: {'204': {description: d}}", "{schemas: {A: {example: {a: .inf}}}}", ":7: want a number that JSON can express, got .inf"},
	"a schema that refers to itself":        {"responses: {'204': {description: d}}", "{schemas: {A: {allOf: [{$ref: '#/components/schemas/A'}]}}}", ":7: the schema refers to itself through"},
	"two schemas that refer to each other":  {"responses: {'204': {description: d}}", "{schemas: {A: {oneOf: [{$ref: '#/components/schemas/B'}]}, B: {not: {$ref: '#/components/schemas/A'}}}}", ":7: the schema refers to itself through"},
}

func document(operation, components string) string {
	return "openapi: 3.0.3\ninfo: {title: Odd, version: '1'}\npaths:\n  /a:\n    get:\n" +
		"      {operationId: getA, " + operation + "}\ncomponents: " + components + "\n"
}

func TestAllLoadersRejectOddDocumentsWithFileAndLine(t *testing.T) {
	for name, test := range odd {
		t.Run(name, func(t *testing.T) {
			file := write(t, "openapi.yaml", document(test.operation, test.components))
			_, err := spec.Load(file, "")
			assert.ErrorContains(t, err, file+test.says)
			_, _, err = spec.OpenLenient(spec.File(file))
			assert.ErrorContains(t, err, file+test.says)
			_, err = spec.ReadSource(spec.File(file))
			assert.ErrorContains(t, err, file+test.says)
		})
	}
}

func TestNullIsAcceptedAsAValueAndForOptionalKeywords(t *testing.T) {
	file := write(t, "openapi.yaml", document(
		"parameters: [{name: a, in: query, description: , schema: {type: string, nullable: true, default: null, enum: [a, null]}}], "+
			"responses: {'204': {description: d, content: {a/b: {example: {content: {a: null}}, schema: null}}}}",
		"{schemas: {A: {properties: {content: {type: string, default: null}, default: {type: object, example: {properties: {a: null}}}}}, "+
			"Tree: {type: object, properties: {trees: {type: array, items: {$ref: '#/components/schemas/Tree'}}}}, "+
			"Value: {anyOf: [{type: string}, {type: array, items: {$ref: '#/components/schemas/Value'}}]}}}",
	))
	_, err := spec.ReadSource(spec.File(file))
	require.NoError(t, err)
	_, err = spec.Load(file, "")
	require.NoError(t, err)
}

func TestAFileThatTheDocumentRefersToIsChecked(t *testing.T) {
	file := write(t, "openapi.yaml", document("responses: {'200': {$ref: 'parts/done.yaml'}}", "{}"))
	part := filepath.Join(filepath.Dir(file), "parts", "done.yaml")
	require.NoError(t, os.Mkdir(filepath.Dir(part), 0o700))
	require.NoError(t, os.WriteFile(part, []byte("description: d\ncontent:\n  application/json:\n"), 0o600))
	_, err := spec.ReadSource(spec.File(file))
	assert.ErrorContains(t, err, "parts/done.yaml:3: content: application/json: want an object, got null")
	_, err = spec.Load(file, "")
	assert.ErrorContains(t, err, "parts/done.yaml:3: content: application/json: want an object, got null")
}

func TestAnErrorInAFileThatTheDocumentRefersToNamesThatFile(t *testing.T) {
	file := write(t, "openapi.yaml", document("responses: {'200': {description: d, content: {application/json: {schema: {$ref: 'schemas.yaml#/Box'}}}}}", "{}"))
	part := filepath.Join(filepath.Dir(file), "schemas.yaml")
	require.NoError(t, os.WriteFile(part, []byte("Lid: {type: string}\nBox: {allOf: [{$ref: '#/Box'}]}\n"), 0o600))
	_, err := spec.ReadSource(spec.File(file))
	assert.ErrorContains(t, err, "schemas.yaml:2: the schema refers to itself")
	_, err = spec.Load(file, "")
	assert.ErrorContains(t, err, "schemas.yaml:2: the schema refers to itself")
}

func TestAliasesAndMergeKeysAreReplacedWithTheirTargets(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"an alias":                 {"a: &a {b: 1}\nc: *a\n", "a: {b: 1}\nc: {b: 1}\n"},
		"an alias in an alias":     {"a: &a {b: 1}\nc: &c {d: *a}\ne: *c\n", "a: {b: 1}\nc: {d: {b: 1}}\ne: {d: {b: 1}}\n"},
		"a merge":                  {"a: &a {b: 1, c: 2}\nd: {<<: *a, c: 3}\n", "a: {b: 1, c: 2}\nd: {c: 3, b: 1}\n"},
		"a merge of two":           {"a: &a {b: 1}\nc: &c {b: 2, d: 2}\ne: {<<: [*a, *c]}\n", "a: {b: 1}\nc: {b: 2, d: 2}\ne: {b: 1, d: 2}\n"},
		"a merge of a merge":       {"a: &a {b: 1}\nc: &c {<<: *a, d: 2}\ne: {<<: *c}\n", "a: {b: 1}\nc: {d: 2, b: 1}\ne: {d: 2, b: 1}\n"},
		"an alias before the rest": {"a: &a [1]\nb: [*a, *a]\n", "a: [1]\nb: [[1], [1]]\n"},
	} {
		root, err := spec.Tree("a.yaml", []byte(test.text))
		require.NoError(t, err, name)
		want, err := spec.Tree("b.yaml", []byte(test.want))
		require.NoError(t, err, name)
		var got, expected any
		require.NoError(t, root.Decode(&got))
		require.NoError(t, want.Decode(&expected))
		assert.Equal(t, expected, got, name)
	}
}

func TestInvalidAliasesAndMergeKeysAreRejected(t *testing.T) {
	text := "a: &a [1,1,1,1,1,1,1,1,1,1]\n"
	for c := 'b'; c <= 'j'; c++ {
		before := string(c - 1)
		text += string(c) + ": &" + string(c) + " ["
		for i := range 10 {
			if i > 0 {
				text += ", "
			}
			text += "*" + before
		}
		text += "]\n"
	}
	_, err := spec.Tree("a.yaml", []byte(text))
	assert.ErrorContains(t, err, "the aliases expand to more than")
	_, err = spec.Tree("a.yaml", []byte("a: &a {b: *a}\n"))
	assert.ErrorContains(t, err, "a.yaml:1: the alias *a contains itself")
	_, err = spec.Tree("a.yaml", []byte("a: {<<: 1}\n"))
	assert.ErrorContains(t, err, "a.yaml:1: <<: want a mapping")
}
