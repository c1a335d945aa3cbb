package runtime

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

// logins is a login that yields t1, t2, …
type logins struct {
	count atomic.Int32
	life  time.Duration
	kind  string
}

func (l *logins) login(context.Context) (Token, error) {
	return Token{Value: core.NewSecret(fmt.Sprintf("t%d", l.count.Add(1))), ExpiresIn: l.life, Type: l.kind}, nil
}

func tokenOp(op Operation) Operation { return secured(op, []string{"token"}) }

// tokens collects the Authorization headers of requests, and refuses those that refuse names.
type tokens struct {
	mu     sync.Mutex
	seen   []string
	refuse map[string]bool
}

func (s *tokens) network(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	header := r.Header.Get("Authorization")
	s.seen = append(s.seen, header)
	if s.refuse[header] || s.refuse["all"] {
		return reply(401, `{}`), nil
	}
	return reply(200, "{}"), nil
}

func TestATokenIsFetchedWhenItIsFirstNeeded(t *testing.T) {
	l, s := &logins{}, &tokens{}
	c := newTestClient(t, s.network, credential("token", Login(l.login, nil)))
	_, err := do[anything](t.Context(), c, readOp())
	require.NoError(t, err)
	assert.Zero(t, l.count.Load())
	_, err = do[anything](t.Context(), c, tokenOp(readOp()))
	require.NoError(t, err)
	assert.Equal(t, []string{"", "Bearer t1"}, s.seen)
}

func TestATokenIsSentWithItsType(t *testing.T) {
	for kind, want := range map[string]string{"Token": "Token t1", "bearer": "Bearer t1", "BEARER": "Bearer t1", "": "Bearer t1"} {
		l, s := &logins{kind: kind}, &tokens{}
		c := newTestClient(t, s.network, credential("token", Login(l.login, nil)))
		_, err := do[anything](t.Context(), c, tokenOp(readOp()))
		require.NoError(t, err)
		assert.Equal(t, []string{want}, s.seen)
	}
}

func TestATokenIsRenewedBeforeItExpires(t *testing.T) {
	for name, tt := range map[string]struct{ life, early time.Duration }{
		"by a minute":                         {time.Hour, time.Minute},
		"by a tenth of a short lifetime":      {100 * time.Second, 10 * time.Second},
		"by a minute of ten minutes":          {10 * time.Minute, time.Minute},
		"by a tenth of a very short lifetime": {time.Second, 100 * time.Millisecond},
		"by a minute of a day":                {24 * time.Hour, time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l, s := &logins{life: tt.life}, &tokens{}
				c := newTestClient(t, s.network, credential("token", Login(l.login, nil)))
				call := func() {
					_, err := do[anything](t.Context(), c, tokenOp(readOp()))
					require.NoError(t, err)
				}
				call()
				time.Sleep(tt.life - tt.early - time.Nanosecond)
				call()
				time.Sleep(time.Nanosecond)
				call()
				call()
				assert.Equal(t, []string{"Bearer t1", "Bearer t1", "Bearer t2", "Bearer t2"}, s.seen)
			})
		})
	}
}

func TestTheLifetimeOfATokenStartsWhenItIsRequested(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, s := &logins{life: 100 * time.Second}, &tokens{}
		c := newTestClient(t, s.network, credential("token", Login(func(ctx context.Context) (Token, error) {
			token, err := l.login(ctx)
			time.Sleep(20 * time.Second)
			return token, err
		}, nil)))
		_, err := do[anything](t.Context(), c, tokenOp(readOp()))
		require.NoError(t, err)
		time.Sleep(70 * time.Second)
		_, err = do[anything](t.Context(), c, tokenOp(readOp()))
		require.NoError(t, err)
		assert.Equal(t, []string{"Bearer t1", "Bearer t2"}, s.seen)
	})
}

func TestATokenOfUnknownLifetimeIsUsedUntilItIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, s := &logins{}, &tokens{refuse: map[string]bool{}}
		c := newTestClient(t, s.network, credential("token", Login(l.login, nil)))
		for range 2 {
			_, err := do[anything](t.Context(), c, tokenOp(readOp()))
			require.NoError(t, err)
			time.Sleep(10 * 365 * 24 * time.Hour)
		}
		s.refuse["Bearer t1"] = true
		_, err := do[anything](t.Context(), c, tokenOp(readOp()))
		require.NoError(t, err)
		assert.Equal(t, []string{"Bearer t1", "Bearer t1", "Bearer t1", "Bearer t2"}, s.seen)
	})
}

func TestATokenOfUnknownLifetimeDoesNotInheritALifetime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, logins := &tokens{}, 0
		c := newTestClient(t, s.network, credential("token", Login(func(context.Context) (Token, error) {
			logins++
			token := Token{Value: core.NewSecret(fmt.Sprint("t", logins))}
			if logins == 1 {
				token.ExpiresIn = time.Hour
			}
			return token, nil
		}, nil)))
		for range 3 {
			_, err := do[anything](t.Context(), c, tokenOp(readOp()))
			require.NoError(t, err)
			time.Sleep(2 * time.Hour)
		}
		assert.Equal(t, []string{"Bearer t1", "Bearer t2", "Bearer t2"}, s.seen)
	})
}

func TestARefusedTokenIsRenewedOnceAndThenTheCallGivesUp(t *testing.T) {
	l, s := &logins{}, &tokens{refuse: map[string]bool{"all": true}}
	c := newTestClient(t, s.network, credential("token", Login(l.login, nil)))
	_, err := do[anything](t.Context(), c, tokenOp(readOp()))
	assertMeans(t, err, core.ErrUnauthorized)
	assert.Equal(t, []string{"Bearer t1", "Bearer t2"}, s.seen)
	assert.Equal(t, 2, asError(t, err).Attempts)
	assert.Contains(t, err.Error(), "after 2 attempts")
}

func TestTheBodyIsSentAgainInFullWithARenewedToken(t *testing.T) {
	var bodies []string
	l := &logins{}
	c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
		bodies = append(bodies, bodyOf(t, r))
		if len(bodies) == 1 {
			return reply(401, "{}"), nil
		}
		return reply(200, "{}"), nil
	}, credential("token", Login(l.login, nil)))
	_, err := doJSON[anything](t.Context(), c, tokenOp(postOp()), anything{"a": "b"})
	require.NoError(t, err)
	assert.Equal(t, []string{`{"a":"b"}`, `{"a":"b"}`}, bodies)
}

func TestARiskyRequestIsNotRetriedButTheNextCallHasANewToken(t *testing.T) {
	for name, tt := range map[string]struct {
		op   Operation
		opts []core.CallOption
	}{
		"an order":                        {orderOp(), nil},
		"a read that must not be retried": {Operation{ID: "takeOnce", Method: "GET", Path: "/once", Retry: RetryNever}, nil},
		"a call that is sent once":        {readOp(), []core.CallOption{core.CallOnce()}},
	} {
		t.Run(name, func(t *testing.T) {
			l, s := &logins{}, &tokens{refuse: map[string]bool{"Bearer t1": true}}
			c := newTestClient(t, s.network, credential("token", Login(l.login, nil)))
			_, err := do[anything](t.Context(), c, tokenOp(tt.op), tt.opts...)
			assertMeans(t, err, core.ErrUnauthorized)
			assert.Equal(t, []string{"Bearer t1"}, s.seen)
			_, err = do[anything](t.Context(), c, tokenOp(tt.op), tt.opts...)
			require.NoError(t, err)
			assert.Equal(t, []string{"Bearer t1", "Bearer t2"}, s.seen)
		})
	}
}

func TestAnErrorInsideASuccessCanRefuseAToken(t *testing.T) {
	l := &logins{}
	var seen []string
	op := tokenOp(readOp())
	op.Envelopes = []Envelope{{Field: "error", Meanings: map[string]error{"expired": core.ErrUnauthorized}}}
	c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
		seen = append(seen, r.Header.Get("Authorization"))
		if len(seen) == 1 {
			return reply(200, `{"error":"expired"}`), nil
		}
		return reply(200, `{}`), nil
	}, credential("token", Login(l.login, nil)))
	_, err := do[anything](t.Context(), c, op)
	require.NoError(t, err)
	assert.Equal(t, []string{"Bearer t1", "Bearer t2"}, seen)
}

func TestAThousandCallsShareOneLogin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, s := &logins{life: time.Hour}, &tokens{}
		c := newTestClient(t, s.network, credential("token", Login(func(ctx context.Context) (Token, error) {
			time.Sleep(time.Second)
			return l.login(ctx)
		}, nil)))
		round := func() {
			var wg sync.WaitGroup
			for range 1000 {
				wg.Go(func() {
					_, err := do[anything](t.Context(), c, tokenOp(readOp()))
					assert.NoError(t, err)
				})
			}
			wg.Wait()
		}
		round()
		assert.EqualValues(t, 1, l.count.Load())
		time.Sleep(time.Hour)
		round()
		assert.EqualValues(t, 2, l.count.Load())
		assert.Len(t, s.seen, 2000)
	})
}

func TestAThousandRefusalsOfOneTokenCauseOneLogin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, s := &logins{}, &tokens{refuse: map[string]bool{"Bearer t1": true}}
		slow := roundTripper(func(r *http.Request) (*http.Response, error) {
			resp, err := s.network(r)
			time.Sleep(time.Second)
			return resp, err
		})
		c := newTestClient(t, slow, credential("token", Login(l.login, nil)))
		var wg sync.WaitGroup
		for range 1000 {
			wg.Go(func() {
				_, err := do[anything](t.Context(), c, tokenOp(readOp()))
				assert.NoError(t, err)
			})
		}
		wg.Wait()
		assert.EqualValues(t, 2, l.count.Load())
	})
}

func TestALateRefusalDoesNotDropANewerToken(t *testing.T) {
	l := &logins{}
	x := Login(l.login, nil)
	apply := func() *request {
		r := &request{header: http.Header{}}
		require.NoError(t, x.apply(t.Context(), r, nil))
		return r
	}
	first, second := apply(), apply()
	assert.True(t, x.refused(first, false))
	third := apply()
	assert.True(t, x.refused(second, false))
	assert.Equal(t, third.header, apply().header)
	assert.EqualValues(t, 2, l.count.Load())
}

func TestACanceledCallerDoesNotCancelTheLoginOfOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, s := &logins{}, &tokens{}
		c := newTestClient(t, s.network, credential("token", Login(func(ctx context.Context) (Token, error) {
			select {
			case <-time.After(10 * time.Second):
				return l.login(ctx)
			case <-ctx.Done():
				return Token{}, ctx.Err()
			}
		}, nil)))
		ctx, cancel := context.WithCancel(t.Context())
		var first, second error
		var wg sync.WaitGroup
		start := time.Now()
		wg.Go(func() {
			_, first = do[anything](ctx, c, tokenOp(readOp()))
			assert.Equal(t, 5*time.Second, time.Since(start))
		})
		time.Sleep(time.Second)
		wg.Go(func() {
			_, second = do[anything](t.Context(), c, tokenOp(readOp()))
			assert.Equal(t, 10*time.Second, time.Since(start))
		})
		time.Sleep(4 * time.Second)
		cancel()
		wg.Wait()
		assert.ErrorIs(t, first, context.Canceled)
		assertMeans(t, first)
		assert.Zero(t, asError(t, first).Attempts)
		assert.NotEmpty(t, first.Error())
		assert.NoError(t, second)
		assert.Equal(t, []string{"Bearer t1"}, s.seen)
	})
}

func TestALoginHasATimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newTestClient(t, always(200, "{}"), core.WithTimeout(time.Hour), credential("token", Login(func(ctx context.Context) (Token, error) {
			<-ctx.Done()
			return Token{}, ctx.Err()
		}, nil)))
		start := time.Now()
		_, err := do[anything](t.Context(), c, tokenOp(readOp()))
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, loginTimeout, time.Since(start))
	})
}

func TestTheDeadlineOfACallIncludesTheLogin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newTestClient(t, always(200, "{}"), core.WithTimeout(time.Second), credential("token", Login(func(ctx context.Context) (Token, error) {
			<-ctx.Done()
			return Token{}, ctx.Err()
		}, nil)))
		start := time.Now()
		_, err := do[anything](t.Context(), c, tokenOp(readOp()))
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assertMeans(t, err, core.ErrUnavailable)
		assert.Equal(t, time.Second, time.Since(start))
		time.Sleep(loginTimeout)
	})
}

// loginAs gives c a token for a login over the client itself, as generated code does.
func loginAs(password string) core.Option {
	op := Operation{ID: "logIn", Method: http.MethodPost, Path: "/login", Retry: RetryAlways, ErrorBody: ErrorBody{Message: "message"}, Body: Body{Media: mediaForm}}
	return WithCredential("token", "WithLogin", func(c *Client) Credential {
		return Login(func(ctx context.Context) (Token, error) {
			response, err := Do[struct{ Token core.Secret }](ctx, c, &op, Args{Body: struct{ Password core.Secret }{core.NewSecret(password)}}, nil)
			if err != nil {
				return Token{}, err
			}
			return Token{Value: response.Token}, nil
		}, nil, core.NewSecret(password))
	})
}

func TestAFailedLoginKeepsItsOwnErrorAndIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		healthy := false
		var paths []string
		c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
			paths = append(paths, r.URL.Path)
			switch {
			case r.URL.Path != "/v1/login":
				return reply(200, "{}"), nil
			case healthy:
				return reply(200, `{"token":"t1"}`), nil
			}
			return reply(401, `{"message":"bad password hunter2"}`), nil
		}, loginAs("hunter2"))
		_, err := do[anything](t.Context(), c, tokenOp(readOp()))
		e := asError(t, err)
		assertMeans(t, err, core.ErrUnauthorized)
		assert.Equal(t, "logIn", e.Operation)
		assert.Equal(t, "https://api.example.com/v1/login", e.URL)
		assert.Equal(t, 401, e.StatusCode)
		assert.Equal(t, "bad password [redacted]", e.Message)
		assert.Equal(t, 1, e.Attempts)
		assert.Equal(t, []string{"/v1/login"}, paths)

		_, err = do[anything](t.Context(), c, tokenOp(readOp()))
		assert.Equal(t, e, asError(t, err), "the error is the same during the pause")
		assert.Equal(t, []string{"/v1/login"}, paths)

		healthy = true
		time.Sleep(firstPause)
		_, err = do[anything](t.Context(), c, tokenOp(readOp()))
		require.NoError(t, err)
		assert.Equal(t, []string{"/v1/login", "/v1/login", "/v1/things"}, paths)
	})
}

func TestALoginWithoutATokenIsAnError(t *testing.T) {
	for name, token := range map[string]Token{
		"nothing": {}, "a token of two lines": {Value: core.NewSecret("hunter2\r\nX-Evil: 1")}, "a type of two lines": {Value: core.NewSecret("hunter2"), Type: "a\nb"},
	} {
		t.Run(name, func(t *testing.T) {
			sent := 0
			c := newTestClient(t, func(*http.Request) (*http.Response, error) { sent++; return reply(200, "{}"), nil },
				credential("token", Login(func(context.Context) (Token, error) { return token, nil }, nil)))
			_, err := do[anything](t.Context(), c, tokenOp(readOp()))
			assertMeans(t, err, core.ErrUnauthorized)
			assert.ErrorContains(t, err, "the login returned no valid token")
			assert.Zero(t, sent)
			assertShowsNone(t, renderings(err), "hunter2")
		})
	}
}

func TestACustomLoginErrorIsInTheChain(t *testing.T) {
	oops := errors.New(`oops, hunter2 at "https://h/hunter3"`)
	c := newTestClient(t, always(200, "{}"), credential("token", Login(func(context.Context) (Token, error) { return Token{}, oops }, nil, core.NewSecret("hunter2"))))
	_, err := do[anything](t.Context(), c, tokenOp(readOp()))
	assert.ErrorIs(t, err, oops)
	assertMeans(t, err, core.ErrUnauthorized)
	assert.Equal(t, "listThings", asError(t, err).Operation)
	assertShowsNone(t, renderings(err)+marshalled(t, err), "hunter2", "hunter3")
}

func TestALoginWhosePasswordIsNotUTF8IsNotSent(t *testing.T) {
	c := newTestClient(t, func(*http.Request) (*http.Response, error) {
		t.Error("a request was sent")
		return reply(200, "{}"), nil
	}, loginAs("p\xe4ss"))
	_, err := do[anything](t.Context(), c, tokenOp(readOp()))
	assertMeans(t, err, core.ErrInvalid)
	assert.ErrorContains(t, err, "a string is not UTF-8")
}

func TestAWrongPasswordIsNotTriedAThousandTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		logins := 0
		c := newTestClient(t, always(200, "{}"), credential("token", Login(func(context.Context) (Token, error) {
			logins++
			return Token{}, &core.Error{StatusCode: 401}
		}, nil)))
		for range 1000 {
			_, err := do[anything](t.Context(), c, tokenOp(readOp()))
			assertMeans(t, err, core.ErrUnauthorized)
			time.Sleep(time.Second)
		}
		assert.Less(t, logins, 25, "the pause grows to a minute")
		assert.Greater(t, logins, 15, "the pause is at most a minute")
	})
}

func TestARenewalThatHangsLeavesTheLoginItsChance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		logins, renewals := 0, 0
		c := newTestClient(t, always(200, "{}"), core.WithTimeout(time.Hour), credential("token", Login(
			func(context.Context) (Token, error) {
				logins++
				return Token{Value: core.NewSecret("t"), ExpiresIn: time.Hour, Refresh: core.NewSecret("r")}, nil
			},
			func(ctx context.Context, _ core.Secret) (Token, error) {
				renewals++
				<-ctx.Done()
				return Token{}, &core.Error{Err: ctx.Err(), Kinds: []error{core.ErrUnavailable}}
			})))
		for range 3 {
			_, err := do[anything](t.Context(), c, tokenOp(readOp()))
			require.NoError(t, err)
			time.Sleep(2 * time.Hour)
		}
		assert.Equal(t, 3, logins)
		assert.Equal(t, 2, renewals)
	})
}

func TestALifetimeInSecondsHasBounds(t *testing.T) {
	for seconds, want := range map[int64]time.Duration{
		0: 0, 60: time.Minute, -1: 0, math.MaxInt64: 1e9 * time.Second, math.MinInt64: 0,
	} {
		assert.Equal(t, want, Seconds(seconds))
	}
}

func TestACallThatWasAboutToLogInUsesTheTokenOfAnEarlierLogin(t *testing.T) {
	l := &logins{}
	s := Login(l.login, nil).(*session)
	for range 2 {
		_, err := s.await(t.Context(), 0)
		require.NoError(t, err)
	}
	assert.EqualValues(t, 1, l.count.Load())
}

func TestAPasswordThatIsEchoedAfterTheLoginIsRedacted(t *testing.T) {
	op := tokenOp(readOp())
	op.ErrorBody = ErrorBody{Message: "message"}
	login := Login((&logins{}).login, nil, core.NewSecret("hunter2"))
	_, err := do[anything](t.Context(), newTestClient(t, always(400, `{"message":"you logged in with hunter2"}`), credential("token", login)), op)
	assert.Equal(t, "you logged in with "+redacted, asError(t, err).Message)
	assertShowsNone(t, renderings(err), "hunter2")
}

// The server may have used up the refresh token before the timeout.
func TestARefreshTokenIsNotUsedAgainAfterATimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		logins, renewals := 0, 0
		c := newTestClient(t, always(200, "{}"), core.WithTimeout(time.Hour), credential("token", Login(
			func(context.Context) (Token, error) {
				if logins++; logins > 1 {
					return Token{}, &core.Error{Kinds: []error{core.ErrUnavailable}}
				}
				return Token{Value: core.NewSecret("t"), ExpiresIn: time.Hour, Refresh: core.NewSecret("r")}, nil
			},
			func(ctx context.Context, _ core.Secret) (Token, error) {
				renewals++
				<-ctx.Done()
				return Token{}, &core.Error{Err: ctx.Err(), Kinds: []error{core.ErrUnavailable}}
			})))
		for call := range 3 {
			_, err := do[anything](t.Context(), c, tokenOp(readOp()))
			assert.Equal(t, call > 0, err != nil)
			time.Sleep(2 * time.Hour)
		}
		assert.Equal(t, 3, logins)
		assert.Equal(t, 1, renewals)
	})
}
