package runtime

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

func TestAnErrorSaysWhetherTheCallWasExecuted(t *testing.T) {
	refused := func(r *http.Request) (*http.Response, error) {
		writtenTo(r)
		return nil, errRefusedStream
	}
	connectedOnly := func(err error) roundTripper {
		return func(r *http.Request) (*http.Response, error) {
			trace := httptrace.ContextClientTrace(r.Context())
			trace.GetConn("h")
			trace.GotConn(httptrace.GotConnInfo{})
			return nil, err
		}
	}
	enveloped := postOp()
	enveloped.Envelopes = []Envelope{{Field: "error"}}
	for name, tt := range map[string]struct {
		op    Operation
		steps []roundTripper
		opts  []core.Option
		want  core.Execution
	}{
		"not, without a connection":                        {orderOp(), []roundTripper{unconnected(errRefused)}, nil, core.NotExecuted},
		"maybe, on a connection that was obtained":         {orderOp(), []roundTripper{connectedOnly(io.EOF)}, nil, core.MaybeExecuted},
		"not, on a stream that was refused":                {orderOp(), []roundTripper{refused}, nil, core.NotExecuted},
		"not, after a refusal":                             {orderOp(), []roundTripper{always(422, "{}")}, nil, core.NotExecuted},
		"not, after a redirect of the request":             {orderOp(), []roundTripper{always(307, "")}, nil, core.NotExecuted},
		"maybe, after a redirect to a page":                {orderOp(), []roundTripper{always(302, "")}, nil, core.MaybeExecuted},
		"not, after too many requests":                     {orderOp(), []roundTripper{always(429, "{}")}, nil, core.NotExecuted},
		"not, after an error inside a success":             {enveloped, []roundTripper{always(200, `{"error":"no"}`)}, nil, core.NotExecuted},
		"not, without a credential":                        {tokenOp(orderOp()), []roundTripper{always(200, "{}")}, nil, core.NotExecuted},
		"maybe, after the request was written":             {orderOp(), []roundTripper{brokenAfter(errReset)}, nil, core.MaybeExecuted},
		"maybe, after a transport that is silent":          {orderOp(), []roundTripper{silent(errRefused)}, nil, core.MaybeExecuted},
		"maybe, while a connection was used":               {orderOp(), []roundTripper{connectedOnly(context.DeadlineExceeded)}, nil, core.MaybeExecuted},
		"maybe, after a failure of the server":             {orderOp(), []roundTripper{always(500, "{}")}, nil, core.MaybeExecuted},
		"maybe, after a timeout of the server":             {orderOp(), []roundTripper{always(408, "{}")}, nil, core.MaybeExecuted},
		"maybe, after a response that breaks off":          {orderOp(), []roundTripper{breakingOff}, nil, core.MaybeExecuted},
		"maybe, if the caller refuses":                     {orderOp(), []roundTripper{always(200, "{}")}, []core.Option{core.WithCheck(func(string, core.Response) error { return io.EOF })}, core.MaybeExecuted},
		"maybe, if only the last attempt was not executed": {readOp(), []roundTripper{brokenAfter(errReset), unconnected(errRefused)}, nil, core.MaybeExecuted},
		"maybe, if only the first attempt failed":          {orderOp(), []roundTripper{unconnected(errRefused), brokenAfter(errReset)}, nil, core.MaybeExecuted},
		"yes, if it is not understood":                     {orderOp(), []roundTripper{always(200, "<html>")}, nil, core.Executed},
		"yes, if it is too long":                           {orderOp(), []roundTripper{always(200, `{"a":1}`)}, []core.Option{core.WithMaxBodyBytes(3)}, core.Executed},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &script{steps: tt.steps}
				_, err := do[anything](t.Context(), newTestClient(t, s.network, tt.opts...), tt.op)
				assert.Equal(t, tt.want, asError(t, err).Execution, err)
			})
		})
	}
}

// errRefusedStream and errCanceledStream are net/http's errors about a stream that was reset.
var (
	errRefusedStream = errors.New("http2: Transport: cannot retry err [stream error: stream ID 1; REFUSED_STREAM; received from peer]" +
		" after Request.Body was written; define Request.GetBody to avoid this error")
	errCanceledStream = errors.New("stream error: stream ID 1; CANCEL; received from peer")
)

func TestAStreamResetForAnotherReasonIsNotEvidence(t *testing.T) {
	c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
		writtenTo(r)
		return nil, errCanceledStream
	})
	_, err := do[anything](t.Context(), c, orderOp())
	assert.Equal(t, core.MaybeExecuted, asError(t, err).Execution)
	assert.Equal(t, 1, asError(t, err).Attempts)
}

// A transport that sends a request again by itself takes or requests a second connection.
func TestATransportThatSendsAgainByItselfIsStopped(t *testing.T) {
	for name, again := range map[string]func(*httptrace.ClientTrace){
		"as it asks for a connection": func(trace *httptrace.ClientTrace) { trace.GetConn("h") },
		"as it gets a connection":     func(trace *httptrace.ClientTrace) { trace.GotConn(httptrace.GotConnInfo{}) },
	} {
		t.Run(name, func(t *testing.T) {
			c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
				writtenTo(r)
				assert.NoError(t, r.Context().Err())
				again(httptrace.ContextClientTrace(r.Context()))
				assert.ErrorIs(t, r.Context().Err(), context.Canceled)
				return nil, errCanceledStream
			})
			_, err := do[anything](t.Context(), c, orderOp())
			e := asError(t, err)
			assertMeans(t, err, core.ErrUnavailable)
			assert.ErrorContains(t, err, "the connection was lost before the response")
			assert.Equal(t, core.MaybeExecuted, e.Execution)
			assert.Equal(t, 1, e.Attempts)
		})
	}
}

func TestAConnectionThatBreaksBeforeTheRequestIsWrittenIsReplaced(t *testing.T) {
	c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
		trace := httptrace.ContextClientTrace(r.Context())
		trace.GetConn("h")
		trace.GotConn(httptrace.GotConnInfo{Reused: true})
		writtenTo(r) // over a second connection
		assert.NoError(t, r.Context().Err())
		return reply(200, "{}"), nil
	})
	_, err := do[anything](t.Context(), c, orderOp())
	assert.NoError(t, err)
}

func TestAnOrderOverAServerThatRefusesTheHandshakeIsRetried(t *testing.T) {
	listener := must(net.Listen("tcp", "127.0.0.1:0"))
	defer func() { _ = listener.Close() }()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_ = conn.Close()
		}
	}()
	c := newShop(t, "https://"+listener.Addr().String(), core.WithRetry(core.Retry{Attempts: 2}))
	_, err := doJSON[anything](t.Context(), c, orderOp(), anything{"a": 1})
	e := asError(t, err)
	assertMeans(t, err, core.ErrUnavailable)
	assert.Equal(t, 2, e.Attempts)
	assert.Equal(t, core.NotExecuted, e.Execution)
}

func TestAnOrderWhoseConnectionIsClosedWithoutAResponseIsSentOnce(t *testing.T) {
	requests := 0
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		requests++
		panic(http.ErrAbortHandler)
	}))
	defer server.Close()
	_, err := doJSON[anything](t.Context(), newShop(t, server.URL), orderOp(), anything{"a": 1})
	assertMeans(t, err, core.ErrUnavailable)
	assert.Equal(t, core.MaybeExecuted, asError(t, err).Execution)
	server.Close()
	assert.Equal(t, 1, requests)
}

func TestRetriesOfAnOutageAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{steps: []roundTripper{unconnected(syscall.ECONNREFUSED)}}
		c := newTestClient(t, s.network, core.WithRetry(core.Retry{Attempts: 3}))
		for range 100 {
			_, err := do[anything](t.Context(), c, readOp())
			require.Error(t, err)
		}
		assert.InDelta(t, 100+savedAtMost+100*earnedPerCall, s.count, 1)
	})
}

func TestAThousandCallsInAnOutageSendATenthMoreRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var requests atomic.Int64
		down := unconnected(syscall.ECONNREFUSED)
		c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
			requests.Add(1)
			return down(r)
		}, core.WithRetry(core.Retry{Attempts: 3}))
		var calls sync.WaitGroup
		for range 1000 {
			calls.Go(func() {
				_, err := do[anything](t.Context(), c, readOp())
				assert.Error(t, err)
			})
		}
		calls.Wait()
		assert.LessOrEqual(t, requests.Load(), int64(1000+savedAtMost+1000*earnedPerCall))
	})
}

func TestARetryThatIsNotMadeCostsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{steps: []roundTripper{always(503, "", "Retry-After", "3600")}}
		c := newTestClient(t, s.network)
		for range 3 * savedAtMost {
			_, err := do[anything](t.Context(), c, readOp())
			require.Error(t, err)
		}
		s.count, s.steps = 0, []roundTripper{always(503, ""), always(200, "{}")}
		_, err := do[anything](t.Context(), c, readOp())
		assert.NoError(t, err)
	})
}

func TestARetryBudgetIsEarnedBackByCalls(t *testing.T) {
	b := &budget{}
	for range savedAtMost {
		assert.True(t, b.spend())
	}
	assert.False(t, b.spend())
	for range 9 {
		b.earn()
	}
	assert.False(t, b.spend(), "nine calls earn less than a retry")
	b.earn()
	b.earn()
	assert.True(t, b.spend())
	for range 1000 {
		b.earn()
	}
	for range savedAtMost {
		assert.True(t, b.spend())
	}
	assert.False(t, b.spend(), "the budget never exceeds its initial size")
}

func TestAClientCanBeUsedConcurrently(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			w.WriteHeader(http.StatusTeapot)
		}
		_, _ = io.WriteString(w, "{}")
	}))
	defer server.Close()
	c := newShop(t, server.URL, credential("token", Login((&logins{life: time.Millisecond}).login, nil)))
	done := make(chan error)
	for i := range 40 {
		go func() {
			op := tokenOp(readOp())
			if i%2 == 0 {
				op = tokenOp(orderOp())
			}
			_, err := do[anything](t.Context(), c, op)
			if i%2 == 0 && errors.Is(err, core.ErrInvalid) {
				err = nil
			}
			done <- err
		}()
	}
	for range 40 {
		assert.NoError(t, <-done)
	}
}
