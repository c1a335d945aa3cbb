package runtime

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

func TestACanceledCallDoesNotBlameTheServer(t *testing.T) {
	t.Run("before the response", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
				writtenTo(r)
				<-r.Context().Done()
				return nil, r.Context().Err()
			})
			time.AfterFunc(time.Second, cancel)
			_, err := do[anything](ctx, c, readOp())
			e := asError(t, err)
			assert.ErrorIs(t, err, context.Canceled)
			assertMeans(t, err)
			assert.Equal(t, "shop: listThings: GET https://api.example.com/v1/things: context canceled (the call may have been executed)", e.Error())
			assert.NotPanics(t, func() { _ = renderings(err) })
			assert.Equal(t, 1, e.Attempts)
		})
	})
	t.Run("while the response is read", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
				resp := reply(200, "")
				resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"a":`), until{r.Context()}))
				return resp, nil
			})
			time.AfterFunc(time.Second, cancel)
			_, err := do[anything](ctx, c, readOp())
			assert.ErrorIs(t, err, context.Canceled)
			assert.NotErrorIs(t, err, core.ErrUnavailable)
			assert.Equal(t, `{"a":`, string(asError(t, err).Body))
		})
	})
	t.Run("over a real connection", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			cancel()
			<-r.Context().Done()
		}))
		defer server.Close()
		c := newShop(t, server.URL)
		_, err := do[anything](ctx, c, readOp())
		assert.ErrorIs(t, err, context.Canceled)
		assertMeans(t, err)
	})
}

type until struct{ ctx context.Context }

func (u until) Read([]byte) (int, error) {
	<-u.ctx.Done()
	return 0, u.ctx.Err()
}

func TestADeadlineIsFoundInTheError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		start := time.Now()
		_, err := do[anything](ctx, c, readOp())
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assertMeans(t, err, core.ErrUnavailable)
		assert.Equal(t, time.Second, time.Since(start))
	})
}

func TestATransportErrorKeepsItsCauseAndShowsNoContent(t *testing.T) {
	for name, tt := range map[string]struct{ cause, is error }{
		"a refused connection":     {&net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}, nil},
		"a header without a colon": {fmt.Errorf("broken: %w", textproto.ProtocolError("malformed MIME header line: Set-Cookie hunter2")), nil},
		"a quoted address":         {fmt.Errorf("invalid proxy address %q: %w", "http://user:hunter2@proxy", io.EOF), io.EOF},
		"a quoted status line":     {fmt.Errorf("malformed HTTP response %q", `a "hunter2" \`), nil},
	} {
		t.Run(name, func(t *testing.T) {
			c := newTestClient(t, func(*http.Request) (*http.Response, error) { return nil, tt.cause })
			_, err := do[anything](t.Context(), c, postOp())
			assertMeans(t, err, core.ErrUnavailable)
			assert.ErrorIs(t, err, tt.cause)
			if tt.is != nil {
				assert.ErrorIs(t, err, tt.is)
			}
			assertShowsNone(t, renderings(err)+marshalled(t, err), "hunter2")
		})
	}
	var op *net.OpError
	c := newTestClient(t, func(*http.Request) (*http.Response, error) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	}, core.WithRetry(core.Retry{Attempts: 1}))
	_, err := do[anything](t.Context(), c, postOp())
	require.ErrorAs(t, err, &op)
	assert.Contains(t, err.Error(), "dial tcp: connection refused")
}

func TestAServerThatDoesNotSpeakHTTPIsNotQuoted(t *testing.T) {
	for name, text := range map[string]string{
		"in its first line":  "hunter2 hunter2 hunter2\r\n\r\n",
		"in its status":      "HTTP/1.1 hunter2 OK\r\n\r\n",
		"in its headers":     "HTTP/1.1 200 OK\r\nSet-Cookie hunter2\r\n\r\n",
		"in its header name": "HTTP/1.1 200 OK\r\nSet Cookie hunter2: x\r\n\r\n",
		"in its length":      "HTTP/1.1 200 OK\r\nContent-Length: hunter2\r\n\r\n",
		"in its encoding":    "HTTP/1.1 200 OK\r\nTransfer-Encoding: hunter2\r\n\r\n",
		"in its chunks":      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhunter2\r\n",
		"in a trailer":       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nhunter2\r\n\r\n",
		"in a later header":  "HTTP/1.1 200 OK\r\nA: b\r\n hunter2\r\nhunter2\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			c := newShop(t, rawServer(t, text, false), core.WithRetry(core.Retry{Attempts: 1}))
			_, err := do[anything](t.Context(), c, readOp())
			require.Error(t, err)
			assertShowsNone(t, renderings(err)+marshalled(t, err), "hunter2")
		})
	}
}

func TestATransportThatBreaksItsContractIsAnError(t *testing.T) {
	c := newTestClient(t, func(*http.Request) (*http.Response, error) { return nil, nil })
	_, err := do[anything](t.Context(), c, readOp())
	assertMeans(t, err, core.ErrUnavailable)

	c = newTestClient(t, func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusNotFound, Header: http.Header{}}, nil
	})
	_, err = do[anything](t.Context(), c, readOp())
	assertMeans(t, err, core.ErrNotFound)
}

func TestAFailureKeepsAMebibyteOfItsBodyAndASuccessAllOfIt(t *testing.T) {
	long := strings.Repeat("x", 2<<20)
	c := newTestClient(t, always(500, long))
	_, err := do[anything](t.Context(), c, readOp())
	var e *core.Error
	require.ErrorAs(t, err, &e)
	assert.Len(t, e.Body, 1<<20)
	assert.True(t, e.Truncated)
	assert.ErrorIs(t, err, core.ErrUnavailable)

	c = newTestClient(t, always(200, long))
	_, err = do[anything](t.Context(), c, readOp())
	require.ErrorAs(t, err, &e)
	assert.Len(t, e.Body, 2<<20)
	assert.ErrorIs(t, err, core.ErrDecode)
}
