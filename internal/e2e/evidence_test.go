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

// second returns the error of a call whose result the test does not need.
func second[T any](_ T, err error) error { return err }

// failure returns the [core.Error] of a failed call.
func failure(t *testing.T, err error) *core.Error {
	t.Helper()
	var e *core.Error
	require.ErrorAs(t, err, &e)
	return e
}

// assertRefused asserts that the client refused each call without sending it, and that the error names the invalid field. The field
// is the first word of the key.
func assertRefused(t *testing.T, errs map[string]error) {
	t.Helper()
	for name, err := range errs {
		field, _, _ := strings.Cut(name, " ")
		assert.ErrorIs(t, err, core.ErrInvalid, name)
		assert.ErrorContains(t, err, field)
		e := failure(t, err)
		assert.Zero(t, e.StatusCode, name)
		assert.Zero(t, e.Attempts, name)
		assert.Equal(t, core.NotExecuted, e.Execution, name)
	}
}

// outcome is what a server does with a call, and the error that the client must return.
type outcome struct {
	handle    http.HandlerFunc
	kind      error
	execution core.Execution
}

// failures are outcomes that can occur with every API.
var failures = map[string]outcome{
	"a refused credential": {status(http.StatusUnauthorized), core.ErrUnauthorized, core.NotExecuted},
	"a refused call":       {status(http.StatusForbidden), core.ErrForbidden, core.NotExecuted},
	"a broken connection":  {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, core.ErrUnavailable, core.MaybeExecuted},
	"a broken back end":    {status(http.StatusInternalServerError), core.ErrUnavailable, core.MaybeExecuted},
	"a broken gateway":     {status(http.StatusBadGateway), core.ErrUnavailable, core.MaybeExecuted},
	"a maintenance page":   {respond("<html>Maintenance"), core.ErrDecode, core.Executed},
	"a truncated response": {func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		respond(`{"success":`)(w, r)
	}, core.ErrUnavailable, core.MaybeExecuted},
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// assertExecution runs each call against each outcome. It asserts that the call is sent once and that its error reports whether the
// call was executed.
func assertExecution(t *testing.T, calls map[string]func(*httptest.Server) error, more map[string]outcome) {
	t.Helper()
	all := maps.Clone(failures)
	maps.Copy(all, more)
	for name, call := range calls {
		for what, want := range all {
			t.Run(name+" with "+what, func(t *testing.T) {
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

// quietTLS starts a server without an error log, because the tests break connections on purpose.
func quietTLS(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}
