package main_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// runner returns a function that runs clientgen in a folder, and returns its standard error and exit status.
func runner(t *testing.T, folder string) func(args ...string) (printed string, status int) {
	t.Helper()
	command, err := os.Executable()
	require.NoError(t, err)
	return func(args ...string) (string, int) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), command, args...)
		cmd.Dir, cmd.Env = folder, append(os.Environ(), "TEST_AS_COMMAND=1")
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		_ = cmd.Run()
		return stderr.String(), cmd.ProcessState.ExitCode()
	}
}

func TestAnErrorIsOneLineAndSetsTheExitStatus(t *testing.T) {
	run := runner(t, t.TempDir()) // the caller's working directory does not matter
	root := t.TempDir()
	require.NoError(t, os.CopyFS(filepath.Join(root, "sample"), os.DirFS("../../internal/generate/testdata/sample")))
	sample := []string{"-spec", "sample/openapi.yaml", "-overlay", "sample/overlay.yaml", "-out", "out"}

	printed, status := run(append([]string{"-root", root}, sample...)...)
	assert.Equal(t, 0, status, printed)
	assert.Empty(t, printed)
	assert.FileExists(t, filepath.Join(root, "out", "api.gen.go"))

	printed, status = run("-root", t.TempDir(), "-spec", filepath.Join(root, "sample/openapi.yaml"), "-overlay", filepath.Join(root, "sample/overlay.yaml"),
		"-out", filepath.Join(root, "absolute"))
	assert.Equal(t, 0, status, printed)
	assert.FileExists(t, filepath.Join(root, "absolute", "api.gen.go"))

	require.NoError(t, os.CopyFS(filepath.Join(root, "specs", "boxes"), os.DirFS(filepath.Join(root, "sample"))))
	require.NoError(t, os.CopyFS(filepath.Join(root, "overlays"), os.DirFS(filepath.Join(root, "sample"))))
	require.NoError(t, os.Rename(filepath.Join(root, "overlays", "overlay.yaml"), filepath.Join(root, "overlays", "boxes.yaml")))
	require.NoError(t, os.WriteFile(filepath.Join(root, "specs", "boxes", "codegen.yaml"), []byte("package: sample\n"), 0o600))
	printed, status = run("-root", root, "boxes")
	assert.Equal(t, 1, status)
	assert.Equal(t, "clientgen: specs/boxes/codegen.yaml: package: want boxes, as in gen/boxes, got sample\n", printed)
	require.NoError(t, os.RemoveAll(filepath.Join(root, "specs")))

	document := filepath.Join(root, "sample", "openapi.yaml")
	text, err := os.ReadFile(document)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(document, bytes.Replace(text, []byte("x-inferred"), []byte("x-infered"), 1), 0o600))
	printed, status = run(append([]string{"-root", root}, sample...)...)
	assert.Equal(t, 1, status)
	assert.Equal(t, 1, strings.Count(printed, "\n"), printed)
	assert.Contains(t, printed, "clientgen: sample/openapi.yaml:42: ")

	printed, _ = run("-root", root)
	assert.Equal(t, "clientgen: no documents below "+filepath.Join(root, "specs")+"; for a document of your own, use -spec and -out\n", printed)

	printed, status = run("-root", root, "-spec", "sample/openapi.yaml", "-out", "out", "-config", "none.yaml")
	assert.Equal(t, 1, status)
	assert.Contains(t, printed, "clientgen: none.yaml: ")
	assert.NotContains(t, printed, root, "want the file name from the command line")

	_, status = run("-root", root, "nothing")
	assert.Equal(t, 1, status, "want an error for an API that does not exist")
	printed, _ = run("-root", root, "innit")
	assert.Contains(t, printed, `did you mean "init"?`)
	for name, args := range map[string][]string{
		"a document without -out":            {"-root", root, "-spec", "sample/openapi.yaml"},
		"a document and the name of an API":  {"-root", root, "-spec", "sample/openapi.yaml", "-out", "out", "whmcs"},
		"a configuration without a document": {"-root", root, "-config", "codegen.yaml"},
		"an invalid package name":            {"-root", root, "-spec", "sample/openapi.yaml", "-out", "out", "-package", "a b"},
		"a package named like a keyword":     {"-root", root, "-spec", "sample/openapi.yaml", "-out", "out", "-package", "func"},
		"an empty overlay":                   {"-root", root, "-spec", "sample/openapi.yaml", "-out", "out", "-overlay", ""},
		"init without a document":            {"init", "-root", root},
		"init with an argument":              {"init", "-root", root, "-spec", "sample/openapi.yaml", "more"},
		"an unknown command":                 {"-root", root, "inti", "-spec", "sample/openapi.yaml"},
	} {
		printed, status := run(args...)
		assert.Equal(t, 2, status, name)
		assert.Equal(t, 1, strings.Count(printed, "\n"), "%s: %s", name, printed)
	}
}

const pets = `{
  "openapi": "3.0.3", "info": {"title": "Pets", "version": "1"}, "x-made-by": "somebody else",
  "paths": {"/pets/{id}": {"get": {
    "tags": ["Pets"], "summary": "Info for a specific pet",
    "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
    "responses": {"200": {"description": "The pet.", "content": {"application/json": {"schema": {
      "type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "kind": {"type": "string"}}}}}}}}}}
}`

// TestAJSONDocumentAndSeveralOverlaysGiveAClientAndContractTests does not compile the package;
// TestFollowingOwnAPIGivesAWorkingClient compiles one like it.
func TestAJSONDocumentAndSeveralOverlaysGiveAClientAndContractTests(t *testing.T) {
	root := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(root, "api"), 0o755))
	for name, text := range map[string]string{
		"pets.json":       pets,
		"names.yaml":      overlay("$.paths['/pets/{id}'].get", "operationId: showPet"),
		"more names.yaml": overlay("$.paths['/pets/{id}'].get", "x-go-name: Show"),
	} {
		require.NoError(t, os.WriteFile(filepath.Join(root, "api", name), []byte(text), 0o600))
	}
	printed, status := runner(t, root)("-spec", "api/pets.json", "-overlay", "api/names.yaml", "-overlay", "api/more names.yaml", "-out", "petshop")
	require.Equal(t, 0, status, printed)
	assert.Equal(t, "clientgen: api/pets.json:2: ignored: unknown extension x-made-by in the document\n", printed)
	for file, want := range map[string]string{
		"services.gen.go":      "func (s *PetsService) Show(ctx context.Context, id string, opts ...core.CallOption) (ShowPetResult, error)",
		"contract.gen_test.go": `Overlays: []string{"../api/names.yaml", "../api/more names.yaml"}`,
	} {
		made, err := os.ReadFile(filepath.Join(root, "petshop", file))
		require.NoError(t, err)
		assert.Contains(t, string(made), want, file)
	}
}

func overlay(target, words string) string {
	return "overlay: 1.1.0\ninfo: {title: Names, version: \"1\"}\nactions:\n  - target: " + target + "\n    description: A name.\n    update: {" + words + "}\n"
}

func TestSwaggerIsReadDirectly(t *testing.T) {
	root := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(root, "shop.json"), []byte(swagger), 0o600))
	printed, status := runner(t, root)("-spec", "shop.json", "-out", "shop")
	require.Equal(t, 0, status, printed)
	assert.Contains(t, printed, `the name "API Key" is read as "API-Key"`)
	services, err := os.ReadFile(filepath.Join(root, "shop", "services.gen.go"))
	require.NoError(t, err)
	assert.Contains(t, string(services), "CreateThing(ctx context.Context, params *CreateThingParams, body Thing, opts ...core.CallOption) (Thing, error)")
	assert.Contains(t, printed, `shop.json:4: the name "API Key" is read as "API-Key"`, "want the line in the file")
	assert.FileExists(t, filepath.Join(root, "shop", "contract.gen_test.go"))
	client, err := os.ReadFile(filepath.Join(root, "shop", "api.gen.go"))
	require.NoError(t, err)
	assert.Contains(t, string(client), "func WithAPIKey(key string) core.Option")
}

const swagger = `{
	"swagger": "2.0", "info": {"title": "Shop \ud83d\ude00", "version": "1"}, "host": "api.example.com", "basePath": "/v1", "schemes": ["https"],
	"consumes": ["application/json"], "produces": ["application/json"],
	"securityDefinitions": {"API Key": {"type": "apiKey", "name": "X-Key", "in": "header"}}, "security": [{"API Key": []}],
	"paths": {"/things": {"post": {
		"operationId": "createThing",
		"parameters": [
			{"name": "thing", "in": "body", "required": true, "schema": {"$ref": "#/definitions/Thing"}},
			{"name": "names", "in": "query", "type": "array", "items": {"type": "string"}, "collectionFormat": "pipes"}
		],
		"responses": {"200": {"description": "ok", "schema": {"$ref": "#/definitions/Thing"}}}
	}}},
	"definitions": {"Thing": {"type": "object", "properties": {"id": {"type": "string"}}}}
}
`
