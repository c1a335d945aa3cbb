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

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/internal/cli"
	"github.com/hostclients/hostclients/internal/diff"
	"github.com/hostclients/hostclients/internal/diff/report"
	"github.com/hostclients/hostclients/internal/generate"
	"github.com/hostclients/hostclients/internal/upstream"
)

// pageOf returns a Redoc page with the WebSoftSolus document, changed by edit.
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

func TestTheExtensionOfTheOutputFileSelectsYAMLOrJSON(t *testing.T) {
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
	require.ErrorContains(t, err, "/other: unknown format: want one of")
	assert.NotContains(t, err.Error(), "hidden")
}

func TestAFailedImportDoesNotChangeTheOutputFile(t *testing.T) {
	folder := t.TempDir()
	page, file := filepath.Join(folder, "page.html"), filepath.Join(folder, "openapi.yaml")
	require.NoError(t, os.WriteFile(page, []byte("<html></html>"), 0o600))
	require.NoError(t, os.WriteFile(file, []byte("ours"), 0o600))
	assert.ErrorContains(t, run(t.Context(), io.Discard, io.Discard, options{root: "../..", out: file}, page), "page.html: unknown format: want one of OpenAPI 3.0, ")
	assert.ErrorContains(t, run(t.Context(), io.Discard, io.Discard, options{root: "../..", out: file}, filepath.Join(folder, "none.html")), "none.html")
	require.NoError(t, os.WriteFile(page, pageOf(t, same), 0o600))
	assert.ErrorContains(t, run(t.Context(), io.Discard, io.Discard, options{root: "../..", api: "nosuchapi", out: file}, page), `-api: want an API with a document in ../../specs, got "nosuchapi"`)
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
	assert.ErrorContains(t, run(t.Context(), io.Discard, io.Discard, o, page), "upstream.yaml", "the API's folder does not exist")

	file := filepath.Join(root, "specs", "boxes", "upstream.yaml")
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
	var out, notes bytes.Buffer
	require.NoError(t, run(t.Context(), &out, &notes, o, page))
	assert.Empty(t, out.String())
	assert.Equal(t, "format: Swagger 2.0\nrepaired: /paths/~1box: the path \"box\" is read with a leading slash\n", notes.String())
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	pin, err := upstream.ReadPin(file, text)
	require.NoError(t, err)
	assert.NotNil(t, pin.T.Paths.Value("/box").Get)
	assert.NotContains(t, string(text), "A box.")
	assert.Contains(t, string(text), "pinned: 2026-11-22\n")
}

const boxes = `openapi: 3.0.3
info: {title: Boxes, version: "1"}
paths: {/box: {get: {operationId: getBox, responses: {"200": {description: ok}, "404": {description: gone}}}}}
`

func TestSpecimportAndSpecdiffPrintTheSameReport(t *testing.T) {
	root := t.TempDir()
	write(t, root, map[string]string{"page.json": swagger, "specs/boxes/openapi.yaml": boxes, "overlays/boxes.yaml": overlay})
	page := filepath.Join(root, "page.json")
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out, io.Discard, options{root: root, api: "boxes"}, page))
	assert.Contains(t, out.String(), "specdiff boxes: specs/boxes/openapi.yaml -> ")
	assert.Contains(t, out.String(), "response-non-success-status-removed")

	c := diff.Comparer{Root: root, Folder: ".", Released: core.Version}
	r, err := c.API(t.Context(), "boxes", page)
	require.NoError(t, err)
	var want bytes.Buffer
	require.NoError(t, report.Reports{r}.Text(&want, false))
	assert.Equal(t, want.String(), out.String())
}

func TestAPageIsReadOnce(t *testing.T) {
	read := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		read++
		_, _ = io.WriteString(w, swagger)
	}))
	defer server.Close()
	root := t.TempDir()
	write(t, root, map[string]string{"specs/boxes/openapi.yaml": boxes, "overlays/boxes.yaml": overlay})
	for _, o := range []options{
		{root: root, api: "boxes", date: "2026-11-22", pin: true}, {root: root, api: "boxes"},
		{root: root, api: "boxes", out: filepath.Join(root, "new.yaml")},
	} {
		read = 0
		require.NoError(t, run(t.Context(), io.Discard, io.Discard, o, server.URL))
		assert.Equal(t, 1, read)
	}
}

const overlay = `overlay: 1.1.0
info: {title: Boxes, version: "1"}
actions: [{target: $.info, update: {title: Boxes in Go}}]
`

// TestClientgenAcceptsADocumentImportedFromSwagger imports a document with names and styles that Swagger 2.0 allows and OpenAPI 3
// does not. The import must replace them.
func TestClientgenAcceptsADocumentImportedFromSwagger(t *testing.T) {
	root := t.TempDir()
	write(t, root, map[string]string{"page.yaml": crates, "specs/crates/codegen.yaml": "package: crates\n"})
	var notes bytes.Buffer
	o := options{root: root, out: filepath.Join(root, "specs/crates/openapi.yaml")}
	require.NoError(t, run(t.Context(), io.Discard, &notes, o, filepath.Join(root, "page.yaml")))
	assert.Equal(t, "format: Swagger 2.0\nrepaired: /components/securitySchemes/API-Key: the name \"API Key\" is read as \"API-Key\"\n", notes.String())

	files, err := generate.Render(generate.Source{Root: root, Document: "specs/crates/openapi.yaml", Config: "specs/crates/codegen.yaml", Out: "gen/crates"})
	require.NoError(t, err)
	var all strings.Builder
	for _, file := range files {
		all.Write(file)
	}
	for _, want := range []string{"type Crate struct", "GeneralService) CreateCrate(ctx", `"/crates"`, `"X-Key"`} {
		assert.Contains(t, all.String(), want)
	}
}

const crates = `swagger: "2.0"
info: {title: Crates, version: "1"}
host: api.example.com
basePath: /v1
schemes: [https]
consumes: [application/json]
produces: [application/json]
securityDefinitions:
  API Key: {type: apiKey, name: X-Key, in: header}
security: [{API Key: []}]
paths:
  /crates:
    post:
      operationId: createCrate
      parameters:
        - {name: crate, in: body, required: true, schema: {$ref: '#/definitions/Crate'}}
        - {name: ids, in: query, type: array, items: {type: integer}, collectionFormat: multi}
        - {name: names, in: query, type: array, items: {type: string}, collectionFormat: pipes}
      responses: {200: {description: The crate., schema: {$ref: '#/definitions/Crate'}}}
    get:
      operationId: listCrates
      responses: {200: {description: All crates., schema: {type: array, items: {$ref: '#/definitions/Crate'}}}}
  /crates/{id}/label:
    put:
      operationId: labelCrate
      consumes: [application/x-www-form-urlencoded]
      parameters:
        - {name: id, in: path, required: true, type: string}
        - {name: text, in: formData, required: true, type: string}
      responses: {204: {description: The crate has the label.}}
definitions:
  Crate: {type: object, properties: {id: {type: string}}}
`

// write writes files to a folder. The keys of files are their paths in the folder.
func write(t *testing.T, folder string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		file := filepath.Join(folder, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	}
}

func TestTheExitStatusDistinguishesMisuseFromFailure(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "page.json")
	require.NoError(t, os.WriteFile(file, []byte(swagger), 0o600))
	for line, test := range map[string]struct {
		status int
		says   string
	}{
		file:                             {0, "format: Swagger 2.0"},
		"-h":                             {0, ""},
		"missing.json":                   {cli.Failed, "specimport: missing.json: there is no such file"},
		"-api none " + file:              {cli.Failed, "specimport: -api: want an API with a document in "},
		"":                               {cli.Misused, "specimport: page: want 1, got 0"},
		file + " more.json":              {cli.Misused, "specimport: page: want 1, got 2"},
		file + " -api webpros":           {cli.Misused, "specimport: -api: want flags before all other arguments"},
		"-pin " + file:                   {cli.Misused, "specimport: -pin: want -api"},
		"-pin -api a -o b.yaml " + file:  {cli.Misused, "specimport: -pin: cannot be used with -o"},
		"-o " + file + " " + file:        {cli.Misused, "specimport: -o: want a file other than the page"},
		"-o " + file + " " + folder:      {cli.Misused, "specimport: -o: want a file other than the page"},
		"-date 2026-01-31 " + file:       {cli.Misused, "specimport: -date: can only be used with -pin"},
		"-api a -pin -date 1.2. " + file: {cli.Misused, "specimport: -date: want a day such as 2026-01-31, got \"1.2.\""},
		"-strict " + file:                {cli.Misused, "specimport: unknown flag -strict: want one of "},
	} {
		var stderr bytes.Buffer
		assert.Equal(t, test.status, command(t.Context(), strings.Fields(line), io.Discard, &stderr), line)
		assert.Contains(t, stderr.String(), test.says, line)
	}
}
