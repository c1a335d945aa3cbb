package e2e

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
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

// quietTLS starts a server that writes no log: a test that breaks a connection means to.
func quietTLS(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}
