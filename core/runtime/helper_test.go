package runtime

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const serverURL = "https://api.example.com/v1"

func newTestClient(t *testing.T, network roundTripper, opts ...Option) *Client {
	t.Helper()
	opts = append([]Option{WithHTTPClient(&http.Client{Transport: network})}, opts...)
	c, err := NewClient(API{Name: "shop"}, serverURL, opts...)
	require.NoError(t, err)
	return c
}

func readOp() Operation {
	return Operation{API: "shop", ID: "listThings", Method: http.MethodGet, Path: "/things"}
}

func orderOp() Operation {
	return Operation{API: "shop", ID: "orderThing", Method: http.MethodPost, Path: "/orders", Repeat: RepeatNever}
}

func postOp() Operation {
	return Operation{API: "shop", ID: "changeThing", Method: http.MethodPost, Path: "/things"}
}

// builder makes requests the way generated code does.
func builder(method, path string, p Payload) func(string) (*http.Request, error) {
	return func(server string) (*http.Request, error) {
		base, err := url.Parse(server)
		if err != nil {
			return nil, err
		}
		target, err := base.Parse("." + path)
		if err != nil {
			return nil, err
		}
		r, err := http.NewRequest(method, target.String(), p.Reader())
		if err != nil {
			return nil, err
		}
		if p.ContentType != "" {
			r.Header.Set("Content-Type", p.ContentType)
		}
		return r, nil
	}
}

type anything = map[string]any

func do[T any](ctx context.Context, c *Client, op Operation, opts ...CallOption) (T, error) {
	return Do[T](ctx, NewCall(c, &op, opts), builder(op.Method, op.Path, Payload{}))
}

func doJSON[T any](ctx context.Context, c *Client, op Operation, body any, opts ...CallOption) (T, error) {
	call := NewCall(c, &op, opts)
	return Do[T](ctx, call, builder(op.Method, op.Path, call.JSON(body)))
}

func doForm[T any](ctx context.Context, c *Client, op Operation, body any, opts ...CallOption) (T, error) {
	call := NewCall(c, &op, opts)
	return Do[T](ctx, call, builder(op.Method, op.Path, call.Form(body)))
}

// reply is an answer; headers are pairs of name and value.
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

// gotConn tells the trace of r what http.Transport tells it once there is a connection.
func gotConn(r *http.Request) {
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil && trace.GotConn != nil {
		trace.GotConn(httptrace.GotConnInfo{})
	}
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

func asError(t *testing.T, err error) *Error {
	t.Helper()
	var e *Error
	require.ErrorAs(t, err, &e)
	return e
}

// renderings returns v in every way in which programs print it.
func renderings(v any) string {
	var b bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
		fmt.Fprintf(&b, verb+"\n", v)
	}
	fmt.Fprintln(&b, v)
	debug := &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true}
	for _, handler := range []slog.Handler{slog.NewTextHandler(&b, debug), slog.NewJSONHandler(&b, debug)} {
		slog.New(handler).Info("rendered", "value", v)
	}
	return b.String()
}

func marshalled(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return string(data)
}

var sentinels = map[string]error{
	"ErrUnauthorized": ErrUnauthorized, "ErrForbidden": ErrForbidden, "ErrNotFound": ErrNotFound,
	"ErrConflict": ErrConflict, "ErrInvalid": ErrInvalid, "ErrRateLimited": ErrRateLimited,
	"ErrUnavailable": ErrUnavailable, "ErrDecode": ErrDecode, "ErrRejected": ErrRejected,
}

func sprintf(verb string, v any) string { return fmt.Sprintf(verb, v) }

// assertShowsNone fails if shown holds one of the words, or a spelling of it that gives it away.
func assertShowsNone(t *testing.T, shown string, words ...string) {
	t.Helper()
	for _, word := range words {
		for how, spelling := range map[string]string{
			"as it is":     word,
			"in hex":       hex.EncodeToString([]byte(word)),
			"in upper hex": strings.ToUpper(hex.EncodeToString([]byte(word))),
			"in base64":    strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(word)), "="),
			"in query":     url.QueryEscape(word),
			"in a path":    url.PathEscape(word),
			"as Go bytes":  strings.Trim(fmt.Sprintf("%d", []byte(word)), "[]"),
			"as JSON":      strings.Trim(string(must(json.Marshal(word))), `"`),
		} {
			if strings.Contains(shown, spelling) {
				t.Errorf("%q is shown %s in\n%s", word, how, shown)
				return
			}
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
