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
	"time"
)

// sending is what is known about one attempt. It watches net/http, which sends some requests again by itself, and keeps it
// from doing so: how often a request is sent is decided in retry, where it is counted.
type sending struct {
	context timed
	hooks   httptrace.ClientTrace
	request *http.Request // with the cookies that net/http added
	content content       // the body of request, if it has one
	direct  bool          // as in Client

	mu       sync.Mutex
	asked    bool // net/http asked for a connection
	got      bool // … and got one
	written  bool // the header of the request was written to it
	repeated int  // how often net/http was about to send the request again by itself
	stopped  bool // the attempt was cancelled because of that
	ended    bool
}

// errRepeated ends an attempt in which net/http takes a second connection after the request was written to the first.
var errRepeated = errors.New("the connection was lost before the response")

// begin returns the context of the attempt, in which net/http finds whom to tell about it.
func (s *sending) begin(ctx context.Context) context.Context {
	s.hooks.GetConn, s.hooks.GotConn, s.hooks.WroteHeaders = s.getConn, s.gotConn, s.wroteHeaders
	parent, at := ctx, time.Time{}
	if whole, ok := ctx.(*timed); ok {
		parent, at = whole.parent, whole.at // one wait less
	}
	s.context.begin(httptrace.WithClientTrace(ctx, &s.hooks), parent, at)
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
	// HTTP/1.1 does not look at the context before it writes, so the connection must not be there any more. HTTP/2
	// does, and shares its connections with other calls; but not if the caller's transport dropped the context.
	if info.Conn != nil && (s.repeated > 1 || !isShared(info.Conn)) {
		_ = info.Conn.Close()
	}
}

func (s *sending) wroteHeaders() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.written = true
}

// stop cancels the attempt; one that is over must not take the next one with it.
func (s *sending) stop() {
	if !s.ended {
		s.stopped = true
		s.context.end(context.Canceled)
	}
}

// end says that the attempt is over.
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

// isShared reports whether a connection carries several requests at a time.
func isShared(conn net.Conn) bool {
	secure, ok := conn.(*tls.Conn)
	return ok && secure.ConnectionState().NegotiatedProtocol == "h2"
}

// explain puts the reason in place of what it caused: net/http reports a cancellation as whatever it stopped.
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

// notSent reports whether there is evidence that the server cannot have got the request: a body was announced and no byte of
// it was ever read, or net/http asked for a connection and got none. That nothing was reported is no evidence: a transport of
// the caller may keep the trace to itself, or send the request several times.
func (s *sending) notSent() bool {
	if body, ok := s.request.Body.(interface{ seal() bool }); ok && body.seal() {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.direct && s.asked && !s.got
}

// refusal is how net/http says over HTTP/2 that the server did not process a request, and that it would send it again if it
// could read its body again. It has no error value for either. It comes from the server's word alone.
var refusal = regexp.MustCompile(`^http2: Transport: cannot retry err \[(` +
	`stream error: stream ID \d+; REFUSED_STREAM; received from peer|` +
	`http2: Transport received Server's graceful shutdown GOAWAY` +
	`)\] after Request\.Body was written`)

// isRefused reports whether the server says in the words of its protocol that it did not process the request.
func isRefused(err error) bool { return err != nil && refusal.MatchString(err.Error()) }

// content is the body of a request, which is read once, by whom it may be.
type content struct {
	mu     sync.Mutex
	from   bytes.Reader
	begun  bool // somebody read of it
	sealed bool // nobody may any more
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

func (c *content) Close() error { return nil } // it is memory

// seal reports whether nobody has read of the body, and sees to it that nobody ever will.
func (c *content) seal() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.begun {
		c.sealed = true
	}
	return c.sealed
}
