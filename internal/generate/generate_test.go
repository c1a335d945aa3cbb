package generate_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/generate"
)

// root is the repository's root, seen from this package.
const root = "../.."

func TestWhatIsCheckedInIsWhatGenerateMakes(t *testing.T) {
	names, err := generate.Names(root)
	require.NoError(t, err)
	sources := []generate.Source{sampleSource(root)}
	for _, name := range names {
		sources = append(sources, generate.API(root, name))
	}
	for _, source := range sources {
		t.Run(source.Out, func(t *testing.T) {
			files, err := generate.Render(source)
			require.NoError(t, err)
			again, err := generate.Render(source)
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

func sampleSource(root string) generate.Source {
	return generate.Source{
		Root: root, Spec: "internal/generate/testdata/sample",
		Overlay: "internal/generate/testdata/sample/overlay.yaml", Out: "internal/generate/sample",
	}
}

// A fault is one line that names file and place, and leaves the output as it was. The place of what an overlay brings is its
// action.
func TestAFaultIsOneLineWithFileAndPlaceAndChangesNothing(t *testing.T) {
	const document, overlay, config = "openapi.yaml", "overlay.yaml", "codegen.yaml"
	for name, test := range map[string]struct {
		file, old, new string
		place, says    string
	}{
		"a document that is not YAML":                 {document, "paths:\n", "paths: [\n", "openapi.yaml:11", "did not find expected"},
		"a key that stands twice":                     {document, "  title: Sample API\n", "  title: Sample API\n  title: Again\n", "openapi.yaml:4", `"title" stands here twice`},
		"a reference to nothing":                      {document, "schema: {$ref: '#/components/schemas/Problem'}", "schema: {$ref: '#/components/schemas/Nothing'}", "openapi.yaml:36", "the reference #/components/schemas/Nothing leads nowhere"},
		"a schema of an unknown type":                 {document, "text: {type: string}\n                        at", "text: {type: sting}\n                        at", "openapi.yaml:105", `got "sting"`},
		"an operation without operationId":            {document, "      operationId: getReport\n", "", "openapi.yaml:39", "GET /boxes/report has no operationId"},
		"an operationId that is taken":                {document, "operationId: getReport", "operationId: getBox", "openapi.yaml:53", "the operationId getBox is also that of"},
		"an extension that nobody knows":              {document, "x-permissions: [box:read]", "x-permisions: [box:read]", "openapi.yaml:20", "unknown extension x-permisions in an operation"},
		"an extension in the wrong place":             {document, "  version: \"1\"\n", "  version: \"1\"\n  x-retry: never\n", "openapi.yaml:5", "the extension x-retry means nothing in info"},
		"an unknown extension in an overlay":          {overlay, "x-retry: never", "x-retries: never", "overlay.yaml:27", "unknown extension x-retries"},
		"a word of the vocabulary with a wrong value": {overlay, "x-retry: never", "x-retry: sometimes", "overlay.yaml:25", `x-retry is "sometimes": it is always or never`},
		"a duration that is none":                     {overlay, "x-retry: never", "x-timeout: soon", "overlay.yaml:25", `x-timeout is "soon": it is a duration such as 5m`},
		"a duration that is too short":                {overlay, "x-retry: never", "x-timeout: 1ms", "overlay.yaml:25", `x-timeout is "1ms": it is a duration such as 5m`},
		"a range of codes without an end":             {overlay, "x-retry: never", "x-error-codes: {first: 5}", "overlay.yaml:25", "x-error-codes needs the first and the last number"},
		"a range of codes with another word":          {overlay, "x-retry: never", "x-error-codes: {from: 5}", "overlay.yaml:25", "field from not found"},
		"a word of the vocabulary with a wrong field": {overlay, "cursor: start", "cursr: start", "overlay.yaml:9", "cursr"},
		"a result that is not there":                  {overlay, "x-result: data", "x-result: date", "overlay.yaml:19", `x-result names "date"`},
		"a page's items that are not there":           {overlay, "items: payload", "items: pay", "overlay.yaml:14", `"pay" is no list`},
		"a paging parameter that is not there":        {overlay, "page: page", "page: pgae", "overlay.yaml:14", `no query parameter "pgae"`},
		"an overlay that no longer applies":           {overlay, "$.paths['/boxes/{id}'].get", "$.paths['/boxes/{box}'].get", "overlay.yaml:19", "no longer applies"},
		"an action without a description":             {overlay, "    description: The answer is wrapped in data.\n", "", "overlay.yaml:19", "has no description"},
		"an overlay of another version":               {overlay, "overlay: 1.1.0", "overlay: 1.0.0", "overlay.yaml:1", "1.1.0"},
		"a server with variables as a constant": {
			document, "  - url: https://api.example.com/v1\n",
			"  - {url: 'https://{region}.example.com', x-go-name: Regional, variables: {region: {default: eu}}}\n",
			"openapi.yaml:7", "a server whose URL has variables is no constant",
		},
		"an unknown meaning":                           {overlay, "wrongtoken: unauthorized", "wrongtoken: denied", "overlay.yaml:28", `the meaning "denied"`},
		"a configuration with an unknown word":         {config, "package: sample", "package: sample\nclient-typ-name: requests", "codegen.yaml", "client-typ-name"},
		"a configuration with a template of a file":    {config, "package: sample", "package: sample\noutput-options: {user-templates: {client.tmpl: my.tmpl}}", "codegen.yaml", "client.tmpl is no text of its own"},
		"a configuration without a package":            {config, "package: sample", "compatibility: {}", "codegen.yaml", "package name must be specified"},
		"a security scheme that clientgen cannot do":   {document, "basicAuth: {type: http, scheme: basic}", "basicAuth: {type: http, scheme: digest}", "openapi.yaml:226", "no security scheme of type http digest"},
		"a body of a kind that clientgen cannot send":  {document, "application/x-www-form-urlencoded", "multipart/form-data", "openapi.yaml:134", "cannot send multipart/form-data"},
		"an answer of a kind that clientgen cannot do": {document, "description: The report.\n          content:\n            application/json:", "description: The report.\n          content:\n            text/csv:", "openapi.yaml:45", "application/json only"},
		"an operationId that is no name":               {document, "operationId: getReport", "operationId: ../getReport", "openapi.yaml:39", "is no name"},
		"an operation with the name of a method":       {document, "operationId: getReport", "operationId: string", "openapi.yaml", "already declared"},
		"an action of which one target is gone":        {overlay, "['Box','BoxPage','Problem']", "['Box','BoxPages','Problem']", "overlay.yaml:36", "BoxPages"},
		"a cursor that is no text":                     {document, "name: start, in: query, schema: {type: string}", "name: start, in: query, schema: {type: integer}", "overlay.yaml:9", `the cursor "start" is no string`},
		"a page that is no number":                     {document, "name: page, in: query, schema: {type: integer, default: 1}", "name: page, in: query, schema: {type: string}", "overlay.yaml:14", `the page "page" is no integer`},

		"an envelope without a field":                   {overlay, "{field: lock, schema: Lock, ", "{schema: Lock, ", "overlay.yaml:42", "x-error-envelope needs the field"},
		"an envelope with a schema that is not there":   {overlay, "schema: Doubt", "schema: Doubts", "overlay.yaml:50", "\"Doubts\", which is no schema"},
		"an envelope with an unknown meaning":           {overlay, "means: conflict", "means: clash", "overlay.yaml:50", "the meaning \"clash\""},
		"an envelope with an unknown meaning of a text": {overlay, "schema: Refusal, means: invalid, meanings: {gone: notFound}", "schema: Refusal, meanings: {gone: lost}", "overlay.yaml:50", "gives \"gone\" the meaning \"lost\""},
		"an envelope with an unknown word":              {overlay, "falsy: true, schema", "false: true, schema", "overlay.yaml:50", "x-error-envelope: field false not found"},
		"an envelope that is no list":                   {overlay, "[{field: error, schema: Refusal}]", "{field: error, schema: Refusal}", "overlay.yaml:56", "map"},
		"an envelope of the document":                   {document, "openapi: 3.0.3\n", "openapi: 3.0.3\nx-error-envelope:\n  - {field: error}\n  - {falsy: true}\n", "openapi.yaml:4", "needs the field"},
		"a spelling that no form needs":                 {document, "code: {type: string", "code: {x-form: {inverted: true}, type: string", "openapi.yaml:191", "x-form of code: the body is no form"},
		"a spelling beside a reference":                 {document, "force: {type: boolean}", "force: {$ref: '#/components/schemas/Flag', x-form: {inverted: true}}", "openapi.yaml:134", "x-form of force: it stands beside a reference"},
		"a spelling in two ways":                        {document, "force: {type: boolean}", "force: {type: boolean, x-form: {inverted: true, separator: \",\"}}", "openapi.yaml:134", "x-form of force: a value is spelled in one way"},
		"an envelope in a schema":                       {document, "    Doubt:\n      type: object\n", "    Doubt:\n      type: object\n      x-error-envelope: []\n", "openapi.yaml:401", "means nothing in a schema"},
		"a schema that a lenient list leads back to":    {document, "    Lid:\n      type: object\n      required: [name]\n      properties:\n", "    Lid:\n      type: object\n      required: [name]\n      properties:\n        more: {$ref: '#/components/schemas/LidList'}\n", "openapi.yaml:315", "Lid holds itself by way of lenient.List[Lid], which reads what it holds more than once"},
		"an operation that cannot succeed":              {document, "\"204\": {description: Done.}", "\"404\": {description: Gone.}", "openapi.yaml:80", "has no success"},
	} {
		t.Run(name, func(t *testing.T) {
			copied := t.TempDir()
			source := generate.Source{Root: copied, Spec: "sample", Overlay: "sample/overlay.yaml", Out: "out"}
			require.NoError(t, os.CopyFS(filepath.Join(copied, "sample"), os.DirFS("testdata/sample")))
			require.NoError(t, generate.Generate(source))
			before := contents(t, filepath.Join(copied, "out"))

			edit(t, filepath.Join(copied, "sample", test.file), test.old, test.new)
			err := generate.Generate(source)

			require.Error(t, err)
			assert.NotContains(t, err.Error(), "\n", "more than one line")
			assert.True(t, strings.HasPrefix(err.Error(), "sample/"+test.place+": "), "not at %s: %v", test.place, err)
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
	require.NoError(t, generate.Generate(generate.Source{Root: copied, Spec: "sample", Overlay: "sample/overlay.yaml", Out: "out"}))
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
	for _, name := range []string{"cmd/clientgen", "core", "gen/websoftsolus", "specs/websoftsolus", "internal/generate", "contract", "internal/spec"} {
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
	source := func(name string) generate.Source {
		require.NoError(t, os.CopyFS(filepath.Join(copied, name), os.DirFS("testdata/sample")))
		return generate.Source{Root: copied, Spec: name, Overlay: name + "/overlay.yaml", Out: "out-" + name}
	}
	good, bad := source("good"), source("bad")
	edit(t, filepath.Join(copied, "bad/openapi.yaml"), "operationId: getReport", "operationId: get_report")
	require.Error(t, generate.Generate(good, bad))
	assert.NoDirExists(t, filepath.Join(copied, "out-good"))
}

// The words for a login that yields a token, on the documents that have one. The place is the action that brings them.
func TestATokenExchangeThatCannotBeIsRefusedWithItsPlace(t *testing.T) {
	const document, overlay = "openapi.yaml", "overlay.yaml"
	const newTokens = "The new tokens.\n          content:\n            application/json:\n              schema:\n                anyOf:\n                  - $ref: '#/components/schemas/"
	for name, test := range map[string]struct{ api, file, old, changed, says string }{
		"a login that is not there":        {"websoftsolus", overlay, "operation: createAccessToken", "operation: createToken", `"createToken" is no operation that sends a body`},
		"a field that is not there":        {"websoftsolus", overlay, "fields: [login, secret]", "fields: [login, key]", `"key" is no field`},
		"a token that is not there":        {"websoftsolus", overlay, "token: access_token", "token: token", `"token" is no property`},
		"no token at all":                  {"websoftsolus", overlay, "        token: access_token\n", "", "it needs the name of the token's property"},
		"a life that is no number":         {"websoftsolus", overlay, "expires: expires_in", "expires: token_type", "is no number of seconds"},
		"a login that needs a credential":  {"websoftsolus", document, "      security: []\n", "", "itself needs credentials"},
		"an exchange for another scheme":   {"websoftsolus", document, "scheme: bearer", "scheme: basic", "belongs to a bearer scheme"},
		"a word that the exchange has not": {"websoftsolus", overlay, "expires: expires_in", "expiry: expires_in", "x-token-exchange: field expiry not found"},

		"a renewal that is not there":           {"hostbill", overlay, "operation: refreshToken", "operation: renew", `"renew" is no operation that sends a body`},
		"a renewal that sends no body":          {"hostbill", overlay, "operation: refreshToken", "operation: getUserDetails", `"getUserDetails" is no operation that sends a body`},
		"a renewal that needs a credential":     {"hostbill", overlay, "operation: refreshToken", "operation: updateUserDetails", "updateUserDetails itself needs credentials"},
		"a renewal without its field":           {"hostbill", overlay, "field: refresh_token}", "field: token}", `"token" is no field of the body of refreshToken`},
		"a renewal without a refresh token":     {"hostbill", overlay, "{token: refresh, operation", "{operation", "needs the property of the refresh token"},
		"a refresh token that is not there":     {"hostbill", overlay, "{token: refresh, operation", "{token: renewal, operation", `"renewal" is no property of the answer of login`},
		"a renewal that answers in other words": {"hostbill", document, newTokens + "Tokens'", newTokens + "Status'", `"token" is no property of the answer of refreshToken`},
		"a word that the renewal has not":       {"hostbill", overlay, "field: refresh_token}", "fields: refresh_token}", "x-token-exchange: field fields not found"},
		"an end that is not there":              {"hostbill", overlay, "ends: [logout, revokeToken]", "ends: [logout, revoke]", "ends: there is no operation revoke"},
	} {
		t.Run(name, func(t *testing.T) {
			copied := t.TempDir()
			for from, to := range map[string]string{
				"specs/" + test.api + "/openapi.yaml": document, "specs/" + test.api + "/codegen.yaml": "codegen.yaml",
				"overlays/" + test.api + ".yaml": overlay,
			} {
				data, err := os.ReadFile(filepath.Join(root, from))
				require.NoError(t, err)
				require.NoError(t, os.WriteFile(filepath.Join(copied, to), data, 0o600))
			}
			text, err := os.ReadFile(filepath.Join(copied, overlay))
			require.NoError(t, err)
			above, _, found := strings.Cut(string(text), "x-token-exchange:")
			require.True(t, found)
			place := strings.Count(above[:strings.LastIndex(above, "- target:")], "\n") + 1

			edit(t, filepath.Join(copied, test.file), test.old, test.changed)
			_, err = generate.Render(generate.Source{Root: copied, Spec: ".", Overlay: overlay, Out: "out"})
			require.ErrorContains(t, err, test.says)
			assert.True(t, strings.HasPrefix(err.Error(), fmt.Sprintf("overlay.yaml:%d: ", place)), "not at line %d: %v", place, err)
			assert.NotContains(t, err.Error(), "\n", "more than one line")
		})
	}
}

// What a success may also be, a failure, is taken away from the method's result however the document puts it.
func TestFailuresAreTakenAwayFromTheResult(t *testing.T) {
	const success, slip = "- description: Not documented.\n", "    Slip:\n      type: object\n      properties:\n        text: {type: string}\n"
	for name, test := range map[string]struct{ old, changed, has, hasNot string }{
		"from one of two":   {success, "- $ref: '#/components/schemas/Slip'\n", "GetCrateLog(ctx context.Context, id int64, opts ...core.CallOption) (Slip, error)", "GetCrateLogResult"},
		"from one of three": {success, "- $ref: '#/components/schemas/Slip'\n                  - $ref: '#/components/schemas/Lid'\n", "AsSlip()", "AsRefusal()"},
		"from a list":       {success, "- {type: array, items: {$ref: '#/components/schemas/Slip'}}\n", "([]Slip, error)", "GetCrateLogResult"},
	} {
		for _, status := range []string{`"200"`, "2XX"} {
			t.Run(name+" of "+status, func(t *testing.T) {
				copied := t.TempDir()
				require.NoError(t, os.CopyFS(filepath.Join(copied, "sample"), os.DirFS("testdata/sample")))
				file := filepath.Join(copied, "sample/openapi.yaml")
				edit(t, file, `        "200":
          description: The log`, "        "+status+":\n          description: The log")
				edit(t, file, test.old, test.changed)
				edit(t, file, "    Seal:\n", slip+"    Seal:\n")
				files, err := generate.Render(generate.Source{Root: copied, Spec: "sample", Overlay: "sample/overlay.yaml", Out: "out"})
				require.NoError(t, err)
				made := string(files["models.gen.go"]) + string(files["api.gen.go"])
				assert.Contains(t, made, test.has)
				assert.NotContains(t, made, test.hasNot)
				assert.Contains(t, made, "type Slip struct", "the result needs its type")
				assert.Contains(t, made, "type Refusal struct", "the error's detail needs its type")
			})
		}
	}
}

// A type of core/lenient knows null by itself; that the result may be null is known all the same.
func TestAResultOfTwoFormsMayBeNullIfTheDocumentSaysSo(t *testing.T) {
	for schema, nullable := range map[string]bool{"LidList": true, "WordList": false} {
		t.Run(schema, func(t *testing.T) {
			copied := t.TempDir()
			require.NoError(t, os.CopyFS(filepath.Join(copied, "sample"), os.DirFS("testdata/sample")))
			edit(t, filepath.Join(copied, "sample/openapi.yaml"), "crate: {$ref: '#/components/schemas/Crate'}", "crate: {$ref: '#/components/schemas/"+schema+"'}")
			files, err := generate.Render(generate.Source{Root: copied, Spec: "sample", Overlay: "sample/overlay.yaml", Out: "out"})
			require.NoError(t, err)
			_, declared, found := strings.Cut(string(files["api.gen.go"]), "opGetCrate = core.Operation{")
			require.True(t, found)
			declared, _, _ = strings.Cut(declared, "core.Operation{")
			assert.Equal(t, nullable, strings.Contains(declared, "Nullable: true"))
		})
	}
}

// What holds itself without a type of core/lenient on the way is read by encoding/json, at once.
func TestAPlainSchemaMayHoldItself(t *testing.T) {
	copied := t.TempDir()
	require.NoError(t, os.CopyFS(filepath.Join(copied, "sample"), os.DirFS("testdata/sample")))
	edit(t, filepath.Join(copied, "sample/openapi.yaml"), "        note: {type: string, nullable: true}\n        labels",
		"        inner: {type: array, items: {$ref: '#/components/schemas/Box'}}\n        note: {type: string, nullable: true}\n        labels")
	_, err := generate.Render(generate.Source{Root: copied, Spec: "sample", Overlay: "sample/overlay.yaml", Out: "out"})
	assert.NoError(t, err)
}
