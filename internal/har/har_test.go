package har_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"

	"github.com/hostclients/hostclients/contract"
	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/internal/generate/sample"
	"github.com/hostclients/hostclients/internal/har"
	"github.com/hostclients/hostclients/internal/spec"
)

// browser.har is what a browser saves of a session with an installation of the sample API. Every secret in it, and some of what
// only looks like one, begins with hunter2.
const (
	archive   = "testdata/browser.har"
	sampleDir = "../generate/testdata/sample"
)

func load(t *testing.T, file, overlay string) *openapi3.T {
	t.Helper()
	doc, err := spec.Load(file, overlay)
	require.NoError(t, err)
	return doc.T
}

func sampleDoc(t *testing.T) *openapi3.T {
	t.Helper()
	return load(t, sampleDir+"/openapi.yaml", sampleDir+"/overlay.yaml")
}

// names takes the customer out of the archive.
var names = strings.NewReplacer("customer.example.net", "example.com", "Erika Example", "NAME")

// imported writes the cassettes of the archives to a folder and reads them as go-vcr does, by operationId.
func imported(t *testing.T, doc *openapi3.T, archives ...string) (folder string, tapes map[string]*cassette.Cassette) {
	t.Helper()
	made, err := har.Import(doc, names, archives...)
	require.NoError(t, err)
	folder = filepath.Join(t.TempDir(), "fixtures", "recorded")
	require.NoError(t, har.Write(folder, made))
	tapes = map[string]*cassette.Cassette{}
	for id := range made {
		tapes[id], err = cassette.Load(filepath.Join(folder, id))
		require.NoError(t, err)
	}
	return folder, tapes
}

func TestEachOperationGetsACassetteInTheOrderOfTheArchives(t *testing.T) {
	_, tapes := imported(t, sampleDoc(t), archive, archive)
	found := map[string][]string{}
	for id, tape := range tapes {
		for i, x := range tape.Interactions {
			assert.Equal(t, i, x.ID)
			found[id] = append(found[id], x.Request.Method+" "+x.Request.URL)
		}
	}
	const at = " https://shop.example.com/v1"
	crates := []string{"GET" + at + "/crates/7", "GET" + at + "/crates/7", "GET" + at + "/crates/8", "GET" + at + "/crates/9"}
	twice := func(s string) []string { return []string{s, s} }
	assert.Equal(t, map[string][]string{
		"runCommand":   twice("POST" + at + "/command"),
		"getCrate":     slices.Concat(crates, crates),
		"replaceCrate": twice("PUT" + at + "/crates/7"),
		"useTicket":    twice("GET" + at + "/tickets/ab.12?key=KEY"),
		"listEvents":   twice("GET" + at + "/boxes/12/events?page=2"),
		"changeBox":    twice("PATCH" + at + "/boxes/12"),
	}, found)
}

func TestNoSecretAndNoCustomerIsInWhatIsWritten(t *testing.T) {
	text, err := os.ReadFile(archive)
	require.NoError(t, err)
	require.Greater(t, strings.Count(string(text), "hunter2"), 50, "the archive is full of them")
	folder, _ := imported(t, sampleDoc(t), archive)
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	for _, entry := range entries {
		data, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		require.NoError(t, err)
		for _, secret := range []string{
			"hunter2", base64.StdEncoding.EncodeToString([]byte("erika:hunter2")), "customer", "Erika", "erika",
			"session", "csrf", "Mozilla", "Apache", "PHP", "192.0.2.10",
		} {
			assert.NotContains(t, string(data), secret, entry.Name())
		}
	}
}

func TestHeadersAreKeptByAnAllowlistWithPlaceholdersForCredentials(t *testing.T) {
	_, tapes := imported(t, sampleDoc(t), archive)
	assert.Equal(t, http.Header{
		"Accept": {"application/json, text/plain, */*"}, "Authorization": {"Bearer TOKEN", "TOKEN", "Digest TOKEN"},
		"Content-Type": {"application/json; charset=utf-8"},
	}, tapes["replaceCrate"].Interactions[0].Request.Headers)
	events := tapes["listEvents"].Interactions[0]
	assert.Equal(t, http.Header{
		"Accept": {"application/json, text/plain, */*"}, "Authorization": {"Basic " + base64.StdEncoding.EncodeToString([]byte("USERNAME:PASSWORD"))},
	}, events.Request.Headers)
	assert.Equal(t, http.Header{
		"Content-Type": {"application/json; charset=utf-8"}, "Retry-After": {"5"}, "X-Ratelimit-Remaining": {"59"},
	}, events.Response.Headers)
}

func TestBodiesAreKeptByteForByteButForTheirSecrets(t *testing.T) {
	_, tapes := imported(t, sampleDoc(t), archive)
	for name, test := range map[string]struct {
		operation      string
		exchange       int
		sent, answered string
	}{
		"a form, and an answer in base64": {
			"runCommand", 0, "token=TOKEN&name=start&comment=&args%5B0%5D=a%26b&env%5BX%5D=1&force=YES", `{"result":"done for NAME"}`,
		},
		"escapes, spaces and letters": {
			"getCrate", 0, "",
			"{ \"success\": true,\n\t\"crate\": {\"id\":\"7\",\"weight\":1.50,\"keys\":[\"KEYS\",\"KEYS\"]," +
				"\"remark\":\"caf\u00e9 \\/ \\u00e9 \u2028\",\"marks\":\"keys\"} }\r\n",
		},
		"a secret that is empty, and names of secrets that are values": {
			"getCrate", 1, "", `{"crate":{"id":7,"keys":{"0":"KEYS","1":""},"things":[[1.10,["keys"]],{"a":1}]}}`,
		},
		"a number by the name of a secret": {"getCrate", 3, "", `{"success":true,"lock":{"nonce":"code","keys":1}}`},
		"lists and maps of secrets, and secrets that the answer repeats": {
			"replaceCrate", 0,
			`{"marks":["code","a"],"code":"CODE","keys":{"0":"KEYS"},"bolts":{"left":"BOLTS","code":"BOLTS"},"count":"7"}`,
			`{"id":7,"keys":["KEYS"],"remark":{"depth":12345678901234567890,"code":1,"deep":[["x",{"code":"CODE"}]]}}`,
		},
		"no answer": {"changeBox", 0, `{"note":null}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			x := tapes[test.operation].Interactions[test.exchange]
			assert.Equal(t, test.sent, x.Request.Body)
			assert.Equal(t, test.answered, x.Response.Body)
		})
	}
}

// What comes out is what the contract tests take: go-vcr reads it, and the exchanges pass all gates.
func TestTheCassettesPassTheContractTests(t *testing.T) {
	folder, _ := imported(t, sampleDoc(t), archive)
	suite := contract.Suite{
		Document: filepath.Join(sampleDir, "openapi.yaml"), Overlays: []string{filepath.Join(sampleDir, "overlay.yaml")},
		Fixtures: filepath.Dir(folder),
	}
	client := func(x *contract.Exchange) *sample.Client {
		opts := []core.Option{core.WithHTTPClient(x.Client()), core.WithRetry(core.Retry{Attempts: 1})}
		if user, password, ok := x.Basic(); ok {
			opts = append(opts, sample.WithBasicAuth(user, password))
		}
		if key, ok := x.Query("key"); ok {
			opts = append(opts, sample.WithKey(key))
		}
		if token, ok := x.Field("token"); ok {
			opts = append(opts, sample.WithToken(token))
		}
		api, err := sample.New(x.BaseURL(), opts...)
		require.NoError(t, err)
		return api
	}
	for id, call := range map[string]contract.Caller{
		"getCrate": func(ctx context.Context, x *contract.Exchange) (any, error) {
			return client(x).Crates.Get(ctx, contract.PathArg[int64](x, "id"))
		},
		"useTicket": func(ctx context.Context, x *contract.Exchange) (any, error) {
			return client(x).Tickets.Use(ctx, contract.PathArg[string](x, "ticket"))
		},
		"changeBox": func(ctx context.Context, x *contract.Exchange) (any, error) {
			body := contract.OptionalBody[sample.ChangeBoxRequest](x)
			return nil, client(x).Boxes.Change(ctx, contract.PathArg[int64](x, "id"), body) //nolint:staticcheck // it is deprecated, to be called
		},
		"listEvents": func(ctx context.Context, x *contract.Exchange) (any, error) {
			return client(x).Boxes.ListEvents(ctx, contract.PathArg[int64](x, "id"), contract.Params[sample.ListEventsParams](x))
		},
		"runCommand": func(ctx context.Context, x *contract.Exchange) (any, error) {
			return client(x).Commands.Run(ctx, contract.Body[sample.Command](x))
		},
	} {
		t.Run(id, func(t *testing.T) { contract.Run(t, suite, id, call) })
	}
}

// exchange is an entry of an archive that a test writes.
type exchange struct {
	method, url, media, sent, answered, answeredAs, answeredIn string
}

// write writes an archive of the exchanges and returns its name.
func write(t *testing.T, exchanges ...exchange) string {
	t.Helper()
	type object = map[string]any
	var entries []object
	for _, x := range exchanges {
		if x.answeredIn == "" {
			x.answeredIn = "application/json"
		}
		entries = append(entries, object{
			"request": object{
				"method": x.method, "url": x.url, "headers": []object{{"name": "content-type", "value": x.media}},
				"postData": object{"mimeType": x.media, "text": x.sent},
			},
			"response": object{
				"status": 200, "headers": []object{{"name": "content-type", "value": x.answeredIn}},
				"content": object{"text": x.answered, "encoding": x.answeredAs},
			},
		})
	}
	data, err := json.Marshal(object{"log": object{"version": "1.2", "entries": entries}})
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "small.har")
	require.NoError(t, os.WriteFile(file, data, 0o600))
	return file
}

func TestTheOperationIsThatOfTheLongestPathThatFits(t *testing.T) {
	doc := load(t, "../../specs/hostbill/openapi.yaml", "../../overlays/hostbill.yaml")
	for _, test := range []struct{ method, path, operation string }{
		{"GET", "/api/dns", "listDNSZones"},
		{"get", "/dns", "listDNSZones"},
		{"GET", "/a/b/dns", "listDNSZones"}, // an installation in a folder of its host
		{"GET", "/api/service/1/dns", "listServiceDNSZones"},
		{"GET", "/api/service/1/dns/2", "getDNSZone"},
		{"PUT", "/api/dns", ""},
		{"DELETE", "/api/service/1/dns", ""},
		{"GET", "/api/service/1/upgrade/2", ""},
		{"GET", "/api/contact/privileges", "listContactPrivileges"},
		{"PUT", "/api/contact/privileges", ""},
		{"GET", "/api/dns/", ""},
		{"GET", "/", ""},
	} {
		file := write(t, exchange{method: test.method, url: "https://portal.example.com" + test.path, answered: "{}"})
		made, err := har.Import(doc, names, file)
		if test.operation == "" {
			assert.ErrorContains(t, err, "entry 0: "+test.method+" "+test.path+" is no operation of the document")
			continue
		}
		if assert.NoError(t, err, "%s %s", test.method, test.path) {
			assert.Contains(t, made, test.operation, "%s %s", test.method, test.path)
		}
	}
}

// A document that calls secret what the sample does not: parameters, and texts of a map in a list.
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

func TestSecretsAreTakenOutOfURLsAndOutOfWhateverTheyStandIn(t *testing.T) {
	file := filepath.Join(t.TempDir(), "openapi.yaml")
	require.NoError(t, os.WriteFile(file, []byte(secretive), 0o600))
	doc := load(t, file, "")
	for name, test := range map[string]struct {
		x                   exchange
		url, sent, answered string
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
		"in an object of itself": {
			exchange{
				media: "application/json", sent: `{"self":{"nonce":12345678901234567890123}}`,
				answered: `{"next":{"next":{"nonce" : "hunter2\/\"\\" , "x":"nonce"}}}`,
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
			if x.answered == "" {
				x.answered = "{}"
			}
			folder, tapes := imported(t, doc, write(t, x))
			made := tapes["reset"].Interactions[0]
			assert.Equal(t, test.url, made.Request.URL)
			assert.Equal(t, test.sent, made.Request.Body)
			assert.Equal(t, test.answered, made.Response.Body)
			data, err := os.ReadFile(filepath.Join(folder, "reset.yaml"))
			require.NoError(t, err)
			assert.NotContains(t, string(data), "hunter2")
		})
	}
}

func TestWhatIsSecretSomewhereIsSoEverywhere(t *testing.T) {
	file := filepath.Join(t.TempDir(), "openapi.yaml")
	require.NoError(t, os.WriteFile(file, []byte(secretive), 0o600))
	doc := load(t, file, "")
	const form, at = "application/x-www-form-urlencoded", "https://portal.example.com/api"
	for name, test := range map[string]struct {
		path, media, sent, answered string
		wantSent, wantAnswered      string
	}{
		"the secret of another operation":          {"/settings", form, "nonce=hunter2&x[code]=hunter2", `{"pin":"hunter2","x":[{"api_key":"hunter2"}]}`, "nonce=NONCE&x[code]=CODE", `{"pin":"PIN","x":[{"api_key":"API_KEY"}]}`},
		"a header and a cookie":                    {"/settings", form, "", `{"X-Pin":"hunter2","wish":"hunter2"}`, "", `{"X-Pin":"X-PIN","wish":"WISH"}`},
		"in a field that is JSON":                  {"/settings", form, "settings=%7B%22nonce%22%3A%22hunter2%22%2C%22a%22%3A1%7D&x=1", "", "settings=%7B%22nonce%22%3A%22NONCE%22%2C%22a%22%3A1%7D&x=1", ""},
		"a name that PHP reads without its space":  {"/settings", form, "+nonce=hunter2&%20nonce[0]=hunter2", "", "+nonce=NONCE&%20nonce[0]=NONCE", ""},
		"a name that PHP reads with an underscore": {"/settings", form, "api.word=hunter2&api+word=hunter2&api%5Fword=hunter2", "", "api.word=API_WORD&api+word=API_WORD&api%5Fword=API_WORD", ""},
		"an encoded field without secrets":         {"/settings", form, "open=eyJhIjoxfQ%3D%3D&sealed=", "", "open=eyJhIjoxfQ%3D%3D&sealed=", ""},
		"bodies that are secrets themselves":       {"/key", "application/json", ` "hunter2" `, `["hunter2", {"a":"hunter2"}, 12]`, ` "SECRET" `, `["SECRET", {"a":"SECRET"}, 1]`},
		"a form in the place of a secret":          {"/key", form, "a=hunter2", "", "a=SECRET", ""},
		"JSON that does not say so":                {"/settings", "text/plain", `{"nonce":"hunter2"}`, "", `{"nonce":"NONCE"}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			method, id := "PUT", "changeSettings"
			if test.path == "/key" {
				method, id = "POST", "newKey"
			}
			x := exchange{method: method, url: at + test.path, media: test.media, sent: test.sent, answered: test.answered}
			if x.answered == "" {
				x.answered, test.wantAnswered = "{}", "{}"
			}
			_, tapes := imported(t, doc, write(t, x))
			assert.Equal(t, test.wantSent, tapes[id].Interactions[0].Request.Body)
			assert.Equal(t, test.wantAnswered, tapes[id].Interactions[0].Response.Body)
		})
	}
}

func TestWhatCannotBeSearchedForSecretsIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "openapi.yaml")
	require.NoError(t, os.WriteFile(file, []byte(secretive), 0o600))
	doc := load(t, file, "")
	const form, parts = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
	for name, test := range map[string]struct{ query, media, sent, answered, says string }{
		"a notice before the JSON":    {"", form, "", "<b>Notice</b>: x\n{\"nonce\":\"hunter2\"}", "the answer is no valid JSON, at byte 1"},
		"a mark before the JSON":      {"", form, "", "\ufeff{\"nonce\":\"hunter2\"}", "the answer is no valid JSON"},
		"a request in parts":          {"", parts, "--x\r\nContent-Disposition: form-data; name=\"nonce\"\r\n\r\nhunter2\r\n--x--", "{}", "the request is neither JSON nor a form"},
		"a request of no type":        {"", "", "nonce=hunter2", "{}", "the request is neither JSON nor a form"},
		"a name that cannot be read":  {"", form, "a=1&nonce%zz=hunter2", "{}", "the request has a field, number 2, that cannot be read"},
		"a name that breaks off":      {"", form, "nonce%00x=hunter2", "{}", "the request has a field, number 1, that cannot be read"},
		"a value that cannot be read": {"", form, "settings={\"nonce\":\"hunter2%zz\"}", "{}", "the request has a field, number 1, that cannot be read"},
		"a field of the URL":          {"?pin%zz=hunter2", form, "", "{}", "the URL has a field, number 1, that cannot be read"},
		"secrets in base64":           {"", form, "sealed=aHVudGVyMg%3D%3D", "{}", "the request has the field sealed, which is encoded and may hold secrets"},
	} {
		t.Run(name, func(t *testing.T) {
			x := exchange{method: "PUT", url: "https://portal.example.com/api/settings" + test.query, media: test.media, sent: test.sent, answered: test.answered}
			for _, x.answeredIn = range []string{"application/json", "text/html", "application/vnd.api+json", " "} {
				made, err := har.Import(doc, names, write(t, x))
				require.ErrorContains(t, err, "entry 0: "+test.says)
				assert.NotContains(t, err.Error(), "hunter2")
				assert.Empty(t, made)
			}
		})
	}
}

func TestAFormThatAnArchiveHoldsInPiecesIsPutTogether(t *testing.T) {
	text := func(media string) string {
		file := filepath.Join(t.TempDir(), "pieces.har")
		require.NoError(t, os.WriteFile(file, []byte(`{"log":{"entries":[{
			"request":{"method":"POST","url":"https://shop.example.com/v1/command","headers":[{"name":"Content-Type","value":"`+media+`"}],
				"postData":{"mimeType":"`+media+`","params":[{"name":"token","value":"hunter2"},{"name":"args[0]","value":"a b&c"}]}},
			"response":{"status":200,"content":{"text":"{}"}}}]}}`), 0o600))
		return file
	}
	_, tapes := imported(t, sampleDoc(t), text("application/x-www-form-urlencoded; charset=utf-8"))
	assert.Equal(t, "token=TOKEN&args%5B0%5D=a+b%26c", tapes["runCommand"].Interactions[0].Request.Body)

	_, err := har.Import(sampleDoc(t), names, text("multipart/form-data"))
	assert.ErrorContains(t, err, "the body of the request, multipart/form-data, is in pieces")
}

func TestAnArchiveThatCannotBecomeFixturesIsRefusedWithItsEntry(t *testing.T) {
	good := exchange{method: "GET", url: "https://shop.example.com/v1/crates/7", answered: "{}"}
	with := func(change func(x *exchange)) exchange {
		x := good
		change(&x)
		return x
	}
	for name, test := range map[string]struct {
		bad  exchange
		says string
	}{
		"an operation that nobody knows": {with(func(x *exchange) { x.url = "https://example.com/v1/cellars/7" }), "GET /v1/cellars/7 is no operation"},
		"a method that nobody knows":     {with(func(x *exchange) { x.method = "PROPFIND" }), "PROPFIND /v1/crates/7 is no operation"},
		"a URL that is none":             {with(func(x *exchange) { x.url = "https://shop.example.com/%zz/hunter2" }), "the URL cannot be read"},
		"an answer that is no JSON":      {with(func(x *exchange) { x.answered = `{"crate":{"id":hunter2}}` }), "the answer is no valid JSON, at byte 16"},
		"an answer that breaks off":      {with(func(x *exchange) { x.answered = `{"crate":` }), "the answer is no valid JSON"},
		"a request that is no JSON": {
			with(func(x *exchange) { x.method, x.media, x.sent = "PUT", "application/json", `{"code":"hunter2` }), "the request is no valid JSON",
		},
		"an answer in no base64":       {with(func(x *exchange) { x.answered, x.answeredAs = "{}", "base64" }), "illegal base64"},
		"an answer in an unknown form": {with(func(x *exchange) { x.answeredAs = "rot13" }), `the answer is encoded as "rot13"`},
	} {
		t.Run(name, func(t *testing.T) {
			file := write(t, good, test.bad)
			made, err := har.Import(sampleDoc(t), names, archive, file)
			require.Error(t, err)
			assert.Empty(t, made)
			assert.Contains(t, err.Error(), file+", entry 1: ")
			assert.Contains(t, err.Error(), test.says)
			assert.NotContains(t, err.Error(), "hunter2")
		})
	}
	for name, test := range map[string]struct{ text, says string }{
		"no JSON":      {"hunter2", "is no HTTP archive"},
		"no archive":   {`{"entries":[1]}`, "holds no exchanges"},
		"no exchanges": {`{"log":{"version":"1.2","entries":[]}}`, "holds no exchanges"},
	} {
		file := filepath.Join(t.TempDir(), "bad.har")
		require.NoError(t, os.WriteFile(file, []byte(test.text), 0o600))
		_, err := har.Import(sampleDoc(t), names, file)
		assert.ErrorContains(t, err, file+" "+test.says, name)
		assert.NotContains(t, err.Error(), "hunter2", name)
	}
	_, err := har.Import(sampleDoc(t), names, "testdata/nothing.har")
	assert.ErrorIs(t, err, os.ErrNotExist)
}

// Somebody took a name out of an answer and a bracket with it: what is replaced is replaced before the answer is read.
func TestReplacementsMendWhatWasDamaged(t *testing.T) {
	file := write(t, exchange{
		method: "PUT", url: "https://customer.example.net/v1/crates/7", media: "application/json",
		sent: `{"marks":"Erika Example","code":"Erika Example"}`, answered: `{"id":7,"marks":"NAME}`,
	})
	_, err := har.Import(sampleDoc(t), names, file)
	assert.ErrorContains(t, err, "the answer is no valid JSON")
	mends := strings.NewReplacer("customer.example.net", "example.com", "Erika Example", "me", "NAME}", `me"}`)
	made, err := har.Import(sampleDoc(t), mends, file)
	require.NoError(t, err)
	assert.Contains(t, string(made["replaceCrate"]), "url: https://example.com/v1/crates/7\n")
	assert.Contains(t, string(made["replaceCrate"]), `body: '{"marks":"me","code":"CODE"}'`)
	assert.Contains(t, string(made["replaceCrate"]), `body: '{"id":7,"marks":"me"}'`)
}

func TestCassettesReplaceThoseOfTheSameOperationsOnly(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"getCrate.yaml", "ping.yaml", "notes.txt"} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte("old"), 0o600))
	}
	require.NoError(t, har.Write(folder, map[string][]byte{"getCrate": []byte("new"), "runCommand": []byte("new")}))
	for name, want := range map[string]string{"getCrate.yaml": "new", "runCommand.yaml": "new", "ping.yaml": "old", "notes.txt": "old"} {
		data, err := os.ReadFile(filepath.Join(folder, name))
		require.NoError(t, err)
		assert.Equal(t, want, string(data), name)
	}
}
