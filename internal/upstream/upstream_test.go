package upstream_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/upstream"
)

func load(t *testing.T, name, text string) *upstream.Document {
	t.Helper()
	d, err := upstream.Import(name, []byte(text))
	require.NoError(t, err)
	return d
}

const (
	yaml30 = `# Boxes
openapi: 3.0.3
info: {title: Boxes, version: "1"}
paths:
  /box:
    get:
      responses:
        200: {description: ok}
`
	json31 = `{
  "info": {"title": "Boxes", "version": "1"},
  "paths": {"/box": {"get": {"responses": {"200": {"description": "ok"}}}}},
  "openapi": "3.1.0"
}`
	swaggerOfBoxes = `{"swagger": "2.0", "info": {"title": "Boxes", "version": "1"}, "paths": {"/box": {"get": {"responses": {"200": {"description": "ok"}}}}}}`
	redocPage      = "<!DOCTYPE html>\n<html><body>\n<script>\nconst __redoc_definition = " + `{"openapi": "3.0.3", "info": {"title": "Boxes", "version": "1"},
  "paths": {"/box": {"get": {"responses": {"200": {"description": "ok"}}}}}}` + ";</script></body></html>"
)

func TestTheFormatIsDetectedFromTheContent(t *testing.T) {
	for name, sample := range map[string]struct{ text, format string }{
		"YAML":                             {yaml30, "OpenAPI 3.0"},
		"YAML with a byte order mark":      {"\ufeff" + yaml30, "OpenAPI 3.0"},
		"YAML after a line of dashes":      {"---\n" + yaml30, "OpenAPI 3.0"},
		"YAML with quotes":                 {"'openapi': \"3.0.0\"\ninfo: {title: Boxes, version: '1'}\npaths: {/box: {get: {responses: {}}}}\n", "OpenAPI 3.0"},
		"JSON with the version at the end": {json31, "OpenAPI 3.1"},
		"YAML with a $schema":              {"$schema: https://example.com/schema\n" + strings.Replace(yaml30, "3.0.3", "3.1.0", 1), "OpenAPI 3.1"},
		"Swagger":                          {swaggerOfBoxes, "Swagger 2.0"},
		"Swagger in YAML":                  {"swagger: '2.0'\ninfo: {title: Boxes, version: '1'}\npaths: {/box: {get: {responses: {}}}}\n", "Swagger 2.0"},
		"a Redoc page":                     {redocPage, "Redoc page"},
	} {
		t.Run(name, func(t *testing.T) {
			d := load(t, "page", sample.text)
			assert.Equal(t, sample.format, d.Format)
			assert.Empty(t, d.Silent)
			assert.NotNil(t, d.T.Paths.Value("/box").Get)
		})
	}
}

func TestAnUnknownFormatIsRejected(t *testing.T) {
	for name, text := range map[string]string{
		"an empty file":                   "",
		"an unknown version":              "openapi: 3.2.0\ninfo: {}\n",
		"a version with a similar prefix": "openapi: 3.01.0\n",
		"a version deeper down":           "document:\n  openapi: 3.0.3\n",
		"JSON with a version deeper down": `{"document": {"openapi": "3.0.3"}}`,
		"a similar prefix in JSON":        `{"openapi": "3.01.0"}`,
		"a version that is a number":      `{"openapi": 3.0}`,
		"a page without a document":       "<!DOCTYPE html><html><body>openapi: 3.0.3</body></html>",
		"prose that mentions a document":  "Boxes API\n\nopenapi: 3.0.3\n",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := upstream.Import("page.txt", []byte(text))
			require.ErrorContains(t, err, "page.txt: unknown format: want one of OpenAPI 3.0, OpenAPI 3.1, Swagger 2.0, Redoc page")
		})
	}
}

func TestInvalidDocumentsAreRejectedWithFileAndLine(t *testing.T) {
	const types = "type: want one of array, boolean, integer, number, object, string, got "
	for want, text := range map[string]string{
		"page:3: found character that cannot start any token":                                         "openapi: 3.0.3\ninfo:\n\ttitle: Boxes\n",
		`page:4: "/box" occurs twice, first on line 3`:                                                "openapi: 3.0.3\npaths:\n  /box: {}\n  /box: {}\n",
		"page:3: unexpected end of JSON input":                                                        "{\"openapi\": \"3.0.3\",\n \"info\": {},\n \"paths\": {",
		"page:2: invalid character '{' after top-level value":                                         "{\"openapi\": \"3.0.3\", \"paths\": {}}\n{}\n",
		"page:2: want a path item, got a list":                                                        "openapi: 3.0.3\npaths: {/box: []}\n",
		"page:3: content: a/b: want an object, got null":                                              "openapi: 3.0.3\npaths:\n  /box: {get: {responses: {200: {description: ok, content: {a/b: }}}}}\n",
		"page:3: content: want a mapping, got a list":                                                 "openapi: 3.0.3\npaths:\n  /box: {get: {responses: {200: {description: ok, content: []}}}}\n",
		"page:3: parameters: want a list, got a mapping":                                              "openapi: 3.0.3\npaths:\n  /box: {get: {parameters: {}}}\n",
		"page:2: want the paths, got a list":                                                          "openapi: 3.0.3\npaths: []\n",
		"page:3: the reference #/components/schemas/Box has no target":                                "openapi: 3.0.3\npaths: {}\ncomponents: {schemas: {Lid: {$ref: '#/components/schemas/Box'}}}\n",
		"page:3: the reference box.yaml leaves the document: bundle the document into one file first": "openapi: 3.0.3\npaths: {}\ncomponents: {schemas: {Lid: {$ref: box.yaml}}}\n",
		"page:3: " + types + `"int"`:                                                                  "openapi: 3.0.3\npaths: {}\ncomponents: {schemas: {Lid: {type: int}}}\n",
		`page:3: unknown field "const" in a schema of OpenAPI 3.0`:                                    "openapi: 3.0.3\npaths: {}\ncomponents: {schemas: {Lid: {const: 1}}}\n",
		"page:3: want a schema, got true":                                                             "openapi: 3.0.3\npaths: {}\ncomponents: {schemas: {Lid: {items: true}}}\n",
		"page:3: the alias *a contains itself":                                                        "openapi: 3.0.3\npaths: {/a: {}}\nx-b: &a [*a]\n",
		"page: the document has no paths":                                                             "openapi: 3.0.3\npaths: {}\n",
		"page:1: the page loads its document from openapi.json: import that instead":                  "<html><redoc spec-url=\"openapi.json\"></redoc></html>",
		"page:2: openapi: want 3.0 or 3.1, got ":                                                      "<html>\n<script>__redoc_definition = {\"swagger\": \"2.0\", \"paths\": {}}</script></html>",
		"page:2: __redoc_definition: unexpected EOF":                                                  "<html>\n<script>__redoc_definition = {\"openapi\":\n</script></html>",
		"page:6: " + types + `"int" `:                                                                 "<html>\n<body>\n<script>\n__redoc_definition = {\"openapi\": \"3.0.3\",\n\"paths\": {}, \"components\": {\"schemas\": {\"Lid\":\n{\"type\": \"int\"}}}}</script></html>",
	} {
		t.Run(want, func(t *testing.T) {
			_, err := upstream.Import("page", []byte(text))
			assert.EqualError(t, err, strings.TrimSpace(want))
		})
	}
}

func TestAnOpenAPI30DocumentKeepsItsBytesAndLines(t *testing.T) {
	d := load(t, "boxes.yaml", yaml30)
	text, err := d.YAML()
	require.NoError(t, err)
	assert.Equal(t, yaml30, string(text))
	origin := d.T.Paths.Value("/box").Get.Origin
	require.NotNil(t, origin)
	file, line := d.Locate(origin.Key.File, origin.Key.Line)
	assert.Equal(t, "boxes.yaml", file)
	assert.Equal(t, 6, line)
}

func TestADateBecomesAStringInJSON(t *testing.T) {
	const text = "openapi: 3.0.3\ninfo: {title: Boxes, version: 2026-11-22}\npaths: {/box: {}}\n"
	back, err := load(t, "boxes.yaml", text).JSON()
	require.NoError(t, err)
	assert.Equal(t, `{"openapi":"3.0.3","info":{"title":"Boxes","version":"2026-11-22"},"paths":{"/box":{}}}`, string(back))
}

func TestTheOrderOfMembersSurvivesAConversionToYAMLAndBack(t *testing.T) {
	const text = `{"openapi":"3.0.3","info":{"title":"A \"b\" 1","version":"1"},"paths":{"/z":{},"/a":{"get":{"responses":{"200":{"description":"yes","content":{"a/b":{"schema":{"type":"number","maximum":12345678901234567890,"default":0.10,"enum":[1e3],"nullable":true}}}}}}}}}`
	d := load(t, "boxes.json", text)
	written, err := d.YAML()
	require.NoError(t, err)
	assert.Equal(t, `openapi: 3.0.3
info:
  title: A "b" 1
  version: "1"
paths:
  /z: {}
  /a:
    get:
      responses:
        "200":
          description: "yes"
          content:
            a/b:
              schema:
                type: number
                maximum: 12345678901234567890
                default: 0.10
                enum:
                  - 1e3
                nullable: true
`, string(written))
	back, err := d.JSON()
	require.NoError(t, err)
	assert.Equal(t, text, string(back))

	back, err = load(t, "boxes.yaml", yaml30).JSON()
	require.NoError(t, err)
	assert.Equal(t, `{"openapi":"3.0.3","info":{"title":"Boxes","version":"1"},"paths":{"/box":{"get":{"responses":{"200":{"description":"ok"}}}}}}`, string(back))
}

func TestAliasesAreReplacedWithTheirTargets(t *testing.T) {
	d := load(t, "boxes.yaml", `openapi: 3.0.3
info: {title: Boxes, version: "1"}
paths:
  /a:
    get: &get
      operationId: getA
      responses: &ok
        "200": {description: ok, content: {application/json: {schema: {type: string}}}}
  /b:
    get:
      <<: *get
      operationId: getB
    put: {responses: *ok}
`)
	b := d.T.Paths.Value("/b")
	assert.Equal(t, "getB", b.Get.OperationID)
	assert.NotNil(t, b.Get.Responses.Value("200").Value.Content["application/json"])
	assert.NotNil(t, b.Put.Responses.Value("200"))
	back, err := d.JSON()
	require.NoError(t, err)
	assert.Contains(t, string(back), `"/b":{"get":{"operationId":"getB","responses":{"200":`)
}

func TestABlockThatBeginsWithAnEmptyLineIsPreserved(t *testing.T) {
	for _, version := range []string{"3.0.3", "3.1.0"} {
		d := load(t, "boxes.yaml", "openapi: "+version+`
info:
  title: Boxes
  version: "1"
  description: |

    A text after an empty line.
paths: {/box: {get: {responses: {200: {description: ok}}}}}
`)
		assert.Equal(t, "\nA text after an empty line.\n", d.T.Info.Description, version)
	}
	d := load(t, "boxes.json", strings.Replace(json31, `"title": "Boxes"`, `"title": "Boxes", "description": "\n  A text.\n"`, 1))
	assert.Equal(t, "\n  A text.\n", d.T.Info.Description)
}
