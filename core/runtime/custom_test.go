package runtime

import (
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

// newCustomShop returns a client of an API with defaults for requests that belong to no operation.
func newCustomShop(t *testing.T, fallback Operation, network roundTripper, opts ...core.Option) *Client {
	t.Helper()
	c, err := New(&API{Name: "shop", Default: fallback}, serverURL, append(opts, core.WithHTTPClient(&http.Client{Transport: network}))...)
	require.NoError(t, err)
	return c
}

func TestACustomRequestIsSentUnchanged(t *testing.T) {
	for name, tt := range map[string]struct {
		request          core.Request
		opts             []core.CallOption
		line, body, kind string
	}{
		"without a body":           {core.Request{Method: "get", Path: "/a/b"}, nil, "GET /v1/a/b", "", ""},
		"as a DELETE":              {core.Request{Method: "DELETE", Path: "/a/"}, nil, "DELETE /v1/a/", "", ""},
		"as a bare POST":           {core.Request{Method: "POST", Path: "/a"}, nil, "POST /v1/a", "", ""},
		"with JSON":                {core.Request{Method: "POST", Path: "/a", Body: anything{"a": 1}}, nil, "POST /v1/a", `{"a":1}`, mediaJSON},
		"with a form":              {core.Request{Method: "POST", Path: "/a", Body: url.Values{"b": {"2", "3"}, "a": {"x y"}}}, nil, "POST /v1/a", "a=x+y&b=2&b=3", mediaForm},
		"with a query":             {core.Request{Method: "GET", Path: "/a", Query: url.Values{"q": {"1&2"}}}, []core.CallOption{core.CallQuery("q", "3"), core.CallQuery("p", "4")}, "GET /v1/a?p=4&q=1%262&q=3", "", ""},
		"escaped":                  {core.Request{Method: "GET", Path: "/a%20b/c%3Fd/%C3%BC"}, nil, "GET /v1/a%20b/c%3Fd/%C3%BC", "", ""},
		"with empty segments":      {core.Request{Method: "GET", Path: "//a//"}, nil, "GET /v1//a//", "", ""},
		"with an added JSON field": {core.Request{Method: "POST", Path: "/a", Body: anything{"a": 1}}, []core.CallOption{core.CallField("b", 2)}, "POST /v1/a", `{"b":2,"a":1}`, mediaJSON},
		"with an added form field": {core.Request{Method: "POST", Path: "/a", Body: url.Values{"a": {"1"}}}, []core.CallOption{core.CallField("b", []int{2, 3})},
			"POST /v1/a", "b%5B0%5D=2&b%5B1%5D=3&a=1", mediaForm},
	} {
		t.Run(name, func(t *testing.T) {
			var line, body, kind string
			c := newCustomShop(t, Operation{}, func(r *http.Request) (*http.Response, error) {
				line, body, kind = r.Method+" "+r.URL.RequestURI(), bodyOf(t, r), r.Header.Get("Content-Type")
				return reply(200, `{"ok":true}`), nil
			})
			var out struct{ OK bool }
			require.NoError(t, c.Call(t.Context(), tt.request, &out, tt.opts...))
			assert.True(t, out.OK)
			assert.Equal(t, []string{tt.line, tt.body, tt.kind}, []string{line, body, kind})
		})
	}
}

func TestACustomRequestCarriesHeadersAndCredentials(t *testing.T) {
	var sent http.Header
	c := newCustomShop(t, Operation{Security: [][]string{{"token"}}}, func(r *http.Request) (*http.Response, error) {
		sent = r.Header
		return reply(200, ""), nil
	}, credential("token", Bearer("hunter2")))
	require.NoError(t, c.Call(t.Context(), core.Request{Method: "GET", Path: "/a", Header: http.Header{"X-A": {"1", "2"}, "X-B": {"1"}}}, nil, core.CallHeader("X-B", "3")))
	assert.Equal(t, []string{"1", "2"}, sent["X-A"])
	assert.Equal(t, []string{"3"}, sent["X-B"], "a call option overrides the request")
	assert.Equal(t, "Bearer hunter2", sent.Get("Authorization"))
	assert.Empty(t, sent.Get("Accept"), "nothing is read")
}

func TestAFieldCredentialIsAddedToACustomBodyButNotToARead(t *testing.T) {
	var body string
	c := newCustomShop(t, Operation{Security: [][]string{{"key"}, {}}, Body: Body{Media: mediaForm, Credential: true}}, func(r *http.Request) (*http.Response, error) {
		body = bodyOf(t, r)
		return reply(200, "{}"), nil
	}, credential("key", Field("key", "k")))
	for want, custom := range map[string]core.Request{
		"key=k":             {Method: "POST", Path: "/a"},
		"key=k&a=1":         {Method: "POST", Path: "/a", Body: url.Values{"a": {"1"}}},
		`{"key":"k","a":1}`: {Method: "PUT", Path: "/a", Body: anything{"a": 1}},
	} {
		require.NoError(t, c.Call(t.Context(), custom, nil))
		assert.Equal(t, want, body)
	}
	assert.ErrorContains(t, c.Call(t.Context(), core.Request{Method: "GET", Path: "/a"}, nil), "sends no body with fields")
}

func TestAMalformedCustomRequestIsInvalid(t *testing.T) {
	good := core.Request{Method: "GET", Path: "/a"}
	for name, tt := range map[string]struct {
		change func(*core.Request)
		out    any
		opts   []core.CallOption
		want   string
	}{
		"no method":                      {func(r *core.Request) { r.Method = "" }, nil, nil, "want an HTTP method"},
		"two words as a method":          {func(r *core.Request) { r.Method = "GET /x" }, nil, nil, "want an HTTP method"},
		"no path":                        {func(r *core.Request) { r.Path = "" }, nil, nil, `the path must begin with "/"`},
		"a relative path":                {func(r *core.Request) { r.Path = "a" }, nil, nil, `the path must begin with "/"`},
		"a different server":             {func(r *core.Request) { r.Path = "https://evil.example.com/" }, nil, nil, `the path must begin with "/"`},
		"a parent segment":               {func(r *core.Request) { r.Path = "/a/../b" }, nil, nil, `a segment of the path is ".."`},
		"an escaped parent segment":      {func(r *core.Request) { r.Path = "/%2e%2e/b" }, nil, nil, `a segment of the path is ".."`},
		"a dot":                          {func(r *core.Request) { r.Path = "/./b" }, nil, nil, `a segment of the path is "."`},
		"an escaped slash":               {func(r *core.Request) { r.Path = "/hunter2%2Fb" }, nil, nil, "a segment of the path contains a slash"},
		"a backslash":                    {func(r *core.Request) { r.Path = `/hunter2\b` }, nil, nil, "a segment of the path contains a slash"},
		"a line break":                   {func(r *core.Request) { r.Path = "/hunter2%0d%0a" }, nil, nil, "a segment of the path contains a control character"},
		"an incomplete escape":           {func(r *core.Request) { r.Path = "/hunter2%2" }, nil, nil, "a segment of the path has an invalid percent escape"},
		"a space":                        {func(r *core.Request) { r.Path = "/hunter2 b" }, nil, nil, "the path contains a character that must be escaped"},
		"a character outside ASCII":      {func(r *core.Request) { r.Path = "/ü" }, nil, nil, "the path contains a character that must be escaped"},
		"a query":                        {func(r *core.Request) { r.Path = "/a?hunter2" }, nil, nil, "must not have a query"},
		"a fragment":                     {func(r *core.Request) { r.Path = "/a#hunter2" }, nil, nil, "must not have a query or a fragment"},
		"a credential":                   {func(r *core.Request) { r.Header = http.Header{"Authorization": {"hunter2"}} }, nil, nil, "the client sets Authorization itself"},
		"a header of two lines":          {func(r *core.Request) { r.Header = http.Header{"X-A": {"hunter2\r\nX-B: 1"}} }, nil, nil, "contains a control character"},
		"a body that cannot be encoded":  {func(r *core.Request) { r.Body = func() {} }, nil, nil, "the body cannot be encoded"},
		"a field twice":                  {func(r *core.Request) { r.Body = url.Values{"a": {"hunter2"}} }, nil, []core.CallOption{core.CallField("a", 1)}, "the body already has a field a"},
		"a result that is not a pointer": {func(*core.Request) {}, struct{}{}, nil, "want a non-nil pointer for the result, got struct {}"},
		"a nil pointer":                  {func(*core.Request) {}, (*core.Raw)(nil), nil, "want a non-nil pointer for the result, got *core.Raw"},
		"a bad option":                   {func(*core.Request) {}, nil, []core.CallOption{core.CallHeader("Host", "h"), nil}, "the client sets Host itself"},
	} {
		t.Run(name, func(t *testing.T) {
			sent := 0
			c := newCustomShop(t, Operation{}, func(*http.Request) (*http.Response, error) { sent++; return reply(200, "{}"), nil })
			custom := good
			tt.change(&custom)
			err := c.Call(t.Context(), custom, tt.out, tt.opts...)
			assertMeans(t, err, core.ErrInvalid)
			assert.ErrorContains(t, err, tt.want)
			assert.Equal(t, core.NotExecuted, asError(t, err).Execution)
			assert.Zero(t, sent)
			assertShowsNone(t, renderings(err), "hunter2")
		})
	}
}

func TestACustomPathKeepsTheEscapesOfTheBaseURL(t *testing.T) {
	var sent string
	c := newShop(t, "https://api.example.com/a%2Fb", core.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		sent = r.URL.RequestURI()
		return reply(200, "{}"), nil
	})}))
	require.NoError(t, c.Call(t.Context(), core.Request{Method: "GET", Path: "/c%20d"}, nil))
	assert.Equal(t, "/a%2Fb/c%20d", sent)
	_, err := do[anything](t.Context(), c, readOp())
	require.NoError(t, err)
	assert.Equal(t, "/a%2Fb/things", sent)
}

func TestACustomResponseCanBeRaw(t *testing.T) {
	for name, body := range map[string]string{"JSON": ` {"a":1} `, "a file": "%PDF-1.7\x00\n", "an archive": compressed("a"), "nothing": ""} {
		t.Run(name, func(t *testing.T) {
			c := newCustomShop(t, Operation{}, always(201, body, "X-A", "b"))
			var raw core.Raw
			require.NoError(t, c.Call(t.Context(), core.Request{Method: "GET", Path: "/a"}, &raw))
			assert.Equal(t, 201, raw.StatusCode)
			assert.Equal(t, body, string(raw.Body))
			assert.Equal(t, "b", raw.Header.Get("X-A"))
		})
	}
}

func TestAPageInsteadOfACustomRawResponseIsAnError(t *testing.T) {
	c := newCustomShop(t, Operation{}, always(200, "<html>log in</html>", withType("text/html")...))
	assertMeans(t, c.Call(t.Context(), core.Request{Method: "GET", Path: "/a"}, new(core.Raw)), core.ErrDecode)
}

func TestACustomFailureIsAnErrorThatShowsNoPath(t *testing.T) {
	fallback := Operation{ErrorBody: ErrorBody{Message: "message"}, Envelopes: []Envelope{{Field: "error"}}}
	for name, tt := range map[string]struct {
		status  int
		body    string
		means   []error
		message string
	}{
		"of its status":       {404, `{"message":"no hunter2"}`, []error{core.ErrNotFound}, "no …"},
		"inside a success":    {200, `{"error":"oops"}`, []error{core.ErrRejected}, "oops"},
		"of a different type": {200, `[1]`, []error{core.ErrDecode}, ""},
		"that is not JSON":    {200, `<html>`, []error{core.ErrDecode}, ""},
		"that is a redirect":  {302, ``, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var response core.Response
			var out struct{ A int }
			err := newCustomShop(t, fallback, always(tt.status, tt.body)).Call(t.Context(),
				core.Request{Method: "GET", Path: "/hunter2", Query: url.Values{"q": {"hunter2"}}}, &out, core.CallResponse(&response))
			assertMeans(t, err, tt.means...)
			assert.Equal(t, tt.body, string(response.Body))
			assert.Equal(t, "https://api.example.com/…?q=…", asError(t, err).URL)
			if tt.status == 200 {
				assert.Equal(t, tt.message, asError(t, err).Message)
			}
		})
	}
}

func TestOnlyReadsAreRetriedAmongCustomRequests(t *testing.T) {
	for method, want := range map[string]int{"GET": 3, "HEAD": 3, "OPTIONS": 3, "POST": 1, "PUT": 1, "PATCH": 1, "DELETE": 1} {
		synctest.Test(t, func(t *testing.T) {
			s := &script{steps: []roundTripper{always(503, "")}}
			err := newCustomShop(t, Operation{}, s.network).Call(t.Context(), core.Request{Method: method, Path: "/a"}, nil)
			assertMeans(t, err, core.ErrUnavailable)
			assert.Equal(t, want, s.count, method)
			s.count = 0
			require.Error(t, newCustomShop(t, Operation{}, s.network).Call(t.Context(), core.Request{Method: method, Path: "/a"}, nil, core.CallOnce()))
			assert.Equal(t, 1, s.count, method)
		})
	}
}
