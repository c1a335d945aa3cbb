package runtime

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/internal/canary"
)

// serverURL is the base URL of the shop, the API of these tests.
const serverURL = "https://api.example.com/v1"

func newShop(t *testing.T, url string, opts ...core.Option) *Client {
	t.Helper()
	c, err := New(&API{Name: "shop", Operations: []*Operation{new(readOp()), new(orderOp()), new(postOp())}}, url, opts...)
	require.NoError(t, err)
	return c
}

func newTestClient(t *testing.T, network roundTripper, opts ...core.Option) *Client {
	t.Helper()
	c := newShop(t, serverURL, append([]core.Option{core.WithHTTPClient(&http.Client{Transport: network})}, opts...)...)
	c.direct = true // network replaces the transport of net/http
	return c
}

func readOp() Operation {
	return Operation{ID: "listThings", Method: http.MethodGet, Path: "/things"}
}

func orderOp() Operation {
	return Operation{ID: "orderThing", Method: http.MethodPost, Path: "/orders", Retry: RetryNever}
}

func postOp() Operation {
	return Operation{ID: "changeThing", Method: http.MethodPost, Path: "/things"}
}

func withRetry(op Operation, retry Retry) Operation {
	op.Retry = retry
	return op
}

func withMethod(op Operation, method string) Operation {
	op.Method = method
	return op
}

func withReturns(op Operation, returns Returns) Operation {
	op.Returns = returns
	return op
}

func withMedia(op Operation, media string) Operation {
	op.Body.Media = media
	return op
}

type anything = map[string]any

func do[T any](ctx context.Context, c *Client, op Operation, opts ...core.CallOption) (T, error) {
	return Do[T](ctx, c, &op, Args{}, opts)
}

func doJSON[T any](ctx context.Context, c *Client, op Operation, body any, opts ...core.CallOption) (T, error) {
	op.Body.Media = mediaJSON
	return Do[T](ctx, c, &op, Args{Body: body}, opts)
}

func doForm[T any](ctx context.Context, c *Client, op Operation, body any, opts ...core.CallOption) (T, error) {
	op.Body.Media = mediaForm
	return Do[T](ctx, c, &op, Args{Body: body}, opts)
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// reply returns a response. Headers are pairs of name and value; an empty value removes the header.
func reply(status int, body string, headers ...string) *http.Response {
	h := http.Header{"Content-Type": {"application/json"}}
	for i := 0; i < len(headers); i += 2 {
		if headers[i+1] == "" {
			h.Del(headers[i])
			continue
		}
		h.Add(headers[i], headers[i+1])
	}
	return &http.Response{
		StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: h, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
}

func withType(contentType string) []string {
	return []string{"Content-Type", "", "Content-Type", contentType}
}

func always(status int, body string, headers ...string) roundTripper {
	return func(r *http.Request) (*http.Response, error) {
		resp := reply(status, body, headers...)
		resp.Request = r
		return resp, nil
	}
}

// silent fails without calling the trace, as a caller's transport may.
func silent(err error) roundTripper {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// unconnected fails as http.Transport does when it gets no connection.
func unconnected(err error) roundTripper {
	return func(r *http.Request) (*http.Response, error) {
		httptrace.ContextClientTrace(r.Context()).GetConn("api.example.com:443")
		return nil, err
	}
}

// brokenAfter fails as http.Transport does after it wrote the request.
func brokenAfter(err error) roundTripper {
	return func(r *http.Request) (*http.Response, error) {
		writtenTo(r)
		return nil, err
	}
}

// writtenTo calls the trace of r as http.Transport does until the request is written.
func writtenTo(r *http.Request) {
	trace := httptrace.ContextClientTrace(r.Context())
	trace.GetConn("api.example.com:443")
	trace.GotConn(httptrace.GotConnInfo{})
	trace.WroteHeaders()
}

func bodyOf(t *testing.T, r *http.Request) string {
	t.Helper()
	if r.Body == nil {
		return ""
	}
	data, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	return string(data)
}

func asError(t *testing.T, err error) *core.Error {
	t.Helper()
	var e *core.Error
	require.ErrorAs(t, err, &e)
	return e
}

var sentinels = map[string]error{
	"ErrUnauthorized": core.ErrUnauthorized, "ErrForbidden": core.ErrForbidden, "ErrNotFound": core.ErrNotFound,
	"ErrConflict": core.ErrConflict, "ErrInvalid": core.ErrInvalid, "ErrRateLimited": core.ErrRateLimited,
	"ErrUnavailable": core.ErrUnavailable, "ErrDecode": core.ErrDecode, "ErrRejected": core.ErrRejected,
}

// assertMeans fails the test unless err matches exactly the sentinels in want.
func assertMeans(t *testing.T, err error, want ...error) {
	t.Helper()
	for name, sentinel := range sentinels {
		wanted := false
		for _, w := range want {
			wanted = wanted || w == sentinel
		}
		assert.Equal(t, wanted, errors.Is(err, sentinel), "%s in %v", name, err)
	}
}

// Tests use these to look for secrets in everything that is printed.
var (
	renderings      = canary.Renderings
	assertShowsNone = canary.AssertShowsNone
)

func marshalled(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return string(data)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
