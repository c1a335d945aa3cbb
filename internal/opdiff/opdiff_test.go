package opdiff_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/opdiff"
)

func load(t *testing.T, text string) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData([]byte("openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n" + text))
	require.NoError(t, err)
	return doc
}

const boxes = `
  /box/{id}:
    get:
      operationId: getBox
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: full, in: query, schema: {type: boolean}}
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema:
                type: object
                required: [id]
                properties:
                  id: {type: string, format: uuid}
                  tags: {type: array, items: {type: object, properties: {name: {type: string, nullable: true}}}}
`

func TestAnOperationThatIsTheSameIsNoDifference(t *testing.T) {
	assert.Empty(t, opdiff.Compare(load(t, boxes), load(t, boxes)))
}

func TestTheNameOfAPathParameterIsNoDifferenceInFacts(t *testing.T) {
	all := opdiff.Compare(load(t, boxes), load(t, replace(t, replace(t, boxes, "{id}", "{boxId}"), "name: id,", "name: boxId,")))
	require.Len(t, all, 1)
	assert.Equal(t, "~ GET /box/{id} is GET /box/{boxId}\n", opdiff.Text(all))
}

func TestWhatAnOperationLosesAndGainsIsListed(t *testing.T) {
	changed := replace(t, replace(t, replace(t, boxes, "required: [id]", "required: [tags]"), "nullable: true", "enum: [a, b]"), "name: full", "name: verbose")
	assert.Equal(t, `~ GET /box/{id}
    - query parameter full: optional, boolean
    - response 200 field id: required, string, format uuid
    - response 200 field tags: optional, array
    - response 200 field tags[].name: optional, string, may be null
    + query parameter verbose: optional, boolean
    + response 200 field id: optional, string, format uuid
    + response 200 field tags: required, array
    + response 200 field tags[].name: optional, string, value a, value b, no value but these 2
`, opdiff.Text(opdiff.Compare(load(t, boxes), load(t, changed))))
}

func TestAnOperationIsFoundAgainUnderAnotherPath(t *testing.T) {
	byID := replace(t, boxes, "/box/{id}", "/v2/container/{id}")
	assert.Equal(t, "~ GET /box/{id} is GET /v2/container/{id}\n", opdiff.Text(opdiff.Compare(load(t, boxes), load(t, byID))))
	byFacts := replace(t, byID, "getBox", "fetchContainer")
	assert.Equal(t, "~ GET /box/{id} is GET /v2/container/{id}\n", opdiff.Text(opdiff.Compare(load(t, boxes), load(t, byFacts))))
}

func TestAnOperationIsFoundBelowTheServersAddress(t *testing.T) {
	below := replace(t, replace(t, boxes, "/box/{id}", "/api/box/{id}"), "getBox", "fetchBox")
	below = replace(t, below, "{type: string, format: uuid}", "{type: integer}")
	below = replace(t, replace(t, below, "name: full", "name: verbose"), "tags: {", "labels: {")
	require.Equal(t, "- GET /box/{id}\n+ GET /api/box/{id}\n", opdiff.Text(opdiff.Compare(load(t, boxes), load(t, below))), "too little is the same")
	served := "\nservers: [{url: https://shop.example.com/api}]\n"
	assert.Contains(t, opdiff.Text(opdiff.Compare(load(t, boxes+served), load(t, below))), "~ GET /box/{id} is GET /api/box/{id}\n    - ")
}

func TestOperationsWithoutAnIDHaveNotTheSame(t *testing.T) {
	nameless := replace(t, boxes, "      operationId: getBox\n", "")
	other := "\n  /lid: {post: {responses: {'204': {description: ok}}}}\n"
	assert.Equal(t, "- GET /box/{id}\n+ POST /lid\n", opdiff.Text(opdiff.Compare(load(t, nameless), load(t, other))))
}

func TestMoreThanHalfOfTheFactsMakeAnOperationTheSame(t *testing.T) {
	const half = `
  /%s:
    get:
      parameters:
        - {name: a, in: query, schema: {type: string}}
        - {name: b, in: query, schema: {type: string}}
        - {name: %s, in: query, schema: {type: string}}
      responses: {}
`
	two, three := fmt.Sprintf(half, "two", "b"), fmt.Sprintf(half, "three", "c")
	assert.Equal(t, "~ GET /two is GET /three\n    + query parameter c: optional, string\n", opdiff.Text(opdiff.Compare(load(t, two), load(t, three))))
	four := fmt.Sprintf(half, "four", "d")
	assert.Equal(t, "- GET /three\n+ GET /four\n", opdiff.Text(opdiff.Compare(load(t, three), load(t, four))), "half is not more")
}

func TestAnOperationOfOneDocumentAloneIsOneLine(t *testing.T) {
	other := `
  /lid:
    post:
      operationId: makeLid
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {size: {type: integer}, colours: {type: object, additionalProperties: {type: object, properties: {hex: {type: string}}}}}}
      responses:
        "204": {description: ok}
`
	assert.Equal(t, "- GET /box/{id}\n+ POST /lid\n", opdiff.Text(opdiff.Compare(load(t, boxes), load(t, other))))
	assert.Equal(t, "~ POST /lid\n    - body field colours{}.hex: optional, string\n    + body field colours{}.hex: optional, string, format date\n",
		opdiff.Text(opdiff.Compare(load(t, other), load(t, replace(t, other, "hex: {type: string}", "hex: {type: string, format: date}")))))
}

func TestASchemaThatHoldsItselfIsFollowedOnce(t *testing.T) {
	tree := `
  /tree:
    get:
      operationId: getTree
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Tree'}}}}
components:
  schemas:
    Tree: {type: object, properties: {name: {type: string}, branches: {type: array, items: {$ref: '#/components/schemas/Tree'}}}}
`
	assert.Empty(t, opdiff.Compare(load(t, tree), load(t, tree)))
	assert.Equal(t, "~ GET /tree\n    - response 200 field name: optional, string\n    + response 200 field name: optional, integer\n",
		opdiff.Text(opdiff.Compare(load(t, tree), load(t, replace(t, tree, "name: {type: string}", "name: {type: integer}")))))
}

// replace fails if there is nothing to replace, so that a test cannot pass by comparing a document with itself.
func replace(t *testing.T, text, before, after string) string {
	t.Helper()
	require.Contains(t, text, before)
	return strings.ReplaceAll(text, before, after)
}
