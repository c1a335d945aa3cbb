package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// pageOf is a page with a document of this repository in it, changed by edit.
func pageOf(t *testing.T, api string, edit func(string) string) []byte {
	t.Helper()
	text, err := os.ReadFile("../../specs/" + api + "/openapi.yaml")
	require.NoError(t, err)
	var tree any
	require.NoError(t, yaml.Unmarshal([]byte(edit(string(text))), &tree))
	data, err := json.Marshal(tree)
	require.NoError(t, err)
	return []byte("<html><script>const __redoc_definition = " + string(data) + ";</script></html>")
}

func same(text string) string { return text }

func TestAPageIsComparedWithOurDocumentByOperation(t *testing.T) {
	page := filepath.Join(t.TempDir(), "page.html")
	require.NoError(t, os.WriteFile(page, pageOf(t, "websoftsolus", same), 0o600))
	var out bytes.Buffer
	require.NoError(t, run(&out, "../..", "websoftsolus", "", page))
	assert.Empty(t, out.String())

	changed := pageOf(t, "websoftsolus", func(text string) string {
		require.Contains(t, text, "  /license/plesk:\n")
		return strings.Replace(text, "  /license/plesk:\n", "  /licence/plesk:\n", 1)
	})
	require.NoError(t, os.WriteFile(page, changed, 0o600))
	require.NoError(t, run(&out, "../..", "websoftsolus", "", page))
	assert.Equal(t, "~ GET /license/plesk is GET /licence/plesk\n", out.String())
}

func TestADocumentIsWrittenAsTheFileWantsIt(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/docs" {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(pageOf(t, "websoftsolus", same))
	}))
	defer server.Close()
	folder := t.TempDir()
	for _, name := range []string{"openapi.yaml", "openapi.json"} {
		file := filepath.Join(folder, name)
		require.NoError(t, run(&bytes.Buffer{}, "../..", "", file, server.URL+"/docs"))
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.Equal(t, strings.HasSuffix(name, ".json"), json.Valid(data))
		assert.Contains(t, string(data), "WebSoftSolus API")
	}
	var out bytes.Buffer
	require.NoError(t, run(&out, "../..", "", "", server.URL+"/docs"))
	assert.True(t, strings.HasPrefix(out.String(), "components:\n") || strings.HasPrefix(out.String(), "openapi: 3.0.3\n"))

	assert.ErrorContains(t, run(&out, "../..", "", "", server.URL+"/gone"), "404 Not Found")
}

func TestWhatIsNoPageOfRedocChangesNothing(t *testing.T) {
	folder := t.TempDir()
	page, file := filepath.Join(folder, "page.html"), filepath.Join(folder, "openapi.yaml")
	require.NoError(t, os.WriteFile(page, []byte("<html></html>"), 0o600))
	require.NoError(t, os.WriteFile(file, []byte("ours"), 0o600))
	assert.ErrorContains(t, run(&bytes.Buffer{}, "../..", "", file, page), "page.html: the page was not built by Redoc")
	assert.ErrorContains(t, run(&bytes.Buffer{}, "../..", "", file, filepath.Join(folder, "none.html")), "none.html")
	assert.Error(t, run(&bytes.Buffer{}, "../..", "nosuchapi", file, page))
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, "ours", string(data))
}
