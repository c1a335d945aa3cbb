package runtime

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptrace"
	"net/url"
)

// response is what was received of a response.
type response struct {
	status int
	header http.Header
	body   []byte
	// incomplete says why body is not all of it; nil if it is.
	incomplete error
}

func (r *response) isSuccess() bool { return r.status >= 200 && r.status < 300 }

// brokenError says that a response broke off.
type brokenError struct{ cause error }

func (e brokenError) Error() string { return "the response broke off: " + e.cause.Error() }
func (e brokenError) Unwrap() error { return e.cause }

// send makes one attempt: Do of the caller's http.Client, and the body of the response up to its limit.
func (c *Client) send(call *call) error {
	call.attempts++
	call.response = nil
	ctx, cancel := context.WithCancelCause(call.ctx)
	defer cancel(nil)
	call.sent = &sending{cancel: cancel, direct: c.direct}
	call.sent.prepare(call.authorized.http(httptrace.WithClientTrace(ctx, call.sent.trace())))
	c.rotating.apply(call.sent.request.Header)
	resp, err := c.http.Do(call.sent.request)
	if err != nil {
		if resp != nil {
			_ = resp.Body.Close()
		}
		return call.sent.explain(call.ctx, withoutURL(err))
	}
	defer func() { _ = resp.Body.Close() }()
	showLocation(resp.Header)
	c.rotating.renew(resp.Header)
	limit := c.settings.MaxBodyBytes
	if resp.StatusCode < 200 || resp.StatusCode >= 300 {
		limit = min(limit, maxFailureBytes)
	}
	call.response = &response{status: resp.StatusCode, header: resp.Header}
	if resp.StatusCode == http.StatusSwitchingProtocols {
		return nil // what follows is another protocol, whose end may never come
	}
	call.response.body, call.response.incomplete, err = read(resp.Body, resp.ContentLength, limit)
	return call.sent.explain(call.ctx, err)
}

// withoutURL peels off the error of net/http that prints the whole URL, including path arguments and the query.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// read reads at most limit bytes of a body, of which length were announced. A longer one is incomplete, one that breaks off is
// also an error.
func read(from io.Reader, length, limit int64) (body []byte, incomplete, err error) {
	var buf bytes.Buffer
	// As announced, but no more than a first step: a server can announce what it never sends.
	if length > 0 {
		buf.Grow(int(min(length, limit, firstRead)) + bytes.MinRead)
	}
	if limit == math.MaxInt64 {
		limit-- // so that one byte more is still a number
	}
	plain, err := unpacked(from)
	if err == nil {
		_, err = buf.ReadFrom(io.LimitReader(plain, limit+1))
	}
	if int64(buf.Len()) > limit {
		return buf.Bytes()[:limit], fmt.Errorf("the response is longer than %d bytes: core.WithMaxBodyBytes sets the limit", limit), nil
	}
	if err != nil {
		err = brokenError{err}
	}
	return buf.Bytes(), err, err
}

// firstRead is how much memory a response gets before its bytes arrive.
const firstRead = 64 << 10

// unpacked takes the gzip off a body that begins as gzip does. What the header says of it is no matter: JSON begins otherwise.
func unpacked(body io.Reader) (io.Reader, error) {
	start := make([]byte, 0, 2)
	var err error
	for len(start) < cap(start) && err == nil {
		var n int
		n, err = body.Read(start[len(start):cap(start)])
		start = start[:len(start)+n]
	}
	whole := io.MultiReader(bytes.NewReader(start), body)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return whole, err
	case string(start) == "\x1f\x8b":
		return gzip.NewReader(whole)
	}
	return whole, nil
}
