package contract

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/core/runtime"
	"github.com/hostclients/hostclients/internal/spec"
)

// Exchange is a recorded request with its response. It is also the transport of the client under test: it returns the recorded
// response.
type Exchange struct {
	// Name identifies the exchange in test names. Provenance is the name of its folder, one of [Provenances].
	Name, Provenance string
	// Status, ResponseHeader and ResponseBody are the recorded response.
	Status         int
	ResponseHeader http.Header
	ResponseBody   string

	fixture string // the folder and the ID in the cassette, such as "recorded/0"
	server  string // the server that requests are sent to; "" to return the recorded response

	op     *operation
	url    *url.URL
	base   string
	args   map[string]string
	header http.Header
	body   string

	sent []sentRequest
}

// sentRequest is what the client under test sent.
type sentRequest struct {
	method string
	url    *url.URL
	header http.Header
	body   string
}

// json returns the recorded body as the client reads it. If the document tolerates PHP messages around the JSON, json removes
// them; noisy reports whether there are any.
func (x *Exchange) json() (text string, noisy bool) {
	if x.op.extension("x-response-noise") != "tolerated" {
		return x.ResponseBody, false
	}
	inner, noise := runtime.Separate([]byte(x.ResponseBody))
	return string(inner), noise != nil
}

// tree returns the recorded body as a JSON tree.
func (x *Exchange) tree() (any, error) {
	text, _ := x.json()
	return spec.ParseJSON([]byte(text))
}

// BaseURL returns the base URL of the recorded request.
func (x *Exchange) BaseURL() string { return x.base }

// Client returns an HTTP client that gets the recorded response, with the recorded cookies in its jar.
func (x *Exchange) Client() *http.Client {
	jar, _ := cookiejar.New(nil) // New fails only for invalid options
	request := http.Request{Header: x.header}
	// The typed method itself sends the cookies that are parameters.
	jar.SetCookies(x.url, slices.DeleteFunc(request.Cookies(), func(cookie *http.Cookie) bool {
		return x.op.Parameters().GetByInAndName("cookie", cookie.Name) != nil
	}))
	return &http.Client{Transport: x, Jar: jar}
}

// RoundTrip records the request and returns the recorded response, or the response of the server in [ServerVariable].
func (x *Exchange) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		_ = r.Body.Close()
	}
	x.sent = append(x.sent, sentRequest{r.Method, r.URL, r.Header.Clone(), string(body)})
	if x.server != "" {
		return x.forward(r, string(body))
	}
	return &http.Response{
		StatusCode: x.Status, Status: http.StatusText(x.Status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: x.ResponseHeader.Clone(), Body: io.NopCloser(strings.NewReader(x.ResponseBody)),
		ContentLength: int64(len(x.ResponseBody)), Request: r,
	}, nil
}

// Bearer returns the recorded bearer token, and whether there is one.
func (x *Exchange) Bearer() (string, bool) {
	return strings.CutPrefix(x.header.Get("Authorization"), "Bearer ")
}

// Basic returns the recorded user and password of HTTP basic authentication, and whether they were sent.
func (x *Exchange) Basic() (user, password string, ok bool) {
	return (&http.Request{Header: x.header}).BasicAuth()
}

// Headers returns the recorded values of the named headers, or false if any of them is missing.
func (x *Exchange) Headers(names ...string) ([]string, bool) {
	var values []string
	for _, name := range names {
		value := x.header.Get(name)
		if value == "" {
			return nil, false
		}
		values = append(values, value)
	}
	return values, true
}

// Query returns the recorded value of a query parameter, and whether it was sent.
func (x *Exchange) Query(name string) (string, bool) {
	return x.url.Query().Get(name), x.url.Query().Has(name)
}

// Field returns the recorded string in a field of the body, and whether there is one.
func (x *Exchange) Field(name string) (string, bool) {
	tree, err := x.op.bodyTree(x.header, x.body)
	if err != nil {
		return "", false
	}
	object, _ := tree.(map[string]any)
	value, ok := object[name].(string)
	return value, ok
}

// request returns the recorded request.
func (x *Exchange) request(ctx context.Context) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, x.op.Method, x.url.String(), bytes.NewReader([]byte(x.body)))
	if err != nil {
		return nil, err
	}
	r.Header = x.header.Clone()
	return r, nil
}
