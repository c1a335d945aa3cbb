package runtime

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"net/textproto"
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
						assert.Contains(t, e.Error(), "redirects to "+elsewhere.URL+",")
					}
					assertShowsNone(t, renderings(err)+marshalled(t, e), "hunter2")
					assert.Empty(t, e.Header.Get("Location"))
				})
			}
		}
	}
}

func TestAResponseThatIsNotWhatTheDocumentPromisesIsNotUnderstood(t *testing.T) {
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
		"HTML":                               {readOp(), html, withType("text/html; charset=utf-8"), "the response is a page of HTML, and should be JSON"},
		"HTML under another name":            {readOp(), html, withType("text/plain"), "the response is a page of HTML, and should be JSON"},
		"HTML that claims to be JSON":        {readOp(), html, nil, "the response is a page of HTML, and should be JSON"},
		"HTML without a type":                {readOp(), html, []string{"Content-Type", ""}, "the response is a page of HTML, and should be JSON"},
		"HTML where nothing is promised":     {none, html, withType("text/html"), "the response is a page of HTML, and should be JSON"},
		"HTML where anything is promised":    {raw, html, withType("text/html"), "the response is a page of HTML, and should be JSON"},
		"nothing":                            {readOp(), "", nil, "the response is empty"},
		"nothing but space":                  {readOp(), " \r\n\t", nil, "the response is empty"},
		"no JSON":                            {readOp(), `hunter2`, nil, "not valid JSON"},
		"half of a character":                {readOp(), "{\"a\":\"hunter2\xe4\"}", nil, "a text is not UTF-8"},
		"half of a surrogate pair":           {readOp(), `{"a":"hunter2\ud800"}`, nil, "a text is not UTF-8"},
		"XML":                                {readOp(), `<?xml version="1.0"?><a>hunter2</a>`, withType("text/xml"), "the response is XML, and should be JSON"},
		"a byte order mark and no JSON":      {readOp(), "\ufeffhunter2", nil, "not valid JSON"},
		"half of JSON":                       {readOp(), `{"a":"hunter2`, nil, "not valid JSON"},
		"JSON and more":                      {readOp(), `{"a":1}hunter2`, nil, "not valid JSON"},
		"JSON and more JSON":                 {readOp(), `{"a":1}{"b":"hunter2"}`, nil, "not valid JSON"},
		"no JSON where anything is promised": {raw, `hunter2`, nil, "not valid JSON"},
		"another type":                       {readOp(), `["hunter2"]`, nil, "an array does not fit"},
		"a result that is missing":           {result, `{"other":"hunter2"}`, nil, "the response has no property result"},
		"a result in another type":           {result, `["hunter2"]`, nil, "want an object, got an array"},
		"a result in half of an object":      {result, `{"result":{"a":1}`, nil, "not valid JSON"},
		"a result in an unended object":      {result, `{"result":{"a":"hunter2`, nil, "not valid JSON"},
		"a result and more":                  {result, `{"result":{"a":1}}{"b":"hunter2"}`, nil, "not valid JSON"},
		"a result and garbage":               {result, `{"result":{"a":1}}hunter2`, nil, "not valid JSON"},
		"a result beside broken JSON":        {result, `{"result":{"a":1},"b":hunter2}`, nil, "not valid JSON"},
		"a result of another type":           {result, `{"result":"hunter2"}`, nil, "a string does not fit"},
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
		"as JSON":                             {readOp(), 200, `{"a":1}`, nil},
		"as JSON with a character set":        {readOp(), 201, `{"a":1}`, withType("application/json; charset=utf-8")},
		"as a kind of JSON":                   {readOp(), 200, `{"a":1}`, withType("application/vnd.shop+json")},
		"in upper case":                       {readOp(), 200, `{"a":1}`, withType("APPLICATION/JSON")},
		"without a content type":              {readOp(), 200, `{"a":1}`, []string{"Content-Type", ""}},
		"as a web page":                       {readOp(), 200, `{"a":1}`, withType("text/html")},
		"as text":                             {readOp(), 200, `{"a":1}`, withType("text/plain; charset=utf-8")},
		"as what nobody can read":             {readOp(), 200, `{"a":1}`, withType("a/////")},
		"after a byte order mark":             {readOp(), 200, "\ufeff{\"a\":1}", nil},
		"after space and a byte order mark":   {readOp(), 200, "\ufeff \n{\"a\":1}", nil},
		"with space around it":                {readOp(), 200, "\r\n {\"a\":1}\n ", nil},
		"if nothing is promised nor comes":    {none, 204, "", []string{"Content-Type", ""}},
		"if nothing is promised and text":     {none, 200, "OK", withType("text/plain")},
		"if nothing is promised and JSON":     {none, 200, "{}", nil},
		"if nothing is promised, JSON as web": {none, 200, "{}", withType("text/html")},
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
	t.Run("as it came, if nobody documents it", func(t *testing.T) {
		got, err := do[core.Raw](t.Context(), newTestClient(t, always(202, `{"a":19.90}`, "X-A", "b")), raw)
		require.NoError(t, err)
		assert.Equal(t, 202, got.StatusCode)
		assert.Equal(t, "b", got.Header.Get("X-A"))
		assert.Equal(t, `{"a":19.90}`, string(got.Body))
	})
	t.Run("as nothing, if nobody documents it", func(t *testing.T) {
		got, err := do[core.Raw](t.Context(), newTestClient(t, always(204, " ", withType("text/html")...)), raw)
		require.NoError(t, err)
		assert.Empty(t, got.Body)
		assert.Equal(t, "null", marshalled(t, got))
	})
	t.Run("as the property that is the result", func(t *testing.T) {
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

func TestADecodingErrorNamesThePlaceAndQuotesNothing(t *testing.T) {
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

// rawServer responds to every connection's first request with text, and then holds the connection or closes it.
func rawServer(t *testing.T, text string, hold bool) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ended := make(chan struct{})
	t.Cleanup(func() { close(ended); _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				if _, err := http.ReadRequest(bufio.NewReader(conn)); err != nil {
					return
				}
				_, _ = io.WriteString(conn, text)
				if hold {
					<-ended
				}
			}()
		}
	}()
	return "http://" + listener.Addr().String()
}

func TestAResponseThatBreaksOffKeepsWhatCame(t *testing.T) {
	for name, tt := range map[string]struct {
		status string
		want   []error
	}{
		"a success": {"200 OK", []error{core.ErrUnavailable}},
		"a failure": {"422 No", []error{core.ErrInvalid}},
	} {
		t.Run(name, func(t *testing.T) {
			server := rawServer(t, "HTTP/1.1 "+tt.status+"\r\nContent-Type: application/json\r\nX-Request-Id: r1\r\nContent-Length: 100\r\n\r\n{\"a\":1}", false)
			c := newShop(t, server)
			var response core.Response
			_, err := do[anything](t.Context(), c, postOp(), core.CallResponse(&response))
			e := asError(t, err)
			assertMeans(t, err, tt.want...)
			assert.ErrorIs(t, err, io.ErrUnexpectedEOF)
			assert.Contains(t, e.Error(), "broke off")
			assert.True(t, e.Truncated)
			assert.Equal(t, `{"a":1}`, string(e.Body))
			assert.Equal(t, `{"a":1}`, string(response.Body))
			assert.Equal(t, "r1", e.Header.Get("X-Request-Id"))
		})
	}
}

func TestAResponseIsReadUpToTheLimit(t *testing.T) {
	body := `{"a":"` + strings.Repeat("x", 92) + `"}`
	require.Len(t, body, 100)
	for name, tt := range map[string]struct {
		limit  int64
		status int
		cut    bool
		means  []error
	}{
		"a success of just that size":    {100, 200, false, nil},
		"a success that is longer":       {99, 200, true, []error{core.ErrDecode}},
		"a failure of just that size":    {100, 404, false, []error{core.ErrNotFound}},
		"a failure that is longer":       {10, 404, true, []error{core.ErrNotFound}},
		"a success without any limit":    {math.MaxInt64, 200, false, nil},
		"a success with nearly no limit": {math.MaxInt64 - 1, 200, false, nil},
	} {
		for _, length := range []int64{100, -1} {
			t.Run(fmt.Sprint(name, length), func(t *testing.T) {
				c := newTestClient(t, func(*http.Request) (*http.Response, error) {
					resp := reply(tt.status, body)
					resp.ContentLength = length
					return resp, nil
				}, core.WithMaxBodyBytes(tt.limit))
				_, err := do[anything](t.Context(), c, readOp())
				if tt.means == nil {
					require.NoError(t, err)
					return
				}
				assertMeans(t, err, tt.means...)
				e := asError(t, err)
				assert.Equal(t, tt.cut, e.Truncated)
				assert.Equal(t, body[:min(tt.limit, 100)], string(e.Body))
				if tt.cut {
					assert.Contains(t, e.Error(), fmt.Sprintf("longer than %d bytes", tt.limit))
				}
			})
		}
	}
}

func TestNoMoreThanTheLimitIsReadFromTheNetwork(t *testing.T) {
	for _, status := range []int{200, 500} {
		endless := &counting{}
		c := newTestClient(t, func(*http.Request) (*http.Response, error) {
			resp := reply(status, "")
			resp.Body, resp.ContentLength = endless, -1
			return resp, nil
		}, core.WithMaxBodyBytes(1000))
		_, err := do[anything](t.Context(), c, postOp())
		e := asError(t, err)
		assert.Len(t, e.Body, 1000)
		assert.LessOrEqual(t, endless.read, 1001)
		assert.True(t, endless.closed)
	}
}

type counting struct {
	read   int
	closed bool
}

func (c *counting) Read(p []byte) (int, error) {
	c.read += len(p)
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func (c *counting) Close() error { c.closed = true; return nil }

func TestAnAnnouncedLengthAloneTakesNoMemory(t *testing.T) {
	c := newTestClient(t, func(*http.Request) (*http.Response, error) {
		resp := reply(200, "{}")
		resp.ContentLength = math.MaxInt64 / 2
		return resp, nil
	}, core.WithMaxBodyBytes(math.MaxInt64))
	_, err := do[anything](t.Context(), c, readOp())
	assert.NoError(t, err)
}

func TestAServerThatSwitchesProtocolsDoesNotHoldTheCall(t *testing.T) {
	server := rawServer(t, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n", true)
	c := newShop(t, server, core.WithTimeout(time.Minute))
	done := make(chan error, 1)
	go func() {
		_, err := do[anything](context.Background(), c, readOp())
		done <- err
	}()
	select {
	case err := <-done:
		assert.Equal(t, 101, asError(t, err).StatusCode)
		assert.NotEmpty(t, err.Error())
	case <-time.After(10 * time.Second):
		t.Fatal("the call hangs")
	}
}

func TestTheTypedBodyOfAFailureIsItsDetail(t *testing.T) {
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
	t.Run("of the status itself", func(t *testing.T) {
		got, ok := core.DetailOf[exact](ask(t, op, 404, `{"a":"x"}`))
		assert.True(t, ok)
		assert.Equal(t, "x", got.A)
	})
	t.Run("of its range", func(t *testing.T) {
		got, ok := core.DetailOf[ranged](ask(t, op, 422, `{"a":"x"}`))
		assert.True(t, ok)
		assert.Equal(t, "x", got.A)
	})
	t.Run("of the default", func(t *testing.T) {
		got, ok := core.DetailOf[fallback](ask(t, op, 500, `{"a":"x"}`))
		assert.True(t, ok)
		assert.Equal(t, "x", got.A)
	})
	t.Run("or none if none is declared", func(t *testing.T) {
		assert.Nil(t, asError(t, ask(t, readOp(), 500, `{"a":"x"}`)).Detail)
		only := readOp()
		only.Failures = op.Failures[1:]
		assert.Nil(t, asError(t, ask(t, only, 500, `{"a":"x"}`)).Detail)
	})
	t.Run("or none if the body is another", func(t *testing.T) {
		for _, body := range []string{``, `{"a":1}`, `[]`, `<html>`, `{"a":"x"} more`} {
			assert.Nil(t, asError(t, ask(t, op, 404, body)).Detail, body)
		}
	})
	t.Run("or none if it broke off", func(t *testing.T) {
		_, err := do[anything](t.Context(), newTestClient(t, always(404, `{"a":"x"}   `), core.WithMaxBodyBytes(9)), op)
		e := asError(t, err)
		assert.True(t, e.Truncated)
		assert.NotNil(t, e.Detail)
	})
}

func TestMessagesAndCodesComeFromTheirPlaces(t *testing.T) {
	for name, tt := range map[string]struct {
		place               ErrorBody
		body, message, code string
	}{
		"a property":         {ErrorBody{"message", "code"}, `{"message":"no","code":"E1"}`, "no", "E1"},
		"a nested property":  {ErrorBody{"error.text.en", "error.no"}, `{"error":{"text":{"en":"no"},"no":12}}`, "no", "12"},
		"a list":             {ErrorBody{"errors", "codes"}, `{"errors":["a","b"],"codes":["1",2]}`, "a; b", "1,2"},
		"an object of lists": {ErrorBody{"errors", ""}, `{"errors":{"z":["a"],"b":["c","d"]}}`, "c; d; a", ""},
		"nothing there":      {ErrorBody{"a.b", "c"}, `{"a":"x"}`, "", ""},
		"no places":          {ErrorBody{}, `{"message":"no"}`, "", ""},
		"no object":          {ErrorBody{"message", "code"}, `["no"]`, "", ""},
		"no JSON":            {ErrorBody{"message", "code"}, `<h1>message</h1>`, "", ""},
		"neither text":       {ErrorBody{"message", "code"}, `{"message":true,"code":null}`, "", ""},
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

func TestACancelledCallSaysNothingAboutTheServer(t *testing.T) {
	t.Run("before the response", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
				writtenTo(r)
				<-r.Context().Done()
				return nil, r.Context().Err()
			})
			time.AfterFunc(time.Second, cancel)
			_, err := do[anything](ctx, c, readOp())
			e := asError(t, err)
			assert.ErrorIs(t, err, context.Canceled)
			assertMeans(t, err)
			assert.Equal(t, "shop: listThings: GET https://api.example.com/v1/things: context canceled (the call may have been executed)", e.Error())
			assert.NotPanics(t, func() { _ = renderings(err) })
			assert.Equal(t, 1, e.Attempts)
		})
	})
	t.Run("while the response comes", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
				resp := reply(200, "")
				resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"a":`), until{r.Context()}))
				return resp, nil
			})
			time.AfterFunc(time.Second, cancel)
			_, err := do[anything](ctx, c, readOp())
			assert.ErrorIs(t, err, context.Canceled)
			assert.NotErrorIs(t, err, core.ErrUnavailable)
			assert.Equal(t, `{"a":`, string(asError(t, err).Body))
		})
	})
	t.Run("over a real connection", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			cancel()
			<-r.Context().Done()
		}))
		defer server.Close()
		c := newShop(t, server.URL)
		_, err := do[anything](ctx, c, readOp())
		assert.ErrorIs(t, err, context.Canceled)
		assertMeans(t, err)
	})
}

type until struct{ ctx context.Context }

func (u until) Read([]byte) (int, error) {
	<-u.ctx.Done()
	return 0, u.ctx.Err()
}

func TestADeadlineIsFoundInTheError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		start := time.Now()
		_, err := do[anything](ctx, c, readOp())
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assertMeans(t, err, core.ErrUnavailable)
		assert.Equal(t, time.Second, time.Since(start))
	})
}

func TestTheErrorOfATransportKeepsItsCauseAndShowsNoContent(t *testing.T) {
	for name, tt := range map[string]struct{ cause, is error }{
		"a refused connection":     {&net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}, nil},
		"a header without a colon": {fmt.Errorf("broken: %w", textproto.ProtocolError("malformed MIME header line: Set-Cookie hunter2")), nil},
		"a quoted address":         {fmt.Errorf("invalid proxy address %q: %w", "http://user:hunter2@proxy", io.EOF), io.EOF},
		"a quoted status line":     {fmt.Errorf("malformed HTTP response %q", `a "hunter2" \`), nil},
	} {
		t.Run(name, func(t *testing.T) {
			c := newTestClient(t, func(*http.Request) (*http.Response, error) { return nil, tt.cause })
			_, err := do[anything](t.Context(), c, postOp())
			assertMeans(t, err, core.ErrUnavailable)
			assert.ErrorIs(t, err, tt.cause)
			if tt.is != nil {
				assert.ErrorIs(t, err, tt.is)
			}
			assertShowsNone(t, renderings(err)+marshalled(t, err), "hunter2")
		})
	}
	var op *net.OpError
	c := newTestClient(t, func(*http.Request) (*http.Response, error) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	}, core.WithRetry(core.Retry{Attempts: 1}))
	_, err := do[anything](t.Context(), c, postOp())
	require.ErrorAs(t, err, &op)
	assert.Contains(t, err.Error(), "dial tcp: connection refused")
}

func TestAServerThatDoesNotSpeakHTTPIsNotQuoted(t *testing.T) {
	for name, text := range map[string]string{
		"in its first line":  "hunter2 hunter2 hunter2\r\n\r\n",
		"in its status":      "HTTP/1.1 hunter2 OK\r\n\r\n",
		"in its headers":     "HTTP/1.1 200 OK\r\nSet-Cookie hunter2\r\n\r\n",
		"in its header name": "HTTP/1.1 200 OK\r\nSet Cookie hunter2: x\r\n\r\n",
		"in its length":      "HTTP/1.1 200 OK\r\nContent-Length: hunter2\r\n\r\n",
		"in its encoding":    "HTTP/1.1 200 OK\r\nTransfer-Encoding: hunter2\r\n\r\n",
		"in its chunks":      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhunter2\r\n",
		"in a trailer":       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nhunter2\r\n\r\n",
		"in a later header":  "HTTP/1.1 200 OK\r\nA: b\r\n hunter2\r\nhunter2\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			c := newShop(t, rawServer(t, text, false), core.WithRetry(core.Retry{Attempts: 1}))
			_, err := do[anything](t.Context(), c, readOp())
			require.Error(t, err)
			assertShowsNone(t, renderings(err)+marshalled(t, err), "hunter2")
		})
	}
}

func TestATransportThatBreaksItsContractIsAnError(t *testing.T) {
	c := newTestClient(t, func(*http.Request) (*http.Response, error) { return nil, nil })
	_, err := do[anything](t.Context(), c, readOp())
	assertMeans(t, err, core.ErrUnavailable)

	c = newTestClient(t, func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusNotFound, Header: http.Header{}}, nil
	})
	_, err = do[anything](t.Context(), c, readOp())
	assertMeans(t, err, core.ErrNotFound)
}

func TestAFailureKeepsAMebibyteOfItsBodyAndASuccessAllOfIt(t *testing.T) {
	long := strings.Repeat("x", 2<<20)
	c := newTestClient(t, always(500, long))
	_, err := do[anything](t.Context(), c, readOp())
	var e *core.Error
	require.ErrorAs(t, err, &e)
	assert.Len(t, e.Body, 1<<20)
	assert.True(t, e.Truncated)
	assert.ErrorIs(t, err, core.ErrUnavailable)

	c = newTestClient(t, always(200, long))
	_, err = do[anything](t.Context(), c, readOp())
	require.ErrorAs(t, err, &e)
	assert.Len(t, e.Body, 2<<20)
	assert.ErrorIs(t, err, core.ErrDecode)
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
