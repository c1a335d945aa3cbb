package runtime

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

func TestEveryStatusHasItsMeaning(t *testing.T) {
	want := map[int]error{
		401: core.ErrUnauthorized, 403: core.ErrForbidden, 404: core.ErrNotFound, 410: core.ErrNotFound, 408: core.ErrUnavailable, 409: core.ErrConflict, 429: core.ErrRateLimited,
	}
	for status := 200; status < 1000; status++ {
		kind, named := want[status]
		switch {
		case named:
		case status < 400:
			kind = nil
		case status < 500:
			kind = core.ErrInvalid
		default:
			kind = core.ErrUnavailable
		}
		c := newTestClient(t, always(status, "{}", "X-Request-Id", "r1"), core.WithRetry(core.Retry{Attempts: 1}))
		_, err := do[anything](t.Context(), c, readOp())
		if status < 300 {
			require.NoError(t, err, status)
			continue
		}
		e := asError(t, err)
		if kind == nil {
			assertMeans(t, err)
		} else {
			assertMeans(t, err, kind)
		}
		assert.Equal(t, status, e.StatusCode)
		assert.Equal(t, "{}", string(e.Body))
		assert.Equal(t, "r1", e.Header.Get("X-Request-Id"))
		assert.Equal(t, 1, e.Attempts)
		assert.Equal(t, "shop", e.API)
		assert.Equal(t, "listThings", e.Operation)
		assert.Equal(t, "GET", e.Method)
		assert.Equal(t, "https://api.example.com/v1/things", e.URL)
		assert.NotEmpty(t, e.Error())
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	var contacted, asked atomic.Int32
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { contacted.Add(1) }))
	defer elsewhere.Close()
	for _, status := range []int{300, 301, 302, 303, 304, 307, 308} {
		for _, location := range []string{elsewhere.URL + "/path-hunter2?token=hunter2#hunter2", "/v1/elsewhere-hunter2", ""} {
			for _, op := range []Operation{readOp(), orderOp(), postOp()} {
				t.Run(fmt.Sprint(status, location, op.ID), func(t *testing.T) {
					contacted.Store(0)
					asked.Store(0)
					server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
						asked.Add(1)
						if location != "" {
							w.Header().Set("Location", strings.Replace(location, "http://", "http://user:hunter2@", 1))
						}
						w.WriteHeader(status)
					}))
					defer server.Close()
					follow := func(*http.Request, []*http.Request) error { return nil }
					c := newShop(t, server.URL, core.WithHTTPClient(&http.Client{CheckRedirect: follow}))
					_, err := doJSON[anything](t.Context(), c, op, anything{"a": 1})
					e := asError(t, err)
					assert.Equal(t, status, e.StatusCode)
					assertMeans(t, err)
					assert.Zero(t, contacted.Load())
					assert.EqualValues(t, 1, asked.Load())
					assert.Contains(t, e.Error(), "redirects are not followed")
					if strings.HasPrefix(location, "http") {
						assert.Contains(t, e.Error(), "redirects to "+elsewhere.URL+";")
					}
					assertShowsNone(t, renderings(err)+marshalled(t, e), "hunter2")
					assert.Empty(t, e.Header.Get("Location"))
				})
			}
		}
	}
}

func TestAResponseThatDoesNotMatchTheDocumentIsNotUnderstood(t *testing.T) {
	result := readOp()
	result.Result = "result"
	none := readOp()
	none.Returns = ReturnsNothing
	raw := readOp()
	raw.Returns = ReturnsRaw
	html := "<!DOCTYPE html><html>hunter2</html>"
	for name, tt := range map[string]struct {
		op      Operation
		body    string
		headers []string
		want    string
	}{
		"HTML":                                        {readOp(), html, withType("text/html; charset=utf-8"), "the response is an HTML page; want JSON"},
		"HTML with a different media type":            {readOp(), html, withType("text/plain"), "the response is an HTML page; want JSON"},
		"HTML that claims to be JSON":                 {readOp(), html, nil, "the response is an HTML page; want JSON"},
		"HTML without a type":                         {readOp(), html, []string{"Content-Type", ""}, "the response is an HTML page; want JSON"},
		"HTML where no result is documented":          {none, html, withType("text/html"), "the response is an HTML page; want JSON"},
		"HTML where any result is documented":         {raw, html, withType("text/html"), "the response is an HTML page; want JSON"},
		"nothing":                                     {readOp(), "", nil, "the response is empty"},
		"only whitespace":                             {readOp(), " \r\n\t", nil, "the response is empty"},
		"invalid JSON":                                {readOp(), `hunter2`, nil, "not valid JSON"},
		"an incomplete character":                     {readOp(), "{\"a\":\"hunter2\xe4\"}", nil, "a string is not UTF-8"},
		"half of a surrogate pair":                    {readOp(), `{"a":"hunter2\ud800"}`, nil, "a string is not UTF-8"},
		"XML":                                         {readOp(), `<?xml version="1.0"?><a>hunter2</a>`, withType("text/xml"), "the response is XML; want JSON"},
		"a byte order mark and invalid JSON":          {readOp(), "\ufeffhunter2", nil, "not valid JSON"},
		"incomplete JSON":                             {readOp(), `{"a":"hunter2`, nil, "not valid JSON"},
		"JSON followed by text":                       {readOp(), `{"a":1}hunter2`, nil, "not valid JSON"},
		"two JSON values":                             {readOp(), `{"a":1}{"b":"hunter2"}`, nil, "not valid JSON"},
		"invalid JSON where any result is documented": {raw, `hunter2`, nil, "not valid JSON"},
		"a different type":                            {readOp(), `["hunter2"]`, nil, "an array does not fit"},
		"a result that is missing":                    {result, `{"other":"hunter2"}`, nil, "the response has no property result"},
		"a result in a list":                          {result, `["hunter2"]`, nil, "want an object, got an array"},
		"a result in an incomplete object":            {result, `{"result":{"a":1}`, nil, "not valid JSON"},
		"an incomplete result":                        {result, `{"result":{"a":"hunter2`, nil, "not valid JSON"},
		"a result followed by another object":         {result, `{"result":{"a":1}}{"b":"hunter2"}`, nil, "not valid JSON"},
		"a result and garbage":                        {result, `{"result":{"a":1}}hunter2`, nil, "not valid JSON"},
		"a result next to broken JSON":                {result, `{"result":{"a":1},"b":hunter2}`, nil, "not valid JSON"},
		"a result of a different type":                {result, `{"result":"hunter2"}`, nil, "a string does not fit"},
	} {
		t.Run(name, func(t *testing.T) {
			headers := append([]string{"Set-Cookie", "session=hunter2", "X-Internal", "hunter2", "X-Request-Id", "r1"}, tt.headers...)
			c := newTestClient(t, always(200, tt.body, headers...))
			var response core.Response
			got, err := do[anything](t.Context(), c, tt.op, core.CallResponse(&response))
			if tt.op.Returns == ReturnsRaw {
				_, err = do[core.Raw](t.Context(), c, tt.op, core.CallResponse(&response))
			}
			assert.Nil(t, got)
			e := asError(t, err)
			assertMeans(t, err, core.ErrDecode)
			assert.Contains(t, e.Error(), tt.want)
			assert.Equal(t, 200, e.StatusCode)
			assert.Equal(t, tt.body, string(e.Body))
			assert.Equal(t, tt.body, string(response.Body))
			assert.False(t, e.Truncated)
			assert.Equal(t, "r1", e.Header.Get("X-Request-Id"))
			assert.Empty(t, e.Header.Get("Set-Cookie"))
			assert.Empty(t, e.Header.Get("X-Internal"))
			assert.Equal(t, 1, e.Attempts)
			assert.Equal(t, core.Executed, e.Execution)
			assertShowsNone(t, renderings(err)+marshalled(t, e)+renderings(response), "hunter2")
		})
	}
}

func TestAResponseIsUnderstood(t *testing.T) {
	none := readOp()
	none.Returns = ReturnsNothing
	raw := readOp()
	raw.Returns = ReturnsRaw
	for name, tt := range map[string]struct {
		op     Operation
		status int
		body   string
		header []string
	}{
		"as JSON":                                 {readOp(), 200, `{"a":1}`, nil},
		"as JSON with a character set":            {readOp(), 201, `{"a":1}`, withType("application/json; charset=utf-8")},
		"as a kind of JSON":                       {readOp(), 200, `{"a":1}`, withType("application/vnd.shop+json")},
		"in upper case":                           {readOp(), 200, `{"a":1}`, withType("APPLICATION/JSON")},
		"without a content type":                  {readOp(), 200, `{"a":1}`, []string{"Content-Type", ""}},
		"as a web page":                           {readOp(), 200, `{"a":1}`, withType("text/html")},
		"as text":                                 {readOp(), 200, `{"a":1}`, withType("text/plain; charset=utf-8")},
		"with an invalid media type":              {readOp(), 200, `{"a":1}`, withType("a/////")},
		"after a byte order mark":                 {readOp(), 200, "\ufeff{\"a\":1}", nil},
		"after space and a byte order mark":       {readOp(), 200, "\ufeff \n{\"a\":1}", nil},
		"with space around it":                    {readOp(), 200, "\r\n {\"a\":1}\n ", nil},
		"empty if no result is documented":        {none, 204, "", []string{"Content-Type", ""}},
		"text if no result is documented":         {none, 200, "OK", withType("text/plain")},
		"JSON if no result is documented":         {none, 200, "{}", nil},
		"JSON as HTML if no result is documented": {none, 200, "{}", withType("text/html")},
	} {
		t.Run(name, func(t *testing.T) {
			c := newTestClient(t, always(tt.status, tt.body, tt.header...))
			if tt.op.Returns == ReturnsNothing {
				assert.NoError(t, Exec(t.Context(), c, &tt.op, Args{}, nil))
				return
			}
			got, err := do[anything](t.Context(), c, tt.op)
			require.NoError(t, err)
			assert.Equal(t, anything{"a": 1.0}, got)
		})
	}
	t.Run("unchanged, if the result is undocumented", func(t *testing.T) {
		got, err := do[core.Raw](t.Context(), newTestClient(t, always(202, `{"a":19.90}`, "X-A", "b")), raw)
		require.NoError(t, err)
		assert.Equal(t, 202, got.StatusCode)
		assert.Equal(t, "b", got.Header.Get("X-A"))
		assert.Equal(t, `{"a":19.90}`, string(got.Body))
	})
	t.Run("empty, if the result is undocumented", func(t *testing.T) {
		got, err := do[core.Raw](t.Context(), newTestClient(t, always(204, " ", withType("text/html")...)), raw)
		require.NoError(t, err)
		assert.Empty(t, got.Body)
		assert.Equal(t, "null", marshalled(t, got))
	})
	t.Run("as the property that contains the result", func(t *testing.T) {
		op := readOp()
		op.Result = "result"
		got, err := do[[]int](t.Context(), newTestClient(t, always(200, `{"result":[1,2]}`)), op)
		require.NoError(t, err)
		assert.Equal(t, []int{1, 2}, got)
	})
}

func TestARawResponseIsDecodedByTheCaller(t *testing.T) {
	r := core.Raw{StatusCode: 200, Body: json.RawMessage(`{"a":"hunter2"}`)}
	var good struct{ A string }
	require.NoError(t, r.Decode(&good))
	assert.Equal(t, "hunter2", good.A)
	var bad struct{ A time.Time }
	err := r.Decode(&bad)
	assert.ErrorIs(t, err, core.ErrDecode)
	assertShowsNone(t, renderings(err), "hunter2")
	assert.ErrorIs(t, core.Raw{}.Decode(&good), core.ErrDecode)
	assert.Equal(t, `{"a":"hunter2"}`, marshalled(t, r))
}

func TestADecodingErrorNamesTheLocationAndQuotesNothing(t *testing.T) {
	type result struct {
		Nested struct {
			Count int         `json:"count"`
			At    time.Time   `json:"at"`
			N     json.Number `json:"n"`
			S     int         `json:"s,string"`
			Token core.Secret `json:"token"`
		} `json:"nested"`
	}
	for body, want := range map[string]string{
		`{"nested":{"count":"424242"}}`:   `at /nested/count: a string does not fit int`,
		`{"nested":{"count":424242.5}}`:   `at /nested/count: a number does not fit int`,
		`{"nested":{"at":"424242"}}`:      core.ErrDecode.Error(),
		`{"nested":{"n":"hunter2"}}`:      core.ErrDecode.Error(),
		`{"nested":{"s":"hunter2"}}`:      core.ErrDecode.Error(),
		`{"nested":{"token":424242}}`:     core.ErrDecode.Error(),
		`{"nested":{"token":["424242"]}}`: core.ErrDecode.Error(),
	} {
		_, err := do[result](t.Context(), newTestClient(t, always(200, body)), readOp())
		e := asError(t, err)
		assertMeans(t, err, core.ErrDecode)
		assert.Contains(t, e.Error(), want)
		assert.Equal(t, body, string(e.Body))
		assertShowsNone(t, renderings(err)+marshalled(t, e), "hunter2", "424242")
	}
}

func TestTheErrorOfAFailureContainsItsTypedBody(t *testing.T) {
	type exact struct{ A string }
	type ranged struct{ A string }
	type fallback struct{ A string }
	op := readOp()
	op.Failures = []Failure{
		{0, func() any { return new(fallback) }},
		{4, func() any { return new(ranged) }},
		{404, func() any { return new(exact) }},
	}
	ask := func(t *testing.T, op Operation, status int, body string) error {
		t.Helper()
		_, err := do[anything](t.Context(), newTestClient(t, always(status, body), core.WithRetry(core.Retry{Attempts: 1})), op)
		require.Error(t, err)
		return err
	}
	t.Run("for the exact status", func(t *testing.T) {
		got, ok := core.DetailOf[exact](ask(t, op, 404, `{"a":"x"}`))
		assert.True(t, ok)
		assert.Equal(t, "x", got.A)
	})
	t.Run("for the range of the status", func(t *testing.T) {
		got, ok := core.DetailOf[ranged](ask(t, op, 422, `{"a":"x"}`))
		assert.True(t, ok)
		assert.Equal(t, "x", got.A)
	})
	t.Run("for the default", func(t *testing.T) {
		got, ok := core.DetailOf[fallback](ask(t, op, 500, `{"a":"x"}`))
		assert.True(t, ok)
		assert.Equal(t, "x", got.A)
	})
	t.Run("no detail if none is declared", func(t *testing.T) {
		assert.Nil(t, asError(t, ask(t, readOp(), 500, `{"a":"x"}`)).Detail)
		only := readOp()
		only.Failures = op.Failures[1:]
		assert.Nil(t, asError(t, ask(t, only, 500, `{"a":"x"}`)).Detail)
	})
	t.Run("no detail if the body is of a different type", func(t *testing.T) {
		for _, body := range []string{``, `{"a":1}`, `[]`, `<html>`, `{"a":"x"} more`} {
			assert.Nil(t, asError(t, ask(t, op, 404, body)).Detail, body)
		}
	})
	t.Run("no detail if the body broke off", func(t *testing.T) {
		_, err := do[anything](t.Context(), newTestClient(t, always(404, `{"a":"x"}   `), core.WithMaxBodyBytes(9)), op)
		e := asError(t, err)
		assert.True(t, e.Truncated)
		assert.NotNil(t, e.Detail)
	})
}

func TestMessagesAndCodesAreReadFromTheirFields(t *testing.T) {
	for name, tt := range map[string]struct {
		place               ErrorBody
		body, message, code string
	}{
		"a property":           {ErrorBody{"message", "code"}, `{"message":"no","code":"E1"}`, "no", "E1"},
		"a nested property":    {ErrorBody{"error.text.en", "error.no"}, `{"error":{"text":{"en":"no"},"no":12}}`, "no", "12"},
		"a list":               {ErrorBody{"errors", "codes"}, `{"errors":["a","b"],"codes":["1",2]}`, "a; b", "1,2"},
		"an object of lists":   {ErrorBody{"errors", ""}, `{"errors":{"z":["a"],"b":["c","d"]}}`, "c; d; a", ""},
		"absent properties":    {ErrorBody{"a.b", "c"}, `{"a":"x"}`, "", ""},
		"no fields":            {ErrorBody{}, `{"message":"no"}`, "", ""},
		"not an object":        {ErrorBody{"message", "code"}, `["no"]`, "", ""},
		"invalid JSON":         {ErrorBody{"message", "code"}, `<h1>message</h1>`, "", ""},
		"a boolean and a null": {ErrorBody{"message", "code"}, `{"message":true,"code":null}`, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			op := readOp()
			op.ErrorBody = tt.place
			_, err := do[anything](t.Context(), newTestClient(t, always(400, tt.body)), op)
			e := asError(t, err)
			assert.Equal(t, tt.message, e.Message)
			assert.Equal(t, tt.code, e.Code)
			assert.NoError(t, e.Unwrap())
		})
	}
}

func TestAFailureIsReadAfterAByteOrderMarkAndKeptWithIt(t *testing.T) {
	type failure struct{ Message string }
	op := readOp()
	op.ErrorBody, op.Failures = ErrorBody{Message: "message"}, []Failure{{404, func() any { return new(failure) }}}
	body := "\ufeff{\"message\":\"gone\"}"
	_, err := do[anything](t.Context(), newTestClient(t, always(404, body)), op)
	assert.Equal(t, "gone", asError(t, err).Message)
	assert.Equal(t, body, string(asError(t, err).Body))
	got, ok := core.DetailOf[failure](err)
	assert.True(t, ok)
	assert.Equal(t, "gone", got.Message)

	op.Envelopes = []Envelope{{Field: "message", New: func() any { return new(failure) }}}
	var response core.Response
	_, err = do[anything](t.Context(), newTestClient(t, always(200, body)), op, core.CallResponse(&response))
	assertMeans(t, err, core.ErrRejected)
	assert.Equal(t, body, string(response.Body))
	_, ok = core.DetailOf[failure](err)
	assert.True(t, ok)
}

func TestAReadWhoseResponseBreaksOffIsRetried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{steps: []roundTripper{breakingOff, always(200, `{"a":1}`)}}
		got, err := do[anything](t.Context(), newTestClient(t, s.network), readOp())
		require.NoError(t, err)
		assert.Equal(t, anything{"a": 1.0}, got)

		s = &script{steps: []roundTripper{breakingOff}}
		_, err = do[anything](t.Context(), newTestClient(t, s.network), readOp())
		assertMeans(t, err, core.ErrUnavailable)
		assert.ErrorIs(t, err, io.ErrUnexpectedEOF)
		assert.Equal(t, `{"a":`, string(asError(t, err).Body))
		assert.Equal(t, 3, asError(t, err).Attempts)
	})
}
