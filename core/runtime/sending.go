package runtime

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"regexp"
	"sync"
)

// sending records what net/http does during one attempt. It also stops net/http from sending a request again by itself: only
// retry may do that, because it counts the attempts.
type sending struct {
	context timed
	hooks   httptrace.ClientTrace
	request *http.Request // with the cookies that net/http added
	content content       // the body of request, if it has one
	direct  bool          // see Client

	mu       sync.Mutex
	asked    bool // net/http asked for a connection
	got      bool // net/http got a connection
	written  bool // net/http wrote the header of the request
	repeated int  // the number of times that net/http tried to send the request again by itself
	stopped  bool // the attempt was canceled because net/http tried that
	ended    bool
}

// errRepeated ends an attempt in which net/http asks for a second connection after it wrote the request to the first.
var errRepeated = errors.New("the connection was lost before the response")

// begin returns the context of the attempt. Its trace reports to s what net/http does. It ends when ctx does, but does not wait
// for ctx, so ctx creates no channel and no timer. If the response is streamed, its deadline may move.
func (s *sending) begin(ctx *timed, streamed bool) context.Context {
	s.hooks.GetConn, s.hooks.GotConn, s.hooks.WroteHeaders = s.getConn, s.gotConn, s.wroteHeaders
	s.context.begin(httptrace.WithClientTrace(ctx, &s.hooks), ctx.parent, ctx.at)
	s.context.moves = streamed
	return &s.context
}

func (s *sending) getConn(string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = true
	if s.written {
		s.stop()
	}
}

func (s *sending) gotConn(info httptrace.GotConnInfo) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = true
	if !s.written {
		return
	}
	s.repeated++
	s.stop()
	// HTTP/1.1 writes without checking the context, so the connection must be closed. HTTP/2 checks the context and shares the
	// connection with other calls, so the connection stays open. If HTTP/2 repeats the request anyway, the caller's transport
	// dropped the context, and the connection must be closed.
	if info.Conn != nil && (s.repeated > 1 || !isShared(info.Conn)) {
		_ = info.Conn.Close()
	}
}

func (s *sending) wroteHeaders() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.written = true
}

// stop cancels the attempt, unless it is over: a download may still use its context.
func (s *sending) stop() {
	if !s.ended {
		s.stopped = true
		s.context.end(context.Canceled)
	}
}

// end marks the attempt as over.
func (s *sending) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
}

func (s *sending) isStopped() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stopped
}

// isShared reports whether a connection can carry several requests at a time.
func isShared(conn net.Conn) bool {
	secure, ok := conn.(*tls.Conn)
	return ok && secure.ConnectionState().NegotiatedProtocol == "h2"
}

// explain replaces an error that a cancellation caused in net/http with the reason for the cancellation.
func (s *sending) explain(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	reason := ctx.Err()
	if s.isStopped() {
		reason = errRepeated
	}
	if reason == nil || errors.Is(err, reason) {
		return err
	}
	var broken brokenError
	begun := errors.As(err, &broken)
	if begun {
		err = broken.cause
	}
	if !errors.Is(err, context.Canceled) {
		reason = errors.Join(reason, err)
	}
	if begun {
		return brokenError{reason}
	}
	return reason
}

// notSent reports whether there is evidence that the server cannot have received the request: no byte of its body was ever
// read, or net/http asked for a connection and got none. A trace without events is not evidence: the caller's transport may
// drop the trace, or send the request several times.
func (s *sending) notSent() bool {
	if body, ok := s.request.Body.(interface{ seal() bool }); ok && body.seal() {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.direct && s.asked && !s.got
}

// refusal matches the net/http errors for HTTP/2 requests that the server did not process. Net/http would send such a request
// again if it could reread the body. It has no error values for these cases.
var refusal = regexp.MustCompile(`^http2: Transport: cannot retry err \[(` +
	`stream error: stream ID \d+; REFUSED_STREAM; received from peer|` +
	`http2: Transport received Server's graceful shutdown GOAWAY` +
	`)\] after Request\.Body was written`)

// isRefused reports whether the server reported over HTTP/2 that it did not process the request.
func isRefused(err error) bool { return err != nil && refusal.MatchString(err.Error()) }

// content is the body of a request, which is read at most once.
type content struct {
	mu     sync.Mutex
	from   bytes.Reader
	begun  bool // Read was called
	sealed bool // reads fail
}

var errSealed = errors.New("the attempt is over")

func (c *content) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sealed {
		return 0, errSealed
	}
	c.begun = true
	return c.from.Read(p)
}

func (c *content) Close() error { return nil } // there is nothing to close

// seal reports whether the body is unread. If it is unread, later reads fail.
func (c *content) seal() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.begun {
		c.sealed = true
	}
	return c.sealed
}
