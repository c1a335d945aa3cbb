package har_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/har"
)

// secretive declares secrets where the sample API has none: in parameters, and in the values of maps in a list.
const secretive = `openapi: 3.0.3
info: {title: Secretive, version: "1"}
paths:
  /reset/{code}/{id}.{word}:
    parameters:
      - {name: code, in: path, required: true, schema: {type: string, format: password}}
      - {name: word, in: path, required: true, schema: {type: string, format: password}}
    post:
      operationId: reset
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: pin, in: query, schema: {type: array, items: {type: string, format: password}}}
        - {name: page, in: query, schema: {type: integer}}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                answers:
                  type: array
                  items: {type: object, additionalProperties: {allOf: [{$ref: '#/components/schemas/Word'}]}}
                login: {type: string}
                self: {$ref: '#/components/schemas/Node'}
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Node'}
  /settings:
    put:
      operationId: changeSettings
      parameters:
        - {name: X-Pin, in: header, schema: {type: string, format: password}}
        - {name: wish, in: cookie, schema: {type: string, format: password}}
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              properties:
                settings: {type: object, x-form: {encode: [json]}, additionalProperties: {type: string}}
                sealed: {type: object, x-form: {encode: [php, base64]}, properties: {word: {$ref: '#/components/schemas/Word'}}}
                open: {type: object, x-form: {encode: [json, base64]}, additionalProperties: {type: string}}
                api_word: {$ref: '#/components/schemas/Word'}
      responses:
        "200": {description: Done.}
  /key:
    post:
      operationId: newKey
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Word'}}}}
      responses:
        "200":
          description: The key.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Word'}}
components:
  securitySchemes:
    key: {type: apiKey, in: query, name: api_key}
  schemas:
    Word: {type: string, format: password}
    Node:
      type: object
      properties:
        next: {$ref: '#/components/schemas/Node'}
        nonce: {anyOf: [{$ref: '#/components/schemas/Word'}, {type: integer}]}
`

func TestSecretsAreRedactedInURLsAndBodies(t *testing.T) {
	doc := document(t, secretive)
	for name, test := range map[string]struct {
		x                   exchange
		url, sent, received string
	}{
		"in the URL": {
			exchange{url: "https://erika:hunter2@portal.example.com/api/reset/hunter2%2F/7.hunter2" +
				"?page=1&pin%5B%5D=hunter2&pin[x]=hunter2&API_KEY=1&api_key=hunter2&q#hunter2"},
			"https://portal.example.com/api/reset/CODE/WORD?page=1&pin%5B%5D=PIN&pin[x]=PIN&API_KEY=1&api_key=API_KEY&q", "", "{}",
		},
		"in maps and lists": {
			exchange{
				media: "application/json",
				sent:  `{"answers":[{"pet":"hunter2","login":"hunter2"},["hunter2",[12,{"a":"hunter2"}]],"",null,true],"login":"me"}`,
			},
			"", `{"answers":[{"pet":"ANSWERS","login":"ANSWERS"},["ANSWERS",[1,{"a":"ANSWERS"}]],"",null,true],"login":"me"}`, "{}",
		},
		"in a recursive object": {
			exchange{
				media: "application/json", sent: `{"self":{"nonce":12345678901234567890123}}`,
				received: `{"next":{"next":{"nonce" : "hunter2\/\"\\" , "x":"nonce"}}}`,
			},
			"", `{"self":{"nonce":1}}`, `{"next":{"next":{"nonce" : "NONCE" , "x":"nonce"}}}`,
		},
		"in a form, in PHP's brackets": {
			exchange{media: "application/x-www-form-urlencoded", sent: "answers%5B0%5D%5Bpet%5D=hunter2&answers[1]=hunter2&login=a%20b&nonce"},
			"", "answers%5B0%5D%5Bpet%5D=ANSWERS&answers[1]=ANSWERS&login=a%20b&nonce", "{}",
		},
	} {
		t.Run(name, func(t *testing.T) {
			x := test.x
			x.method = "POST"
			if x.url == "" {
				x.url = "https://portal.example.com/api/reset/c/7.c"
				test.url = "https://portal.example.com/api/reset/CODE/WORD"
			}
			if x.received == "" {
				x.received = "{}"
			}
			folder, tapes := imported(t, doc, write(t, x))
			made := tapes["reset"].Interactions[0]
			assert.Equal(t, test.url, made.Request.URL)
			assert.Equal(t, test.sent, made.Request.Body)
			assert.Equal(t, test.received, made.Response.Body)
			data, err := os.ReadFile(filepath.Join(folder, "reset.yaml"))
			require.NoError(t, err)
			assert.NotContains(t, string(data), "hunter2")
		})
	}
}

func TestAKnownSecretIsRedactedEverywhere(t *testing.T) {
	doc := document(t, secretive)
	const form, at = "application/x-www-form-urlencoded", "https://portal.example.com/api"
	for name, test := range map[string]struct {
		path, media, sent, received string
		wantSent, wantReceived      string
	}{
		"the secret of another operation":          {"/settings", form, "nonce=hunter2&x[code]=hunter2", `{"pin":"hunter2","x":[{"api_key":"hunter2"}]}`, "nonce=NONCE&x[code]=CODE", `{"pin":"PIN","x":[{"api_key":"API_KEY"}]}`},
		"a header and a cookie":                    {"/settings", form, "", `{"X-Pin":"hunter2","wish":"hunter2"}`, "", `{"X-Pin":"X-PIN","wish":"WISH"}`},
		"in a field that is JSON":                  {"/settings", form, "settings=%7B%22nonce%22%3A%22hunter2%22%2C%22a%22%3A1%7D&x=1", "", "settings=%7B%22nonce%22%3A%22NONCE%22%2C%22a%22%3A1%7D&x=1", ""},
		"a name that PHP reads without its space":  {"/settings", form, "+nonce=hunter2&%20nonce[0]=hunter2", "", "+nonce=NONCE&%20nonce[0]=NONCE", ""},
		"a name that PHP reads with an underscore": {"/settings", form, "api.word=hunter2&api+word=hunter2&api%5Fword=hunter2", "", "api.word=API_WORD&api+word=API_WORD&api%5Fword=API_WORD", ""},
		"an encoded field without secrets":         {"/settings", form, "open=eyJhIjoxfQ%3D%3D&sealed=", "", "open=eyJhIjoxfQ%3D%3D&sealed=", ""},
		"bodies that are secrets":                  {"/key", "application/json", ` "hunter2" `, `["hunter2", {"a":"hunter2"}, 12]`, ` "SECRET" `, `["SECRET", {"a":"SECRET"}, 1]`},
		"a form instead of a secret":               {"/key", form, "a=hunter2", "", "a=SECRET", ""},
		"JSON with a different media type":         {"/settings", "text/plain", `{"nonce":"hunter2"}`, "", `{"nonce":"NONCE"}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			method, id := "PUT", "changeSettings"
			if test.path == "/key" {
				method, id = "POST", "newKey"
			}
			x := exchange{method: method, url: at + test.path, media: test.media, sent: test.sent, received: test.received}
			if x.received == "" {
				x.received, test.wantReceived = "{}", "{}"
			}
			_, tapes := imported(t, doc, write(t, x))
			assert.Equal(t, test.wantSent, tapes[id].Interactions[0].Request.Body)
			assert.Equal(t, test.wantReceived, tapes[id].Interactions[0].Response.Body)
		})
	}
}

func TestContentThatCannotBeSearchedForSecretsIsAnError(t *testing.T) {
	doc := document(t, secretive)
	const form, parts = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
	for name, test := range map[string]struct{ query, media, sent, received, want string }{
		"a notice before the JSON":          {"", form, "", "<b>Notice</b>: x\n{\"nonce\":\"hunter2\"}", "the response body: invalid JSON at byte 1: fix it with -replace, or remove the entry"},
		"a byte order mark before the JSON": {"", form, "", "\ufeff{\"nonce\":\"hunter2\"}", "the response body: invalid JSON"},
		"a multipart request":               {"", parts, "--x\r\nContent-Disposition: form-data; name=\"nonce\"\r\n\r\nhunter2\r\n--x--", "{}", "the request body: want JSON or a form"},
		"a request without a media type":    {"", "", "nonce=hunter2", "{}", "the request body: want JSON or a form"},
		"an invalid escape in a name":       {"", form, "a=1&nonce%zz=hunter2", "{}", "the request body: field 2 cannot be read"},
		"a control character in a name":     {"", form, "nonce%00x=hunter2", "{}", "the request body: field 1 cannot be read"},
		"an invalid escape in a value":      {"", form, "settings={\"nonce\":\"hunter2%zz\"}", "{}", "the request body: field 1 cannot be read"},
		"an invalid escape in the URL":      {"?pin%zz=hunter2", form, "", "{}", "the URL: field 1 cannot be read"},
		"secrets in base64":                 {"", form, "sealed=aHVudGVyMg%3D%3D", "{}", "the request body: the field sealed is encoded and may contain secrets: remove it"},
	} {
		t.Run(name, func(t *testing.T) {
			x := exchange{method: "PUT", url: "https://portal.example.com/api/settings" + test.query, media: test.media, sent: test.sent, received: test.received}
			for _, x.receivedType = range []string{"application/json", "text/plain", "application/vnd.api+json", " "} {
				made, err := har.Read(doc, names, write(t, x))
				require.ErrorContains(t, err, "entry 0: "+test.want)
				assert.NotContains(t, err.Error(), "hunter2")
				assert.Empty(t, made)
			}
		})
	}
}

// ambiguous uses the name id for a secret in one operation, and for the id of a box in another.
const ambiguous = `openapi: 3.0.3
info: {title: Ambiguous, version: "1"}
paths:
  /keys/{id}:
    get:
      operationId: getKey
      parameters: [{name: id, in: path, required: true, schema: {type: string, format: password}}]
      responses: {"200": {description: Done.}}
  /boxes/{id}:
    post:
      operationId: changeBox
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: {type: object, properties: {file: {type: object, x-form: {encode: [json, base64]}}}}
      responses: {"200": {description: Done.}}
  /lids:
    get: {operationId: listLids, responses: {"200": {description: Done.}}}
`

func TestANameIsSecretUnlessTheOperationDeclaresItOtherwise(t *testing.T) {
	const at, form = "https://portal.example.com", "application/x-www-form-urlencoded"
	_, tapes := imported(t, document(t, ambiguous), write(t,
		exchange{method: "GET", url: at + "/keys/hunter2", received: `{"id":"hunter2"}`},
		exchange{method: "POST", url: at + "/boxes/b7", media: form, sent: "file=eyJhIjoxMjM0NTY3ODkwMTIzNDU2Nzg5MCwiYiI6IlhZMSJ9&x=aHVudGVyMg%3D%3D", received: `{"id":"b7"}`},
		exchange{method: "GET", url: at + "/lids", received: `{"id":"b7"}`},
	))
	assert.Equal(t, at+"/keys/ID", tapes["getKey"].Interactions[0].Request.URL)
	assert.Equal(t, at+"/boxes/b7", tapes["changeBox"].Interactions[0].Request.URL)
	assert.Equal(t, "file=eyJhIjoxMjM0NTY3ODkwMTIzNDU2Nzg5MCwiYiI6IlhZMSJ9&x=ID", tapes["changeBox"].Interactions[0].Request.Body)
	assert.Equal(t, `{"id":"b7"}`, tapes["changeBox"].Interactions[0].Response.Body)
	assert.Equal(t, `{"id":"ID"}`, tapes["listLids"].Interactions[0].Response.Body)
}

func TestSecretsAreFoundAnywhereInASchema(t *testing.T) {
	const secret = "{type: object, properties: {badge: {type: string, format: password}}}"
	for name, schema := range map[string]string{
		"in the body":          secret,
		"in a nested object":   "{type: object, properties: {inner: " + secret + "}}",
		"in an item of a list": "{type: object, properties: {inner: {type: array, items: " + secret + "}}}",
		"in a value of a map":  "{type: object, properties: {inner: {type: object, additionalProperties: " + secret + "}}}",
		"in a part of allOf":   "{allOf: [" + secret + "]}",
		"in an alternative":    "{type: object, properties: {inner: {oneOf: [{type: integer}, " + secret + "]}}}",
	} {
		t.Run(name, func(t *testing.T) {
			doc := document(t, `openapi: 3.0.3
info: {title: Badges, version: "1"}
paths:
  /badges:
    post:
      operationId: newBadge
      requestBody: {content: {application/json: {schema: `+schema+`}}}
      responses: {"200": {description: Done., content: {application/json: {schema: {type: object}}}}}
`)
			const sent = `{"inner":{"badge":"ab"},"badge":"ab"}`
			made, err := har.Read(doc, strings.NewReplacer(), write(t, exchange{
				method: "POST", url: "https://api.example.com/badges", media: "application/json", sent: sent, received: sent,
			}))
			require.NoError(t, err)
			x := made.Cassettes["newBadge"].Interactions[0]
			assert.Equal(t, `{"inner":{"badge":"BADGE"},"badge":"BADGE"}`, x.Request.Body)
			assert.Equal(t, x.Request.Body, x.Response.Body)
		})
	}
}
