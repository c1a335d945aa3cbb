package runtime

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/internal/settings"
)

// Call sends a request to an endpoint that the document lacks. Credentials, retries, logs and errors work as for an operation. The
// response is decoded into the value that out points to. If out is nil, the response is ignored; if it is a [*core.Raw], the response
// is not decoded and need not be JSON. Only GET, HEAD and OPTIONS are retried. Every error is a [*core.Error].
func (c *Client) Call(ctx context.Context, request core.Request, out any, opts ...core.CallOption) error {
	op := c.api.Default
	op.Method = strings.ToUpper(request.Method)
	if op.Method == http.MethodGet || op.Method == http.MethodHead {
		op.Body.Credential = false
	}
	switch request.Body.(type) {
	case nil:
	case url.Values:
		op.Body.Media = mediaForm
	default:
		op.Body.Media = mediaJSON
	}
	switch out.(type) {
	case nil:
		op.Returns = ReturnsNothing
	case *core.Raw:
		op.Returns = ReturnsBytes
	}
	call := newCall(c, &op, out, opts)
	r, err := c.customRequest(call, request)
	if v := reflect.ValueOf(out); out != nil && (v.Kind() != reflect.Pointer || v.IsNil()) {
		err = errors.Join(err, fmt.Errorf("want a non-nil pointer for the result, got %T", out))
	}
	if err := errors.Join(call.opts.Err, err); err != nil {
		return call.invalid(err)
	}
	return call.run(ctx, r)
}

func (c *Client) customRequest(call *call, custom core.Request) (*request, error) {
	if !isMethod(call.op.Method) {
		return nil, errors.New("want an HTTP method, such as GET or POST")
	}
	if err := checkPath(custom.Path); err != nil {
		return nil, err
	}
	query := url.Values{}
	for _, more := range []url.Values{custom.Query, call.opts.Query} {
		for _, name := range slices.Sorted(maps.Keys(more)) {
			query[name] = append(query[name], more[name]...)
		}
	}
	r := &request{method: call.op.Method, url: &call.lasting.url, header: http.Header{}}
	err := r.setTarget(c.base, custom.Path, query.Encode())
	if err != nil {
		return nil, err
	}
	if values, ok := custom.Body.(url.Values); ok {
		err = r.setForm(call, values)
	} else {
		err = r.setBody(call, custom.Body)
	}
	if err != nil {
		return nil, err
	}
	header := settings.Call{}
	for _, name := range slices.Sorted(maps.Keys(custom.Header)) {
		for _, value := range custom.Header[name] {
			core.CallHeader(name, value)(&header)
			r.header.Add(name, value)
		}
	}
	if header.Err != nil {
		return nil, header.Err
	}
	maps.Copy(r.header, call.opts.Header)
	c.describe(r, call.op)
	return r, nil
}

// isMethod reports whether text consists of uppercase letters, like all common HTTP methods.
func isMethod(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool { return r < 'A' || r > 'Z' })
}

// setForm sets a body from form values.
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

// checkPath returns an error for a path that would lead outside the base URL.
func checkPath(path string) error {
	if !strings.HasPrefix(path, "/") {
		return errors.New(`the path must begin with "/"`)
	}
	if strings.ContainsAny(path, "?#") {
		return errors.New("the path must not have a query or a fragment: set the query in Query")
	}
	for segment := range strings.SplitSeq(path[1:], "/") {
		if err := checkSegment(segment); err != nil && segment != "" {
			return fmt.Errorf("a segment of the path %w", err)
		}
	}
	// net/url silently changes a path whose escaping it does not accept.
	plain, _ := url.PathUnescape(path)
	if (&url.URL{Path: plain, RawPath: path}).EscapedPath() != path {
		return errors.New("the path contains a character that must be escaped: see url.PathEscape")
	}
	return nil
}
