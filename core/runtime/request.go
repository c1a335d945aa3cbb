package runtime

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strings"
)

// request is what a call sends. All attempts share it. Credentials are added to a copy.
type request struct {
	method string
	url    *url.URL
	header http.Header
	lent   bool        // whether an attempt uses header and may have changed it
	before [2]oneField // the fields of header that an attempt may change, as they were before
	media  string      // the media type of the body
	body   []byte      // the body, or nil
	source *source     // the streamed body, or nil
}

// newRequest builds the request of a call, or returns all errors in the arguments.
func newRequest(call *call, args Args) (*request, error) {
	op, client := call.op, call.client
	r := &call.own
	r.method, r.url, r.header = op.Method, &call.lasting.url, make(http.Header, usualHeaders)
	b := builder{call: call, header: r.header}
	call.path = args.Path
	path := b.path(args.Path)
	b.params(args.Params)
	b.add(r.setBody(call, args.Body))
	if extra := call.opts.Query.Encode(); extra != "" {
		b.query = append(b.query, extra)
	}
	if len(b.list) > 0 {
		return nil, errors.Join(b.list...)
	}
	base, err := client.server(op.Server)
	if err != nil {
		return nil, err
	}
	if err := r.setTarget(base, path, strings.Join(b.query, "&")); err != nil {
		return nil, err
	}
	if page := call.opts.Page; page != nil && page.At != nil {
		*r.url = *page.At // nextLink has checked the origin
	}
	maps.Copy(r.header, call.opts.Header)
	client.describe(r, op)
	return r, nil
}

// setTarget sets the URL to base plus an escaped path and query.
func (r *request) setTarget(base *url.URL, path, query string) error {
	*r.url = *base
	r.url.RawQuery = query
	escaped := strings.TrimSuffix(base.EscapedPath(), "/") + path
	plain, err := url.PathUnescape(escaped)
	if err != nil {
		return errors.New("the path of the operation has an invalid percent escape") // the builder has escaped every argument
	}
	r.url.Path, r.url.RawPath = plain, escaped
	return nil
}

// server returns the base URL for an operation. Address is the URL of the operation's own server; if it is empty, server returns the
// client's base URL.
func (c *Client) server(address string) (*url.URL, error) {
	if address == "" {
		return c.base, nil
	}
	const what = "server of the operation"
	at, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("the " + what + " is not a URL")
	}
	base, err := parseServer(what, c.base.ResolveReference(at).String(), c.settings.PlainHTTP)
	if err != nil {
		return nil, err
	}
	return base, c.checkProxy(what, base)
}

// describe adds the headers that identify the client and the media types.
func (c *Client) describe(r *request, op *Operation) {
	if !has(r.header, "User-Agent") {
		r.header["User-Agent"] = c.agent
	}
	if op.Method != http.MethodHead && !has(r.header, "Accept-Encoding") {
		// Without this header, net/http would decompress the response, and lose it if its Content-Encoding is wrong.
		r.header["Accept-Encoding"] = acceptGzip
		if op.Returns == ReturnsStream {
			r.header["Accept-Encoding"] = acceptSame // a file must arrive unchanged, with its length
		}
	}
	if op.Returns != ReturnsNothing && !has(r.header, "Accept") {
		r.header["Accept"] = acceptJSON
		if op.Accept != "" {
			r.header["Accept"] = []string{op.Accept}
		}
	}
	switch r.media {
	case "":
	case mediaJSON:
		r.header["Content-Type"] = acceptJSON
	default:
		r.header["Content-Type"] = []string{r.media}
	}
}

// has reports whether a header has a non-empty value for a canonical name.
func has(header http.Header, name string) bool {
	values := header[name]
	return len(values) > 0 && values[0] != ""
}

// All requests share these values. No code changes the values of a header in place.
var (
	acceptJSON = []string{mediaJSON}
	acceptGzip = []string{"gzip"}
	acceptSame = []string{"identity"}
)

// usualHeaders is the initial capacity of a request's header.
const usualHeaders = 8

const (
	mediaJSON = "application/json"
	mediaForm = "application/x-www-form-urlencoded"
)

func (r *request) clone() *request {
	c := *r
	target := *r.url
	c.url, c.header, c.lent = &target, r.copyHeader(), false
	return &c
}

// oneField is a field of a header and its values.
type oneField struct {
	name   string
	values []string // nil if the header lacks the field
}

func (r *request) copyHeader() http.Header {
	header := maps.Clone(r.header)
	if !r.lent {
		return header
	}
	for _, field := range r.before {
		if field.values == nil {
			delete(header, field.name)
		} else {
			header[field.name] = field.values
		}
	}
	return header
}

// attemptHeader returns the header for an attempt. The first attempt uses r.header itself, to which net/http adds cookies and this
// package adds a rotating header. Later attempts get a copy. If there is middleware, which may change any field, every attempt gets a
// copy.
func (r *request) attemptHeader(c *Client) http.Header {
	if r.lent || len(c.settings.Middleware) > 0 {
		return r.copyHeader()
	}
	r.lent = true
	for i, name := range [...]string{"Cookie", c.rotating.header()} {
		r.before[i] = oneField{name, r.header[name]}
	}
	return r.header
}

// http returns the request for one attempt. Its body cannot be read again, which keeps net/http from retrying by itself.
func (r *request) http(ctx context.Context, c *Client, body *content) *http.Request {
	out := (&http.Request{
		Method: r.method, URL: r.url, Host: r.url.Host, Header: r.attemptHeader(c),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}).WithContext(ctx)
	if r.source != nil {
		out.Body, out.ContentLength = r.source.open(ctx), r.source.size
	} else if len(r.body) > 0 {
		body.from.Reset(r.body)
		out.Body, out.ContentLength = body, int64(len(r.body))
	}
	return out
}
