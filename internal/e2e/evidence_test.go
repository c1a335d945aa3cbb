package e2e

import (
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

// second drops a result that a test does not look at.
func second[T any](_ T, err error) error { return err }

// failure returns the evidence of a failed call.
func failure(t *testing.T, err error) *core.Error {
	t.Helper()
	var e *core.Error
	require.ErrorAs(t, err, &e)
	return e
}

// assertRefused asserts that each error is that of a call whose input was refused before it was sent, and that it names the
// place: the first word of the key.
func assertRefused(t *testing.T, errs map[string]error) {
	t.Helper()
	for name, err := range errs {
		place, _, _ := strings.Cut(name, " ")
		assert.ErrorIs(t, err, core.ErrInvalid, name)
		assert.ErrorContains(t, err, place)
		e := failure(t, err)
		assert.Zero(t, e.StatusCode, name)
		assert.Zero(t, e.Attempts, name)
		assert.Equal(t, core.NotExecuted, e.Execution, name)
	}
}

// outcome is what a server does with a call, and what its error then says.
type outcome struct {
	handle    http.HandlerFunc
	kind      error
	execution core.Execution
}

// failures are outcomes that every API may have.
var failures = map[string]outcome{
	"a refused credential":  {status(http.StatusUnauthorized), core.ErrUnauthorized, core.NotExecuted},
	"a refused call":        {status(http.StatusForbidden), core.ErrForbidden, core.NotExecuted},
	"a broken connection":   {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, core.ErrUnavailable, core.MaybeExecuted},
	"a broken back end":     {status(http.StatusInternalServerError), core.ErrUnavailable, core.MaybeExecuted},
	"a broken gateway":      {status(http.StatusBadGateway), core.ErrUnavailable, core.MaybeExecuted},
	"a page of maintenance": {answer("<html>Maintenance"), core.ErrDecode, core.Executed},
	"half of a response": {func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		answer(`{"success":`)(w, r)
	}, core.ErrUnavailable, core.MaybeExecuted},
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// assertExecution asserts that each call is sent once, whatever becomes of it, and that its error says whether it was executed.
func assertExecution(t *testing.T, calls map[string]func(*httptest.Server) error, more map[string]outcome) {
	t.Helper()
	all := maps.Clone(failures)
	maps.Copy(all, more)
	for name, call := range calls {
		for what, want := range all {
			t.Run(name+" and "+what, func(t *testing.T) {
				var sent atomic.Int64
				server := quietTLS(t, func(w http.ResponseWriter, r *http.Request) {
					sent.Add(1)
					_, _ = io.Copy(io.Discard, r.Body)
					w.Header().Set("Content-Type", "application/json")
					want.handle(w, r)
				})
				err := call(server)
				assert.ErrorIs(t, err, want.kind)
				assert.Equal(t, want.execution, failure(t, err).Execution)
				assert.Equal(t, int64(1), sent.Load())
			})
		}
	}
}

// quietTLS starts a server that writes no log: a test that breaks a connection means to.
func quietTLS(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}
