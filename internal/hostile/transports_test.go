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

// meet calls an operation of a server with one fault, through a transport of the caller's.
func meet(t *testing.T, protocol Protocol, fault string, operation Operation, wrap func(http.RoundTripper) http.RoundTripper) (*core.Error, int) {
	t.Helper()
	met := Named(fault)
	require.NotNil(t, met, fault)
	server, err := Start(t.Context(), protocol, met.secure(protocol), func() *Fault { return met })
	require.NoError(t, err)
	defer server.Close()
	transport := server.Transport()
	defer transport.CloseIdleConnections()
	client, err := runtime.New(api, server.URL, core.WithHTTPClient(&http.Client{Transport: wrap(transport)}),
		core.WithRetry(retries), core.WithTimeout(patience))
	require.NoError(t, err)
	var e *core.Error
	require.ErrorAs(t, operation.call(t.Context(), client, id), &e)
	_, executed := server.Ledger.Of(id)
	return e, executed
}

// failover is a transport that tries one server without a trace of it, and then another where nobody listens.
type failover struct{ next http.RoundTripper }

func (f failover) RoundTrip(r *http.Request) (*http.Response, error) {
	// The trace is swallowed on purpose.
	if response, err := f.next.RoundTrip(r.Clone(context.Background())); err == nil {
		return response, nil
	}
	gone := r.Clone(r.Context())
	gone.URL.Host = "127.0.0.1:1"
	return f.next.RoundTrip(gone)
}

func TestATransportThatHidesWhatItSendsIsNotBelieved(t *testing.T) {
	for _, operation := range Operations[1:] {
		t.Run(operation.Op.ID, func(t *testing.T) {
			e, executed := meet(t, HTTP1, "reset after the request was executed", operation, func(next http.RoundTripper) http.RoundTripper {
				return failover{next}
			})
			assert.Equal(t, 1, executed)
			assert.Equal(t, core.MaybeExecuted, e.Execution, e)
			assert.Equal(t, 1, e.Attempts)
		})
	}
}

// detached is a transport that forgets when the call ends.
type detached struct{ next http.RoundTripper }

func (d detached) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), 2*time.Second)
	defer cancel()
	return d.next.RoundTrip(r.WithContext(ctx))
}

// Net/http would send it again as often as it can, for as long as the transport lets it.
func TestATransportThatForgetsTheContextCannotRepeatACallForLong(t *testing.T) {
	for _, operation := range Operations[2:] {
		t.Run(operation.Op.ID, func(t *testing.T) {
			_, executed := meet(t, HTTP2, "GOAWAY for all streams after execution", operation, func(next http.RoundTripper) http.RoundTripper {
				return detached{next}
			})
			assert.LessOrEqual(t, executed, 2)
		})
	}
}

func TestAWrappedTransportIsWatchedAsAnyOther(t *testing.T) {
	for _, fault := range []string{"GOAWAY for all streams after execution", "stream refused after execution", "protocol error after execution"} {
		for _, operation := range Operations {
			t.Run(fmt.Sprint(fault, ", ", operation.Op.ID), func(t *testing.T) {
				e, executed := meet(t, HTTP2, fault, operation, func(next http.RoundTripper) http.RoundTripper { return wrapper{next} })
				assert.LessOrEqual(t, executed, e.Attempts)
			})
		}
	}
}
