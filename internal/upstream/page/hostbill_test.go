package page_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/upstream/page"
)

// hostBillText is a page as a user copies it from a browser: the samples lack brackets, and the name of one parameter is missing.
const hostBillText = `All calls return JSON.
List shelves
curl -X GET "" \
Example Response:
"shelves": [
"id": "4",
HTTP Request
GET /shelf
Query Parameters
Parameter | Type | Description |
color | string |
Optional, only shelves of one color |
Show shelf
HTTP Request
GET /shelf/@id
Query Parameters
Parameter | Type | Description |
id | int |
Close shelf
Closes it.
HTTP Request
POST /shelf/@id/close
Move shelf
\"owner\": \"ownerValue\",
\"email\": \"emailValue\",
\"kind\": \"kindValue\"
curl -X PUT "" \
headers = {
HTTP Request
PUT /shelf/@id
Query Parameters
Parameter | Type | Description |
id | int |
Shelf of the ownr |
owner | array |
kind | string |
A kind
One of these:
string |
Adress for mail |
`

// hostBillHTML is the same page as a browser saves it.
const hostBillHTML = `<!DOCTYPE html>
<html><head><title>Client area | API</title><style>p { color: red }</style></head>
<body><script>HTTP Request</script>
<h2>List shelves</h2>
<pre class="highlight"><code>curl -X GET "https://portal.example.com/api/shelf" \
  -H "Authorization: Bearer $token"
</code></pre>
<h3>HTTP Request</h3><p><code>GET /shelf</code></p>
<h3>Query Parameters</h3>
<table>
<thead><tr><th>Parameter</th><th>Type</th>
<th>Description</th></tr></thead>
<tbody>
<tr><td>color</td><td><span>str</span>ing<td>Optional, only shelves<br>of <b>one</b> color | all</td></tr>
</tbody></table>
<h2>Show shelf</h2>
<h3>HTTP Request</h3><p><code>GET /shelf/@id</code></p>
<h3>Query Parameters</h3>
<table><tr><th>Parameter</th><th>Type</th><th>Description</th></tr><tr><td>id</td><td>int</td><td></td></tr></table>
<h3>HTTP Request</h3><p><code>POST /shelf/@id/close</code></p>
<pre>
\"owner\": \"ownerValue\",
\"email\": \"emailValue\",
\"kind\": \"kindValue\"
</pre>
<h3>HTTP Request</h3><div>PUT /shelf/@id</div>
<h3>Query Parameters</h3>
<table><tr><th>Parameter</th><th>Type</th><th>Description</th></tr>
<tr><td>id</td><td>int</td><td>Shelf</td></tr>
<tr><td>owner</td><td>array</td><td>&nbsp;</td></tr>
<tr><td>kind</td><td>string</td><td><p>A kind</p><ul><li>one</li></ul></td></tr>
<tr><td></td><td>string</td><td>Adress for mail</td></tr></table>
</body></html>
`

const hostBillDocument = `openapi: 3.0.3
info:
  title: HostBill user API
  version: unknown
paths:
  /shelf:
    get:
      x-source:
        document: page.txt
        lines: 8-12
      parameters:
        - name: color
          in: query
          required: false
          schema:
            type: string
          x-source:
            document: page.txt
            lines: 11-12
      responses:
        default:
          description: Not documented.
  /shelf/{id}:
    get:
      x-source:
        document: page.txt
        lines: 15-18
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: integer
            x-type: int
          x-source:
            document: page.txt
            lines: "18"
      responses:
        default:
          description: Not documented.
    put:
      x-source:
        document: page.txt
        lines: 30-40
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: integer
            x-type: int
          x-source:
            document: page.txt
            lines: 33-34
      requestBody:
        required: false
        content:
          application/json:
            schema:
              type: object
              properties:
                owner:
                  type: array
                  items: {}
                  x-source:
                    document: page.txt
                    lines: "35"
                kind:
                  type: string
                  x-source:
                    document: page.txt
                    lines: "36"
                email:
                  type: string
                  x-name-from: sample
                  x-source:
                    document: page.txt
                    lines: 39-40
      responses:
        default:
          description: Not documented.
  /shelf/{id}/close:
    post:
      x-source:
        document: page.txt
        lines: "22"
      parameters:
        - name: id
          in: path
          required: true
          schema: {}
          x-source:
            document: page.txt
            lines: "22"
      responses:
        default:
          description: Not documented.
`

func TestTheRowsOfAHostBillPageMayBeSeparatedByTabs(t *testing.T) {
	body := "HTTP Request\nGET /shelf\nQuery Parameters\nParameter\tType\tDescription\n" +
		"color\tstring\tone | two\r\nsize\tint\t\n"
	_, parsed := imported(t, page.HostBill, body)
	parameters := parsed.Paths.Value("/shelf").Get.Parameters
	require.Len(t, parameters, 2)
	assert.NotNil(t, parameters.GetByInAndName("query", "color"))
	assert.NotNil(t, parameters.GetByInAndName("query", "size"))
}

func TestADuplicateRowOfAHostBillPageIsRecorded(t *testing.T) {
	body := "HTTP Request\nGET /shelf\nQuery Parameters\nParameter | Type | Description |\nsize | int |\nsize | string |\n"
	document, parsed := imported(t, page.HostBill, body)
	require.Len(t, parsed.Paths.Value("/shelf").Get.Parameters, 1)
	assert.Contains(t, document, `          x-duplicates:
            - type: string
              required: false
              lines: "6"
`)
}

func TestInvalidContentInAHostBillPageIsRejected(t *testing.T) {
	body := func(before, after string) string { return edited(t, hostBillText, before, after) }
	rejected(t, page.HostBill, map[string]rejection{
		"an unknown method": {
			body("PUT /shelf/@id\n", "MOVE /shelf/@id\n"),
			`page.txt:30: want a method and path, got "MOVE /shelf/@id"`,
		},
		"a missing request": {
			body("POST /shelf/@id/close\nMove shelf", "Move shelf"),
			`page.txt:22: want a method and path, got "Move shelf"`,
		},
		"a request without its heading": {
			body("HTTP Request\nPOST /shelf/@id/close", "HTTP Requests\nPOST /shelf/@id/close"),
			`page.txt:22: want "HTTP Request" on the line before "POST /shelf/@id/close"`,
		},
		"a row without its last bar": {
			body("kind | string |", "kind | string"),
			`page.txt:36: want a bar at the end of the row "kind | string"`,
		},
		"a row without its last bar and its name": {
			body("string |\nAdress", "string\nAdress"),
			`page.txt:39: want a bar at the end of the row "string"`,
		},
		"a long line, which is shortened in the error": {
			body("PUT /shelf/@id\n", "PUT "+strings.Repeat("shelf", 100)+"\n"),
			`page.txt:30: want a method and path, got "PUT shelfshelfshelfshelfshelfshelfshelfs…"`,
		},
		"a heading at the end of the page": {
			hostBillText + "HTTP Request",
			"page.txt:41: want a method and path on the next line, got the end of the page",
		},
		"a path with a nameless parameter": {
			body("POST /shelf/@id/", "POST /shelf/@/"),
			`page.txt:22: want the name of a parameter, got ""`,
		},
		"a path with a parameter inside a segment": {
			body("POST /shelf/@id/", "POST /shelf/x@id/"),
			`page.txt:22: want a part of a path, got "x@id"`,
		},
		"a duplicate operation": {
			body("PUT /shelf/@id", "GET /shelf"),
			"page.txt:30: GET /shelf is already on line 8",
		},
		"an unknown type": {
			body("owner | array |", "owner | arry |"),
			`page.txt:35: want a type, got "arry"`,
		},
		"a missing type": {
			body("owner | array |", "owner | |"),
			`page.txt:35: want a type, got ""`,
		},
		"an invalid name": {
			body("owner | array |", "the owner | array |"),
			`page.txt:35: want the name of a parameter, got "the owner"`,
		},
		"a row with too many cells": {
			body("owner | array |", "owner | array | a | b |"),
			"page.txt:35: want a name, a type and a description in a row, got 4 cells",
		},
		"a second description": {
			body("Shelf of the ownr |", "Shelf of the ownr |\nAgain |"),
			"page.txt:35: want a row before this cell",
		},
		"a row after its table": {
			body("Show shelf", "Show shelf\nlevel | int |"),
			"page.txt:14: want a parameter table before its row",
		},
		"a table without its request": {
			body("HTTP Request\nPUT /shelf/@id\n", ""),
			"page.txt:29: want a request before its parameter table",
		},
		"a second table": {
			hostBillText + "Query Parameters\n",
			"page.txt:41: want a request before its parameter table",
		},
		"a table header without its title": {
			body("PUT /shelf/@id\nQuery Parameters\n", "PUT /shelf/@id\n"),
			"page.txt:31: want a request before its parameter table",
		},
		"a table without its header": {
			body("Parameter | Type | Description |\ncolor", "color"),
			"page.txt:10: want the table header Parameter, Type, Description",
		},
		"a title at the end of the page": {
			"HTTP Request\nGET /shelf\nQuery Parameters\n",
			"page.txt:2: want the header of the parameter table",
		},
		"a missing name that is not in the sample": {
			body(`\"email\": \"emailValue\",`+"\n", ""),
			"page.txt:38: want a name for this parameter, in its row or as the only new name in the sample",
		},
		"a missing name with two candidates in the sample": {
			body(`\"email\"`, `\"mail\": \"mailValue\",`+"\n"+`\"email\"`),
			"page.txt:40: want a name for this parameter, in its row or as the only new name in the sample",
		},
		"two missing names": {
			body("kind | string |", "string |"),
			"page.txt:36: want a name for this parameter, in its row or as the only new name in the sample",
		},
		"two missing names with one candidate in the sample": {
			edited(t, body("kind | string |", "string |"), `\"kind\": \"kindValue\"`+"\n", ""),
			"page.txt:35: want a name for this parameter, in its row or as the only new name in the sample",
		},
		"a missing name without a sample": {
			body("color | string |", "string |"),
			"page.txt:11: want a name for this parameter, in its row or as the only new name in the sample",
		},
		"unknown columns": {
			edited(t, hostBillHTML, "<th>Description</th></tr></thead>", "<th>Required</th></tr></thead>"),
			"page.txt:11: want the table header Parameter, Type, Description",
		},
		"an unknown type in HTML": {
			edited(t, hostBillHTML, "<td>array</td>", "<td>list</td>"),
			`page.txt:30: want a type, got "list"`,
		},
	})
}

func TestANameFoundInTheSampleMayBeAPathParameter(t *testing.T) {
	body := "\\\"box\\\": 1\nHTTP Request\nPUT /shelf/@box\nQuery Parameters\nParameter | Type | Description |\nint |\n"
	_, parsed := imported(t, page.HostBill, body)
	operation := parsed.Paths.Value("/shelf/{box}").Put
	require.Len(t, operation.Parameters, 1)
	assert.True(t, operation.Parameters.GetByInAndName("path", "box").Schema.Value.Type.Is("integer"))
	assert.Nil(t, operation.RequestBody, "want no body, because the only parameter is in the path")
}
