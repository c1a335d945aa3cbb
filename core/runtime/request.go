package runtime

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
)

// request is what will be sent. Attempts share it; what authenticates them is added to a copy.
type request struct {
	method string
	url    *url.URL
	target url.URL // room for url
	header http.Header
	lent   bool     // whether header is that of an attempt, to which net/http may have added cookies
	cookie []string // that were in header before
	media  string   // of the body
	body   []byte   // nil if there is none
	source *source  // of a body that is read while it is sent; nil if body is all
}

// newRequest makes the request of a call, or reports everything that is wrong with the arguments.
func newRequest(call *call, args Args) (*request, error) {
	op, client := call.op, call.client
	r := &call.own
	r.method, r.header = op.Method, make(http.Header, usualHeaders)
	b := builder{call: call, header: r.header}
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
	maps.Copy(r.header, call.opts.Header)
	client.describe(r, op)
	return r, nil
}

// setTarget sets the URL below a base for an escaped path and query.
func (r *request) setTarget(base *url.URL, path, query string) error {
	r.target, r.url = *base, &r.target
	r.target.RawQuery = query
	escaped := strings.TrimSuffix(base.EscapedPath(), "/") + path
	plain, err := url.PathUnescape(escaped)
	if err != nil {
		return errors.New("the path of the operation is not escaped as a URL wants it") // the builder has escaped every argument
	}
	r.target.Path, r.target.RawPath = plain, escaped
	return nil
}

// server returns the URL of a server of an operation: the client's base, if it has none.
func (c *Client) server(of string) (*url.URL, error) {
	if of == "" {
		return c.base, nil
	}
	at, err := url.Parse(of)
	if err != nil {
		return nil, errors.New("the server of the operation is not a URL")
	}
	return parseBaseURL(c.base.ResolveReference(at).String(), c.settings.PlainHTTP)
}

// describe adds the headers that say who calls, and what is sent and expected.
func (c *Client) describe(r *request, op *Operation) {
	if r.header.Get("User-Agent") == "" {
		r.header["User-Agent"] = c.agent
	}
	if r.header.Get("Accept") == "" && op.Returns != ReturnsNothing {
		r.header["Accept"] = acceptJSON
		if op.Accept != "" {
			r.header["Accept"] = []string{op.Accept}
		}
	}
	if op.Returns == ReturnsStream && r.header.Get("Accept-Encoding") == "" {
		r.header["Accept-Encoding"] = acceptUnpacked // a packed file must not be unpacked, and its length is of use
	}
	switch r.media {
	case "":
	case mediaJSON:
		r.header["Content-Type"] = acceptJSON
	default:
		r.header["Content-Type"] = []string{r.media}
	}
}

// acceptJSON is shared by all requests: nobody writes into the values of a header that has been set.
var acceptJSON = []string{mediaJSON}

var acceptUnpacked = []string{"identity"}

// usualHeaders is how many headers a request has room for at first.
const usualHeaders = 8

const (
	mediaJSON = "application/json"
	mediaForm = "application/x-www-form-urlencoded"
)

func (r *request) clone() *request {
	c := *r
	c.target = *r.url
	c.url, c.header, c.lent = &c.target, r.copyHeader(), false
	return &c
}

func (r *request) copyHeader() http.Header {
	header := maps.Clone(r.header)
	if r.lent {
		delete(header, "Cookie")
		if r.cookie != nil {
			header["Cookie"] = r.cookie
		}
	}
	return header
}

// attemptHeader returns the header for an attempt: the first one gets that of r itself, unless somebody may write into it.
func (r *request) attemptHeader(mayLend bool) http.Header {
	if r.lent || !mayLend {
		return r.copyHeader()
	}
	r.lent, r.cookie = true, r.header["Cookie"]
	return r.header
}

// http returns the request for one attempt. Its body cannot be read again, so that net/http does not send it a second time by
// itself.
func (r *request) http(ctx context.Context, mayLend bool) *http.Request {
	out := (&http.Request{
		Method: r.method, URL: r.url, Host: r.url.Host, Header: r.attemptHeader(mayLend),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}).WithContext(ctx)
	if r.source != nil {
		out.Body, out.ContentLength = r.source.open(), r.source.size
	} else if len(r.body) > 0 {
		out.Body = io.NopCloser(bytes.NewReader(r.body))
		out.ContentLength = int64(len(r.body))
	}
	return out
}
