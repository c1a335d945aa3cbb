package wire

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// position is where a body can contain a schema: the body's schema, and the components that it needs. %s is the schema.
type position struct{ name, schema, components string }

// positions are for every schema.
var positions = []position{
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
	{"below allOf of allOf", `{allOf: [{allOf: [{$ref: "#/components/schemas/Box"}]}, {description: Boxes.}]}`, "Box: %s"},
	{"below allOf in items", `{type: array, items: {allOf: [{$ref: "#/components/schemas/Box"}]}}`, "Box: %s"},
	{"below oneOf", `{oneOf: [%s, {type: boolean}]}`, ""},
	{"below oneOf by reference", `{oneOf: [{type: boolean}, {$ref: "#/components/schemas/Box"}]}`, "Box: %s"},
	{"below oneOf next to another object", `{oneOf: [{type: object, required: [lid], properties: {lid: {type: string}}}, %s]}`, ""},
	{"below oneOf in two alternatives", `{oneOf: [{type: object, properties: {a: %s}}, {type: object, properties: {b: %s}}]}`, ""},
	{"below anyOf", `{anyOf: [%s, {type: boolean}]}`, ""},
	{"below anyOf by reference", `{anyOf: [{type: boolean}, {$ref: "#/components/schemas/Box"}]}`, "Box: %s"},
	{"below oneOf in a map", `{type: object, additionalProperties: {oneOf: [{type: boolean}, %s]}}`, ""},
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
}

// objectPositions are for objects only.
var objectPositions = []position{
	{"below allOf next to another part", `{allOf: [{type: object, properties: {more: {type: string}}}, %s]}`, ""},
	{"below allOf by reference", `{allOf: [{$ref: "#/components/schemas/Box"}, {type: object, properties: {more: {type: string}}}]}`, "Box: %s"},
	{"below anyOf in two alternatives", `{anyOf: [{type: array, items: %s}, %s]}`, ""},
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

// schemaEdit is an edit of a schema, with the highest severity for requests and for responses.
type schemaEdit struct {
	name, before, after string
	request, response   change.Severity
}

// members are edits of an object's properties.
var members = []schemaEdit{
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

// values are edits of a value.
var values = []schemaEdit{
	{"an integer becomes a number", `{type: integer}`, `{type: number}`, change.Compatible, change.Breaking},
	{"a number becomes an integer", `{type: number}`, `{type: integer}`, change.Breaking, change.Compatible},
	{"a string becomes an integer", `{type: string}`, `{type: integer}`, change.Breaking, change.Breaking},
	{"a string becomes a list", `{type: string}`, `{type: array, items: {type: string}}`, change.Breaking, change.Breaking},
	{"a string becomes nullable", `{type: string}`, `{type: string, nullable: true}`, change.Compatible, change.Risky},
	{"a string is no longer nullable", `{type: string, nullable: true}`, `{type: string}`, change.Breaking, change.Compatible},
	{"a number is limited", `{type: number}`, `{type: number, maximum: 5}`, change.Breaking, change.Compatible},
	{"a multiple changes", `{type: integer, multipleOf: 2}`, `{type: integer, multipleOf: 3}`, change.Breaking, change.Compatible},
	{"a value is added to an enum", `{type: string, enum: [a]}`, `{type: string, enum: [a, b]}`, change.Compatible, change.Risky},
	{
		"an alternative is added", `{oneOf: [{type: string}, {type: integer}]}`, `{oneOf: [{type: string}, {type: integer}, {type: object}]}`,
		change.Compatible, change.Breaking,
	},
	{
		"an alternative becomes a number and another is added", `{oneOf: [{type: integer}, {type: string}]}`, `{oneOf: [{type: number}, {type: string}, {type: array, items: {}}]}`,
		change.Compatible, change.Breaking,
	},
	{
		"an object is added to the alternatives", `{oneOf: [{$ref: "#/components/schemas/A"}]}`, `{oneOf: [{$ref: "#/components/schemas/A"}, {$ref: "#/components/schemas/B"}]}`,
		change.Compatible, change.Risky,
	},
	{
		"an object is removed from the alternatives", `{oneOf: [{$ref: "#/components/schemas/A"}, {$ref: "#/components/schemas/B"}]}`, `{oneOf: [{$ref: "#/components/schemas/A"}]}`,
		change.Breaking, change.Compatible,
	},
}

// newerValues are edits of the keywords that only OpenAPI 3.1 has.
var newerValues = []schemaEdit{
	{
		"contains changes", `{type: array, items: {}, contains: {type: string, maxLength: 5}}`, `{type: array, items: {}, contains: {type: string, maxLength: 4}}`,
		change.Breaking, change.Compatible,
	},
	{"contains is added", `{type: array, items: {}}`, `{type: array, items: {}, contains: {type: integer}}`, change.Breaking, change.Compatible},
	{"contains is removed", `{type: array, items: {}, contains: {type: integer}}`, `{type: array, items: {}}`, change.Compatible, change.Compatible},
	{
		"minContains changes", `{type: array, items: {}, contains: {type: string}, minContains: 1}`,
		`{type: array, items: {}, contains: {type: string}, minContains: 2}`, change.Breaking, change.Compatible,
	},
	{
		"the type below a prefix changes", `{type: array, items: {}, prefixItems: [{type: string}, {type: array, items: {type: string}}]}`,
		`{type: array, items: {}, prefixItems: [{type: string}, {type: array, items: {type: integer}}]}`, change.Breaking, change.Breaking,
	},
	{
		"a prefix is added", `{type: array, items: {}, prefixItems: [{type: string}]}`, `{type: array, items: {}, prefixItems: [{type: string}, {type: string}]}`,
		change.Risky, change.Risky,
	},
	{
		"patternProperties changes", `{type: object, patternProperties: {^a: {type: string}, ^b: {type: string}}}`,
		`{type: object, patternProperties: {^a: {type: string}, ^b: {type: integer}}}`, change.Breaking, change.Breaking,
	},
	{
		"a pattern is added", `{type: object, patternProperties: {^a: {type: string}}}`,
		`{type: object, patternProperties: {^a: {type: string}, ^b: {type: integer}}}`, change.Breaking, change.Compatible,
	},
	{
		"dependentRequired changes", `{type: object, dependentRequired: {a: [b]}}`, `{type: object, dependentRequired: {a: [b, c]}}`,
		change.Breaking, change.Compatible,
	},
	{
		"dependentSchemas changes", `{type: object, dependentSchemas: {a: {required: [b]}}}`, `{type: object, dependentSchemas: {a: {required: [c]}}}`,
		change.Breaking, change.Compatible,
	},
	{"if changes", `{if: {required: [a]}, then: {required: [b]}}`, `{if: {required: [c]}, then: {required: [b]}}`, change.Breaking, change.Compatible},
	{"if is wider", `{if: {maxLength: 4}, then: {pattern: b}}`, `{if: {maxLength: 5}, then: {pattern: b}}`, change.Risky, change.Compatible},
	{
		"then changes", `{if: {required: [a]}, then: {properties: {b: {maxLength: 5}}}}`, `{if: {required: [a]}, then: {properties: {b: {maxLength: 4}}}}`,
		change.Breaking, change.Compatible,
	},
	{"else is added", `{if: {required: [a]}}`, `{if: {required: [a]}, else: {required: [b]}}`, change.Breaking, change.Compatible},
	{"propertyNames changes", `{type: object, propertyNames: {pattern: a}}`, `{type: object, propertyNames: {pattern: b}}`, change.Risky, change.Compatible},
	{
		"unevaluatedProperties changes", `{type: object, unevaluatedProperties: {type: string}}`, `{type: object, unevaluatedProperties: {type: string, maxLength: 4}}`,
		change.Breaking, change.Compatible,
	},
	{"unevaluatedItems is added", `{type: array, items: {}}`, `{type: array, items: {}, unevaluatedItems: {not: {}}}`, change.Breaking, change.Compatible},
	{
		"contentSchema changes", `{type: string, contentSchema: {type: string}}`, `{type: string, contentSchema: {type: string, maxLength: 4}}`,
		change.Breaking, change.Compatible,
	},
}

// places are the parts of an operation that have a schema; %s is the schema.
var places = []struct {
	name, element string
	inRequest     bool
	most          change.Severity
}{
	{"request body", `requestBody: {required: true, content: {application/json: {schema: %s}}}`, true, change.Breaking},
	{"parameter", `parameters: [{name: q, in: query, schema: %s}]`, true, change.Breaking},
	{"content of a parameter", `parameters: [{name: q, in: query, content: {application/json: {schema: %s}}}]`, true, change.Breaking},
	{"response", `responses: {"200": {description: Done., content: {application/json: {schema: %s}}}}`, false, change.Breaking},
	{"failure", `responses: {default: {description: No.}, "400": {description: No., content: {application/json: {schema: %s}}}}`, false, change.Risky},
	{"header", `responses: {"204": {description: Done., headers: {X-A: {schema: %s}}}}`, false, change.Risky},
	{"content of a header", `responses: {"204": {description: Done., headers: {X-A: {content: {application/json: {schema: %s}}}}}}`, false, change.Risky},
}

// exceptions are severities that differ from that of the edit, with the reason. They are for all positions if none are listed.
var exceptions = []struct {
	edit, place string
	positions   []string
	want        change.Severity
	why         string
}{
	{"a string becomes an integer", "header", nil, change.Compatible, "every value of a header is text"},
	{"a string becomes a list", "header", nil, change.Compatible, "every value of a header is text"},
	{"the type of a property changes", "header", nil, change.Compatible, "every value of a header is text"},
	{"the type below a prefix changes", "header", nil, change.Compatible, "every value of a header is text"},
	{"patternProperties changes", "header", nil, change.Compatible, "every value of a header is text"},
	{
		"a string becomes nullable", "response",
		[]string{"inline", "by reference", "by two references", "below allOf", "below allOf of allOf"}, change.Breaking,
		"null instead of a result is an error of the client",
	},
}

// severity returns the severity that is expected in a part of an operation, which has at most the severity most.
func (e schemaEdit) severity(place string, inRequest bool, most change.Severity, at string) change.Severity {
	for _, x := range exceptions {
		if x.edit == e.name && x.place == place && (x.positions == nil || slices.Contains(x.positions, at)) {
			return x.want
		}
	}
	if inRequest {
		return e.request
	}
	return min(e.response, most)
}

// positioned returns a document in which each part of an operation has a schema in a position. Each part has its own operation.
func positioned(at position, schema string) string {
	put := func(format string) string { return strings.ReplaceAll(format, "%s", schema) }
	text := "openapi: 3.0.3\ninfo: {title: Boxes, version: '1'}\npaths:\n"
	for i, place := range places {
		element := strings.ReplaceAll(place.element, "%s", put(at.schema))
		if place.inRequest {
			element += `, responses: {"204": {description: Done.}}`
		}
		text += fmt.Sprintf("  /%d: {post: {operationId: op%[1]d, %s}}\n", i, element)
	}
	return text + "components: {schemas: {A: {type: object, properties: {a: {type: string}}}, B: {type: object, properties: {b: {type: string}}}, " +
		put(at.components) + "}}\n"
}

func TestAnEditHasTheSameSeverityInEveryPosition(t *testing.T) {
	for _, test := range []struct {
		edits     []schemaEdit
		positions []position
	}{{members, slices.Concat(positions, objectPositions)}, {slices.Concat(values, newerValues), positions}} {
		for i, edit := range test.edits {
			for _, at := range test.positions {
				t.Run(edit.name+", "+at.name, func(t *testing.T) {
					text := positioned(at, edit.before)
					before, after := parsed(t, text), parsed(t, positioned(at, edit.after))
					all, err := Compare(before, after)
					require.NoError(t, err)
					for number, place := range places {
						one := slices.IndexFunc(all, func(c change.Change) bool { return c.OperationID == fmt.Sprint("op", number) })
						require.GreaterOrEqual(t, one, 0, "no change: %s", place.name)
						want := edit.severity(place.name, place.inRequest, place.most, at.name)
						assert.Equal(t, want, all[one].Severity, "%s: want the worst change first: %v", place.name, all)
					}
					if i == 0 {
						all, err = Compare(before, parsed(t, text))
						require.NoError(t, err)
						assert.Empty(t, all)
					}
				})
			}
		}
	}
}
