package spec_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/spec"
)

// box returns an OpenAPI 3.1 document with these components. reference returns what the document writes to refer to a component: a
// pointer, or the name of a file.
func box(reference func(component string) string, components string) string {
	text := `openapi: 3.1.0
info: {title: Boxes, version: "1"}
paths:
  /box/{id}: {get: {operationId: getBox, parameters: [{$ref: "components/parameters/Id"}], responses: {"200": {$ref: "components/responses/Box"}}}}
` + components
	for _, component := range []string{"components/parameters/Id", "components/responses/Box"} {
		text = strings.ReplaceAll(text, component, reference(component))
	}
	return text
}

const (
	idParameter = "{name: id, in: path, required: true, schema: {type: [integer], exclusiveMinimum: 0}}"
	boxResponse = "{description: ok, content: {application/json: {schema: {$ref: BOX}}}}"
	boxSchema   = `{type: object, required: [id], properties: {
  color: {type: [string, "null"], examples: [red]},
  kind: {const: box},
  id: {type: integer},
  lid: {$ref: LID},
  next: {oneOf: [{$ref: BOX}, {type: "null"}]},
  hinge: {$ref: HINGE, maxLength: 4}}}`
	lidSchema   = `{type: [string, "null"]}`
	hingeSchema = `{type: [string, integer], if: {minLength: 3}}`
)

func named(text string, names ...string) string { return strings.NewReplacer(names...).Replace(text) }

// It must not matter whether an OpenAPI 3.1 document is one file or several.
func TestTheFilesOfADocumentAreConvertedLikeTheDocument(t *testing.T) {
	open := func(files map[string]string) (*spec.Document, []string, string) {
		all := fstest.MapFS{}
		for name, text := range files {
			all[name] = &fstest.MapFile{Data: []byte(text)}
		}
		doc, notes, err := spec.OpenForeign(spec.Source{Name: "api/openapi.yaml", FS: all, Path: "openapi.yaml"})
		require.NoError(t, err)
		data, err := json.Marshal(doc.T)
		require.NoError(t, err)
		return doc, notes, string(data)
	}
	own := func(component string) string { return "#/" + component }
	names := []string{"BOX", `"#/components/schemas/box"`, "LID", `"#/components/schemas/Lid"`, "HINGE", `"#/components/schemas/Hinge"`}
	_, _, want := open(map[string]string{"openapi.yaml": box(own, "components:\n"+
		"  parameters: {Id: "+idParameter+"}\n  responses: {Box: "+named(boxResponse, names...)+"}\n"+
		"  schemas:\n    box: "+named(boxSchema, names...)+"\n    Lid: "+lidSchema+"\n    Hinge: "+hingeSchema+"\n")})

	doc, notes, got := open(map[string]string{
		"openapi.yaml": box(func(component string) string {
			return "parts/" + strings.TrimPrefix(component, "components/") + ".yaml"
		}, ""),
		"parts/parameters/Id.yaml": idParameter,
		"parts/responses/Box.yaml": named(boxResponse, "BOX", "../schemas/box.yaml"),
		"parts/schemas/box.yaml": named(boxSchema[:len(boxSchema)-1]+",\n$defs: {Lid: "+lidSchema+"}}",
			"BOX", `"box.yaml"`, "LID", `"#/$defs/Lid"`, "HINGE", `"more.json#/$defs/Hinge"`),
		"parts/schemas/more.json": `{"$defs": {
"Hinge": {"type": ["string", "integer"],
"if": {"minLength": 3}}}}`,
	})
	assert.JSONEq(t, want, got)
	assert.Equal(t, []string{"api/parts/schemas/more.json:3: if is ignored: the document is read as OpenAPI 3.0, which does not have it"}, notes)
	color := doc.T.Components.Schemas["box"].Value.Properties["color"].Value.Origin
	file, line := doc.Locate(color.Key.File, color.Key.Line)
	assert.Equal(t, "api/parts/schemas/box.yaml", file)
	assert.Equal(t, 2, line)
}

func TestAMissingOrDamagedFileOfADocumentIsAnError(t *testing.T) {
	for reference, want := range map[string]string{
		"gone.yaml":                 "gone.yaml",
		"../up.yaml":                "leaves the document's folder",
		"https://example.com/a.yml": "leaves the document's folder",
		"broken.yaml":               "broken.yaml:1: ",
		"broken.yaml#/a":            "broken.yaml:1: ",
		"list.yaml#/Lid":            "list.yaml",
		"loop.yaml":                 "loop.yaml:1: the reference leads back to itself",
		"long.yaml#/A":              "long.yaml:1: the reference leads back to itself",
	} {
		text := strings.Replace(with31("{}"), "Lid: {type: string}", "Lid: {$ref: '"+reference+"'}", 1)
		_, err := spec.Open(spec.Source{Name: "openapi.yaml", Path: "openapi.yaml", Data: []byte(text), FS: fstest.MapFS{
			"broken.yaml": {Data: []byte("a: [")}, "list.yaml": {Data: []byte("[1]")},
			"loop.yaml": {Data: []byte("$ref: loop.yaml\n")},
			"long.yaml": {Data: []byte("A: {$ref: 'more.yaml#/B'}\nC: {$ref: '#/A'}\n")}, "more.yaml": {Data: []byte("B: {$ref: 'long.yaml#/C'}\n")},
		}})
		assert.ErrorContains(t, err, want, reference)
	}
}

// A file may refer to itself as a whole, in each way that a reference can say that.
func TestAFileMayReferToItself(t *testing.T) {
	schema := func(itself string) string {
		return `{type: object, properties: {next: {$ref: "` + itself + `"}, all: {type: array, items: {$ref: "` + itself + `"}}}}`
	}
	open := func(itself string) string {
		doc, _, err := spec.OpenForeign(spec.Source{Name: "openapi.yaml", Path: "openapi.yaml", FS: fstest.MapFS{
			"openapi.yaml":       {Data: []byte(box(func(component string) string { return strings.TrimPrefix(component, "components/") + ".yaml" }, ""))},
			"parameters/Id.yaml": {Data: []byte(idParameter)},
			"responses/Box.yaml": {Data: []byte(named(boxResponse, "BOX", "../schemas/box.yaml"))},
			"schemas/box.yaml":   {Data: []byte(schema(itself))},
		}})
		require.NoError(t, err, itself)
		data, err := json.Marshal(doc.T)
		require.NoError(t, err)
		return string(data)
	}
	want := open("box.yaml")
	for _, itself := range []string{"#", "#/", "box.yaml#", "box.yaml#/", "./box.yaml", "./box.yaml#", "../schemas/box.yaml"} {
		assert.JSONEq(t, want, open(itself), itself)
	}
}
