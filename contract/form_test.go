package contract

import (
	"encoding/json"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core/runtime"
)

func TestFormsAreReadAsPHPReadsThem(t *testing.T) {
	op, err := samples.operation("runCommand")
	require.NoError(t, err)
	_, schema := op.bodySchema(nil)
	tree, err := ReadForm("name=a+b&args[1]=y&args[0]=x&env[K]=v&env%5BL%5D=w&force=YES&comment=", schema, op.formStyle())
	require.NoError(t, err)
	assert.Equal(t, map[string]any{
		"name": "a b", "args": []any{"x", "y"}, "env": map[string]any{"K": "v", "L": "w"}, "force": true, "comment": "",
	}, tree)
	_, err = ReadForm("name=a&name[x]=b", schema, op.formStyle())
	assert.Error(t, err, "one name has a value and a list")
}

func TestIndexesOfFormsAreReadAsInPHP(t *testing.T) {
	schema := openapi3.NewObjectSchema().WithProperty("a", openapi3.NewArraySchema().WithItems(openapi3.NewStringSchema()))
	for body, want := range map[string]any{
		"a[]=x&a[]=y":                    []any{"x", "y"},
		"a[5]=x&a[]=y":                   []any{"x", "y"},
		"a[1]=x&a[]=y":                   []any{"x", "y"},
		"a[-1]=x&a[]=y":                  []any{"x", "y"},
		"a[01]=x":                        map[string]any{"01": "x"},
		"a[%2B1]=x&a[1]=y":               map[string]any{"+1": "x", "1": "y"},
		"a[k]=x&a[]=y":                   map[string]any{"k": "x", "0": "y"},
		"a[][k]=x&a[][k]=y":              []any{map[string]any{"k": "x"}, map[string]any{"k": "y"}},
		"a[9223372036854775807]=x&a[]=y": []any{"y", "x"}, // PHP rejects the second item
	} {
		tree, err := ReadForm(body, schema, runtime.Form{})
		require.NoError(t, err, body)
		assert.Equal(t, map[string]any{"a": want}, tree, body)
	}
}

func TestAFormWithAllOfIsReadWithEverySchema(t *testing.T) {
	counted := openapi3.NewObjectSchema().WithProperty("count", openapi3.NewIntegerSchema())
	listed := openapi3.NewObjectSchema().WithProperty("flags", openapi3.NewArraySchema().WithItems(openapi3.NewBoolSchema()))
	tree, err := ReadForm("count=7&flags[0]=1&flags[1]=0", openapi3.NewAllOfSchema(counted, listed), runtime.Form{True: "1", False: "0"})
	require.NoError(t, err)
	assert.Equal(t, map[string]any{"count": json.Number("7"), "flags": []any{true, false}}, tree)
}
