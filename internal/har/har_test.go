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

// archive has a browser session with a server of the sample API. Every secret in it begins with hunter2, and so do some values that
// only look like secrets.
const (
	archive   = "testdata/browser.har"
	sampleDir = "../generate/testdata/sample"
)

func load(tb testing.TB, file, overlay string) *openapi3.T {
	tb.Helper()
	doc, err := spec.Load(file, overlay)
	require.NoError(tb, err)
	return doc.T
}

// document parses a document.
func document(t *testing.T, text string) *openapi3.T {
	t.Helper()
	doc, err := spec.Open(spec.Source{Name: "openapi.yaml", Data: []byte(text)})
	require.NoError(t, err)
	return doc.T
}

// archived writes an archive and returns its path.
func archived(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "small.har")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return file
}

func sampleDoc(tb testing.TB) *openapi3.T {
	tb.Helper()
	return load(tb, sampleDir+"/openapi.yaml", sampleDir+"/overlay.yaml")
}

// names replaces the customer's names in the archive.
var names = strings.NewReplacer("customer.example.net", "example.com", "Erika Example", "NAME")

// imported imports archives and writes their cassettes to a folder. tapes has the cassettes as go-vcr reads them, by operationId.
func imported(t *testing.T, doc *openapi3.T, archives ...string) (folder string, tapes map[string]*cassette.Cassette) {
	t.Helper()
	made, err := har.Read(doc, names, archives...)
	require.NoError(t, err)
	folder = filepath.Join(t.TempDir(), "fixtures", "recorded")
	_, err = made.Write(folder, har.Keep)
	require.NoError(t, err)
	tapes = map[string]*cassette.Cassette{}
	for id := range made.Cassettes {
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

func TestFixturesContainNoSecretsAndNoCustomerNames(t *testing.T) {
	text, err := os.ReadFile(archive)
	require.NoError(t, err)
	require.Greater(t, strings.Count(string(text), "hunter2"), 50, "want more than 50 secrets in the archive")
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

func TestAllowedHeadersStayAndCredentialsBecomePlaceholders(t *testing.T) {
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

func TestBodiesAreUnchangedExceptForSecrets(t *testing.T) {
	_, tapes := imported(t, sampleDoc(t), archive)
	for name, test := range map[string]struct {
		operation      string
		exchange       int
		sent, received string
	}{
		"a form, and a response in base64": {
			"runCommand", 0, "token=TOKEN&name=start&comment=&args%5B0%5D=a%26b&env%5BX%5D=1&force=YES", `{"result":"done for NAME"}`,
		},
		"escapes, spaces and letters": {
			"getCrate", 0, "",
			"{ \"success\": true,\n\t\"crate\": {\"id\":\"7\",\"weight\":1.50,\"keys\":[\"KEYS\",\"KEYS\"]," +
				"\"remark\":\"caf\u00e9 \\/ \\u00e9 \u2028\",\"marks\":\"keys\"} }\r\n",
		},
		"an empty secret, and values that are names of secrets": {
			"getCrate", 1, "", `{"crate":{"id":7,"keys":{"0":"KEYS","1":""},"things":[[1.10,["keys"]],{"a":1}]}}`,
		},
		"a number under the name of a secret": {"getCrate", 3, "", `{"success":true,"lock":{"nonce":"code","keys":1}}`},
		"lists and maps of secrets, and secrets that the response repeats": {
			"replaceCrate", 0,
			`{"marks":["code","a"],"code":"CODE","keys":{"0":"KEYS"},"bolts":{"left":"BOLTS","code":"BOLTS"},"count":"7"}`,
			`{"id":7,"keys":["KEYS"],"remark":{"depth":12345678901234567890,"code":1,"deep":[["x",{"code":"CODE"}]]}}`,
		},
		"no response body": {"changeBox", 0, `{"note":null}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			x := tapes[test.operation].Interactions[test.exchange]
			assert.Equal(t, test.sent, x.Request.Body)
			assert.Equal(t, test.received, x.Response.Body)
		})
	}
}

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
			return nil, client(x).Boxes.Change(ctx, contract.PathArg[int64](x, "id"), body) //nolint:staticcheck // the deprecated method must still work
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
	method, url, media, sent, received, encoding, receivedType string
}

// write writes an archive of the exchanges and returns its path.
func write(t *testing.T, exchanges ...exchange) string {
	t.Helper()
	type object = map[string]any
	var entries []object
	for _, x := range exchanges {
		if x.receivedType == "" {
			x.receivedType = "application/json"
		}
		entries = append(entries, object{
			"request": object{
				"method": x.method, "url": x.url, "headers": []object{{"name": "content-type", "value": x.media}},
				"postData": object{"mimeType": x.media, "text": x.sent},
			},
			"response": object{
				"status": 200, "headers": []object{{"name": "content-type", "value": x.receivedType}},
				"content": object{"text": x.received, "encoding": x.encoding},
			},
		})
	}
	data, err := json.Marshal(object{"log": object{"version": "1.2", "entries": entries}})
	require.NoError(t, err)
	return archived(t, string(data))
}

func TestTheLongestMatchingPathDeterminesTheOperation(t *testing.T) {
	doc := load(t, "../../specs/hostbill/openapi.yaml", "../../overlays/hostbill.yaml")
	for _, test := range []struct{ method, path, operation string }{
		{"GET", "/api/dns", "listDNSZones"},
		{"get", "/dns", "listDNSZones"},
		{"GET", "/a/b/dns", "listDNSZones"}, // an API in a folder of its host
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
		file := write(t, exchange{method: test.method, url: "https://portal.example.com" + test.path, received: "{}"})
		made, err := har.Read(doc, names, file)
		if test.operation == "" {
			assert.ErrorContains(t, err, "no exchange belongs to an operation of the document: skipped 1 exchange: not an operation of the document")
			continue
		}
		if assert.NoError(t, err, "%s %s", test.method, test.path) {
			assert.Contains(t, made.Cassettes, test.operation, "%s %s", test.method, test.path)
		}
	}
}

func TestAFormThatIsSplitIntoParamsIsJoined(t *testing.T) {
	text := func(media string) string {
		return archived(t, `{"log":{"entries":[{
			"request":{"method":"POST","url":"https://shop.example.com/v1/command","headers":[{"name":"Content-Type","value":"`+media+`"}],
				"postData":{"mimeType":"`+media+`","params":[{"name":"token","value":"hunter2"},{"name":"args[0]","value":"a b&c"}]}},
			"response":{"status":200,"content":{"text":"{}"}}}]}}`)
	}
	_, tapes := imported(t, sampleDoc(t), text("application/x-www-form-urlencoded; charset=utf-8"))
	assert.Equal(t, "token=TOKEN&args%5B0%5D=a+b%26c", tapes["runCommand"].Interactions[0].Request.Body)

	_, err := har.Read(sampleDoc(t), names, text("multipart/form-data"))
	assert.ErrorContains(t, err, "the request body, multipart/form-data, is split into params")
}

func TestAnArchiveMayBeginWithAByteOrderMark(t *testing.T) {
	data, err := os.ReadFile(archive)
	require.NoError(t, err)
	_, tapes := imported(t, sampleDoc(t), archived(t, "\ufeff"+string(data)))
	assert.NotEmpty(t, tapes)
}

func TestAnInvalidArchiveIsAnErrorThatNamesTheEntry(t *testing.T) {
	good := exchange{method: "GET", url: "https://shop.example.com/v1/crates/7", received: "{}"}
	with := func(change func(x *exchange)) exchange {
		x := good
		change(&x)
		return x
	}
	for name, test := range map[string]struct {
		bad  exchange
		want string
	}{
		"a response that is not JSON": {with(func(x *exchange) { x.received = `{"crate":{"id":hunter2}}` }), "the response body: invalid JSON at byte 16"},
		"a truncated response":        {with(func(x *exchange) { x.received = `{"crate":` }), "the response body: invalid JSON"},
		"a request that is not JSON": {
			with(func(x *exchange) { x.method, x.media, x.sent = "PUT", "application/json", `{"code":"hunter2` }), "the request body: invalid JSON",
		},
		"a response in invalid base64":      {with(func(x *exchange) { x.received, x.encoding = "{}", "base64" }), "illegal base64"},
		"a response in an unknown encoding": {with(func(x *exchange) { x.encoding = "rot13" }), `the response body has the encoding "rot13"`},
	} {
		t.Run(name, func(t *testing.T) {
			file := write(t, good, test.bad)
			made, err := har.Read(sampleDoc(t), names, archive, file)
			require.Error(t, err)
			assert.Empty(t, made)
			assert.Contains(t, err.Error(), file+", entry 1: ")
			assert.Contains(t, err.Error(), test.want)
			assert.NotContains(t, err.Error(), "hunter2")
		})
	}
	for name, test := range map[string]struct{ text, want string }{
		"not JSON":       {"hunter2", "want an HTTP archive (HAR): "},
		"not an archive": {`{"entries":[1]}`, "log.entries is empty or missing"},
		"no exchanges":   {`{"log":{"version":"1.2","entries":[]}}`, "log.entries is empty or missing"},
	} {
		file := archived(t, test.text)
		_, err := har.Read(sampleDoc(t), names, file)
		assert.ErrorContains(t, err, file+": "+test.want, name)
		assert.NotContains(t, err.Error(), "hunter2", name)
	}
	_, err := har.Read(sampleDoc(t), names, "testdata/nothing.har")
	assert.ErrorIs(t, err, os.ErrNotExist)
}

// The JSON of the response lacks a quotation mark. Replacements are made before the response is parsed, so they can add the mark.
func TestReplacementsCanFixInvalidJSON(t *testing.T) {
	file := write(t, exchange{
		method: "PUT", url: "https://customer.example.net/v1/crates/7", media: "application/json",
		sent: `{"marks":"Erika Example","code":"Erika Example"}`, received: `{"id":7,"marks":"NAME}`,
	})
	_, err := har.Read(sampleDoc(t), names, file)
	assert.ErrorContains(t, err, "the response body: invalid JSON")
	fixes := strings.NewReplacer("customer.example.net", "example.com", "Erika Example", "me", "NAME}", `me"}`)
	made, err := har.Read(sampleDoc(t), fixes, file)
	require.NoError(t, err)
	x := made.Cassettes["replaceCrate"].Interactions[0]
	assert.Equal(t, "https://example.com/v1/crates/7", x.Request.URL)
	assert.Equal(t, `{"marks":"me","code":"CODE"}`, x.Request.Body)
	assert.Equal(t, `{"id":7,"marks":"me"}`, x.Response.Body)
}
