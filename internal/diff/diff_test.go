package diff_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/diff"
	"github.com/hostclients/hostclients/internal/diff/accepted"
	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/diff/report"
	"github.com/hostclients/hostclients/internal/upstream"
)

const boxes = `openapi: 3.0.3
info: {title: Boxes, version: "1"}
servers: [{url: https://api.example.com}]
paths:
  /box:
    get:
      operationId: listBoxes
      parameters:
        - {name: color, in: query, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer}}
      responses:
        "200":
          description: Boxes.
          content:
            application/json:
              schema:
                type: object
                properties:
                  size: {type: integer}
`

// without removes a part of the text. The part must occur exactly once.
func without(t *testing.T, text, part string) string {
	t.Helper()
	return edited(t, text, part, "")
}

// edited replaces a part of the text. The part must occur exactly once.
func edited(t *testing.T, text, old, now string) string {
	t.Helper()
	require.Equal(t, 1, strings.Count(text, old), old)
	return strings.Replace(text, old, now, 1)
}

const color = "        - {name: color, in: query, schema: {type: string}}\n"

// folder creates a temporary folder with the files.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	place := t.TempDir()
	put(t, place, files)
	return place
}

func put(t *testing.T, place string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		file := filepath.Join(place, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	}
}

// root returns the folder of this module.
func root(t *testing.T) string {
	t.Helper()
	place, err := filepath.Abs("../..")
	require.NoError(t, err)
	return place
}

func comparer(t *testing.T, place string, at ...change.Boundary) *diff.Comparer {
	t.Helper()
	return &diff.Comparer{Root: root(t), Folder: place, At: at}
}

// lines returns the severity, rule and places of each change. A line number is that many letters I.
func lines(all []change.Change) []string {
	var out []string
	for _, c := range all {
		line := c.Severity.String() + " " + c.Rule
		for _, at := range []*change.Place{c.Old, c.New} {
			if at != nil {
				line += " " + at.File
				if at.Line > 0 {
					line += ":" + strings.Repeat("I", at.Line)
				}
			}
		}
		out = append(out, line)
	}
	return out
}

// at returns the changes at a boundary.
func at(r report.Report, boundary change.Boundary) []change.Change {
	var all []change.Change
	for _, c := range r.Changes {
		if c.Boundary == boundary {
			all = append(all, c)
		}
	}
	return all
}

func TestTwoDocumentsAreComparedOnTheWireAndAsPackages(t *testing.T) {
	place := folder(t, map[string]string{"old.yaml": boxes, "new.yaml": without(t, boxes, color)})
	r, err := comparer(t, place).Documents(t.Context(), "old.yaml", "new.yaml")
	require.NoError(t, err)
	require.Len(t, at(r, change.Wire), 1)
	removed := at(r, change.Wire)[0]
	assert.Equal(t, "request-parameter-removed", removed.Rule)
	assert.Equal(t, &change.Place{File: "old.yaml", Line: 9}, removed.Old)
	require.Len(t, at(r, change.Go), 1)
	assert.Equal(t, "field ListBoxesParams.Color is gone", at(r, change.Go)[0].Text)
	assert.Empty(t, r.Unknown)
	assert.Equal(t, map[change.Boundary]string{change.Fixtures: "there are no recorded exchanges; name their folder with -fixtures"}, r.Missing)
	assert.Equal(t, report.Major, r.Bump, "want a major bump, because the old document has version 1")

	r, err = comparer(t, place).Documents(t.Context(), "old.yaml", "old.yaml")
	require.NoError(t, err)
	assert.Empty(t, r.Changes)
	assert.Equal(t, report.None, r.Bump)
}

// exchange is a cassette with one call of GET /box.
const exchange = `version: 2
interactions:
  - id: 0
    request: {method: GET, url: "https://api.example.com/box"}
    response: {code: 200, headers: {Content-Type: [application/json]}, body: '{"size": 3}'}
`

func TestTwoDocumentsAreComparedWithFixturesAndOrderedOverlays(t *testing.T) {
	place := folder(t, map[string]string{
		"old.yaml": boxes, "new.yaml": edited(t, boxes, "size: {type: integer}", "size: {type: string}"),
		"names.yaml": `overlay: 1.1.0
info: {title: Names, version: "1"}
actions:
  - target: $..properties.size
    description: A better name for a field.
    update: {x-go-name: Width}
`,
		"more.yaml": `overlay: 1.1.0
info: {title: Other names, version: "1"}
actions:
  - target: $..properties.size
    description: The name before the better one.
    update: {x-go-name: Breadth}
`,
	})
	put(t, place, map[string]string{"fixtures/recorded/listBoxes.yaml": exchange})
	c := comparer(t, place)
	c.Overlays, c.Fixtures = []string{"more.yaml", "names.yaml"}, "fixtures"
	r, err := c.Documents(t.Context(), "old.yaml", "new.yaml")
	require.NoError(t, err)
	assert.Empty(t, r.Missing)
	require.Len(t, at(r, change.Wire), 1)
	require.Len(t, at(r, change.Go), 1)
	assert.Equal(t, "field ListBoxesResult.Width is now string instead of int64", at(r, change.Go)[0].Text)
	require.Len(t, at(r, change.Fixtures), 1)
	assert.Contains(t, at(r, change.Fixtures)[0].Text, "gate 2")
}

// Fixtures are named after operations as clientgen names them. An operation needs no operationId in the document.
func TestFixturesAreFoundByTheNamesOfTheGeneratedOperations(t *testing.T) {
	for _, id := range []string{"      operationId: list-boxes\n", ""} {
		old := edited(t, boxes, "      operationId: listBoxes\n", id)
		place := folder(t, map[string]string{
			"old.yaml": old, "new.yaml": edited(t, old, "size: {type: integer}", "size: {type: string}"),
			"broken.yaml":                         edited(t, old, "size: {type: integer}", "size: {type: string, x-go-nam: Size}"),
			"fixtures/recorded/listBoxes.yaml":    exchange,
			"nameless/synthetic/getBox.yaml":      exchange,
			"nameless/synthetic/other.yaml":       exchange,
			"unrelated/recorded/createBoxes.yaml": exchange,
		})
		c := comparer(t, place, change.Fixtures)
		c.Fixtures = "fixtures"
		if id == "" {
			c.Fixtures = "nameless"
		}
		for _, now := range []string{"new.yaml", "broken.yaml"} {
			r, err := c.Documents(t.Context(), "old.yaml", now)
			require.NoError(t, err)
			assert.Empty(t, r.Missing)
			require.Len(t, r.Changes, 1)
			assert.Contains(t, r.Changes[0].Text, "gate 2")
		}
		for _, name := range []string{"unrelated", "old.yaml"} {
			c.Fixtures = name
			r, err := c.Documents(t.Context(), "old.yaml", "new.yaml")
			require.NoError(t, err)
			assert.Equal(t, map[change.Boundary]string{
				change.Fixtures: "no exchanges of the documents' operations in " + name + ": want files such as recorded/<operationId>.yaml",
			}, r.Missing, "want no comparison without exchanges")
		}
	}
}

func TestOnlyTheRequestedBoundariesAreCompared(t *testing.T) {
	place := folder(t, map[string]string{"old.yaml": boxes, "new.yaml": without(t, boxes, color)})
	for _, boundary := range []change.Boundary{change.Wire, change.Go} {
		r, err := comparer(t, place, boundary).Documents(t.Context(), "old.yaml", "new.yaml")
		require.NoError(t, err)
		assert.Len(t, r.Changes, 1)
		assert.Len(t, at(r, boundary), 1)
	}
}

func TestPlacesNameTheFileOfADocumentInAnyFormat(t *testing.T) {
	var tree any
	require.NoError(t, yaml.Unmarshal([]byte(without(t, boxes, color)), &tree))
	asJSON, err := json.Marshal(tree)
	require.NoError(t, err)
	const swagger = `{"swagger": "2.0", "info": {"title": "Boxes", "version": "1"}, "host": "api.example.com", "schemes": ["https"],
		"paths": {"box": {"get": {"operationId": "listBoxes", "parameters": [{"name": "limit", "in": "query", "type": "integer"}],
		"produces": ["application/json"], "responses": {"200": {"description": "Boxes.",
		"schema": {"type": "object", "properties": {"size": {"type": "integer"}}}}}}}}}`
	place := folder(t, map[string]string{
		"old.yaml": boxes, "new.json": string(asJSON), "swagger.json": swagger,
		"page.html": "<html><script>const __redoc_state = {\"spec\":{\"data\":" + string(asJSON) + "}};</script></html>",
		"later.yaml": edited(t, edited(t, without(t, boxes, color), "3.0.3", "3.1.0"),
			"size: {type: integer}", `size: {type: [integer]}`),
	})
	for name, line := range map[string]int{"new.json": 1, "swagger.json": 2, "page.html": 1, "later.yaml": 5} {
		r, err := comparer(t, place, change.Wire, change.Go).Documents(t.Context(), name, "old.yaml")
		require.NoError(t, err, name)
		assert.Empty(t, r.Unknown, name)
		require.Len(t, r.Changes, 2, name)
		for _, c := range r.Changes {
			assert.Equal(t, change.Compatible, c.Severity)
		}

		// In the other direction, each change must have a place in the file.
		changed := strings.Replace(boxes, "operationId: listBoxes", "operationId: getBoxes", 1)
		put(t, place, map[string]string{"other.yaml": without(t, changed, color)})
		r, err = comparer(t, place, change.Go).Documents(t.Context(), "other.yaml", name)
		require.NoError(t, err, name)
		require.NotEmpty(t, r.Changes, name)
		for _, c := range r.Changes {
			require.NotNil(t, c.New, c.Text)
			assert.Equal(t, name, c.New.File)
			assert.GreaterOrEqual(t, c.New.Line, line)
			assert.NotContains(t, c.Text+c.Advice, "openapi.yaml", "want no name of a temporary file")
		}
	}
}

func TestWebhooksAreComparedOnTheWire(t *testing.T) {
	with := func(webhooks string) string {
		return edited(t, boxes, "3.0.3", "3.1.0") + "webhooks:\n  boxed: " + webhooks
	}
	hook := "{post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Lid'}}}}, responses: {'204': {description: Fine.}}}}\n"
	place := folder(t, map[string]string{
		"none.yaml": edited(t, boxes, "3.0.3", "3.1.0"), "string.yaml": with(hook) + "components: {schemas: {Lid: {type: string}}}\n",
		"integer.yaml": with(hook) + "components: {schemas: {Lid: {type: [integer]}}}\n",
	})
	for files, want := range map[[2]string][]string{
		{"none.yaml", "string.yaml"}:    {"compatible wire: the webhook boxed is new"},
		{"string.yaml", "none.yaml"}:    {"risky wire: the webhook boxed was removed"},
		{"string.yaml", "integer.yaml"}: {"risky wire: the webhook boxed changed"},
		{"string.yaml", "string.yaml"}:  nil,
	} {
		r, err := comparer(t, place, change.Wire).Documents(t.Context(), files[0], files[1])
		require.NoError(t, err)
		assert.Empty(t, r.Unknown)
		var got []string
		for _, c := range r.Changes {
			got = append(got, c.Line())
		}
		assert.Equal(t, want, got, files)
	}
}

func TestConvertingADocumentToOpenAPI31IsNotAChange(t *testing.T) {
	with := func(version, properties string) string {
		return edited(t, edited(t, boxes, "3.0.3", version), "                  size: {type: integer}\n", properties)
	}
	old := with("3.0.3", `                  size: {type: integer, nullable: true, minimum: 0, exclusiveMinimum: true}
                  kind: {type: string, enum: [box]}
                  lid: {allOf: [{type: object, description: Lid.}], nullable: true, description: Its lid.}
                  seal: {type: string, format: byte}
                  label: {anyOf: [{type: string}, {type: integer}]}
                  parts: {type: array, items: {}}
`)
	now := with("3.1.0", `                  size: {type: [integer, 'null'], exclusiveMinimum: 0}
                  kind: {const: box}
                  lid: {anyOf: [{type: object, description: Lid.}, {type: 'null'}], description: Its lid.}
                  seal: {type: string, contentEncoding: base64}
                  label: {type: [string, integer]}
                  parts: {type: array, items: true}
`)
	place := folder(t, map[string]string{"old.yaml": old, "new.yaml": now})
	r, err := comparer(t, place, change.Wire, change.Go).Documents(t.Context(), "old.yaml", "new.yaml")
	require.NoError(t, err)
	assert.Empty(t, r.Changes)
	assert.Empty(t, r.Unknown)
}

func TestASplitDocumentIsReadWithItsFiles(t *testing.T) {
	split := edited(t, boxes, "{type: string}}", "{$ref: 'types.yaml#/color'}}")
	place := folder(t, map[string]string{
		"old.yaml":           edited(t, boxes, "{type: string}}", "{type: boolean}}"),
		"split/openapi.yaml": split, "split/types.yaml": "color: {type: string}\n",
	})
	r, err := comparer(t, place, change.Wire).Documents(t.Context(), "old.yaml", "split")
	require.NoError(t, err)
	assert.Equal(t, "request-parameter-type-generalized", r.Changes[0].Rule)
}

// The variants of a schema are identified by the names in their references, which differ between the two documents.
func TestSplittingADocumentIntoFilesIsNotAChange(t *testing.T) {
	const variants = "oneOf: [{$ref: '%sRound'}, {$ref: '%sSquare'}]"
	shapes := "    Round: {type: object, required: [radius], properties: {radius: {type: integer}}}\n" +
		"    Square: {type: object, required: [side], properties: {side: {type: integer}}}\n"
	whole := edited(t, boxes, "size: {type: integer}", "size: {"+strings.ReplaceAll(variants, "%s", "#/components/schemas/")+"}")
	split := edited(t, boxes, "size: {type: integer}", "size: {"+strings.ReplaceAll(variants, "%s", "shapes.yaml#/")+"}")
	place := folder(t, map[string]string{
		"whole.yaml": whole + "components:\n  schemas:\n" + shapes, "split/openapi.yaml": split,
		"split/shapes.yaml":    strings.ReplaceAll(shapes, "    ", ""),
		"split31/openapi.yaml": strings.Replace(split, "3.0.3", "3.1.0", 1),
		"split31/shapes.yaml":  strings.NewReplacer("    ", "", "integer", "[integer]").Replace(shapes),
	})
	for _, names := range [][]string{{"whole.yaml", "split"}, {"split", "whole.yaml"}, {"whole.yaml", "split31"}, {"split31", "split"}} {
		r, err := comparer(t, place).Documents(t.Context(), names[0], names[1])
		require.NoError(t, err)
		assert.Empty(t, r.Changes, names)
		assert.Empty(t, r.Unknown)
		assert.Equal(t, map[change.Boundary]string{change.Fixtures: "there are no recorded exchanges; name their folder with -fixtures"}, r.Missing)
	}
}

func TestTheErrorForAnInvalidDocumentNamesTheFile(t *testing.T) {
	place := folder(t, map[string]string{
		"old.yaml": boxes, "none.txt": "Dear customers", "broken.yaml": boxes + "  x: [",
		"away.yaml": edited(t, boxes, "{type: string}}", "{$ref: '../types.yaml#/color'}}"),
	})
	for name, says := range map[string]string{
		"none.txt":      "none.txt: unknown format: want one of OpenAPI 3.0, ",
		"broken.yaml":   "broken.yaml:20: ",
		"away.yaml":     "leaves the document's folder",
		"missing.yaml":  "missing.yaml: there is no such file or folder",
		"HEAD:old.yaml": "HEAD:old.yaml: there is no such file or folder",
	} {
		for _, names := range [][2]string{{name, "old.yaml"}, {"old.yaml", name}} {
			_, err := comparer(t, place).Documents(t.Context(), names[0], names[1])
			assert.ErrorContains(t, err, says, names)
		}
	}
}

func TestADocumentThatCannotBeGeneratedIsComparedOnTheWire(t *testing.T) {
	other := edited(t, boxes, "operationId: listBoxes", "operationId: listBoxes\n      x-timeout: soon")
	place := folder(t, map[string]string{"old.yaml": boxes, "new.yaml": other})
	r, err := comparer(t, place).Documents(t.Context(), "new.yaml", "old.yaml")
	require.NoError(t, err)
	assert.Empty(t, at(r, change.Go))
	assert.Contains(t, r.Missing[change.Go], "the old document: ")

	r, err = comparer(t, place).Documents(t.Context(), "old.yaml", "new.yaml")
	require.NoError(t, err)
	require.Len(t, at(r, change.Go), 1)
	lost := at(r, change.Go)[0]
	assert.Equal(t, "no-package", lost.Rule)
	assert.Equal(t, change.Breaking, lost.Severity)
	assert.Equal(t, "no package can be generated from the document anymore: no operation of the document can be generated; "+
		`x-timeout: want a duration of at least a second, such as 5m, got "soon"`, lost.Text)
	assert.Equal(t, &change.Place{File: "new.yaml", Line: 5}, lost.New)

	put(t, place, map[string]string{"moved.yaml": "# One line more.\n" + other})
	r, err = comparer(t, place).Documents(t.Context(), "old.yaml", "moved.yaml")
	require.NoError(t, err)
	assert.Equal(t, lost.Fingerprint(), at(r, change.Go)[0].Fingerprint(), "want a fingerprint that does not depend on the line")
}

// Some operations get their operationId from the overlay, and fixtures are named after the operationId.
func TestFixturesAreFoundEvenIfTheOverlayDoesNotFitTheNewDocument(t *testing.T) {
	text, err := os.ReadFile("../../specs/whmcs/openapi.yaml")
	require.NoError(t, err)
	now := edited(t, string(text), "\n  /cycles:\n", "\n  /billing/cycles:\n")
	now = edited(t, now, "  /keepalive:\n    post:\n", "  /keepalive:\n    put:\n")
	place := folder(t, map[string]string{"new.yaml": now})
	r, err := comparer(t, place).API(t.Context(), "whmcs", "new.yaml")
	require.NoError(t, err)
	var gone []string
	for _, c := range at(r, change.Fixtures) {
		if c.Rule == "fixture-operation-removed" {
			gone = append(gone, c.OperationID)
		}
	}
	assert.Equal(t, []string{"listCycles", "keepAlive"}, gone)
	assert.Equal(t, "no-package", at(r, change.Go)[0].Rule)
}

func TestAnAcceptedChangeIsNotStaleIfABoundaryCouldNotBeCompared(t *testing.T) {
	entry := "- {fingerprint: 0123456789abcdef, reason: It was never used., date: 2026-01-02, change: a field is gone}\n"
	place := folder(t, map[string]string{"new.yaml": edited(t, licenses(t), "      operationId: listPleskLicenses\n", "")})
	c := comparer(t, place)
	c.Root = module(t)
	put(t, c.Root, map[string]string{"specs/websoftsolus/accepted.yaml": entry})
	r, err := c.API(t.Context(), "websoftsolus", "new.yaml")
	require.NoError(t, err)
	assert.Equal(t, "no-package", at(r, change.Go)[0].Rule)

	put(t, place, map[string]string{"new.yaml": licenses(t)})
	_, err = c.API(t.Context(), "websoftsolus", "new.yaml")
	assert.ErrorContains(t, err, "no change matches this entry")
}

// module returns a copy of the parts of this module that the comparison of an API needs.
func module(t *testing.T) string {
	t.Helper()
	place := t.TempDir()
	for _, name := range []string{"core", "internal/near", "specs/websoftsolus", "overlays"} {
		require.NoError(t, os.CopyFS(filepath.Join(place, name), os.DirFS(filepath.Join(root(t), name))))
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join(root(t), name))
		require.NoError(t, err)
		put(t, place, map[string]string{name: string(text)})
	}
	return place
}

func TestTheOverlayMayAlreadyFitTheNewDocument(t *testing.T) {
	now := strings.NewReplacer("schemas/LicenseText'", "schemas/Words'", "    LicenseText:\n", "    Words:\n").Replace(licenses(t))
	place := folder(t, map[string]string{"new.yaml": strings.Replace(now, "minLength: 1\n", "minLength: 2\n", 1)})
	c := comparer(t, place)
	c.Root = module(t)
	r, err := c.API(t.Context(), "websoftsolus", "new.yaml")
	require.NoError(t, err)
	var advice string
	for _, one := range at(r, change.Go) {
		if one.Rule == "type-renamed" {
			advice = one.Advice
		}
	}
	_, action, found := strings.Cut(advice, "add to the overlay: ")
	require.True(t, found, advice)
	overlay, err := os.ReadFile(filepath.Join(c.Root, "overlays", "websoftsolus.yaml"))
	require.NoError(t, err)
	put(t, c.Root, map[string]string{"overlays/websoftsolus.yaml": string(overlay) + "  " + action + "\n"})
	r, err = c.API(t.Context(), "websoftsolus", "new.yaml")
	require.NoError(t, err)
	assert.Empty(t, r.Unknown)
	var rules []string
	for _, one := range at(r, change.Go) {
		if one.Severity == change.Breaking && !slices.Contains(rules, one.Rule) {
			rules = append(rules, one.Rule)
		}
	}
	assert.Equal(t, []string{"rule-changed"}, rules, "want the old name, and a comparison of everything else")
}

func TestACanceledComparisonReturnsTheErrorOfTheContext(t *testing.T) {
	place := folder(t, map[string]string{"old.yaml": boxes, "new.yaml": without(t, boxes, color)})
	ctx, cancel := context.WithCancel(t.Context())
	c := comparer(t, place)
	c.Progress = func(step string) {
		if strings.Contains(step, "Go packages") {
			cancel()
		}
	}
	_, err := c.Documents(ctx, "old.yaml", "new.yaml")
	assert.ErrorIs(t, err, context.Canceled)
}

func TestProgressReportsEachStep(t *testing.T) {
	place := folder(t, map[string]string{"old.yaml": boxes})
	var steps []string
	c := comparer(t, place)
	c.Progress = func(step string) { steps = append(steps, step) }
	_, err := c.Documents(t.Context(), "old.yaml", "old.yaml")
	require.NoError(t, err)
	assert.Equal(t, []string{"reading old.yaml", "comparing the wire", "generating and comparing the Go packages"}, steps)
}

// licenses returns the WebSoftSolus document.
func licenses(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../specs/websoftsolus/openapi.yaml")
	require.NoError(t, err)
	return string(text)
}

func TestADocumentOfAnAPIIsComparedAtAllBoundariesWithTheOverlay(t *testing.T) {
	now := edited(t, licenses(t), "              example: [PLSK.0298xxxx, PLSK.0292xxxx, PLSK.0293xxxx]\n", "")
	now = edited(t, now, "          description: The key numbers of the Plesk licenses.\n", "          description: Numbers.\n")
	i := strings.Index(now, "operationId: listPleskLicenses")
	keys := "$ref: '#/components/schemas/KeyNumberList'\n"
	now = now[:i] + strings.Replace(now[i:], keys, "type: boolean\n", 1)
	place := folder(t, map[string]string{"new.yaml": now})
	r, err := comparer(t, place).API(t.Context(), "websoftsolus", "new.yaml")
	require.NoError(t, err)
	assert.Equal(t, "websoftsolus", r.API)
	assert.Equal(t, "specs/websoftsolus/openapi.yaml", r.Old)
	assert.Empty(t, r.Unknown)
	for _, boundary := range change.Boundaries {
		found := at(r, boundary)
		require.NotEmpty(t, found, boundary)
		assert.Equal(t, change.Breaking, found[0].Severity, boundary)
		assert.Equal(t, "listPleskLicenses", found[0].OperationID, boundary)
		if boundary == change.Wire { // a wider type has a place only in the new document
			require.NotNil(t, found[0].New)
			assert.True(t, strings.HasSuffix(found[0].New.File, "new.yaml"), found[0].New.File)
		} else {
			require.NotNil(t, found[0].Old, boundary)
			assert.True(t, strings.HasPrefix(found[0].Old.File, "specs/websoftsolus/"), found[0].Old.File)
		}
		assert.NotContains(t, found[0].Text+found[0].Subject+found[0].Advice, root(t))
	}
	// Lines refer to the file, not to the document after the overlay.
	before, _, _ := strings.Cut(licenses(t), "      operationId: listPleskLicenses")
	line := 1 + strings.Count(before, "\n")
	assert.InDelta(t, line, at(r, change.Go)[0].Old.Line, 6)
}

func TestAnOverlayActionWithoutATargetIsReportedWithFileAndLine(t *testing.T) {
	place := folder(t, map[string]string{"new.yaml": edited(t, licenses(t), "\n  /license/plesk/order:\n", "\n  /license/plesk/orders:\n")})
	r, err := comparer(t, place).API(t.Context(), "websoftsolus", "new.yaml")
	require.NoError(t, err)
	found := false
	for _, c := range at(r, change.Go) {
		if c.Rule == "overlay-target-gone" {
			found = true
			assert.Equal(t, "overlays/websoftsolus.yaml", c.New.File)
			assert.NotZero(t, c.New.Line)
		}
	}
	assert.True(t, found, lines(r.Changes))
}

func TestAnAPIIsTheNameOfAFolderWithADocument(t *testing.T) {
	c := comparer(t, ".")
	assert.True(t, c.IsAPI("whmcs"))
	for _, name := range []string{"", "plesk", "specs/whmcs", "../specs/whmcs", "README.md", "HEAD:whmcs"} {
		assert.False(t, c.IsAPI(name), name)
	}
}

// repository returns a comparer for a new folder with an API. The folder contains no Go module, so no package can be generated
// there.
func repository(t *testing.T, files map[string]string) *diff.Comparer {
	t.Helper()
	place := folder(t, map[string]string{"specs/boxes/openapi.yaml": boxes})
	put(t, place, files)
	return &diff.Comparer{Root: place, Folder: place}
}

func TestAnAcceptedChangeIsHiddenUntilItChangesAgain(t *testing.T) {
	c := repository(t, map[string]string{"new.yaml": without(t, boxes, color)})
	c.At = []change.Boundary{change.Wire}
	r, err := c.API(t.Context(), "boxes", "new.yaml")
	require.NoError(t, err)
	require.Len(t, r.Changes, 1)

	entry := string(accepted.Suggest(r.Changes))
	entry = strings.ReplaceAll(entry, `reason: ""`, "reason: nobody used it")
	entry = strings.ReplaceAll(entry, `date: ""`, "date: 2026-01-02")
	put(t, c.Root, map[string]string{"specs/boxes/accepted.yaml": entry})
	r, err = c.API(t.Context(), "boxes", "new.yaml")
	require.NoError(t, err)
	assert.Empty(t, r.Changes)
	require.Len(t, r.Accepted, 1)
	assert.Equal(t, "nobody used it (2026-01-02)", r.Accepted[0].Advice)
	assert.Equal(t, report.Minor, r.Bump, "want a version bump for an accepted change as well")

	put(t, c.Root, map[string]string{"new.yaml": edited(t, boxes, "name: color, in: query", "name: color, in: query, required: true")})
	r, err = c.API(t.Context(), "boxes", "new.yaml")
	require.NoError(t, err, "want stale entries reported only if all boundaries are compared")
	assert.Len(t, r.Changes, 1)
	c.At = nil
	_, err = c.API(t.Context(), "boxes", "new.yaml")
	require.Error(t, err)
	assert.Regexp(t, `^specs/boxes/accepted\.yaml:1: no change matches this entry, so remove it: `, err.Error())

	put(t, c.Root, map[string]string{"specs/boxes/accepted.yaml": "- nonsense\n"})
	_, err = c.API(t.Context(), "boxes", "new.yaml")
	assert.ErrorContains(t, err, "accepted.yaml:1: want an accepted change")
}

// page is a reference page that describes boxes.
const page = "# List of boxes\nAll calls return JSON.\nList boxes\nHTTP Request\nGET /box\nQuery Parameters\n" +
	"Parameter | Type | Description |\ncolor | string |\nlimit | int |\n"

func TestAPageIsComparedWithItsPin(t *testing.T) {
	vendors, err := upstream.Import("page.txt", []byte(page))
	require.NoError(t, err)
	pin, err := vendors.Pin("2026-01-02")
	require.NoError(t, err)
	c := repository(t, map[string]string{"specs/boxes/upstream.yaml": string(pin), "page.txt": page, "new.txt": without(t, page, "color | string |\n")})
	r, err := c.API(t.Context(), "boxes", "page.txt")
	require.NoError(t, err)
	assert.Empty(t, r.Changes)
	assert.Equal(t, "specs/boxes/upstream.yaml", r.Old)
	assert.Equal(t, "page.txt", r.New)
	assert.Equal(t, []string{
		"enum values", "formats, limits and defaults", "media types", "responses", "security", "what is required",
	}, r.Unknown)

	r, err = c.API(t.Context(), "boxes", "new.txt")
	require.NoError(t, err)
	require.Len(t, r.Changes, 1)
	assert.Equal(t, "request-parameter-removed", r.Changes[0].Rule)
	assert.Equal(t, "listBoxes", r.Changes[0].OperationID, "want the name from our document: the page has no names")
	assert.Equal(t, &change.Place{File: "specs/boxes/upstream.yaml", Line: 20}, r.Changes[0].Old)

	put(t, c.Root, map[string]string{"specs/boxes/upstream.yaml": "format: none\n"})
	_, err = c.API(t.Context(), "boxes", "page.txt")
	assert.ErrorContains(t, err, "upstream.yaml:1: pinned: want YYYY-MM-DD, got ")
	require.NoError(t, os.Remove(filepath.Join(c.Root, "specs", "boxes", "upstream.yaml")))
	r, err = c.API(t.Context(), "boxes", "new.txt")
	require.NoError(t, err, "want a comparison with our document, because there is no pin")
	assert.Equal(t, "specs/boxes/openapi.yaml", r.Old)
	assert.Len(t, r.Changes, 1)
	more := edited(t, boxes, "{type: integer}}\n      responses", "{type: integer, format: int32, maximum: 9, default: 3, enum: [3, 9]}}\n      responses")
	put(t, c.Root, map[string]string{"specs/boxes/openapi.yaml": more})
	r, err = c.API(t.Context(), "boxes", "new.txt")
	require.NoError(t, err)
	assert.Len(t, r.Changes, 1, "want no comparison of parts that such a page cannot describe")
}

// installation is a document like those that HostBill installations publish: without leading slashes, and with every parameter in
// the query.
const installation = `{"swagger": "2.0", "info": {"title": "Boxes", "version": "1"}, "paths": {
	"box": {"get": {"parameters": [{"name": "color", "in": "query", "type": "string"}, {"name": "limit", "in": "query", "type": "integer"}],
		"responses": {"200": {"description": ""}}}},
	"box/{id}": {"put": {"parameters": [{"name": "id", "in": "query", "type": "int"}, {"name": "size", "in": "query", "type": "string"}],
		"responses": {"200": {"description": ""}}}}}}`

func TestADocumentWithEveryParameterInTheQueryIsComparedWithoutBodies(t *testing.T) {
	ours := boxes + `  /box/{id}:
    put:
      operationId: putBox
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      requestBody: {content: {application/json: {schema: {type: object, properties: {size: {type: string}}}}}}
      responses: {"200": {description: Done.}}
`
	c := repository(t, map[string]string{
		"specs/boxes/openapi.yaml": ours, "swagger.json": installation,
		"new.json": edited(t, installation, `"name": "size"`, `"name": "volume"`),
	})
	r, err := c.API(t.Context(), "boxes", "swagger.json")
	require.NoError(t, err)
	assert.Empty(t, r.Changes)
	assert.Subset(t, r.Unknown, []string{"request bodies", "responses", "security"})

	r, err = c.API(t.Context(), "boxes", "new.json")
	require.NoError(t, err)
	var found []string
	for _, one := range r.Changes {
		found = append(found, one.OperationID+" "+one.Rule)
	}
	assert.Equal(t, []string{"putBox request-parameter-removed", "putBox new-optional-request-parameter"}, found)
}

func TestPartsThatAPageDoesNotDescribeAreNotComparedWithADocument(t *testing.T) {
	place := folder(t, map[string]string{"page.txt": page, "old.yaml": boxes})
	r, err := comparer(t, place).Documents(t.Context(), "old.yaml", "page.txt")
	require.NoError(t, err)
	var texts []string
	for _, c := range r.Changes {
		texts = append(texts, c.Line())
	}
	assert.Empty(t, texts, "want no changes of responses, which a page does not describe")
	r, err = comparer(t, folder(t, map[string]string{"page.txt": without(t, page, "color | string |\n"), "old.yaml": boxes})).
		Documents(t.Context(), "old.yaml", "page.txt")
	require.NoError(t, err)
	require.Len(t, r.Changes, 1)
	assert.Equal(t, "request-parameter-removed", r.Changes[0].Rule)
	assert.Equal(t, change.Wire, r.Changes[0].Boundary)
}

func TestThePasswordInAURLIsNeverShown(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, password, _ := r.BasicAuth(); r.URL.Path == "/boxes" && password == "hidden" {
			_, _ = io.WriteString(w, without(t, boxes, color))
		}
	}))
	t.Cleanup(server.Close)
	address := strings.Replace(server.URL, "//", "//me:hidden@", 1)
	c := repository(t, nil)
	c.At = []change.Boundary{change.Wire}
	var shown []string
	c.Progress = func(step string) { shown = append(shown, step) }
	for _, old := range []string{"", "specs/boxes/openapi.yaml", address + "/boxes"} {
		compare := func() (report.Report, error) { return c.Documents(t.Context(), old, address+"/boxes") }
		if old == "" {
			compare = func() (report.Report, error) { return c.API(t.Context(), "boxes", address+"/boxes") }
		}
		r, err := compare()
		require.NoError(t, err)
		assert.Contains(t, r.New, "//me:xxxxx@")
		shown = append(append(append(shown, r.Old, r.New), r.Unknown...), lines(r.Changes)...)
	}
	_, err := c.API(t.Context(), "boxes", address+"/other")
	require.ErrorContains(t, err, "unknown format")
	assert.NotContains(t, strings.Join(append(shown, err.Error()), "\n"), "hidden")
}
