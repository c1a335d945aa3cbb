package runtime

import (
	"context"
	"errors"
	"io"
	"math"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/internal/settings"
)

var (
	errRefused = &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	errProxy   = &net.OpError{Op: "proxyconnect", Net: "tcp", Err: syscall.ECONNREFUSED}
	errReset   = &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	errNoName  = &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "h", IsNotFound: true}}
	errNoDNS   = &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "server misbehaving", Name: "h", IsTemporary: true}}
)

// script responds to each request with its next step, and counts requests. The last step responds to all further requests.
type script struct {
	steps []roundTripper
	count int
}

func (s *script) network(r *http.Request) (*http.Response, error) {
	step := s.steps[min(s.count, len(s.steps)-1)]
	s.count++
	return step(r)
}

func TestWhichRequestsAreRetried(t *testing.T) {
	ops := map[string]Operation{
		"a GET":                        readOp(),
		"a HEAD":                       withMethod(readOp(), http.MethodHead),
		"an OPTIONS":                   withMethod(readOp(), http.MethodOptions),
		"a POST that reads":            withRetry(postOp(), RetryAlways),
		"a POST":                       postOp(),
		"a PUT":                        withMethod(postOp(), http.MethodPut),
		"a PATCH":                      withMethod(postOp(), http.MethodPatch),
		"a DELETE":                     withMethod(postOp(), http.MethodDelete),
		"an order":                     orderOp(),
		"a GET that must be sent once": withRetry(readOp(), RetryNever),
	}
	reads := map[string]bool{"a GET": true, "a HEAD": true, "an OPTIONS": true, "a POST that reads": true}
	all, only, none := func(string) bool { return true }, func(name string) bool { return reads[name] }, func(string) bool { return false }
	for failure, tt := range map[string]struct {
		step  roundTripper
		again func(string) bool
	}{
		"after a refused connection":         {unconnected(errRefused), all},
		"after a refused proxy":              {unconnected(errProxy), all},
		"after a failed look-up":             {unconnected(errNoDNS), all},
		"after a name that does not exist":   {unconnected(errNoName), none},
		"after an error of unknown kind":     {unconnected(errors.New("oops")), all},
		"after an error without a trace":     {silent(errRefused), only},
		"after a response that breaks off":   {breakingOff, only},
		"after a reset connection":           {brokenAfter(errReset), only},
		"after the connection's end":         {brokenAfter(io.ErrUnexpectedEOF), only},
		"after a dial in a later connection": {brokenAfter(errRefused), only},
		"after a canceled dial":              {unconnected(&net.OpError{Op: "dial", Err: context.Canceled}), none},
		"after 429":                          {always(429, ""), only},
		"after 502":                          {always(502, ""), only},
		"after 503":                          {always(503, ""), only},
		"after 504":                          {always(504, ""), only},
		"after 500":                          {always(500, ""), none},
		"after 501":                          {always(501, ""), none},
		"after 408":                          {always(408, ""), only},
		"after 425":                          {always(425, ""), only},
		"after 404":                          {always(404, ""), none},
		"after 200":                          {always(200, "{}"), none},
	} {
		for name, op := range ops {
			t.Run(failure+" "+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s := &script{steps: []roundTripper{tt.step}}
					_, err := do[anything](t.Context(), newTestClient(t, s.network), op)
					want := 1
					if tt.again(name) {
						want = core.DefaultRetry.Attempts
					}
					assert.Equal(t, want, s.count)
					if err != nil {
						assert.Equal(t, want, asError(t, err).Attempts)
					}

					s = &script{steps: []roundTripper{tt.step}}
					_, _ = do[anything](t.Context(), newTestClient(t, s.network), op, core.CallOnce())
					assert.Equal(t, 1, s.count, "CallOnce")

					s = &script{steps: []roundTripper{tt.step}}
					_, _ = do[anything](t.Context(), newTestClient(t, s.network, core.WithRetry(core.Retry{Attempts: 1})), op)
					assert.Equal(t, 1, s.count, "one attempt")
				})
			})
		}
	}
}

// breakingOff returns a truncated success.
func breakingOff(*http.Request) (*http.Response, error) {
	resp := reply(200, "")
	resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"a":`), iotest.ErrReader(io.ErrUnexpectedEOF)))
	return resp, nil
}

func TestALaterAttemptCanSucceed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{steps: []roundTripper{unconnected(errRefused), always(503, "busy"), always(200, `{"a":1}`)}}
		got, err := do[anything](t.Context(), newTestClient(t, s.network), readOp())
		require.NoError(t, err)
		assert.Equal(t, anything{"a": 1.0}, got)
		assert.Equal(t, 3, s.count)
	})
}

func TestTheLastResponseIsReturned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{steps: []roundTripper{always(503, "first"), brokenAfter(errReset), always(404, "last")}}
		var response core.Response
		_, err := do[anything](t.Context(), newTestClient(t, s.network), readOp(), core.CallResponse(&response))
		e := asError(t, err)
		assertMeans(t, err, core.ErrNotFound)
		assert.Equal(t, "last", string(e.Body))
		assert.Equal(t, "last", string(response.Body))
		assert.Equal(t, 3, e.Attempts)
	})
}

func TestTheLimitOfThePauseDoubles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Time
		c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
			at = append(at, time.Now())
			return unconnected(errRefused)(r)
		}, core.WithRetry(core.Retry{Attempts: 6, MinWait: time.Second, MaxWait: 5 * time.Second}), core.WithTimeout(time.Hour))
		_, err := do[anything](t.Context(), c, orderOp())
		assertMeans(t, err, core.ErrUnavailable)
		require.Len(t, at, 6)
		for i, most := range []time.Duration{2, 4, 5, 5, 5} {
			pause := at[i+1].Sub(at[i])
			assert.GreaterOrEqual(t, pause, time.Second)
			assert.LessOrEqual(t, pause, most*time.Second)
		}
	})
}

func TestThePauseHasARandomPart(t *testing.T) {
	seen := map[time.Duration]bool{}
	for range 50 {
		wait, ok := pause(settings.Retry(core.DefaultRetry), 1, nil)
		assert.True(t, ok)
		seen[wait] = true
	}
	assert.Greater(t, len(seen), 10)
}

func TestThePauseOfALargePolicyStaysInItsBounds(t *testing.T) {
	for _, policy := range []settings.Retry{
		{MinWait: math.MaxInt64 / 3, MaxWait: math.MaxInt64}, {MinWait: math.MaxInt64, MaxWait: math.MaxInt64}, {MaxWait: math.MaxInt64}, {MinWait: 1, MaxWait: math.MaxInt64},
	} {
		for attempt := 1; attempt < 100; attempt++ {
			wait, _ := pause(policy, attempt, nil)
			assert.GreaterOrEqual(t, wait, policy.MinWait)
			assert.LessOrEqual(t, wait, policy.MaxWait)
		}
	}
}

func TestTheServerCanAskForAPause(t *testing.T) {
	for name, tt := range map[string]struct {
		after func() string
		want  time.Duration
	}{
		"in seconds":                        {func() string { return "7" }, 7 * time.Second},
		"as a date":                         {func() string { return time.Now().Add(8 * time.Second).UTC().Format(http.TimeFormat) }, 8 * time.Second},
		"up to the longest that is allowed": {func() string { return "10" }, 10 * time.Second},
		"that is in the past":               {func() string { return time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat) }, time.Second},
		"of zero seconds":                   {func() string { return "0" }, time.Second},
		"that is not a number or a date":    {func() string { return "soon" }, time.Second},
		"that is negative":                  {func() string { return "-5" }, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				s := &script{steps: []roundTripper{func(*http.Request) (*http.Response, error) {
					return reply(429, "", "Retry-After", tt.after()), nil
				}, always(200, "{}")}}
				c := newTestClient(t, s.network, core.WithRetry(core.Retry{Attempts: 2, MinWait: time.Second, MaxWait: 10 * time.Second}))
				_, err := do[anything](t.Context(), c, readOp())
				require.NoError(t, err)
				assert.GreaterOrEqual(t, time.Since(start), tt.want)
				assert.LessOrEqual(t, time.Since(start), tt.want+2*time.Second, "clients must not all retry at the same time")
			})
		})
	}
}

func TestAServerThatAsksForTooLongAPauseGetsNoFurtherAttempt(t *testing.T) {
	for _, after := range []string{"11", "3600", "2147483647", "2147483648", "9223372036854775807", "99999999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"} {
		t.Run(after, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				s := &script{steps: []roundTripper{always(429, "", "Retry-After", after)}}
				_, err := do[anything](t.Context(), newTestClient(t, s.network), readOp())
				assertMeans(t, err, core.ErrRateLimited)
				assert.Equal(t, 1, s.count)
				assert.Zero(t, time.Since(start))
				assert.Equal(t, after, asError(t, err).Header.Get("Retry-After"))
			})
		})
	}
}

func TestAnAttemptThatTheDeadlineForbidsIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		s := &script{steps: []roundTripper{always(503, "busy", "Retry-After", "5")}}
		_, err := do[anything](t.Context(), newTestClient(t, s.network), readOp(), core.CallTimeout(4*time.Second))
		assertMeans(t, err, core.ErrUnavailable)
		assert.Equal(t, 503, asError(t, err).StatusCode)
		assert.Equal(t, "busy", string(asError(t, err).Body))
		assert.Equal(t, 1, s.count)
		assert.Zero(t, time.Since(start))
	})
}

func TestACallThatIsCanceledInAPauseEndsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, cancel)
		start := time.Now()
		s := &script{steps: []roundTripper{always(503, "busy", "Retry-After", "9")}}
		var response core.Response
		_, err := do[anything](ctx, newTestClient(t, s.network), readOp(), core.CallResponse(&response))
		assert.ErrorIs(t, err, context.Canceled)
		assertMeans(t, err, core.ErrUnavailable)
		assert.Equal(t, "busy", string(asError(t, err).Body), "the last response is kept")
		assert.Equal(t, "busy", string(response.Body))
		assert.Equal(t, 3*time.Second, time.Since(start))
		assert.Equal(t, 1, s.count)
	})
}

func TestACallThatIsCanceledWhileItIsSentIsNotSentAgain(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := &script{steps: []roundTripper{func(r *http.Request) (*http.Response, error) { cancel(); return unconnected(errRefused)(r) }}}
	_, err := do[anything](ctx, newTestClient(t, s.network), readOp())
	assert.ErrorIs(t, err, syscall.ECONNREFUSED)
	assert.Equal(t, 1, s.count)
}

func TestTheBodyIsSentAgainInFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bodies []string
		read := func(next roundTripper) roundTripper {
			return func(r *http.Request) (*http.Response, error) {
				bodies = append(bodies, bodyOf(t, r))
				return next(r)
			}
		}
		half := func(r *http.Request) (*http.Response, error) {
			_, _ = r.Body.Read(make([]byte, 3))
			return nil, errRefused
		}
		s := &script{steps: []roundTripper{half, read(always(503, "")), read(always(200, "{}"))}}
		_, err := doForm[anything](t.Context(), newTestClient(t, s.network), withRetry(postOp(), RetryAlways), anything{"a": "b c"})
		require.NoError(t, err)
		assert.Equal(t, []string{"a=b+c", "a=b+c"}, bodies)
	})
}

func TestTheResponsesOfAllAttemptsAreReadUpToTheLimitAndClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bodies []*counting
		c := newTestClient(t, func(*http.Request) (*http.Response, error) {
			resp := reply(503, "")
			bodies = append(bodies, &counting{})
			resp.Body = bodies[len(bodies)-1]
			return resp, nil
		}, core.WithMaxBodyBytes(10))
		_, err := do[anything](t.Context(), c, readOp())
		require.Error(t, err)
		require.Len(t, bodies, 3)
		for _, body := range bodies {
			assert.True(t, body.closed)
			assert.LessOrEqual(t, body.read, 600)
		}
	})
}

func TestAListenerThatIsGoneIsNotConnected(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	c := newShop(t, "http://"+listener.Addr().String(), core.WithRetry(core.Retry{Attempts: 3}))
	_, err = doJSON[anything](t.Context(), c, orderOp(), anything{"a": 1})
	assertMeans(t, err, core.ErrUnavailable)
	assert.Equal(t, 3, asError(t, err).Attempts)
	assert.ErrorIs(t, err, syscall.ECONNREFUSED)
}

func TestAnErrorIsAboutTheLastAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{steps: []roundTripper{always(503, "busy"), brokenAfter(errReset)}}
		var response core.Response
		_, err := do[anything](t.Context(), newTestClient(t, s.network), readOp(), core.CallResponse(&response))
		e := asError(t, err)
		assertMeans(t, err, core.ErrUnavailable)
		assert.ErrorIs(t, err, syscall.ECONNRESET)
		assert.Zero(t, e.StatusCode)
		assert.Empty(t, e.Body)
		assert.Zero(t, response)
		assert.Equal(t, 3, e.Attempts)
	})
}
