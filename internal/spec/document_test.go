package spec_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/spec"
)

const small = `openapi: 3.0.3
info: {title: Small, version: "1"}
paths:
  /things:
    get:
      operationId: listThings
      responses:
        default:
          description: Whatever.
          x-inferred: {confidence: low, because: It is made up.}
          content:
            application/json:
              schema:
                type: object
                example: {x-anything: is data}
                properties:
                  x-header: {type: string}
                  properties: {type: string}
                  default: {type: string, default: x}
                  responses: {type: string, x-empty-allowed: true}
`

func write(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return file
}

func TestNamesAndValuesOfTheAPIAreNotExtensions(t *testing.T) {
	doc, err := spec.Load(write(t, "openapi.yaml", small), "")
	require.NoError(t, err)
	assert.Equal(t, 1, doc.Count("x-inferred"))
	assert.Equal(t, "listThings", doc.T.Paths.Value("/things").Get.OperationID)
}

func TestAnExtensionIsRejectedOnTheWrongKindOfObject(t *testing.T) {
	overlay := func(target, word string) string {
		return "overlay: 1.1.0\ninfo: {title: t, version: \"1\"}\nactions:\n  - target: " + target + "\n    description: A test.\n    update: {" + word + "}\n"
	}
	const get = "$.paths['/things'].get"
	for name, test := range map[string]struct{ target, word, says string }{
		"an operation's extension on a response":        {get + ".responses.default", "x-retry: never", "x-retry is not allowed in a response"},
		"an operation's extension on a schema":          {get + ".responses.default.content['application/json'].schema", "x-result: data", "x-result is not allowed in a schema"},
		"a schema's extension on a property":            {get + ".responses.default.content['application/json'].schema.properties.default", "x-go-name: Default", ""},
		"a security scheme's extension on an operation": {get, "x-token-exchange: {}", "x-token-exchange is not allowed in an operation"},
		"a service of an operation":                     {get, "x-go-service: Things", ""},
		"a method's name on an operation":               {get, "x-go-name: List", ""},
		"a service of a tag":                            {"$", "tags: [{name: Things, x-go-service: Things}]", ""},
		"a tag's extension on a response":               {get + ".responses.default", "x-go-service: Things", "x-go-service is not allowed in a response"},
		"an extension of the document":                  {"$", "x-error-body: {message: m}", ""},
		"an unknown extension":                          {"$", "x-eror-body: {message: m}", "unknown extension x-eror-body in the document"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := spec.Load(write(t, "openapi.yaml", small), write(t, "overlay.yaml", overlay(test.target, test.word)))
			if test.says == "" {
				assert.NoError(t, err)
				return
			}
			require.Error(t, err)
			assert.Contains(t, err.Error(), test.says)
			assert.Contains(t, err.Error(), "overlay.yaml:6: ")
		})
	}
}

func TestAReferenceStaysInTheDocumentsFolder(t *testing.T) {
	outside := write(t, "outside.yaml", "type: string\n")
	for name, ref := range map[string]string{
		"by an absolute path": outside,
		"by a path above it":  "../../../../../../../../" + outside,
		"on a different host": "https://api.example.com/schema.yaml",
	} {
		t.Run(name, func(t *testing.T) {
			text := small + "                  other: {$ref: '" + ref + "'}\n"
			_, err := spec.Load(write(t, "openapi.yaml", text), "")
			assert.ErrorContains(t, err, "leaves the document's folder")
		})
	}

	t.Run("a neighboring file is read", func(t *testing.T) {
		file := write(t, "openapi.yaml", small+"                  other: {$ref: 'other.yaml'}\n")
		require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(file), "other.yaml"), []byte("type: integer\n"), 0o600))
		_, err := spec.Load(file, "")
		assert.NoError(t, err)
	})
}

func TestAMissingFileIsNamed(t *testing.T) {
	_, err := spec.Load("nowhere/openapi.yaml", "")
	assert.EqualError(t, err, "nowhere/openapi.yaml: no such file or directory")
}

func TestAnElementIsFoundByItsPointer(t *testing.T) {
	file := write(t, "openapi.yaml", small)
	doc, err := spec.Load(file, "")
	require.NoError(t, err)
	assert.EqualError(t, doc.At(spec.Pointer("paths", "/things", "get"), "here"), file+":6: here")
	assert.EqualError(t, doc.At(spec.Pointer("paths", "/things", "get", "nothing"), "above it"), file+":6: above it")
}

// An overlay is also applied to other versions of its document.
func TestALenientLoadSkipsActionsThatDoNotFitAndReportsThem(t *testing.T) {
	overlay := write(t, "overlay.yaml", `overlay: 1.1.0
info: {title: t, version: "1"}
actions:
  - target: $.paths['/boxes'].get
    description: Gone.
    update: {x-retry: never}
  - target: $.paths['/things','/boxes'].get
    description: One of two is gone.
    update: {x-retry: always}
  - target: $.paths['/things'].get
    description: It says nothing new.
    update: {operationId: listThings}
  - target: $.paths['/things'].get
    description: It fits.
    update: {x-timeout: 5m}
`)
	file := write(t, "openapi.yaml", small)
	doc, left, err := spec.OpenLenient(spec.File(file), spec.File(overlay))
	require.NoError(t, err)
	require.Len(t, left, 3)
	for i, line := range []string{":4: ", ":7: ", ":10: "} {
		assert.Contains(t, left[i].Error(), overlay+line+"the overlay no longer applies: ")
		assert.Equal(t, i == 2, left[i].Needless, left[i])
	}
	assert.Equal(t, "the overlay no longer applies: $.paths['/things'].get is the same without it", left[2].Msg)
	get := doc.T.Paths.Value("/things").Get
	assert.Equal(t, "always", get.Extensions["x-retry"], "the action is applied to the target that exists")
	assert.Equal(t, "5m", get.Extensions["x-timeout"], "later actions are applied")

	_, err = spec.Load(file, overlay)
	assert.EqualError(t, err, left[0].Error(), "a strict load stops at the first action that does not fit")
}

func TestAFileNameMayBeRelativeToAFolder(t *testing.T) {
	file := write(t, "openapi.yaml", small+"                  other: {$ref: 'other.yaml'}\n")
	folder := filepath.Dir(file)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "other.yaml"), []byte("type: integer\n"), 0o600))
	doc, err := spec.Open(spec.FileBelow(filepath.Dir(folder), filepath.Base(folder)+"/openapi.yaml"))
	require.NoError(t, err)
	assert.Equal(t, filepath.Base(folder)+"/openapi.yaml", doc.File())
	assert.EqualError(t, doc.At("/info", "here"), doc.File()+":2: here")
}

// It must not matter whether a document is one file or several.
func TestSchemasOfOtherFilesKeepTheirNames(t *testing.T) {
	schema := func(ref string) string {
		return "        \"200\": {description: d, content: {application/json: {schema: {$ref: '" + ref + "'}}}}\n"
	}
	operation := func(name, ref string) string {
		return "  /" + name + ":\n    get:\n      operationId: " + name + "\n      responses:\n" + schema(ref)
	}
	const head = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n"
	for name, test := range map[string]struct {
		document string
		names    []string
	}{
		"a file with several schemas":                {operation("a", "./schemas.yaml#/Box"), []string{"Box", "Lid"}},
		"a file for each schema":                     {operation("a", "parts/Hinge.yaml"), []string{"Hinge"}},
		"two schemas with one name":                  {operation("a", "./schemas.yaml#/Lid") + operation("b", "parts/Lid.yaml"), []string{"parts_Lid", "schemas_Lid"}},
		"a component that refers to the same schema": {operation("a", "./schemas.yaml#/Lid") + "components: {schemas: {Lid: {$ref: 'schemas.yaml#/Lid'}}}\n", []string{"Lid"}},
		"a different component with the same name": {
			operation("a", "./schemas.yaml#/Lid") + "components: {schemas: {Lid: {type: boolean}}}\n", []string{"Lid", "schemas_Lid"},
		},
		"a component that refers to a different schema": {
			operation("a", "./schemas.yaml#/Lid") + "components: {schemas: {Lid: {$ref: 'parts/Hinge.yaml'}}}\n",
			[]string{"Hinge", "Lid", "schemas_Lid"},
		},
		"a component for each file": {
			operation("a", "parts/Hinge.yaml") + "components: {schemas: {Hinge: {$ref: 'parts/Hinge.yaml'}, Lid: {$ref: 'parts/Lid.yaml'}}}\n",
			[]string{"Hinge", "Lid"},
		},
		"a component with the long name of a schema": {
			operation("a", "./schemas.yaml#/Lid") + operation("b", "parts/Lid.yaml") + "components: {schemas: {parts_Lid: {type: boolean}}}\n",
			[]string{"parts_Lid", "parts_Lid_", "schemas_Lid"},
		},
		"a reference back to the document": {
			operation("a", "parts/Back.yaml") + "components: {schemas: {Own: {type: boolean}}}\n", []string{"Back", "Own"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			file := write(t, "openapi.yaml", head+test.document)
			for name, text := range map[string]string{
				"schemas.yaml":     "Box: {type: object, properties: {lid: {$ref: '#/Lid'}}}\nLid: {type: integer}\n",
				"parts/Lid.yaml":   "type: string\n",
				"parts/Hinge.yaml": "type: string\n",
				"parts/Back.yaml":  "{type: object, properties: {own: {$ref: '../openapi.yaml#/components/schemas/Own'}}}\n",
			} {
				part := filepath.Join(filepath.Dir(file), filepath.FromSlash(name))
				require.NoError(t, os.MkdirAll(filepath.Dir(part), 0o755))
				require.NoError(t, os.WriteFile(part, []byte(text), 0o600))
			}
			read, err := spec.ReadSource(spec.File(file))
			require.NoError(t, err)
			assert.Equal(t, test.names, slices.Sorted(maps.Keys(read.T.Components.Schemas)))
			loaded, err := spec.Load(file, "")
			require.NoError(t, err)
			assert.Equal(t, test.names, slices.Sorted(maps.Keys(loaded.T.Components.Schemas)))
		})
	}
}

func TestAReferenceToTheDocumentsOwnFileResolvesInTheConvertedDocument(t *testing.T) {
	text := `openapi: 3.1.0
info: {title: Boxes, version: "1"}
paths:
  /box: {get: {operationId: getBox, responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "openapi.yaml#/components/responses/Lid/content/application~1json/schema"}}}}}}}
components:
  responses: {Lid: {description: ok, content: {application/json: {schema: {type: [string, "null"]}}}}}
`
	doc, err := spec.Open(spec.Source{Name: "openapi.yaml", FS: fstest.MapFS{}, Path: "openapi.yaml", Data: []byte(text)})
	require.NoError(t, err)
	schema := doc.T.Paths.Value("/box").Get.Responses.Value("200").Value.Content["application/json"].Schema.Value
	assert.True(t, schema.Nullable)
	assert.True(t, schema.Type.Is("string"))
}
