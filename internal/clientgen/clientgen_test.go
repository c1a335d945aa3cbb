package clientgen_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/clientgen"
)

// root is the repository's root, seen from this package.
const root = "../.."

func TestWhatIsCheckedInIsWhatGenerateMakes(t *testing.T) {
	names, err := clientgen.Names(root)
	require.NoError(t, err)
	sources := []clientgen.Source{sampleSource(root)}
	for _, name := range names {
		sources = append(sources, clientgen.API(root, name))
	}
	for _, source := range sources {
		t.Run(source.Out, func(t *testing.T) {
			files, err := clientgen.Render(source)
			require.NoError(t, err)
			again, err := clientgen.Render(source)
			require.NoError(t, err)
			assert.Equal(t, files, again, "a second run makes something else")
			for name, want := range files {
				got, err := os.ReadFile(filepath.Join(root, source.Out, name))
				require.NoError(t, err)
				assert.Equal(t, string(want), string(got), "%s is not what go generate ./... makes", name)
			}
		})
	}
}

func sampleSource(root string) clientgen.Source {
	return clientgen.Source{
		Root: root, Spec: "internal/clientgen/testdata/sample",
		Overlay: "internal/clientgen/testdata/sample/overlay.yaml", Out: "internal/clientgen/sample",
	}
}

// A fault is one line that names file and place, and leaves the output as it was.
func TestAFaultIsOneLineWithFileAndPlaceAndChangesNothing(t *testing.T) {
	const document, overlay, config = "openapi.yaml", "overlay.yaml", "codegen.yaml"
	for name, test := range map[string]struct {
		file, old, new string
		place, says    string
	}{
		"a document that is not YAML":                  {document, "paths:\n", "paths: [\n", "openapi.yaml", "yaml"},
		"a key that stands twice":                      {document, "  title: Sample API\n", "  title: Sample API\n  title: Again\n", "openapi.yaml:4", `"title" stands here twice`},
		"a reference to nothing":                       {document, "schema: {$ref: '#/components/schemas/Problem'}", "schema: {$ref: '#/components/schemas/Nothing'}", "openapi.yaml:36", "the reference #/components/schemas/Nothing leads nowhere"},
		"a schema of an unknown type":                  {document, "text: {type: string}\n                        at", "text: {type: sting}\n                        at", "openapi.yaml:104", `"sting" is no type`},
		"an operation without operationId":             {document, "      operationId: getReport\n", "", "openapi.yaml:39", "GET /boxes/report has no operationId"},
		"an operationId that is taken":                 {document, "operationId: getReport", "operationId: getBox", "openapi.yaml", "the operationId getBox is also that of"},
		"an extension that nobody knows":               {document, "x-permissions: [box:read]", "x-permisions: [box:read]", "openapi.yaml:20", "unknown extension x-permisions in an operation"},
		"an extension in the wrong place":              {document, "  version: \"1\"\n", "  version: \"1\"\n  x-retry: never\n", "openapi.yaml:5", "the extension x-retry means nothing in info"},
		"an unknown extension in an overlay":           {overlay, "x-retry: never", "x-retries: never", "overlay.yaml", "unknown extension x-retries"},
		"a word of the vocabulary with a wrong value":  {overlay, "x-retry: never", "x-retry: sometimes", "overlay.yaml", `x-retry is "sometimes": it is always or never`},
		"a word of the vocabulary with a wrong field":  {overlay, "cursor: start", "cursr: start", "overlay.yaml", "cursr"},
		"a result that is not there":                   {overlay, "x-result: data", "x-result: date", "overlay.yaml", `x-result names "date"`},
		"a page's items that are not there":            {overlay, "items: payload", "items: pay", "overlay.yaml", `"pay" is no list`},
		"a paging parameter that is not there":         {overlay, "page: page", "page: pgae", "overlay.yaml", `no query parameter "pgae"`},
		"an overlay that no longer applies":            {overlay, "$.paths['/boxes/{id}'].get", "$.paths['/boxes/{box}'].get", "overlay.yaml", "no longer applies"},
		"an action without a description":              {overlay, "    description: The answer is wrapped in data.\n", "", "overlay.yaml", "has no description"},
		"an overlay of another version":                {overlay, "overlay: 1.1.0", "overlay: 1.0.0", "overlay.yaml:1", "1.1.0"},
		"an unknown meaning":                           {overlay, "wrongtoken: unauthorized", "wrongtoken: denied", "overlay.yaml", `the meaning "denied"`},
		"a configuration with an unknown word":         {config, "client-type-name", "client-typ-name", "codegen.yaml", "client-typ-name"},
		"a security scheme that clientgen cannot do":   {document, "basicAuth: {type: http, scheme: basic}", "basicAuth: {type: http, scheme: digest}", "openapi.yaml", "no security scheme of type http digest"},
		"a body of a kind that clientgen cannot send":  {document, "application/x-www-form-urlencoded", "multipart/form-data", "openapi.yaml", "cannot send multipart/form-data"},
		"an answer of a kind that clientgen cannot do": {document, "description: The report.\n          content:\n            application/json:", "description: The report.\n          content:\n            text/csv:", "openapi.yaml", "application/json only"},
		"an operationId that is no name":               {document, "operationId: getReport", "operationId: ../getReport", "openapi.yaml:39", "is no name"},
		"an operation with the name of a method":       {document, "operationId: getReport", "operationId: string", "openapi.yaml", "already declared"},
		"an action of which one target is gone":        {overlay, "['Box','BoxPage','Problem']", "['Box','BoxPages','Problem']", "overlay.yaml", "BoxPages"},
		"a cursor that is no text":                     {document, "name: start, in: query, schema: {type: string}", "name: start, in: query, schema: {type: integer}", "overlay.yaml", `the cursor "start" is no string`},
		"a page that is no number":                     {document, "name: page, in: query, schema: {type: integer, default: 1}", "name: page, in: query, schema: {type: string}", "overlay.yaml", `the page "page" is no integer`},
		"an operation that cannot succeed":             {document, "\"204\": {description: Done.}", "\"404\": {description: Gone.}", "openapi.yaml", "has no success"},
	} {
		t.Run(name, func(t *testing.T) {
			copied := t.TempDir()
			source := clientgen.Source{Root: copied, Spec: "sample", Overlay: "sample/overlay.yaml", Out: "out"}
			require.NoError(t, os.CopyFS(filepath.Join(copied, "sample"), os.DirFS("testdata/sample")))
			require.NoError(t, clientgen.Generate(source))
			before := contents(t, filepath.Join(copied, "out"))

			edit(t, filepath.Join(copied, "sample", test.file), test.old, test.new)
			err := clientgen.Generate(source)

			require.Error(t, err)
			assert.NotContains(t, err.Error(), "\n", "more than one line")
			assert.Contains(t, err.Error(), "sample/"+test.place)
			assert.Contains(t, err.Error(), test.says)
			assert.Equal(t, before, contents(t, filepath.Join(copied, "out")))
		})
	}
}

func edit(t *testing.T, file, old, changed string) {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(data), old)
	require.NoError(t, os.WriteFile(file, []byte(strings.Replace(string(data), old, changed, 1)), 0o600))
}

func contents(t *testing.T, folder string) map[string]string {
	t.Helper()
	files := map[string]string{}
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	for _, entry := range entries {
		data, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		require.NoError(t, err)
		files[entry.Name()] = string(data)
	}
	return files
}

func TestGeneratedFilesThatAreNoLongerMadeAreRemovedAndOthersAreLeft(t *testing.T) {
	copied := t.TempDir()
	require.NoError(t, os.CopyFS(filepath.Join(copied, "sample"), os.DirFS("testdata/sample")))
	out := filepath.Join(copied, "out")
	require.NoError(t, os.Mkdir(out, 0o755))
	for _, name := range []string{"old.gen.go", "notes.txt"} {
		require.NoError(t, os.WriteFile(filepath.Join(out, name), nil, 0o600))
	}
	require.NoError(t, clientgen.Generate(clientgen.Source{Root: copied, Spec: "sample", Overlay: "sample/overlay.yaml", Out: "out"}))
	names := contents(t, out)
	assert.NotContains(t, names, "old.gen.go")
	assert.Contains(t, names, "notes.txt")
	assert.Len(t, names, 5)
}

// A new engineer adds an operation to a document and runs the two commands of the README: there is a method, and a
// contract test fails that tells which fixture to add. With the fixture, it passes.
func TestANewOperationBecomesAMethodAndATestThatAsksForAFixture(t *testing.T) {
	copied := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum", "generate.go"} {
		data, err := os.ReadFile(filepath.Join(root, name))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(copied, name), data, 0o600))
	}
	for _, name := range []string{"cmd/clientgen", "core", "gen/websoftsolus", "specs/websoftsolus", "internal/clientgen", "internal/contract", "internal/document"} {
		require.NoError(t, os.CopyFS(filepath.Join(copied, name), os.DirFS(filepath.Join(root, name))))
	}
	overlay, err := os.ReadFile(filepath.Join(root, "overlays/websoftsolus.yaml"))
	require.NoError(t, err)
	require.NoError(t, os.Mkdir(filepath.Join(copied, "overlays"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(copied, "overlays/websoftsolus.yaml"), overlay, 0o600))

	edit(t, filepath.Join(copied, "specs/websoftsolus/openapi.yaml"), "\npaths:\n", `
paths:
  /license/plesk/{keyNumber}/renewal:
    get:
      operationId: getPleskRenewal
      tags: [Plesk]
      summary: Get the date on which a Plesk licence renews.
      parameters:
        - $ref: '#/components/parameters/LicenseKeyNumber'
      responses:
        "200":
          description: The date.
          content:
            application/json:
              schema: {type: string}
`)
	run := func(args ...string) (string, error) {
		cmd := exec.Command("go", args...)
		cmd.Dir = copied
		cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
		out, err := cmd.CombinedOutput()
		return string(out), err
	}

	out, err := run("generate", "./...")
	require.NoError(t, err, out)
	out, err = run("doc", "./gen/websoftsolus", "API.GetPleskRenewal")
	require.NoError(t, err, out)
	assert.Contains(t, out, "GetPleskRenewal gets the date on which a Plesk licence renews.")

	const test = "-run=^TestContractGetPleskRenewal$"
	out, err = run("test", "./gen/websoftsolus", test)
	require.Error(t, err, "the contract test passes without a fixture")
	assert.Contains(t, out, "getPleskRenewal has no fixture for a success")
	assert.Contains(t, out, "specs/websoftsolus/fixtures/synthetic/getPleskRenewal.yaml")

	fixture := filepath.Join(copied, "specs/websoftsolus/fixtures/synthetic/getPleskRenewal.yaml")
	require.NoError(t, os.MkdirAll(filepath.Dir(fixture), 0o755))
	require.NoError(t, os.WriteFile(fixture, []byte(`version: 2
interactions:
  - id: 0
    request:
      method: GET
      url: https://api.websoftsolus.com/test/license/plesk/PLSK.0298xxxx/renewal
      headers:
        Authorization: [Bearer placeholder]
    response:
      code: 200
      headers:
        Content-Type: [application/json]
      body: '"2026-12-01"'
`), 0o600))
	out, err = run("test", "./gen/websoftsolus", test)
	assert.NoError(t, err, out)
}

// Two packages are written, or none: a fault in the second leaves the first as it was.
func TestAFaultInOneDocumentLeavesTheOtherPackageAsItWas(t *testing.T) {
	copied := t.TempDir()
	source := func(name string) clientgen.Source {
		require.NoError(t, os.CopyFS(filepath.Join(copied, name), os.DirFS("testdata/sample")))
		return clientgen.Source{Root: copied, Spec: name, Overlay: name + "/overlay.yaml", Out: "out-" + name}
	}
	good, bad := source("good"), source("bad")
	edit(t, filepath.Join(copied, "bad/openapi.yaml"), "operationId: getReport", "operationId: get_report")
	require.Error(t, clientgen.Generate(good, bad))
	assert.NoDirExists(t, filepath.Join(copied, "out-good"))
}

// The words for a login that yields a token, on the document that has one.
func TestATokenExchangeThatCannotBeIsRefusedWithItsPlace(t *testing.T) {
	for name, test := range map[string]struct{ file, old, changed, says string }{
		"a login that is not there":        {"overlay.yaml", "operation: createAccessToken", "operation: createToken", "it needs the operationId of a login"},
		"a field that is not there":        {"overlay.yaml", "fields: [login, secret]", "fields: [login, key]", `"key" is no field`},
		"a token that is not there":        {"overlay.yaml", "token: access_token", "token: token", `"token" is no property`},
		"a life that is no number":         {"overlay.yaml", "expires: expires_in", "expires: token_type", "not a number of seconds"},
		"a login that needs a credential":  {"openapi.yaml", "      security: []\n", "", "itself needs credentials"},
		"an exchange for another scheme":   {"openapi.yaml", "scheme: bearer", "scheme: basic", "belongs to a bearer scheme"},
		"a word that the exchange has not": {"overlay.yaml", "expires: expires_in", "expiry: expires_in", "expiry"},
	} {
		t.Run(name, func(t *testing.T) {
			copied := t.TempDir()
			for _, file := range []string{"specs/websoftsolus/openapi.yaml", "specs/websoftsolus/codegen.yaml", "overlays/websoftsolus.yaml"} {
				data, err := os.ReadFile(filepath.Join(root, file))
				require.NoError(t, err)
				name := filepath.Base(file)
				if name == "websoftsolus.yaml" {
					name = "overlay.yaml"
				}
				require.NoError(t, os.WriteFile(filepath.Join(copied, name), data, 0o600))
			}
			edit(t, filepath.Join(copied, test.file), test.old, test.changed)
			_, err := clientgen.Render(clientgen.Source{Root: copied, Spec: ".", Overlay: "overlay.yaml", Out: "out"})
			require.ErrorContains(t, err, test.says)
			assert.Regexp(t, `^(overlay|openapi)\.yaml:\d+: `, err.Error())
		})
	}
}
