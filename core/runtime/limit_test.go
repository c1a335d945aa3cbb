package runtime

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

func TestARateLimitSpreadsRequestsOverTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var at []time.Duration
		c := newTestClient(t, func(*http.Request) (*http.Response, error) {
			at = append(at, time.Since(start))
			return reply(200, "{}"), nil
		}, core.WithRateLimit(2, 3))
		for range 5 {
			_, err := do[anything](t.Context(), c, readOp())
			require.NoError(t, err)
		}
		assert.Equal(t, []time.Duration{0, 0, 0, 500 * time.Millisecond, time.Second}, at)
	})
}

func TestARateLimitCountsEveryAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		s := &script{steps: []roundTripper{always(503, ""), always(503, ""), always(200, "{}")}}
		c := newTestClient(t, s.network, core.WithRateLimit(0.1, 1), core.WithRetry(core.Retry{Attempts: 3}))
		_, err := do[anything](t.Context(), c, readOp())
		require.NoError(t, err)
		assert.Equal(t, 20*time.Second, time.Since(start))
	})
}

func TestACallThatWouldWaitPastItsDeadlineFailsAtOnceAndIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{steps: []roundTripper{always(200, "{}")}}
		c := newTestClient(t, s.network, core.WithRateLimit(0.001, 1))
		_, err := do[anything](t.Context(), c, orderOp())
		require.NoError(t, err)
		start := time.Now()
		_, err = do[anything](t.Context(), c, orderOp())
		assertMeans(t, err, core.ErrUnavailable)
		assert.Equal(t, core.NotExecuted, asError(t, err).Execution)
		assert.Zero(t, asError(t, err).Attempts)
		assert.Zero(t, time.Since(start))
		assert.Equal(t, 1, s.count)
	})
}

func TestACallWhoseRetryWouldWaitTooLongKeepsItsFirstResponse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newTestClient(t, always(503, "busy"), core.WithRateLimit(0.001, 1))
		_, err := do[anything](t.Context(), c, readOp())
		e := asError(t, err)
		assertMeans(t, err, core.ErrUnavailable)
		assert.Equal(t, 503, e.StatusCode)
		assert.Equal(t, "busy", string(e.Body))
		assert.Equal(t, 1, e.Attempts)
		assert.Equal(t, core.MaybeExecuted, e.Execution, "the first attempt was sent")
		assert.ErrorContains(t, err, "would exceed context deadline")
	})
}

func TestACallThatIsCanceledWhileItWaitsForItsTurnIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newTestClient(t, always(200, "{}"), core.WithRateLimit(0.1, 1))
		_, err := do[anything](t.Context(), c, readOp())
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		_, err = do[anything](ctx, c, orderOp())
		assert.ErrorIs(t, err, context.Canceled)
		assertMeans(t, err)
		assert.Equal(t, core.NotExecuted, asError(t, err).Execution)
	})
}

func TestAnAttemptHasItsOwnTimeout(t *testing.T) {
	var hang roundTripper = func(r *http.Request) (*http.Response, error) {
		writtenTo(r)
		<-r.Context().Done()
		return nil, context.Cause(r.Context())
	}
	policy := core.WithRetry(core.Retry{Attempts: 3, MinWait: time.Second, MaxWait: time.Second, AttemptTimeout: 5 * time.Second})
	t.Run("after which a read is retried", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			s := &script{steps: []roundTripper{hang, hang, always(200, "{}")}}
			_, err := do[anything](t.Context(), newTestClient(t, s.network, policy), readOp())
			require.NoError(t, err)
			assert.Equal(t, 12*time.Second, time.Since(start))
		})
	})
	t.Run("after which an order is not", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := &script{steps: []roundTripper{hang}}
			_, err := do[anything](t.Context(), newTestClient(t, s.network, policy), orderOp())
			assertMeans(t, err, core.ErrUnavailable)
			assert.ErrorIs(t, err, context.DeadlineExceeded)
			assert.Equal(t, core.MaybeExecuted, asError(t, err).Execution)
			assert.Equal(t, 1, s.count)
		})
	})
	t.Run("that does not outlive the call", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			s := &script{steps: []roundTripper{hang}}
			_, err := do[anything](t.Context(), newTestClient(t, s.network, policy), readOp(), core.CallTimeout(7*time.Second))
			assertMeans(t, err, core.ErrUnavailable)
			assert.Equal(t, 7*time.Second, time.Since(start))
			assert.Equal(t, 2, s.count)
		})
	})
}
