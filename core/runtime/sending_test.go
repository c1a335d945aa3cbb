package runtime

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

func TestABodyThatNobodyReadIsEvidenceAndStaysUnread(t *testing.T) {
	c := &content{from: io.NopCloser(strings.NewReader("order"))}
	assert.True(t, c.seal())
	_, err := io.ReadAll(c)
	assert.Error(t, err, "a transport that is late sends nothing")
	assert.True(t, c.seal())

	c = &content{from: io.NopCloser(strings.NewReader("order"))}
	_, err = c.Read(make([]byte, 1))
	require.NoError(t, err)
	assert.False(t, c.seal())
	rest, err := io.ReadAll(c)
	require.NoError(t, err)
	assert.Equal(t, "rder", string(rest))
}

func TestARejectionAfterADoubtfulAttemptIsDoubtful(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{steps: []roundTripper{brokenAfter(errReset), always(200, `{"error":"no"}`)}}
		_, err := do[anything](t.Context(), newTestClient(t, s.network), readOp())
		assertMeans(t, err, core.ErrRejected)
		assert.Equal(t, core.MaybeExecuted, asError(t, err).Execution)
	})
}

func TestADeadlineThatPassesBeforeASuccessIsReadLeavesOpenWhatItSays(t *testing.T) {
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

// endsWith does something when it has been read.
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

func TestAPauseThatIsAskedForIsSpread(t *testing.T) {
	seen := map[time.Duration]bool{}
	for range 50 {
		wait, ok := pause(newTestClient(t, nil).settings.Retry, 1, &response{header: http.Header{"Retry-After": {"1"}}})
		assert.True(t, ok)
		assert.GreaterOrEqual(t, wait, time.Second)
		seen[wait] = true
	}
	assert.Greater(t, len(seen), 10)
}
