package upstream_test

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/upstream"
)

const swaggerOrders = `{"swagger": "2.0", "info": {"title": "Orders", "version": "1"}, "basePath": "/api", "consumes": ["application/json"],
  "paths": {"orders/{id}": {
    "parameters": [{"name": "id", "in": "query", "type": "int"}, {"$ref": "#/parameters/Trace"}],
    "post": {"parameters": [{"name": "order", "in": "body", "schema": {"$ref": "#/definitions/Order"}}],
      "responses": {"200": {"description": "ok", "schema": {"type": "array", "items": {"$ref": "#/definitions/Order"}},
        "headers": {"X-Left": {"type": "integer"}}}, "404": {"$ref": "#/responses/Gone"}}},
    "put": {"parameters": [{"name": "note", "in": "formData", "type": "string", "enum": ["a"]}], "responses": {"204": {"description": "ok"}}}}},
  "parameters": {"Trace": {"name": "X-Trace", "in": "header", "type": "array", "items": {"type": "string"}}},
  "responses": {"Gone": {"description": "gone"}},
  "definitions": {"Order": {"type": "object", "required": ["id"], "properties": {"id": {"type": "int"}, "inner": {"allOf": [{"$ref": "#/definitions/Order"}]}}}},
  "security": [{"key": []}], "securityDefinitions": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}}`

// A damaged document is either rejected with an error or imported with all of its facts.
func TestADamagedDocumentIsRejectedOrImportedCompletely(t *testing.T) {
	plain, err := load(t, "orders", orders).JSON()
	require.NoError(t, err)
	for name, text := range map[string]string{"OpenAPI": string(plain), "Swagger": swaggerOrders} {
		t.Run(name, func(t *testing.T) {
			var tree any
			require.NoError(t, json.Unmarshal([]byte(text), &tree))
			read, refused := 0, 0
			damage(tree, func() {
				data, err := json.Marshal(tree)
				require.NoError(t, err)
				d, err := upstream.Import("page", data)
				if err != nil {
					refused++
					assert.Regexp(t, `^page:(\d+:)? .`, err.Error())
					return
				}
				read++
				assert.Empty(t, missing(t, d, d.T))
			})
			assert.Greater(t, read, 50)
			assert.Greater(t, refused, 50)
		})
	}
}

// damage changes a tree in place and calls try after each change: a value is replaced, or a member of an object is removed. Then it
// restores the tree.
func damage(tree any, try func()) {
	others := []any{nil, "x", []any{nil}, map[string]any{"$ref": "#/paths"}}
	switch tree := tree.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(tree)) {
			value := tree[key]
			for _, other := range others {
				tree[key] = other
				try()
			}
			delete(tree, key)
			try()
			tree[key] = value
			damage(value, try)
		}
	case []any:
		for i, value := range tree {
			for _, other := range others {
				tree[i] = other
				try()
			}
			tree[i] = value
			damage(value, try)
		}
	}
}
