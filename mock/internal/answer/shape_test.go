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
		"the server's own members are dropped": {
			`{"properties": {"id": {"type": "string"}, "_a": {"type": "string"}}}`, `{"id": "7", "_a": "x", "b": 1}`, `null`, `{"id": "7"}`,
		},
		"a value without a schema keeps its other members": {
			`{"required": ["b"]}`, `{"id": "7", "_a": "x", "list": [{"_a": 1, "n": "1"}], "none": null}`, `{"list": [{"n": 2}]}`, `{"id": "7", "list": [{"n": 1}], "none": null}`,
		},
		"a member that any object may have has a schema": {`{"additionalProperties": {"type": "string"}}`, `{"a": 1}`, `null`, `{"a": "1"}`},
		"a list without a schema stays a list":           {`{}`, `[1]`, `{"0": 1}`, `[1]`},
		"a list stays the object that PHP makes of it": {
			`{"items": {"type": "integer"}}`, `[5, 6]`, `{"0": 1}`, `{"0": 5, "1": 6}`,
		},
		"an empty list stays a list":                      {`{"items": {"type": "integer"}}`, `[]`, `{"0": 1}`, `[]`},
		"the example decides between two types":           {`{"anyOf": [{"type": "string"}, {"type": "integer"}]}`, `"7"`, `1`, `7`},
		"without an example, the value's own type counts": {`{"anyOf": [{"type": "string"}, {"type": "integer"}]}`, `"7"`, `null`, `"7"`},
		"a number becomes a string":                       {`{"type": "string"}`, `7`, `null`, `"7"`},
		"a boolean becomes a digit":                       {`{"type": "string"}`, `true`, `"0"`, `"true"`},
		"only text that is a number becomes one":          {`{}`, `"[1]"`, `1`, `"[1]"`},
		"a missing member that may be null is null":       {`{"required": ["a"], "properties": {"a": {"type": "string", "nullable": true}}}`, `{}`, `null`, `{"a": null}`},
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
