package hostile

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/runtime"
)

// meet calls an operation on a server that has one fault. The client sends each request with send, which receives the server's
// transport. meet returns the error of the call and the number of executions.
func meet(t *testing.T, protocol Protocol, fault string, operation Operation, send func(http.RoundTripper, *http.Request) (*http.Response, error)) (*core.Error, int) {
	t.Helper()
	met := Named(fault)
	require.NotNil(t, met, fault)
	server, err := Start(t.Context(), protocol, met.secure(protocol), func() *Fault { return met })
	require.NoError(t, err)
	defer server.Close()
	transport := server.Transport()
	defer transport.CloseIdleConnections()
	wrapped := wrapper(func(r *http.Request) (*http.Response, error) { return send(transport, r) })
	client, err := runtime.New(api, server.URL, core.WithHTTPClient(&http.Client{Transport: wrapped}),
		core.WithRetry(retries), core.WithTimeout(patience))
	require.NoError(t, err)
	var e *core.Error
	require.ErrorAs(t, operation.call(t.Context(), client, id), &e)
	_, executed := server.Ledger.Of(id)
	return e, executed
}

// failover sends a request without net/http's trace. If that fails, it sends the request to an address where no server listens.
func failover(next http.RoundTripper, r *http.Request) (*http.Response, error) {
	// The new context drops the trace on purpose.
	if response, err := next.RoundTrip(r.Clone(context.Background())); err == nil {
		return response, nil
	}
	gone := r.Clone(r.Context())
	gone.URL.Host = "127.0.0.1:1"
	return next.RoundTrip(gone)
}

func TestATransportThatHidesWhatItSendsIsNotTrusted(t *testing.T) {
	for _, operation := range Operations[1:] {
		t.Run(operation.Op.ID, func(t *testing.T) {
			e, executed := meet(t, HTTP1, "reset after the request was executed", operation, failover)
			assert.Equal(t, 1, executed)
			assert.Equal(t, core.MaybeExecuted, e.Execution, e)
			assert.Equal(t, 1, e.Attempts)
		})
	}
}

// detached sends a request without the deadline and the cancellation of the call.
func detached(next http.RoundTripper, r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), 2*time.Second)
	defer cancel()
	return next.RoundTrip(r.WithContext(ctx))
}

// If the client did not close the connection, net/http would resend the request until the transport's own timeout.
func TestATransportThatForgetsTheContextCannotRepeatACallForLong(t *testing.T) {
	for _, operation := range Operations[2:] {
		t.Run(operation.Op.ID, func(t *testing.T) {
			_, executed := meet(t, HTTP2, "GOAWAY for all streams after execution", operation, detached)
			assert.LessOrEqual(t, executed, 2)
		})
	}
}

func TestAWrappedTransportIsWatchedLikeAnyOther(t *testing.T) {
	for _, fault := range []string{"GOAWAY for all streams after execution", "stream refused after execution", "protocol error after execution"} {
		for _, operation := range Operations {
			t.Run(fmt.Sprint(fault, ", ", operation.Op.ID), func(t *testing.T) {
				e, executed := meet(t, HTTP2, fault, operation, http.RoundTripper.RoundTrip)
				assert.LessOrEqual(t, executed, e.Attempts)
			})
		}
	}
}
