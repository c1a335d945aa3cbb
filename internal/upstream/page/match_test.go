package page_test

import (
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/upstream/page"
)

// known is a document that describes the page webprosText, with the lines of another edition.
const known = `openapi: 3.0.3
info: {title: Shelves, version: "1"}
paths:
  /codes:
    get: {x-permissions: [], x-source: {lines: "12-48, 199, 108-111"}, responses: {default: {description: none}}}
  /shelf:
    post:
      x-permissions: ["shelf:create:all", "shelf:create:own"]
      x-source: {document: a page, lines: "4, 126-149"}
      parameters:
        - {name: id, in: query, schema: {}}
        - {name: X-SHELF, in: header, schema: {}}
      requestBody:
        content:
          application/json:
            schema:
              allOf:
                - {properties: {userId: {}, locale: {}, name: {}, expiryDate: {}}}
                - {properties: {enabled: {}, tags: {}, data: {}, permissions: {}}}
      responses: {default: {description: none}}
    get:
      x-permissions: ["shelf:list:own", "shelf:list:all"]
      x-source: {lines: "111-126"}
      parameters:
        - {name: start, in: query, schema: {}}
        - {name: count, in: query, schema: {}}
        - {name: page, in: query, schema: {}}
        - {name: sort, in: query, schema: {}}
      responses: {default: {description: none}}
  /domain/{domain}:
    parameters:
      - {name: domain, in: path, required: true, schema: {}}
    get: {x-source: {lines: 149}, responses: {default: {description: none}}}
  /domain:
    delete: {x-permissions: ["shelf:write"], x-source: {lines: "152-158"}, responses: {default: {description: none}}}
`

func matched(t *testing.T, body, document string) (map[string]string, error) {
	t.Helper()
	_, imported := imported(t, page.WebprosCloud, body)
	parsed, err := openapi3.NewLoader().LoadFromData([]byte(document))
	require.NoError(t, err)
	return page.Match(imported, parsed)
}

func TestOperationsWithoutAPathAreFoundByTheirOrderAndWhatTheyTake(t *testing.T) {
	pairs, err := matched(t, webprosText, known)
	require.NoError(t, err)
	assert.Equal(t, map[string]string{
		"GET /operation/1":       "GET /codes",
		"GET /operation/2":       "GET /shelf", // between two that are alike, though a parameter has another name
		"POST /operation/3/{id}": "POST /shelf",
		"GET /operation/4":       "GET /domain/{domain}",
		"POST /operation/5":      "DELETE /domain",
	}, pairs)
}

func TestAnOperationThatIsNewInThePageMatchesNone(t *testing.T) {
	const added = "}Adds a shelf."
	body := edited(t, webprosText, added, "}Empties a shelf.\n| all | boolean |\n{ }\nAdds a shelf.")
	pairs, err := matched(t, body, known)
	require.NoError(t, err)
	assert.Equal(t, map[string]string{
		"GET /operation/1":       "GET /codes",
		"POST /operation/4/{id}": "POST /shelf",
		"GET /operation/5":       "GET /domain/{domain}",
		"POST /operation/6":      "DELETE /domain",
	}, pairs, "which of the two before the fourth is the one that is known cannot be told")
}

func TestAnOperationThatThePageHasNoLongerIsMatchedByNone(t *testing.T) {
	start := strings.Index(webprosText, "Lists shelves.")
	end := strings.Index(webprosText, "Adds a shelf.")
	pairs, err := matched(t, webprosText[:start]+"\n"+webprosText[end:], known)
	require.NoError(t, err)
	assert.Equal(t, map[string]string{
		"GET /operation/1":       "GET /codes",
		"POST /operation/2/{id}": "POST /shelf",
		"GET /operation/3":       "GET /domain/{domain}",
		"POST /operation/4":      "DELETE /domain",
	}, pairs)
}

func TestOneOperationBetweenTwoThatAreKnownMatchesNeither(t *testing.T) {
	const codes = "  /codes:\n"
	another := edited(t, known, codes, `  /boxes:
    get: {x-permissions: ["box:list"], x-source: {lines: "111"}, responses: {default: {description: none}}}
`+codes)
	pairs, err := matched(t, webprosText, another)
	require.NoError(t, err)
	assert.NotContains(t, pairs, "GET /operation/2")
	assert.Equal(t, "POST /shelf", pairs["POST /operation/3/{id}"])
}

func TestOperationsWithoutLinesCannotBeMatched(t *testing.T) {
	_, err := matched(t, webprosText, strings.Replace(known, `x-source: {lines: "12-48, 199, 108-111"}, `, "", 1))
	assert.EqualError(t, err, "GET /codes has no x-source with lines")
}

func TestASchemaThatIsAPartOfItselfIsMatchedAsWell(t *testing.T) {
	document := known + `components:
  schemas:
    Shelf:
      properties: {addonDomain: {}}
      allOf: [{$ref: "#/components/schemas/Shelf"}]
`
	document = edited(t, document, `x-source: {lines: "152-158"},`, `x-source: {lines: "152-158"},
      requestBody: {content: {a/b: {schema: {$ref: "#/components/schemas/Shelf"}}}},`)
	pairs, err := matched(t, webprosText, document)
	require.NoError(t, err)
	assert.Equal(t, "DELETE /domain", pairs["POST /operation/5"])
}
