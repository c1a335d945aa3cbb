package runtime

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/core"
)

// Call sends a request to an endpoint that the document does not have, with everything that a call of an operation gets:
// credentials, retries, logs and errors. The response is decoded into out, a pointer; nil ignores it, and a *[core.Raw] keeps
// it as it came. Only GET, HEAD and OPTIONS are retried. Every error is a [*core.Error].
func (c *Client) Call(ctx context.Context, request core.Request, out any, opts ...core.CallOption) error {
	op := c.api.Default
	op.Method, op.Body.Media = strings.ToUpper(request.Method), mediaJSON
	op.Body.Credential = op.Method != http.MethodGet && op.Method != http.MethodHead
	_, form := request.Body.(url.Values)
	if form || request.Body == nil && c.api.Default.Body.Media != "" {
		op.Body.Media = c.api.Default.Body.Media
	}
	if form {
		op.Body.Media = mediaForm
	}
	switch out.(type) {
	case nil:
		op.Returns = ReturnsNothing
	case *core.Raw:
		op.Returns = ReturnsRaw
	}
	call := &call{client: c, op: &op, result: out}
	for _, opt := range opts {
		if opt != nil {
			opt(&call.opts)
		}
	}
	r, err := c.customRequest(call, request)
	if err := errors.Join(call.opts.Err, err); err != nil {
		return call.invalid(err)
	}
	return call.run(ctx, r)
}

func (c *Client) customRequest(call *call, request core.Request) (*request, error) {
	if call.op.Method == "" {
		return nil, errors.New("the method is missing")
	}
	if err := checkPath(request.Path); err != nil {
		return nil, err
	}
	query := url.Values{}
	for _, more := range []url.Values{request.Query, call.opts.Query} {
		for _, name := range slices.Sorted(maps.Keys(more)) {
			query[name] = append(query[name], more[name]...)
		}
	}
	r := newCustomRequest(call.op.Method, c.target(request.Path, query.Encode()))
	var err error
	if values, ok := request.Body.(url.Values); ok {
		err = r.setForm(call, values)
	} else {
		r.media, r.body, err = call.encodeBody(request.Body)
	}
	if err != nil {
		return nil, err
	}
	for name, values := range request.Header {
		for _, value := range values {
			core.CallHeader(name, value)(&call.opts)
		}
	}
	maps.Copy(r.header, call.opts.Header)
	c.describe(r, call.op.Returns)
	return r, nil
}

func newCustomRequest(method string, target *url.URL) *request {
	return &request{method: method, url: target, header: http.Header{}}
}

// setForm takes a body that is a form already.
func (r *request) setForm(call *call, values url.Values) error {
	call.inputs = append(call.inputs, values)
	r.media, r.body = mediaForm, []byte(values.Encode())
	for _, field := range call.opts.Fields {
		if err := addField(r, field, call.op.Body.Form); err != nil {
			return err
		}
	}
	return nil
}

// checkPath refuses a path that would lead elsewhere than below the base URL.
func checkPath(path string) error {
	if !strings.HasPrefix(path, "/") {
		return errors.New(`the path must begin with "/"`)
	}
	for segment := range strings.SplitSeq(path[1:], "/") {
		text, err := url.PathUnescape(segment)
		if err != nil {
			return errors.New("the path is not escaped as a URL wants it")
		}
		if err := checkSegment(text); err != nil && text != "" {
			return fmt.Errorf("a segment of the path %w", err)
		}
	}
	if strings.ContainsAny(path, "?#") {
		return errors.New("the path must not hold a query or a fragment: give the query in Query")
	}
	return nil
}
