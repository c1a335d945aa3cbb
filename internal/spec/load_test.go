package spec_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/spec"
)

func files(texts map[string]string) fstest.MapFS {
	all := fstest.MapFS{}
	for name, text := range texts {
		all[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return all
}

// open opens a document with overlays. Errors show the paths of the files.
func open(fsys fs.FS, names ...string) (*spec.Document, error) {
	var sources []spec.Source
	for _, name := range names {
		sources = append(sources, spec.Source{Name: name, FS: fsys, Path: name})
	}
	return spec.Open(sources[0], sources[1:]...)
}

func action(target, update string) string {
	return "overlay: 1.1.0\ninfo: {title: t, version: \"1\"}\nactions:\n  - target: " + target + "\n    description: A test.\n    update: " + update + "\n"
}

func TestSeveralOverlaysApplyInTheirOrder(t *testing.T) {
	fsys := files(map[string]string{
		"api/box.yaml": small + "                  lid: {$ref: 'parts/lid.yaml'}\n", "api/parts/lid.yaml": "type: integer\n",
		"one.yaml": action("$.paths['/things'].get", "{x-retry: never}"), "two.yaml": action("$.paths['/things'].get", "{x-retry: always}"),
		"bad.yaml": action("$.paths['/boxes'].get", "{x-retry: always}"),
	})
	doc, err := open(fsys, "api/box.yaml", "one.yaml", "two.yaml")
	require.NoError(t, err)
	assert.Equal(t, "always", doc.T.Paths.Value("/things").Get.Extensions["x-retry"])
	assert.EqualError(t, doc.At("/info", "here"), "api/box.yaml:2: here")

	_, err = open(fsys, "api/box.yaml", "two.yaml", "one.yaml", "bad.yaml")
	assert.EqualError(t, err, `bad.yaml:4: the overlay no longer applies: selector "$.paths['/boxes'].get" did not match any targets`)
	_, err = open(fsys, "api/none.yaml")
	assert.ErrorIs(t, err, fs.ErrNotExist)
	assert.ErrorContains(t, err, "api/none.yaml: ")
}

func TestErrorsShowTheNameOfTheSource(t *testing.T) {
	fsys := files(map[string]string{"x": small})
	doc, err := spec.Open(spec.Source{Name: "v1:specs/box/openapi.yaml", FS: fsys, Path: "x"})
	require.NoError(t, err)
	assert.EqualError(t, doc.At("/info", "here"), "v1:specs/box/openapi.yaml:2: here")
}

func TestUnknownExtensionsOfAForeignDocumentAreDroppedWithANote(t *testing.T) {
	document := func(text string) spec.Source {
		return spec.Source{Name: "pets.yaml", FS: files(map[string]string{"x": text}), Path: "x"}
	}
	const pets = `openapi: 3.0.3
info: {title: Pets, version: "1"}
x-internal: yes
paths:
  /pets/{pet-id}:
    parameters: [{name: pet-id, in: path, required: true, schema: {type: string}}]
    get: {x-internal: no, responses: {"204": {description: Done.}}}
    delete: {operationId: pets.delete_one, responses: {"204": {description: Done.}}}
`
	doc, notes, err := spec.OpenForeign(document(pets))
	require.NoError(t, err)
	assert.Equal(t, []string{"pets.yaml:7: ignored: unknown extension x-internal in an operation, at /paths/~1pets~1{pet-id}/get"}, notes, "one note per name")
	item := doc.T.Paths.Value("/pets/{pet-id}")
	assert.Equal(t, "getPetsByPetId", item.Get.OperationID)
	assert.Equal(t, "petsDeleteOne", item.Delete.OperationID)
	assert.Empty(t, doc.T.Extensions)

	_, _, err = spec.OpenForeign(document(strings.Replace(pets, "x-internal: no", "x-retri: never", 1)))
	assert.EqualError(t, err, "pets.yaml:7: unknown extension x-retri in an operation, at /paths/~1pets~1{pet-id}/get: did you mean x-retry?")
	_, err = spec.Open(document(pets))
	assert.ErrorContains(t, err, "unknown extension x-internal", "a document of this project may have only known extensions")
	_, _, err = spec.OpenForeign(document(pets), spec.Source{Name: "o.yaml", FS: files(map[string]string{"o": action("$.info", "{x-internal: true}")}), Path: "o"})
	assert.ErrorContains(t, err, "o.yaml:6: unknown extension x-internal", "an overlay may have only known extensions")
}

func TestAForeignDocumentNeedsNoInfo(t *testing.T) {
	for name, info := range map[string]string{"none": "", "null": "info: null\n"} {
		text := "openapi: 3.0.3\n" + info + "paths: {/a: {get: {responses: {'204': {description: Done.}}}}}\n"
		doc, notes, err := spec.OpenForeign(spec.Source{Name: "a.yaml", FS: files(map[string]string{"x": text}), Path: "x"})
		require.NoError(t, err, name)
		assert.NotNil(t, doc.T.Info, name)
		assert.Contains(t, notes, "a.yaml:1: the document has no info: the package gets no title", name)
		_, err = spec.Open(spec.Source{Name: "a.yaml", FS: files(map[string]string{"x": text}), Path: "x"})
		assert.Error(t, err, name)
	}
}

func TestAnOperationInheritsTheParametersOfItsPathUnlessItReplacesThem(t *testing.T) {
	doc, err := open(files(map[string]string{"x": `openapi: 3.0.3
info: {title: Pets, version: "1"}
security: [{}, {key: []}]
paths:
  /pets/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
      - {name: page, in: query, schema: {type: string}}
    get:
      operationId: getPet
      parameters: [{name: page, in: query, schema: {type: integer}}, {name: page, in: header, schema: {type: string}}]
      responses: {"204": {description: Done.}}
    put: {operationId: putPet, security: [], responses: {"204": {description: Done.}}}
components: {securitySchemes: {key: {type: apiKey, in: header, name: X}}}
`}), "x")
	require.NoError(t, err)
	all := spec.Operations(doc.T)
	require.Len(t, all, 2)
	assert.Equal(t, "/paths/~1pets~1{id}/get", all[0].Pointer)
	var names []string
	for _, p := range spec.Parameters(all[0].Item, all[0].Op) {
		names = append(names, fmt.Sprint(p.Value.In, " ", p.Value.Name, " ", *p.Value.Schema.Value.Type))
	}
	assert.Equal(t, []string{"query page [integer]", "header page [string]", "path id [string]"}, names)
	assert.Equal(t, [][]string{nil, {"key"}}, spec.Security(doc.T, all[0].Op))
	assert.Empty(t, spec.Security(doc.T, all[1].Op))
}

// The time that an action takes must not depend on the size of the document.
func BenchmarkAnOverlayWithManyActions(b *testing.B) {
	const actions = 1500
	document, overlay := &strings.Builder{}, &strings.Builder{}
	document.WriteString("openapi: 3.0.3\ninfo: {title: Many, version: '1'}\npaths:\n")
	overlay.WriteString("overlay: 1.1.0\ninfo: {title: t, version: '1'}\nactions:\n")
	for i := range actions {
		fmt.Fprintf(document, "  /t%d:\n    get: {operationId: get%d, responses: {'204': {description: Done.}}}\n", i, i)
		fmt.Fprintf(overlay, "  - {target: \"$.paths['/t%d'].get\", description: A test., update: {x-retry: never}}\n", i)
	}
	fsys := files(map[string]string{"api.yaml": document.String(), "overlay.yaml": overlay.String()})
	for b.Loop() {
		if _, err := open(fsys, "api.yaml", "overlay.yaml"); err != nil {
			b.Fatal(err)
		}
	}
}
