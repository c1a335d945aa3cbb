package generate

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// hostileDocument has a title and a path with characters that are special in Go comments, templates, YAML and JSONPath.
const hostileDocument = `{
	"openapi": "3.0.3", "info": {"title": "Odd \"Shop\"\n//go:generate rm -rf things\r*/ {{.}}", "version": "1"},
	"paths": {"/a: b #c/it's\\{id}": {"get": {
		"operationId": "getIt", "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
		"responses": {"204": {"description": "Nothing."}}
	}}}
}`

func TestTheFirstFilesAreValidEvenIfTheDocumentHasSpecialCharacters(t *testing.T) {
	root := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(root, "my docs"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(root, "my docs", "the api.json"), []byte(hostileDocument), 0o600))
	begun, err := Begin(Source{Root: root, Document: "my docs/the api.json"})
	require.NoError(t, err)
	written, err := os.ReadFile(filepath.Join(root, "my docs", "generate.go"))
	require.NoError(t, err)
	assert.Equal(t, `// Package mydocs has the OpenAPI document of Odd "Shop" //go:generate rm -rf things */ {{.}}. Run go generate to write its client.
package mydocs

`+"//go:generate"+` go tool clientgen -spec "the api.json" -overlay overlay.yaml -out ../internal/oddshopgogeneratermrfthings
`, string(written))
	assert.Equal(t, "my docs", begun.Folder)
	require.NoError(t, Generate(Source{
		Root: root, Document: "my docs/the api.json", Overlays: []string{"my docs/overlay.yaml"}, Out: "out", Package: "api", Foreign: true,
		Fixtures: "my docs/fixtures",
	}))
}

func TestBeginWritesNothingIfItCannotWriteEverything(t *testing.T) {
	root := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(root, "api.json"), []byte(hostileDocument), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(root, "fixtures"), nil, 0o600))
	_, err := Begin(Source{Root: root, Document: "api.json"})
	require.ErrorContains(t, err, "fixtures: want a folder for the files, got a file")
	entries, err := os.ReadDir(root)
	require.NoError(t, err)
	assert.Len(t, entries, 2)
}

func TestBeginReplacesNoFile(t *testing.T) {
	for _, file := range []string{"overlay.yaml", "generate.go", "fixtures/README.md"} {
		root := t.TempDir()
		require.NoError(t, os.MkdirAll(filepath.Join(root, "fixtures"), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(root, "api.json"), []byte(hostileDocument), 0o600))
		require.NoError(t, os.WriteFile(filepath.Join(root, file), []byte("// Mine.\npackage mine\n"), 0o600))
		_, err := Begin(Source{Root: root, Document: "api.json"})
		require.ErrorContains(t, err, file+" already exists")
		got, err := os.ReadFile(filepath.Join(root, file))
		require.NoError(t, err)
		assert.Equal(t, "// Mine.\npackage mine\n", string(got))
		entries, err := os.ReadDir(root)
		require.NoError(t, err)
		assert.LessOrEqual(t, len(entries), 3, "Begin wrote files in spite of its error")
	}
}
