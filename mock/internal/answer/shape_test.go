package answer

import (
	"encoding/json"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/spec"
)

func TestAValueIsShapedByTheSchemaAndTheExample(t *testing.T) {
	for name, c := range map[string]struct{ schema, value, like, want string }{
		"internal and undeclared members are dropped": {
			`{"properties": {"id": {"type": "string"}, "_a": {"type": "string"}}}`, `{"id": "7", "_a": "x", "b": 1}`, `null`, `{"id": "7"}`,
		},
		"without a schema, only internal members are dropped": {
			`{"required": ["b"]}`, `{"id": "7", "_a": "x", "list": [{"_a": 1, "n": "1"}], "none": null}`, `{"list": [{"n": 2}]}`, `{"id": "7", "list": [{"n": 1}], "none": null}`,
		},
		"an additional property has its own schema": {`{"additionalProperties": {"type": "string"}}`, `{"a": 1}`, `null`, `{"a": "1"}`},
		"a list without a schema stays a list":      {`{}`, `[1]`, `{"0": 1}`, `[1]`},
		"a list becomes an object if the example is an object": {
			`{"items": {"type": "integer"}}`, `[5, 6]`, `{"0": 1}`, `{"0": 5, "1": 6}`,
		},
		"an empty list stays a list":                         {`{"items": {"type": "integer"}}`, `[]`, `{"0": 1}`, `[]`},
		"the example decides between two types":              {`{"anyOf": [{"type": "string"}, {"type": "integer"}]}`, `"7"`, `1`, `7`},
		"without an example, the value's type decides":       {`{"anyOf": [{"type": "string"}, {"type": "integer"}]}`, `"7"`, `null`, `"7"`},
		"a number becomes a string":                          {`{"type": "string"}`, `7`, `null`, `"7"`},
		"a boolean becomes a string":                         {`{"type": "string"}`, `true`, `"0"`, `"true"`},
		"a string that is not a number stays a string":       {`{}`, `"[1]"`, `1`, `"[1]"`},
		"a missing required member that may be null is null": {`{"required": ["a"], "properties": {"a": {"type": "string", "nullable": true}}}`, `{}`, `null`, `{"a": null}`},
	} {
		var schema openapi3.Schema
		require.NoError(t, json.Unmarshal([]byte(c.schema), &schema), name)
		value, err := spec.ParseJSON([]byte(c.value))
		require.NoError(t, err, name)
		var like any // as in a document, with float64 numbers
		require.NoError(t, json.Unmarshal([]byte(c.like), &like), name)
		got, err := json.Marshal(Shaper{}.Shape(value, &schema, like))
		require.NoError(t, err, name)
		assert.JSONEq(t, c.want, string(got), name)
	}
}
