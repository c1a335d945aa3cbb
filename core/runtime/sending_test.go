package runtime

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

func TestABodyThatNobodyReadIsEvidenceAndStaysUnread(t *testing.T) {
	c := &content{from: *bytes.NewReader([]byte("order"))}
	assert.True(t, c.seal())
	_, err := io.ReadAll(c)
	assert.Error(t, err, "a late transport sends nothing")
	assert.True(t, c.seal())

	c = &content{from: *bytes.NewReader([]byte("order"))}
	_, err = c.Read(make([]byte, 1))
	require.NoError(t, err)
	assert.False(t, c.seal())
	rest, err := io.ReadAll(c)
	require.NoError(t, err)
	assert.Equal(t, "rder", string(rest))
}

func TestARejectionAfterAnUnclearAttemptMayHaveBeenExecuted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{steps: []roundTripper{brokenAfter(errReset), always(200, `{"error":"no"}`)}}
		op := readOp()
		op.Envelopes = []Envelope{{Field: "error"}}
		_, err := do[anything](t.Context(), newTestClient(t, s.network), op)
		assertMeans(t, err, core.ErrRejected)
		assert.Equal(t, core.MaybeExecuted, asError(t, err).Execution)
	})
}

func TestADeadlineBeforeTheEndOfASuccessLeavesTheExecutionOpen(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c := newTestClient(t, func(*http.Request) (*http.Response, error) {
		r := reply(200, "")
		r.Body = io.NopCloser(&endsWith{Reader: strings.NewReader(`{"error":"no"}`), end: cancel})
		return r, nil
	})
	_, err := do[anything](ctx, c, orderOp())
	assert.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, core.MaybeExecuted, asError(t, err).Execution)
	assert.NotErrorIs(t, err, core.ErrDecode)
}

// endsWith is a reader that calls a function when it ends.
type endsWith struct {
	io.Reader
	end func()
}

func (e *endsWith) Read(p []byte) (int, error) {
	n, err := e.Reader.Read(p)
	if err != nil {
		e.end()
	}
	return n, err
}

func TestACookieThatIsTooLongIsNotKept(t *testing.T) {
	var sent []int
	c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
		sent = append(sent, len(r.Header.Get("Cookie")))
		return reply(200, "{}", "Set-Cookie", "a="+strings.Repeat("x", maxCookie)), nil
	})
	c.api = &API{Name: "shop", CookieScheme: "session"}
	c.http = c.httpClient()
	for range 2 {
		_, err := do[anything](t.Context(), c, readOp())
		require.NoError(t, err)
	}
	assert.Equal(t, []int{0, 0}, sent)
}

func TestAPauseThatTheServerRequestsHasARandomPart(t *testing.T) {
	seen := map[time.Duration]bool{}
	for range 50 {
		wait, ok := pause(newTestClient(t, nil).settings.Retry, 1, &response{header: http.Header{"Retry-After": {"1"}}})
		assert.True(t, ok)
		assert.GreaterOrEqual(t, wait, time.Second)
		seen[wait] = true
	}
	assert.Greater(t, len(seen), 10)
}

func TestAnErrorAfterTheDeadlineSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, io.ErrClosedPipe
		})
		_, err := do[anything](t.Context(), c, orderOp(), core.CallTimeout(time.Second))
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assert.ErrorIs(t, err, io.ErrClosedPipe)
	})
}

// net/http writes to an HTTP/1.1 connection as soon as it obtains one, even if the context is over.
func TestAConnectionOnWhichARequestWouldBeRepeatedIsClosed(t *testing.T) {
	for name, tt := range map[string]struct {
		conn   func(net.Conn) net.Conn
		times  int
		closed bool
	}{
		"the second over HTTP/1.1":          {func(c net.Conn) net.Conn { return c }, 2, true},
		"the second over HTTP/1.1 with TLS": {func(c net.Conn) net.Conn { return tls.Client(c, &tls.Config{MinVersion: tls.VersionTLS12}) }, 2, true},
		"the first one":                     {func(c net.Conn) net.Conn { return c }, 1, false},
		"not a nil connection":              {func(net.Conn) net.Conn { return nil }, 2, false},
	} {
		t.Run(name, func(t *testing.T) {
			ours, theirs := net.Pipe()
			defer func() { _, _ = ours.Close(), theirs.Close() }()
			c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
				trace := httptrace.ContextClientTrace(r.Context())
				for range tt.times {
					trace.GetConn("h")
					trace.GotConn(httptrace.GotConnInfo{Conn: tt.conn(ours), Reused: true})
					trace.WroteHeaders()
				}
				return nil, io.EOF
			})
			_, err := do[anything](t.Context(), c, orderOp())
			require.Error(t, err)
			_ = theirs.SetReadDeadline(time.Now().Add(10 * time.Millisecond)) // it fails if the connection is closed
			_, err = theirs.Read(make([]byte, 1))
			assert.Equal(t, tt.closed, errors.Is(err, io.EOF), err)
		})
	}
}
