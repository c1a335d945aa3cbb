package upstream_test

import (
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
	listingOfBoxes = "files / boxes.yaml\n1openapi: 3.0.3\n2info:\n3title: Boxes\n4version: '1'\n5paths:\n6/box:\n7get:\n8responses:\n" +
		"9'200':\n10description: ok\n"
	swagger20 = `{"swagger": "2.0", "info": {"title": "Boxes", "version": "1"}, "paths": {"/box": {"get": {"responses": {"200": {"description": "ok"}}}}}}`
	redocPage = "<!DOCTYPE html>\n<html><body>\n<script>\nconst __redoc_definition = " + `{"openapi": "3.0.3", "info": {"title": "Boxes", "version": "1"},
  "paths": {"/box": {"get": {"responses": {"200": {"description": "ok"}}}}}}` + ";</script></body></html>"
)

func TestTheFormatIsKnownByTheContent(t *testing.T) {
	for name, sample := range map[string]struct{ text, format string }{
		"YAML":                          {yaml30, "OpenAPI 3.0"},
		"YAML with a mark of its bytes": {"\ufeff" + yaml30, "OpenAPI 3.0"},
		"YAML behind a line of dashes":  {"---\n" + yaml30, "OpenAPI 3.0"},
		"YAML with quotes":              {"'openapi': \"3.0.0\"\ninfo: {title: Boxes, version: '1'}\npaths: {/box: {get: {responses: {}}}}\n", "OpenAPI 3.0"},
		"JSON, the version at the end":  {json31, "OpenAPI 3.1"},
		"Swagger":                       {swagger20, "Swagger 2.0"},
		"Swagger in YAML":               {"swagger: '2.0'\ninfo: {title: Boxes, version: '1'}\npaths: {/box: {get: {responses: {}}}}\n", "Swagger 2.0"},
		"a listing":                     {listingOfBoxes, "OpenAPI listing"},
		"a page of Redoc":               {redocPage, "Redoc page"},
	} {
		t.Run(name, func(t *testing.T) {
			d := load(t, "page", sample.text)
			assert.Equal(t, sample.format, d.Format)
			assert.Empty(t, d.Knows.Unknown())
			assert.NotNil(t, d.T.Paths.Value("/box").Get)
		})
	}
}

func TestWhatHasNoFormatIsRefused(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":                          "",
		"another version":                  "openapi: 3.2.0\ninfo: {}\n",
		"a version that only begins alike": "openapi: 3.01.0\n",
		"a version further in":             "document:\n  openapi: 3.0.3\n",
		"JSON with a version further in":   `{"document": {"openapi": "3.0.3"}}`,
		"such a version in JSON":           `{"openapi": "3.01.0"}`,
		"a version that is no text":        `{"openapi": 3.0}`,
		"a page of something else":         "<!DOCTYPE html><html><body>openapi: 3.0.3</body></html>",
		"a text that mentions a document":  "Boxes API\n\nopenapi: 3.0.3\n",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := upstream.Import("page.txt", []byte(text))
			require.ErrorContains(t, err, "page.txt: not recognised as any of: OpenAPI 3.0, OpenAPI 3.1, Swagger 2.0, OpenAPI listing, Redoc page")
		})
	}
}

func TestWhatIsDamagedIsRefusedWithFileAndLine(t *testing.T) {
	for want, text := range map[string]string{
		"page:3: found character that cannot start any token":                                             "openapi: 3.0.3\ninfo:\n\ttitle: Boxes\n",
		"page:4: \"/box\" stands here twice, first on line 3":                                             "openapi: 3.0.3\npaths:\n  /box: {}\n  /box: {}\n",
		"page:3: unexpected EOF":                                                                          "{\"openapi\": \"3.0.3\",\n \"info\": {},\n \"paths\": {",
		"page:2: something stands behind the document":                                                    "{\"openapi\": \"3.0.3\", \"paths\": {}}\n{}\n",
		"page:2: the path item here is no mapping":                                                        "openapi: 3.0.3\npaths: {/box: []}\n",
		"page:3: parameters is no list":                                                                   "openapi: 3.0.3\npaths:\n  /box: {get: {parameters: {}}}\n",
		"page:2: paths is no mapping":                                                                     "openapi: 3.0.3\npaths: []\n",
		"page:3: the reference #/components/schemas/Box leads nowhere":                                    "openapi: 3.0.3\npaths: {}\ncomponents: {schemas: {Lid: {$ref: '#/components/schemas/Box'}}}\n",
		"page:3: the reference box.yaml leaves the document":                                              "openapi: 3.0.3\npaths: {}\ncomponents: {schemas: {Lid: {$ref: box.yaml}}}\n",
		"page:3: \"int\" is no type":                                                                      "openapi: 3.0.3\npaths: {}\ncomponents: {schemas: {Lid: {type: int}}}\n",
		"page:3: const has no meaning in the schema":                                                      "openapi: 3.0.3\npaths: {}\ncomponents: {schemas: {Lid: {const: 1}}}\n",
		"page:3: true is no schema here":                                                                  "openapi: 3.0.3\npaths: {}\ncomponents: {schemas: {Lid: {items: true}}}\n",
		"page:3: \"info:\" has no place in the document in line 2, which cannot end here: it has no info": "files / boxes.yaml\n1openapi: 3.0.3\n2info:\n",
		"page: the document has no paths":                                                                 "openapi: 3.0.3\npaths: {}\n",
		"page: the page does not carry its document, it loads it from openapi.json: give that instead":    "<html><redoc spec-url=\"openapi.json\"></redoc></html>",
		"page:6: \"int\" is no type":                                                                      "<html>\n<body>\n<script>\n__redoc_definition = {\"openapi\": \"3.0.3\",\n\"paths\": {}, \"components\": {\"schemas\": {\"Lid\":\n{\"type\": \"int\"}}}}</script></html>",
	} {
		t.Run(want, func(t *testing.T) {
			_, err := upstream.Import("page", []byte(text))
			assert.EqualError(t, err, want)
		})
	}
}

func TestADocumentThatIsAsItShouldBeKeepsItsBytesAndLines(t *testing.T) {
	d := load(t, "boxes.yaml", yaml30)
	assert.Equal(t, yaml30, string(d.YAML))
	origin := d.T.Paths.Value("/box").Get.Origin
	require.NotNil(t, origin)
	assert.Equal(t, 6, origin.Key.Line)
	assert.Equal(t, "boxes.yaml", origin.Key.File)
}

func TestADateIsATextInJSON(t *testing.T) {
	const text = "openapi: 3.0.3\ninfo: {title: Boxes, version: 2026-11-22}\npaths: {/box: {}}\n"
	back, err := load(t, "boxes.yaml", text).JSON()
	require.NoError(t, err)
	assert.Equal(t, `{"openapi":"3.0.3","info":{"title":"Boxes","version":"2026-11-22"},"paths":{"/box":{}}}`, string(back))
}

func TestJSONBecomesYAMLAndComesBackInItsOrder(t *testing.T) {
	const text = `{"openapi":"3.0.3","info":{"title":"A \"b\" 1","version":"1"},"paths":{"/z":{},"/a":{"get":{"responses":{"200":{"description":"yes","content":{"a/b":{"schema":{"type":"number","maximum":12345678901234567890,"default":0.10,"enum":[1e3],"nullable":true}}}}}}}}}`
	d := load(t, "boxes.json", text)
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
`, string(d.YAML))
	back, err := d.JSON()
	require.NoError(t, err)
	assert.Equal(t, text, string(back))

	back, err = load(t, "boxes.yaml", yaml30).JSON()
	require.NoError(t, err)
	assert.Equal(t, `{"openapi":"3.0.3","info":{"title":"Boxes","version":"1"},"paths":{"/box":{"get":{"responses":{"200":{"description":"ok"}}}}}}`, string(back))
}

func TestWhatAFormatDoesNotKnowIsSaidInWords(t *testing.T) {
	k := upstream.Knowledge{Paths: true, RequestBodies: true, Present: true, Required: true, Types: true, Formats: true, Enums: true, Limits: true, Defaults: true}
	assert.Equal(t, "media types, responses, security", k.Unknown())
	assert.Contains(t, upstream.Knowledge{}.Unknown(), "methods and paths, what is sent in a body, media types, responses, which fields")
}
