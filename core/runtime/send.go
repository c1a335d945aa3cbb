package runtime

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync"
)

// response is what was received of a response.
type response struct {
	status int
	header http.Header
	body   []byte
	buffer *bytes.Buffer // that body is in; nil if body belongs to whoever has it
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
	call.sent = &call.first
	if call.attempts > 1 {
		call.sent = new(sending) // net/http may still report about the attempt before
	}
	call.sent.cancel = call.cancel
	call.sent.request = call.authorized.http(httptrace.WithClientTrace(call.ctx, call.sent.hooks()), c.rotating == nil && len(c.settings.Middleware) == 0)
	defer func() {
		if call.sent.end() {
			call.begin()
		}
	}()
	c.rotating.apply(call.sent.request.Header)
	resp, err := c.http.Do(call.sent.request)
	if err != nil {
		if resp != nil {
			_ = resp.Body.Close()
		}
		return call.sent.explain(withoutURL(err))
	}
	defer func() { _ = resp.Body.Close() }()
	c.rotating.renew(resp.Header)
	limit := c.settings.MaxBodyBytes
	if resp.StatusCode < 200 || resp.StatusCode >= 300 {
		limit = min(limit, maxFailureBytes)
	}
	call.received = response{status: resp.StatusCode, header: resp.Header}
	call.response = &call.received
	if resp.StatusCode == http.StatusSwitchingProtocols {
		return nil // what follows is another protocol, whose end may never come
	}
	return call.sent.explain(call.response.read(resp, limit))
}

// withoutURL peels off the error of net/http that prints the whole URL, including path arguments and the query.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// read reads at most limit bytes. A longer body is incomplete, one that breaks off is also an error.
func (r *response) read(resp *http.Response, limit int64) error {
	buf := buffers.Get().(*bytes.Buffer)
	buf.Reset()
	// As announced, but no more than a first step: a server can announce what it never sends.
	if n := resp.ContentLength; n > 0 {
		buf.Grow(int(min(n, limit, firstRead)) + bytes.MinRead)
	}
	if limit == math.MaxInt64 {
		limit-- // so that one byte more is still a number
	}
	_, err := buf.ReadFrom(io.LimitReader(resp.Body, limit+1))
	r.body, r.buffer = buf.Bytes(), buf
	if int64(buf.Len()) > limit {
		r.body, r.incomplete = r.body[:limit], fmt.Errorf("the response is longer than %d bytes", limit)
		return nil
	}
	if err != nil {
		r.incomplete = brokenError{err}
	}
	return r.incomplete
}

// buffers are for bodies that nobody keeps: those of nearly all successes.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxBuffer is how large a buffer may be to be used again.
const maxBuffer = 4 << 20

// keep makes the body belong to the response, for whoever will have it after the call.
func (r *response) keep() {
	if r.buffer == nil {
		return
	}
	r.body = bytes.Clone(r.body)
	r.release()
}

// release gives back the buffer of a body that nobody needs any more.
func (r *response) release() {
	if r.buffer != nil && r.buffer.Cap() <= maxBuffer {
		buffers.Put(r.buffer)
	}
	r.buffer = nil
}

// firstRead is how much memory a response gets before its bytes arrive.
const firstRead = 64 << 10

// sending is what is known about one attempt: net/http reports it through its trace, if the caller's transport lets it.
type sending struct {
	cancel  context.CancelFunc
	request *http.Request // with the cookies that net/http added
	trace   httptrace.ClientTrace

	mu       sync.Mutex
	asked    bool // net/http asked for a connection
	got      bool // … and got one
	written  bool // the header of the request was written to it
	repeated bool // net/http was about to send the request again by itself
	ended    bool
}

// errRepeated ends an attempt in which net/http takes a second connection after the request was written to the first. How
// often a request is sent is decided in retry, where it is counted.
var errRepeated = errors.New("the connection was lost before the response")

// hooks returns the trace that tells s about the attempt.
func (s *sending) hooks() *httptrace.ClientTrace {
	s.trace.GetConn, s.trace.GotConn, s.trace.WroteHeaders = s.getConn, s.gotConn, s.wroteHeaders
	return &s.trace
}

func (s *sending) getConn(string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = true
	s.again()
}

func (s *sending) gotConn(httptrace.GotConnInfo) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = true
	s.again()
}

func (s *sending) wroteHeaders() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.written = true
}

// again ends the attempt if the request would be sent a second time.
func (s *sending) again() {
	if s.written && !s.ended {
		s.repeated = true
		s.cancel()
	}
}

// end says that the attempt is over, and reports whether it was ended by again.
func (s *sending) end() (cancelled bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	return s.repeated
}

// explain puts the reason in place of the cancellation that it caused.
func (s *sending) explain(err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil && s.repeated {
		return errRepeated
	}
	return err
}

// streamError has the fields of the error by which HTTP/2 reports that a stream was reset; net/http converts to it.
type streamError struct {
	StreamID uint32
	Code     uint32
	Cause    error
}

func (e streamError) Error() string { return fmt.Sprintf("stream reset with code %d", e.Code) }

// refusedStream says that the server did not process a request.
const refusedStream = 7

// notSent reports whether there is evidence that the server cannot have executed the request: net/http asked for a connection
// and got none, or wrote nothing to it, or the server refused the stream. That nothing was reported is no evidence: a
// transport of the caller may keep the trace to itself.
func (s *sending) notSent(err error) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	var stream streamError
	if errors.As(err, &stream) && stream.Code == refusedStream {
		return true
	}
	// When a deadline ends an attempt that has a connection, net/http may be about to write to it.
	if s.got && (errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)) {
		return false
	}
	return s.asked && !s.written
}
