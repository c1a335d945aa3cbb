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
	"net/url"
	"strings"
	"sync"
)

// response contains what was received of a response.
type response struct {
	status int
	header http.Header
	body   []byte
	before int           // where the JSON begins in a body with PHP messages around it
	inner  int           // the length of that JSON; 0 for other bodies
	buffer *bytes.Buffer // the shared buffer of body; nil if body has its own memory
	// incomplete is the reason why body is incomplete; nil if body is complete.
	incomplete error
}

func (r *response) isSuccess() bool { return r.status >= 200 && r.status < 300 }

// brokenError is the error of a response that ended early.
type brokenError struct{ cause error }

func (e brokenError) Error() string { return "the response broke off: " + e.cause.Error() }
func (e brokenError) Unwrap() error { return e.cause }

// send makes one attempt: it calls Do of the caller's http.Client, and reads the body of the response up to its limit.
func (c *Client) send(call *call) error {
	call.attempts++
	call.response = nil
	call.sent = &call.lasting.first
	if call.attempts > 1 {
		call.sent = new(sending) // net/http may still report on the previous attempt
	}
	call.sent.direct = c.direct
	call.sent.request = call.authorized.http(call.sent.begin(call.ctx, call.isStreamed()), c, &call.sent.content)
	defer func() {
		call.sent.end()
		if call.download == nil {
			call.sent.context.end(context.Canceled)
		}
	}()
	own := !call.isForeign()
	if own {
		c.rotating.apply(call.sent.request.Header)
	}
	resp, err := c.http.Do(call.sent.request)
	if err != nil {
		if resp != nil {
			_ = resp.Body.Close()
		}
		return call.sent.explain(call.ctx, withoutURL(err))
	}
	defer func() {
		if call.download == nil {
			_ = resp.Body.Close()
		}
	}()
	showLocation(resp.Header)
	if own {
		c.rotating.renew(resp.Header)
	}
	limit := c.settings.MaxBodyBytes
	if resp.StatusCode < 200 || resp.StatusCode >= 300 {
		limit = min(limit, maxFailureBytes)
	}
	call.received = response{status: resp.StatusCode, header: resp.Header}
	call.response = &call.received
	if call.isStreamed() && call.response.isSuccess() {
		call.open(resp)
		return nil
	}
	if resp.StatusCode == http.StatusSwitchingProtocols {
		return nil // what follows is not HTTP, and may never end
	}
	err = call.response.read(resp.Body, resp.ContentLength, limit, call.mayBeCompressed())
	if call.op.Noisy {
		call.response.separate()
	}
	return call.sent.explain(call.ctx, err)
}

// withoutURL unwraps a *url.Error, whose message contains the whole URL, including path arguments and the query.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// mayBeCompressed reports whether to decompress a body that begins with the gzip signature. JSON and text never begin with it, so they
// are decompressed whatever the header says. A file may itself be gzip, so it is decompressed only if the header says so.
func (call *call) mayBeCompressed() bool {
	r := call.response
	return call.op.Returns != ReturnsBytes || !r.isSuccess() || strings.EqualFold(r.header.Get("Content-Encoding"), "gzip")
}

// read reads at most limit bytes of a body. Length is its Content-Length, or -1. If the body exceeds limit, it is marked as incomplete.
// If it ends early, read returns an error. If decompress is set, a body that begins with the gzip signature is decompressed.
func (r *response) read(from io.Reader, length, limit int64, decompress bool) error {
	buf := buffers.Get().(*bytes.Buffer)
	buf.Reset()
	// The initial size is limited, because a server can announce more than it sends.
	if length > 0 {
		buf.Grow(int(min(length, limit, firstRead)) + bytes.MinRead)
	}
	if limit == math.MaxInt64 {
		limit-- // so that limit+1 below does not overflow
	}
	in := &io.LimitedReader{R: from, N: int64(len(gzipStart))}
	_, err := buf.ReadFrom(in)
	if err == nil && decompress && buf.String() == gzipStart {
		buf.Reset()
		in.R, err = gzip.NewReader(io.MultiReader(strings.NewReader(gzipStart), from))
	}
	in.N = limit + 1 - int64(buf.Len())
	if err == nil {
		_, err = buf.ReadFrom(in)
	}
	r.body, r.buffer = buf.Bytes(), buf
	if int64(buf.Len()) > limit {
		r.body, r.incomplete = r.body[:limit], fmt.Errorf("the response is longer than %d bytes: core.WithMaxBodyBytes sets the limit", limit)
		return nil
	}
	if err != nil {
		r.incomplete = brokenError{err}
	}
	return r.incomplete
}

const (
	// firstRead limits the buffer for a response before its first bytes arrive.
	firstRead = 64 << 10
	gzipStart = "\x1f\x8b"
)

// buffers are for bodies that are not needed after the call, as in nearly all successes.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxBuffer is the largest buffer that is reused.
const maxBuffer = 4 << 20

// keep copies the body out of the shared buffer, for use after the call.
func (r *response) keep() {
	if r.buffer == nil {
		return
	}
	r.body = bytes.Clone(r.body)
	r.release()
}

// release returns the buffer to the pool. The body must not be used afterward.
func (r *response) release() {
	if r.buffer != nil && r.buffer.Cap() <= maxBuffer {
		buffers.Put(r.buffer)
	}
	r.buffer = nil
}
