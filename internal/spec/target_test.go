package spec_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/spec"
)

func TestATargetSelectsTheElementOfAPointer(t *testing.T) {
	const text = `{"openapi": "3.0.3", "info": {"title": "Boxes", "version": "1"}, "paths": {"/it's \\ a \\' ~/box": {
		"get": {"operationId": "getBox", "parameters": [{"name": "a", "in": "query", "schema": {"type": "string"}}], "responses": {"200": {}}}}},
		"components": {"schemas": {"7": {"type": "string"}, "a-b": {"type": "object", "properties": {"0": {"anyOf": [{"type": "string"}, {"type": "integer"}]}}}}}}`
	for _, tokens := range [][]string{
		{"paths", `/it's \ a \' ~/box`, "get"},
		{"paths", `/it's \ a \' ~/box`, "get", "parameters", "0", "schema"},
		{"paths", `/it's \ a \' ~/box`, "get", "responses", "200"},
		{"components", "schemas", "7"},
		{"components", "schemas", "a-b", "properties", "0", "anyOf", "1"},
	} {
		pointer := spec.Pointer(tokens...)
		overlay := fmt.Sprintf("overlay: 1.1.0\ninfo: {title: a, version: '1'}\nactions:\n- {target: %q, description: Marks it., update: {description: marked}}\n", spec.Target(pointer))
		files := fstest.MapFS{"overlay.yaml": {Data: []byte(overlay)}}
		d, _, err := spec.OpenForeign(spec.Source{Name: "openapi.json", Data: []byte(text)}, spec.Source{Name: "overlay.yaml", FS: files, Path: "overlay.yaml"})
		require.NoError(t, err, overlay)
		file, line := d.Place(pointer + "/description")
		assert.Equal(t, "overlay.yaml:4", fmt.Sprintf("%s:%d", file, line), overlay)
	}
}
