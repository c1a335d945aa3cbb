package wire

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// positions lists where a body can contain an object: the body's schema, and the components that the schema needs. %s is the
// object.
var positions = []struct{ name, schema, components string }{
	{"inline", `%s`, ""},
	{"by reference", `{$ref: "#/components/schemas/Box"}`, "Box: %s"},
	{"by two references", `{$ref: "#/components/schemas/Crate"}`, `Crate: {$ref: "#/components/schemas/Box"}, Box: %s`},
	{"in a property", `{type: object, properties: {box: %s}}`, ""},
	{"in a property by reference", `{type: object, properties: {box: {$ref: "#/components/schemas/Box"}}}`, "Box: %s"},
	{"in items", `{type: array, items: %s}`, ""},
	{"in items by reference", `{type: array, items: {$ref: "#/components/schemas/Box"}}`, "Box: %s"},
	{"in a map", `{type: object, additionalProperties: %s}`, ""},
	{"in a map by reference", `{type: object, additionalProperties: {$ref: "#/components/schemas/Box"}}`, "Box: %s"},
	{"below allOf", `{allOf: [%s]}`, ""},
	{"below allOf next to another part", `{allOf: [{type: object, properties: {more: {type: string}}}, %s]}`, ""},
	{"below allOf by reference", `{allOf: [{$ref: "#/components/schemas/Box"}, {type: object, properties: {more: {type: string}}}]}`, "Box: %s"},
	{"below allOf of allOf", `{allOf: [{allOf: [{$ref: "#/components/schemas/Box"}]}, {description: Boxes.}]}`, "Box: %s"},
	{"below allOf in items", `{type: array, items: {allOf: [{$ref: "#/components/schemas/Box"}]}}`, "Box: %s"},
	{"below oneOf", `{oneOf: [%s, {type: string}]}`, ""},
	{"below oneOf by reference", `{oneOf: [{type: string}, {$ref: "#/components/schemas/Box"}]}`, "Box: %s"},
	{"below oneOf next to another object", `{oneOf: [{type: object, required: [lid], properties: {lid: {type: string}}}, %s]}`, ""},
	{"below oneOf in two alternatives", `{oneOf: [{type: object, properties: {a: %s}}, {type: object, properties: {b: %s}}]}`, ""},
	{"below anyOf in two alternatives", `{anyOf: [{type: array, items: %s}, %s]}`, ""},
	{"below anyOf", `{anyOf: [%s, {type: string}]}`, ""},
	{"below anyOf by reference", `{anyOf: [{type: string}, {$ref: "#/components/schemas/Box"}]}`, "Box: %s"},
	{"below oneOf in a map", `{type: object, additionalProperties: {oneOf: [{type: string}, %s]}}`, ""},
	{"in a recursive schema", `{$ref: "#/components/schemas/Tree"}`,
		`Tree: {type: object, properties: {box: %s, trees: {type: array, items: {$ref: "#/components/schemas/Tree"}}}}`},
	{"below allOf in a recursive schema", `{$ref: "#/components/schemas/Tree"}`,
		`Tree: {type: object, properties: {box: {allOf: [{$ref: "#/components/schemas/Box"}]}, tree: {$ref: "#/components/schemas/Tree"}}}, Box: %s`},
	{"in a mapped schema", `{$ref: "#/components/schemas/Base"}`,
		`Base: {type: object, discriminator: {propertyName: kind, mapping: {box: "#/components/schemas/Box"}}}, Box: %s`},
	{"in a schema mapped by its name", `{type: array, items: {$ref: "#/components/schemas/Base"}}`,
		`Base: {type: object, discriminator: {propertyName: kind, mapping: {box: Box}}}, Box: %s`},
	{"in a mapped schema next to a listed one", `{oneOf: [{$ref: "#/components/schemas/Lid"}], discriminator: {propertyName: kind, mapping: {lid: Lid, box: Box}}}`,
		`Lid: {type: object, properties: {lid: {type: string}}}, Box: %s`},
	{"in a mapped subtype", `{$ref: "#/components/schemas/Base"}`,
		`Base: {type: object, properties: {base: {$ref: "#/components/schemas/Base"}}, discriminator: {propertyName: kind, mapping: {box: Box, lid: Lid}}},
		Box: {allOf: [{$ref: "#/components/schemas/Base"}, %s]}, Lid: {allOf: [{$ref: "#/components/schemas/Base"}]}`},
	{"in a subtype without a mapping", `{type: object, properties: {box: {$ref: "#/components/schemas/Base"}}}`,
		`Base: {type: object, discriminator: {propertyName: kind}}, Box: {allOf: [{$ref: "#/components/schemas/Base"}, %s]}`},
	{"in a subtype of a subtype", `{$ref: "#/components/schemas/Base"}`,
		`Base: {type: object, discriminator: {propertyName: kind, mapping: {crate: Crate, box: Box}}}, Crate: {allOf: [{$ref: "#/components/schemas/Base"}]},
		Box: {allOf: [{$ref: "#/components/schemas/Crate"}, %s]}`},
	{"in a subtype of a mapped subtype", `{$ref: "#/components/schemas/Crate"}`,
		`Base: {type: object, discriminator: {propertyName: kind, mapping: {crate: Crate, box: Box}}}, Crate: {allOf: [{$ref: "#/components/schemas/Base"}]},
		Box: {allOf: [{$ref: "#/components/schemas/Crate"}, %s]}`},
	{"in a subtype of a part", `{allOf: [{$ref: "#/components/schemas/Base"}, {description: Any.}]}`,
		`Base: {type: object, discriminator: {propertyName: kind, mapping: {box: Box}}}, Box: {allOf: [{$ref: "#/components/schemas/Base"}, %s]}`},
}

// members lists edits of an object's properties, with the highest severity for requests and for responses.
var members = []struct {
	name, before, after string
	request, response   change.Severity
}{
	{
		"a required property is removed", `{type: object, required: [id, size], properties: {id: {type: string}, size: {type: string}}}`,
		`{type: object, required: [id], properties: {id: {type: string}}}`, change.Risky, change.Breaking,
	},
	{
		"a required property is added", `{type: object, required: [id], properties: {id: {type: string}}}`,
		`{type: object, required: [id, size], properties: {id: {type: string}, size: {type: string}}}`, change.Breaking, change.Compatible,
	},
	{
		"the type of a property changes", `{type: object, required: [id], properties: {id: {type: string}}}`,
		`{type: object, required: [id], properties: {id: {type: integer}}}`, change.Breaking, change.Breaking,
	},
	{
		"an optional property becomes required", `{type: object, properties: {id: {type: string}}}`,
		`{type: object, required: [id], properties: {id: {type: string}}}`, change.Breaking, change.Compatible,
	},
	{
		"a required property becomes optional", `{type: object, required: [id], properties: {id: {type: string}}}`,
		`{type: object, properties: {id: {type: string}}}`, change.Compatible, change.Risky,
	},
	{
		"a value is removed from an enum", `{type: object, properties: {id: {type: string, enum: [a, b]}}}`,
		`{type: object, properties: {id: {type: string, enum: [a]}}}`, change.Breaking, change.Risky,
	},
	{
		"an optional property is removed", `{type: object, properties: {id: {type: string}, size: {type: string}}}`,
		`{type: object, properties: {id: {type: string}}}`, change.Risky, change.Risky,
	},
}

// positioned returns a document whose request or response contains an object at a position.
func positioned(schema, components, object string, inRequest bool) string {
	at := func(format string) string { return strings.ReplaceAll(format, "%s", object) }
	body := "content: {application/json: {schema: " + at(schema) + "}}"
	request, response := "", body
	if inRequest {
		request, response = "      requestBody: {required: true, "+body+"}\n", "content: {}"
	}
	return "openapi: 3.0.3\ninfo: {title: Boxes, version: '1'}\npaths:\n  /box:\n    post:\n      operationId: addBox\n" + request +
		"      responses: {'200': {description: Done., " + response + "}}\ncomponents: {schemas: {" + at(components) + "}}\n"
}

func TestAPropertyHasTheSameSeverityInEveryPosition(t *testing.T) {
	for _, at := range positions {
		for _, edit := range members {
			for _, inRequest := range []bool{true, false} {
				want := edit.response
				if inRequest {
					want = edit.request
				}
				t.Run(fmt.Sprintf("%s, %s, request: %t", edit.name, at.name, inRequest), func(t *testing.T) {
					before := positioned(at.schema, at.components, edit.before, inRequest)
					after := positioned(at.schema, at.components, edit.after, inRequest)
					all, err := Compare(parsed(t, before), parsed(t, after))
					require.NoError(t, err)
					require.NotEmpty(t, all)
					assert.Equal(t, want, all[0].Severity, "want the worst change first: %v", all)
					again, err := Compare(parsed(t, before), parsed(t, before))
					require.NoError(t, err)
					assert.Empty(t, again)
				})
			}
		}
	}
}
