package source_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/spec/source"
)

func TestAFileThatADocumentIsReadFromIsRecognized(t *testing.T) {
	folder := t.TempDir()
	const response = "{description: ok, content: {application/json: {schema: {$ref: 'parts/box.yaml#/Box'}}}}"
	write(t, folder, map[string]string{
		"api/openapi.yaml":   "openapi: 3.1.0\npaths: {/box: {get: {responses: {200: " + response + "}}}}\n",
		"api/parts/box.yaml": "Box: {properties: {lid: {$ref: 'lid.yaml'}}}\n", "api/parts/lid.yaml": "{type: string}\n",
		"api/other.yaml": "{}", "broken.yaml": "[", "report.txt": "",
	})
	require.NoError(t, os.Symlink("api/parts/lid.yaml", filepath.Join(folder, "link.yaml")))
	for _, test := range []struct {
		name, file string
		want       bool
	}{
		{"api/openapi.yaml", "api/openapi.yaml", true},
		{"api/openapi.yaml", "api/../api/parts/box.yaml", true},
		{"api/openapi.yaml", "api/parts/lid.yaml", true},
		{"api/openapi.yaml", "link.yaml", true},
		{"api/openapi.yaml", "api/other.yaml", false},
		{"api/openapi.yaml", "api/parts/new.yaml", false},
		{"api", "api/openapi.yaml", true},
		{"api", "api/new.yaml", true},
		{"api", "report.txt", false},
		{"broken.yaml", "broken.yaml", true},
		{"broken.yaml", "report.txt", false},
		{"main:api", "report.txt", false},
	} {
		isInput, err := source.Reads(filepath.Join(folder, test.name), filepath.Join(folder, test.file))
		require.NoError(t, err)
		assert.Equal(t, test.want, isInput, "%s from %s", test.file, test.name)
	}
}
