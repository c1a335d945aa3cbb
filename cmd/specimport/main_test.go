package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/upstream"
)

// pageOf is a page with a document of this repository in it, changed by edit.
func pageOf(t *testing.T, edit func(string) string) []byte {
	t.Helper()
	text, err := os.ReadFile("../../specs/websoftsolus/openapi.yaml")
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
	require.NoError(t, os.WriteFile(page, pageOf(t, same), 0o600))
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out, io.Discard, options{root: "../..", api: "websoftsolus"}, page))
	assert.Empty(t, out.String())

	changed := pageOf(t, func(text string) string {
		require.Contains(t, text, "  /license/plesk:\n")
		return strings.Replace(text, "  /license/plesk:\n", "  /licence/plesk:\n", 1)
	})
	require.NoError(t, os.WriteFile(page, changed, 0o600))
	require.NoError(t, run(t.Context(), &out, io.Discard, options{root: "../..", api: "websoftsolus"}, page))
	assert.Equal(t, "~ GET /license/plesk is GET /licence/plesk\n", out.String())
}

func TestADocumentIsWrittenAsTheFileWantsIt(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/other" {
			return
		}
		if r.URL.Path != "/docs" {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(pageOf(t, same))
	}))
	defer server.Close()
	folder := t.TempDir()
	for _, name := range []string{"openapi.yaml", "openapi.json"} {
		file := filepath.Join(folder, name)
		require.NoError(t, run(t.Context(), io.Discard, io.Discard, options{root: "../..", out: file}, server.URL+"/docs"))
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.Equal(t, strings.HasSuffix(name, ".json"), json.Valid(data))
		assert.Contains(t, string(data), "WebSoftSolus API")
	}
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out, io.Discard, options{root: "../.."}, server.URL+"/docs"))
	assert.True(t, strings.HasPrefix(out.String(), "components:\n") || strings.HasPrefix(out.String(), "openapi: 3.0.3\n"))

	assert.ErrorContains(t, run(t.Context(), &out, io.Discard, options{root: "../.."}, server.URL+"/gone"), "404 Not Found")
	err := run(t.Context(), io.Discard, io.Discard, options{root: "../.."}, strings.Replace(server.URL, "//", "//me:hidden@", 1)+"/other")
	require.ErrorContains(t, err, "/other: not recognised as any of")
	assert.NotContains(t, err.Error(), "hidden")
}

func TestWhatIsNotUnderstoodChangesNothing(t *testing.T) {
	folder := t.TempDir()
	page, file := filepath.Join(folder, "page.html"), filepath.Join(folder, "openapi.yaml")
	require.NoError(t, os.WriteFile(page, []byte("<html></html>"), 0o600))
	require.NoError(t, os.WriteFile(file, []byte("ours"), 0o600))
	assert.ErrorContains(t, run(t.Context(), io.Discard, io.Discard, options{root: "../..", out: file}, page), "page.html: not recognised as any of: OpenAPI 3.0, ")
	assert.ErrorContains(t, run(t.Context(), io.Discard, io.Discard, options{root: "../..", out: file}, filepath.Join(folder, "none.html")), "none.html")
	require.NoError(t, os.WriteFile(page, pageOf(t, same), 0o600))
	assert.ErrorContains(t, run(t.Context(), io.Discard, io.Discard, options{root: "../..", api: "nosuchapi", out: file}, page), "nosuchapi")
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, "ours", string(data))
}

const swagger = `{"swagger": "2.0", "info": {"title": "Boxes", "version": "1"}, "paths": {"box": {"get": {"responses": {"200": {"description": "A box."}}}}}}`

func TestTheFactsOfAPageArePinned(t *testing.T) {
	root := t.TempDir()
	page := filepath.Join(root, "page.json")
	require.NoError(t, os.WriteFile(page, []byte(swagger), 0o600))
	o := options{root: root, api: "boxes", date: "2026-11-22", pin: true}
	assert.ErrorContains(t, run(t.Context(), io.Discard, io.Discard, o, page), "upstream.yaml", "there is no such API")

	file := filepath.Join(root, "specs", "boxes", "upstream.yaml")
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
	var out, notes bytes.Buffer
	require.NoError(t, run(t.Context(), &out, &notes, o, page))
	assert.Empty(t, out.String())
	assert.Equal(t, "format: Swagger 2.0\nrepaired: /paths/~1box: the path is written box\n", notes.String())
	pin, err := upstream.ReadPin(file)
	require.NoError(t, err)
	assert.NotNil(t, pin.T.Paths.Value("/box").Get)
	assert.NotContains(t, string(pin.YAML), "A box.")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Contains(t, string(text), "pinned: 2026-11-22\n")
}

func TestADocumentInAnyFormatIsCompared(t *testing.T) {
	root := t.TempDir()
	page, ours := filepath.Join(root, "page.json"), filepath.Join(root, "specs", "boxes", "openapi.yaml")
	require.NoError(t, os.WriteFile(page, []byte(swagger), 0o600))
	require.NoError(t, os.MkdirAll(filepath.Dir(ours), 0o700))
	const text = "openapi: 3.0.3\ninfo: {title: Boxes, version: '1'}\npaths: {/box: {get: {responses: {'201': {description: ok}}}}}\n"
	require.NoError(t, os.WriteFile(ours, []byte(text), 0o600))
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out, io.Discard, options{root: root, api: "boxes"}, page))
	assert.Equal(t, "~ GET /box\n    - response 201\n    + response 200\n", out.String())
}

func TestOurDocumentMayBeSplitOverFiles(t *testing.T) {
	root := t.TempDir()
	page, ours := filepath.Join(root, "page.yaml"), filepath.Join(root, "specs", "boxes")
	require.NoError(t, os.MkdirAll(ours, 0o700))
	const text = "openapi: 3.0.3\ninfo: {title: Boxes, version: '1'}\npaths: {/box: {get: {responses: {'200': %}}}}\n"
	write := func(file, response string) {
		require.NoError(t, os.WriteFile(file, []byte(strings.Replace(text, "%", response, 1)), 0o600))
	}
	write(filepath.Join(ours, "openapi.yaml"), "{$ref: parts.yaml#/box}")
	require.NoError(t, os.WriteFile(filepath.Join(ours, "parts.yaml"), []byte("box: {description: ok, content: {a/b: {}}}\n"), 0o600))
	write(page, "{description: ok, content: {a/c: {}}}")
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out, io.Discard, options{root: root, api: "boxes"}, page))
	assert.Equal(t, "~ GET /box\n    - response 200: as a/b\n    + response 200: as a/c\n", out.String())
}
