package runtime

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

// rotatingClient is a client of a server that accepts only the latest value of X-State.
func rotatingClient(t *testing.T) (c *Client, refused *atomic.Int64) {
	t.Helper()
	var mu sync.Mutex
	latest, refused := "", new(atomic.Int64)
	c, err := New(&API{Name: "shop", Rotating: "X-State"}, serverURL, core.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		mu.Lock()
		defer mu.Unlock()
		if got := r.Header.Get("X-State"); got != latest {
			refused.Add(1)
			return reply(409, fmt.Sprintf(`{"message":"stale %s"}`, got)), nil
		}
		if r.URL.Path == "/v1/logout" {
			latest = ""
			return reply(200, "{}"), nil
		}
		latest = fmt.Sprintf("state-%d-hunter2", len(latest)+1)
		return reply(200, "{}", "X-State", latest), nil
	})}))
	require.NoError(t, err)
	return c, refused
}

func TestEveryRequestSendsTheLatestValueOfARotatingHeader(t *testing.T) {
	c, refused := rotatingClient(t)
	_, err := do[anything](t.Context(), c, readOp())
	require.NoError(t, err)
	var calls sync.WaitGroup
	for range 50 {
		calls.Go(func() {
			_, err := do[anything](t.Context(), c, postOp())
			assert.NoError(t, err)
		})
	}
	calls.Wait()
	assert.Zero(t, refused.Load(), "calls are sent one at a time")
}

func TestARotatingHeaderIsForgottenWhenTheSessionEnds(t *testing.T) {
	c, refused := rotatingClient(t)
	for _, op := range []Operation{readOp(), logoutOp(), readOp()} {
		op.Security = nil
		_, err := do[anything](t.Context(), c, op)
		require.NoError(t, err)
	}
	assert.Zero(t, refused.Load())
}

func TestTheValueOfARotatingHeaderIsASecret(t *testing.T) {
	c, err := New(&API{Name: "shop", Rotating: "X-State"}, serverURL, core.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			return reply(422, fmt.Sprintf(`{"message":"bad %s"}`, r.Header.Get("X-State")), "X-State", "hunter2-state"), nil
		}),
	}))
	require.NoError(t, err)
	op := readOp()
	op.ErrorBody.Message = "message"
	for range 2 {
		_, err = do[anything](t.Context(), c, op)
	}
	assert.Equal(t, "bad [redacted]", asError(t, err).Message)
}

func TestACallThatCannotHaveItsTurnInTimeFails(t *testing.T) {
	c, _ := rotatingClient(t)
	_, err := do[anything](t.Context(), c, readOp())
	require.NoError(t, err)
	<-c.rotating.turn
	defer func() { c.rotating.turn <- struct{}{} }()
	_, err = do[anything](t.Context(), c, readOp(), core.CallTimeout(1))
	assertMeans(t, err, core.ErrUnavailable)
	assert.Equal(t, core.NotExecuted, asError(t, err).Execution)
}

func TestALoginHasATurnOfItsOwn(t *testing.T) {
	c, err := New(&API{Name: "shop", Rotating: "X-State"}, serverURL,
		core.WithHTTPClient(&http.Client{Transport: always(200, "{}", "X-State", "state")}),
		WithCredential("session", "WithLogin", func(c *Client) Credential {
			return Login(func(ctx context.Context) (Token, error) {
				_, err := do[anything](ctx, c, postOp())
				return Token{Value: core.NewSecret("token")}, err
			}, nil)
		}))
	require.NoError(t, err)
	_, err = do[anything](t.Context(), c, readOp())
	require.NoError(t, err)
	op := readOp()
	op.Security = [][]string{{"session"}}
	_, err = do[anything](t.Context(), c, op, core.CallTimeout(5*time.Second))
	require.NoError(t, err)
}

// An attempt adds the value to the headers of the call. The next attempt must not find the old value there.
func TestAnAttemptDoesNotSendAValueThatWasForgottenSinceTheLastOne(t *testing.T) {
	var c *Client
	var sent []string
	c, err := New(&API{Name: "shop", Rotating: "x-state"}, serverURL, core.WithRetry(core.Retry{Attempts: 2}),
		core.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			sent = append(sent, r.Header.Get("X-State"))
			if len(sent) == 2 {
				c.rotating.forget() // as a call that logs out does
				return reply(503, ""), nil
			}
			return reply(200, "{}", "X-State", "state"), nil
		})}))
	require.NoError(t, err)
	for range 2 {
		_, err = do[anything](t.Context(), c, readOp())
		require.NoError(t, err)
	}
	assert.Equal(t, []string{"", "state", ""}, sent)
}
