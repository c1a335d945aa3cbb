package page_test

import (
	"testing"

	"github.com/hostclients/hostclients/internal/upstream/page"
)

// webSoftSolusText has each operation on one line, as copied text does.
const webSoftSolusText = `Shelf API
Language: | English |
---|
Example: list
# curl -k -d 'login=a&secret=b' https://api.example.com/shelf { "a":"b" }
Path to the shelves
See them all
Path /shelf Method GET
Change Title (and Comment)
` + "Path /shelf/{number} Method PUT Parameters title (required|string) : Some title, quickly " +
	"comment (required|can be empty) : Any coment" + `
Order shelf
` + "Path /shelf/order Method POST Parameters product (required|string) : The Name " +
	"OSkind (required|string) [LINUX|WINDOWS] {Shelf 10 Only Option} sites (required|string) [0|10] " +
	"period (optional|string) [1|3] : Of moons parts (optional|array|can be empty) [A_B|C]" + `
Other Shelves
`

const webSoftSolusHTML = `<html><body>
<div id="toc"><ul><li>Path</li></ul></div>
<h3>See them all</h3>
<table><tr><th>Path</th><td>/shelf</td></tr><tr><th>Method</th><td>GET</td></tr></table>
<h3>Change Title (and Comment)</h3>
<p>Path <b>/shelf/{number}</b><br>Method PUT<br>
Parameters</p>
<ul><li>title (required|string) : Some title</li>
<li>comment (required|can be empty) : Any</li></ul>
<h3>Order shelf</h3>
<table><tr><td>Path</td><td>/shelf/order</td></tr><tr><td>Method</td><td>POST</td></tr>
<tr><td>Parameters</td><td><p>product (required|string) : The Name</p>
OSkind (required|string) [LINUX|WINDOWS] {Shelf 10 Only Option}<br>sites (required|string) [0|10]
<p>period (optional|string) [1|3] : Of moons</p><p>parts (optional|array|can be empty) [A_B|C]</p></td></tr></table>
<h2>Other Shelves</h2>
</body></html>
`

const webSoftSolusDocument = `openapi: 3.0.3
info:
  title: WebSoftSolus API
  version: unknown
paths:
  /shelf:
    get:
      x-source:
        document: page.txt
        lines: "8"
      responses:
        default:
          description: Not documented.
  /shelf/{number}:
    put:
      x-source:
        document: page.txt
        lines: "10"
      parameters:
        - name: number
          in: path
          required: true
          schema: {}
          x-source:
            document: page.txt
            lines: "10"
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required:
                - title
                - comment
              properties:
                title:
                  type: string
                  x-source:
                    document: page.txt
                    lines: "10"
                comment:
                  x-empty-allowed: true
                  x-source:
                    document: page.txt
                    lines: "10"
      responses:
        default:
          description: Not documented.
  /shelf/order:
    post:
      x-source:
        document: page.txt
        lines: "12"
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required:
                - product
                - OSkind
                - sites
              properties:
                product:
                  type: string
                  x-source:
                    document: page.txt
                    lines: "12"
                OSkind:
                  type: string
                  enum:
                    - LINUX
                    - WINDOWS
                  x-source:
                    document: page.txt
                    lines: "12"
                sites:
                  type: string
                  enum:
                    - "0"
                    - "10"
                  x-source:
                    document: page.txt
                    lines: "12"
                period:
                  type: string
                  enum:
                    - "1"
                    - "3"
                  x-source:
                    document: page.txt
                    lines: "12"
                parts:
                  type: array
                  items:
                    enum:
                      - A_B
                      - C
                  x-empty-allowed: true
                  x-source:
                    document: page.txt
                    lines: "12"
      responses:
        default:
          description: Not documented.
`

func TestInvalidContentInAWebSoftSolusPageIsRejected(t *testing.T) {
	body := func(before, after string) string { return edited(t, webSoftSolusText, before, after) }
	rejected(t, page.WebSoftSolus, map[string]rejection{
		"an invalid path": {
			body("Path /shelf Method GET", "Path /she}lf Method GET"),
			`page.txt:8: want a path, got "/she}lf"`,
		},
		"a path that is cut off": {
			body("{number}", "{number"),
			`page.txt:10: want a path, got "/shelf/{number"`,
		},
		"an unknown method": {
			body("Method GET", "Method GTE"),
			`page.txt:8: want a method, got "GTE"`,
		},
		"a missing method": {
			body("Path /shelf Method GET", "Path /shelf"),
			`page.txt:9: want Method, got "Change"`,
		},
		"the end of an operation without a method": {
			"Path /shelf Method GET\nPath\n/box",
			"page.txt:2: want Method, got the end of the operation",
		},
		"text after the method": {
			body("Method GET", "Method GET (slow)"),
			`page.txt:8: want Parameters, got "(slow)"`,
		},
		"a duplicate operation": {
			body("Path /shelf/order Method POST", "Path /shelf Method GET"),
			"page.txt:12: GET /shelf is already on line 8",
		},
		"a missing parenthesis before the type": {
			body("title (required|string)", "title required|string)"),
			`page.txt:10: want the declaration of a parameter, got "title required|string) : Some title, qui…"`,
		},
		"a missing parenthesis after the type": {
			body("title (required|string)", "title (required|string"),
			`page.txt:10: want the declaration of a parameter, got "title (required|string : Some title, qui…"`,
		},
		"a missing bracket before the values": {
			body("[LINUX|WINDOWS]", "LINUX|WINDOWS]"),
			`page.txt:12: want a description or a parameter, got "LINUX|WINDOWS] {Shelf 10 Only Option} si…"`,
		},
		"a missing bracket after the values": {
			body("[LINUX|WINDOWS]", "[LINUX|WINDOWS"),
			`page.txt:12: want a description or a parameter, got "[LINUX|WINDOWS {Shelf 10 Only Option} si…"`,
		},
		"a parenthesis in a description": {
			body("The Name", "The Name (of it)"),
			`page.txt:12: unknown word "of it" in (of it)`,
		},
		"a misspelled requirement": {
			body("title (required|string)", "title (requird|string)"),
			`page.txt:10: unknown word "requird" in (requird|string)`,
		},
		"a missing requirement": {
			body("title (required|string)", "title (string)"),
			"page.txt:10: the parameter title: want required or optional",
		},
		"two requirements": {
			body("title (required|string)", "title (required|optional)"),
			`page.txt:10: unknown word "optional" in (required|optional)`,
		},
		"two types": {
			body("title (required|string)", "title (required|string|int)"),
			`page.txt:10: unknown word "int" in (required|string|int)`,
		},
		"an empty value": {
			body("[LINUX|WINDOWS]", "[LINUX||WINDOWS]"),
			"page.txt:12: [LINUX||WINDOWS]: want a value between all bars",
		},
		"values of a different type": {
			body("sites (required|string)", "sites (required|bool)"),
			"page.txt:12: the parameter sites: want the type string or array, because values are listed",
		},
		"an invalid name": {
			body("title (required|string)", "ti,tle (required|string)"),
			`page.txt:10: want the name of a parameter, got "ti,tle"`,
		},
		"a word between two parameters": {
			body("[0|10] period", "[0|10] months period"),
			`page.txt:12: want a description or a parameter, got "months period (optional|string) [1|3] : …"`,
		},
		"a word after a parameter": {
			body("[A_B|C]", "[A_B|C] many"),
			`page.txt:12: want a description or a parameter, got "many"`,
		},
		"a parameter after its operation": {
			body("Other Shelves", "Other Shelves\nlevel (required|string) : x"),
			"page.txt:14: level is outside of any operation: want Path before it",
		},
		"a misspelled Path": {
			body("Path /shelf Method GET", "Pth /shelf Method GET"),
			`page.txt:8: "Pth /shelf Method GET" looks like a part of an operation: want Path before it`,
		},
		"a misspelled Parameters": {
			edited(t, webSoftSolusHTML, "<td>Parameters</td>", "<td>Paraeters</td>"),
			`page.txt:12: "Paraeters product (required|string) : Th…" looks like a part of an operation: want Path before it`,
		},
		"a misspelled Path in HTML": {
			edited(t, webSoftSolusHTML, "<th>Path</th>", "<th>Pah</th>"),
			"page.txt:4: Method is outside of any operation: want Path before it",
		},
		"a method after its operation": {
			body("Other Shelves", "Other Shelves\nMethod GET"),
			"page.txt:14: Method is outside of any operation: want Path before it",
		},
		"a missing parenthesis in HTML": {
			edited(t, webSoftSolusHTML, "<li>comment (required|", "<li>comment required|"),
			`page.txt:9: want the declaration of a parameter, got "comment required|can be empty) : Any"`,
		},
	})
}
