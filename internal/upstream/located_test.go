package upstream_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/upstream"
)

// shelvesPage has neither paths nor methods, and shelves is our document of the same operations.
const shelvesPage = `Download OpenAPI specification:
Lists shelves.
Required permissions: shelf:list
| count | integer Default: 15 Examples: count=10 At most so many |
{- "data": [
]
}Changes a shelf.
Required permissions: shelf:write
| id required | string Examples: 0123 A shelf |
Change a shelf
| name required | string Its name |
{- "name": "a"
}{- "id": "0123"
}Removes all shelves.
Required permissions: shelf:delete
| force | boolean Examples: force=true Whatever is on them |
{- "removed": 1
}
`

const shelves = `openapi: 3.0.3
info: {title: Shelves, version: "1"}
paths:
  /shelf:
    get:
      x-source: {lines: "12-13"}
      x-permissions: ["shelf:list"]
      parameters: [{name: count, in: query, schema: {type: integer, default: 15}}]
      responses: {}
    delete:
      x-source: {lines: "18"}
      x-permissions: ["shelf:delete"]
      parameters: [{name: force, in: query, schema: {type: boolean}}]
      responses: {}
  /shelf/{id}:
    patch:
      x-source: {lines: "14-17"}
      x-permissions: ["shelf:write"]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string}}}}}
      responses: {}
`

// pinnedShelves is the page as a pin keeps it.
func pinnedShelves(t *testing.T) *upstream.Document {
	t.Helper()
	text, err := upstream.Pin("page.txt", []byte(shelvesPage), "2026-11-22")
	require.NoError(t, err)
	pin, err := upstream.ReadPin(pinned(t, string(text)))
	require.NoError(t, err)
	return pin
}

func TestOperationsWithoutPathsHaveThoseOfOurs(t *testing.T) {
	ours := load(t, "ours", strings.NewReplacer("{id}", "{shelf}", "name: id", "name: shelf").Replace(shelves)).T
	for _, theirs := range []*upstream.Document{load(t, "page.txt", shelvesPage), pinnedShelves(t)} {
		located, err := theirs.Located(ours)
		require.NoError(t, err)
		require.ElementsMatch(t, []string{"/shelf", "/shelf/{id}"}, located.T.Paths.InMatchingOrder())
		assert.NotNil(t, located.T.Paths.Value("/shelf").Get)
		assert.NotNil(t, located.T.Paths.Value("/shelf").Delete)
		assert.NotNil(t, located.T.Paths.Value("/shelf/{id}").Patch)
		assert.NotNil(t, theirs.T.Paths.Value("/operation/1"), "the document itself stays as it is")
	}
}

func TestADocumentThatKnowsItsPathsKeepsThem(t *testing.T) {
	theirs := load(t, "theirs", orders)
	located, err := theirs.Located(load(t, "ours", shelves).T)
	require.NoError(t, err)
	assert.Same(t, theirs, located)
}

func TestFactsOfOperationsWithoutPathsAreCompared(t *testing.T) {
	theirs := pinnedShelves(t)
	for name, c := range map[string]struct {
		before, after string
		want          []string
	}{
		"nothing":             {"", "", []string{}},
		"another edition":     {"12-13", "7", []string{}},
		"a default":           {"default: 15", "default: 10", []string{"GET /shelf: query parameter count: default 15"}},
		"a type":              {"type: boolean", "type: string", []string{"DELETE /shelf: query parameter force: boolean"}},
		"a parameter":         {"name: force", "name: size", []string{"DELETE /shelf: query parameter force"}},
		"a required field":    {"required: [name]", "required: []", []string{"PATCH /shelf/{id}: body field name: required"}},
		"a permission":        {`["shelf:list"]`, `["shelf:read"]`, []string{"GET /shelf: permission shelf:list"}},
		"the path's type":     {"required: true, schema: {type: string}", "required: true, schema: {type: integer}", []string{"PATCH /shelf/{id}: path parameter id: string"}},
		"what it is found by": {"[\"shelf:delete\"]\n      parameters: [{name: force", "[]\n      parameters: [{name: size", []string{"DELETE /shelf: permission shelf:delete", "DELETE /shelf: query parameter force"}},
		"an operation": {shelves[strings.Index(shelves, "    delete:"):strings.Index(shelves, "  /shelf/{id}:")], "",
			[]string{"GET /operation/3"}},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, shelves, c.before)
			ours := load(t, "ours", strings.Replace(shelves, c.before, c.after, 1)).T
			assert.Equal(t, c.want, missing(t, theirs, ours))
		})
	}
}

func TestAPathThatOursHasMadeUpAsWellIsAnother(t *testing.T) {
	without := strings.Replace(shelves, shelves[strings.Index(shelves, "    delete:"):strings.Index(shelves, "  /shelf/{id}:")], "", 1)
	ours := strings.Replace(without, "  /shelf:\n", "  /operation/3: {}\n  /operation/3-new: {}\n  /shelf:\n", 1)
	assert.Equal(t, []string{"GET /operation/3-new-new"}, missing(t, pinnedShelves(t), load(t, "ours", ours).T))
}

func TestOperationsInAnotherOrderAreNotFound(t *testing.T) {
	ours := load(t, "ours", strings.Replace(shelves, `"18"`, `"2"`, 1)).T
	assert.Equal(t, []string{"GET /operation/3"}, missing(t, pinnedShelves(t), ours))
}

func TestWithoutLinesNothingIsFoundSilently(t *testing.T) {
	ours := load(t, "ours", strings.Replace(shelves, `{lines: "18"}`, `{}`, 1)).T
	_, err := upstream.Missing(pinnedShelves(t), ours)
	assert.EqualError(t, err, "the operations of a document without paths: DELETE /shelf has no x-source with lines")
}

func TestThePinOfADocumentWithoutPathsKeepsWhatOperationsAreFoundBy(t *testing.T) {
	text, err := upstream.Pin("page.txt", []byte(shelvesPage), "2026-11-22")
	require.NoError(t, err)
	assert.Contains(t, string(text), `
    /operation/1:
      get:
        x-source:
          lines: 2-7
        x-permissions:
          - shelf:list
        parameters:
          - name: count
            in: query
            required: false
            schema:
              type: integer
              default: 15
        responses:
`)
	assert.NotContains(t, string(text), "page.txt")
	assert.Equal(t, 3, strings.Count(string(text), "x-source"), "only operations have it")
	_, err = upstream.ReadPin(pinned(t, strings.Replace(string(text), "lines: 2-7\n", "lines: 2-7\n          document: page.txt\n", 1)))
	assert.ErrorContains(t, err, "the document holds more than facts")
}
