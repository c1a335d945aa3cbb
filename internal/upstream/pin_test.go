package upstream_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/upstream"
)

const wordy = `# Written by a person.
openapi: 3.0.3
info: {title: Boxes, version: "1", description: All about boxes., contact: {name: Support}}
tags: [{name: Boxes}]
x-logo: {url: logo.png}
paths:
  x-order: 1
  /box: # the box
    get:
      tags: [Boxes]
      summary: Get a box.
      x-code: [{lang: sh, source: curl}]
      x-repaired: ['the path "box" is read with a leading slash']
      parameters:
        - {name: description, in: query, description: What is in it., example: lids, schema: {type: string, example: lids}}
      responses:
        200:
          description: A box.
          content:
            application/json:
              schema:
                title: Box
                properties:
                  example: {type: string, description: An example., default: none}
              examples: {a: {value: {example: b}}}
        x-more: 1
components:
  securitySchemes:
    login: {type: oauth2, description: Log in., flows: {implicit: {authorizationUrl: 'https://example.com', scopes: {read: May read.}}}}
`

func TestAPinContainsOnlyFacts(t *testing.T) {
	pin, err := load(t, "boxes.yaml", wordy).Pin("2026-11-22")
	require.NoError(t, err)
	sum := sha256.Sum256([]byte(wordy))
	assert.Equal(t, `format: OpenAPI 3.0
pinned: 2026-11-22
sha256: DIGEST
document:
  openapi: 3.0.3
  info: {title: Boxes, version: "1"}
  paths:
    /box:
      get:
        x-repaired: ['the path "box" is read with a leading slash']
        parameters:
          - {name: description, in: query, schema: {type: string}}
        responses:
          200:
            content:
              application/json:
                schema:
                  properties:
                    example: {type: string, default: none}
            description: ""
  components:
    securitySchemes:
      login: {type: oauth2, flows: {implicit: {authorizationUrl: 'https://example.com', scopes: {read: ""}}}}
`, strings.Replace(string(pin), hex.EncodeToString(sum[:]), "DIGEST", 1))
}

func TestAPinCanBeReadAsADocument(t *testing.T) {
	text, err := load(t, "boxes.yaml", wordy).Pin("2026-11-22")
	require.NoError(t, err)
	pin, err := upstream.ReadPin("upstream.yaml", text)
	require.NoError(t, err)
	assert.Equal(t, "OpenAPI 3.0", pin.Format)
	assert.Empty(t, pin.Silent)
	assert.Equal(t, []string{"/paths/~1box/get: the path \"box\" is read with a leading slash"}, pin.Repairs)
	original := load(t, "boxes.yaml", wordy)
	assert.Empty(t, missing(t, original, pin.T), "want no lost facts")
	assert.Empty(t, missing(t, pin, original.T))
}

func TestAPinThatWasEditedIsRejected(t *testing.T) {
	bytes, err := load(t, "boxes.yaml", wordy).Pin("2026-11-22")
	require.NoError(t, err)
	text := string(bytes)
	for want, edit := range map[string][2]string{
		"upstream.yaml:1: format: want the format of the vendor's document, such as OpenAPI 3.0":                                 {"OpenAPI 3.0\n", "''\n"},
		`upstream.yaml:2: pinned: want YYYY-MM-DD, got "today"`:                                                                  {"2026-11-22", "today"},
		"upstream.yaml:3: sha256: want 64 hexadecimal digits":                                                                    {"sha256: ", "sha256: x"},
		`upstream.yaml:4: silent: unknown part "colors"`:                                                                         {"document:", "silent: [colors]\ndocument:"},
		"upstream.yaml:5: document: contains more than facts, such as descriptions or comments: pin the vendor's document again": {"default: none", "description: An example."},
		"upstream.yaml:6: document: contains more than facts, such as descriptions or comments: pin the vendor's document again": {"  openapi: 3.0.3\n", "  # All about boxes.\n  openapi: 3.0.3\n"},
		"upstream.yaml: yaml: unmarshal errors: line 4: field documents not found":                                               {"document:", "documents:"},
		"upstream.yaml:6: \"info\" occurs twice, first on line 5":                                                                {"  openapi: 3.0.3", "  info: {}"},
		`upstream.yaml:19: type: want one of array, boolean, integer, number, object, string, got "text"`:                        {"type: string, default", "type: text, default"},
	} {
		t.Run(want, func(t *testing.T) {
			require.Contains(t, text, edit[0])
			_, err := upstream.ReadPin("upstream.yaml", []byte(strings.Replace(text, edit[0], edit[1], 1)))
			assert.ErrorContains(t, err, want)
		})
	}
	_, err = upstream.ReadPin("upstream.yaml", []byte("format: OpenAPI 3.0\npinned: 2026-11-22\nsha256: "+strings.Repeat("0", 64)+"\n"))
	assert.ErrorContains(t, err, "upstream.yaml:1: document: want an OpenAPI 3.0 document")
}

func TestAPinNeedsAValidDate(t *testing.T) {
	_, err := load(t, "boxes.yaml", wordy).Pin("22.11.2026")
	assert.EqualError(t, err, "pin date: want YYYY-MM-DD, got \"22.11.2026\"")
}
