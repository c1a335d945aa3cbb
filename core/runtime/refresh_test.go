package runtime

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

// sessions is a server that issues tokens for a login and for refresh tokens, and records its requests.
type sessions struct {
	mu        sync.Mutex
	asked     []string
	count     int
	life      time.Duration
	loginErr  error
	renewErr  error
	noRefresh bool
}

func (s *sessions) token(what string, err error) (Token, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, what)
	if err != nil {
		return Token{}, err
	}
	s.count++
	token := Token{Value: core.NewSecret(fmt.Sprintf("t%d", s.count)), ExpiresIn: s.life}
	if !s.noRefresh {
		token.Refresh = core.NewSecret(fmt.Sprintf("r%d", s.count))
	}
	return token, nil
}

func (s *sessions) credential() Credential {
	return Login(
		func(context.Context) (Token, error) { return s.token("login", s.loginErr) },
		func(_ context.Context, refresh core.Secret) (Token, error) {
			return s.token(refresh.Reveal(), s.renewErr)
		},
		core.NewSecret("hunter2"),
	)
}

// callWithToken makes a call that needs a token.
func callWithToken(t *testing.T, c *Client) error {
	t.Helper()
	_, err := do[anything](t.Context(), c, tokenOp(readOp()))
	return err
}

func TestATokenIsRenewedWithTheLatestRefreshToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, network := &sessions{life: time.Hour}, &tokens{}
		c := newTestClient(t, network.network, credential("token", s.credential()))
		for range 3 {
			require.NoError(t, callWithToken(t, c))
			require.NoError(t, callWithToken(t, c))
			time.Sleep(time.Hour)
		}
		assert.Equal(t, []string{"login", "r1", "r2"}, s.asked)
		assert.Equal(t, []string{"Bearer t1", "Bearer t1", "Bearer t2", "Bearer t2", "Bearer t3", "Bearer t3"}, network.seen)
	})
}

func TestARefusedTokenIsRenewedWithTheRefreshToken(t *testing.T) {
	s, network := &sessions{}, &tokens{refuse: map[string]bool{"Bearer t1": true}}
	c := newTestClient(t, network.network, credential("token", s.credential()))
	require.NoError(t, callWithToken(t, c))
	assert.Equal(t, []string{"login", "r1"}, s.asked)
	assert.Equal(t, []string{"Bearer t1", "Bearer t2"}, network.seen)
}

func TestALoginFollowsWhenRefreshingFails(t *testing.T) {
	s, network := &sessions{renewErr: core.ErrUnauthorized}, &tokens{refuse: map[string]bool{"Bearer t1": true, "Bearer t2": true}}
	c := newTestClient(t, network.network, credential("token", s.credential()))
	require.Error(t, callWithToken(t, c), "two tokens are refused, and a call is sent at most twice")
	require.NoError(t, callWithToken(t, c))
	assert.Equal(t, []string{"login", "r1", "login", "login"}, s.asked)
}

func TestARefreshTokenIsUsedOnce(t *testing.T) {
	s, network := &sessions{noRefresh: true, life: time.Hour}, &tokens{refuse: map[string]bool{}}
	first := Token{Value: core.NewSecret("t0"), Refresh: core.NewSecret("r0")}
	x := Login(
		func(context.Context) (Token, error) {
			if token := first; !token.Value.IsZero() {
				first = Token{}
				return token, nil
			}
			return s.token("login", nil)
		},
		func(_ context.Context, refresh core.Secret) (Token, error) { return s.token(refresh.Reveal(), nil) })
	c := newTestClient(t, network.network, credential("token", x))
	for _, refused := range []string{"Bearer t0", "Bearer t1"} {
		network.refuse[refused] = true
		require.NoError(t, callWithToken(t, c))
	}
	assert.Equal(t, []string{"r0", "login"}, s.asked)
}

func TestATokenRefusedRightAfterItsRenewalLosesItsRefreshToken(t *testing.T) {
	s, network := &sessions{}, &tokens{refuse: map[string]bool{"Bearer t1": true, "Bearer t2": true}}
	c := newTestClient(t, network.network, credential("token", s.credential()))
	assertMeans(t, callWithToken(t, c), core.ErrUnauthorized)
	require.NoError(t, callWithToken(t, c))
	assert.Equal(t, []string{"login", "r1", "login"}, s.asked)
	assert.Equal(t, []string{"Bearer t1", "Bearer t2", "Bearer t2", "Bearer t3"}, network.seen)
}

func TestAnOperationThatIsAlwaysRefusedLeavesTheTokenToTheOthers(t *testing.T) {
	s := &sessions{}
	c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
		if r.URL.Path == "/v1/orders" {
			return reply(401, "{}"), nil
		}
		return reply(200, "{}"), nil
	}, credential("token", s.credential()))
	refused := tokenOp(orderOp())
	refused.Retry = RetryAlways
	for range 3 {
		_, err := do[anything](t.Context(), c, refused)
		assertMeans(t, err, core.ErrUnauthorized)
		require.NoError(t, callWithToken(t, c))
	}
	assert.Equal(t, []string{"login", "r1", "login", "login"}, s.asked, "one login per refused call, and none for the other operation")
}

func TestARefreshTokenThatNobodyRefusedIsKeptWhenTheLoginFailsToo(t *testing.T) {
	for name, tt := range map[string]struct {
		refused error
		after   []string
	}{
		"unavailable":  {core.ErrUnavailable, []string{"login", "r1", "login", "r1"}},
		"rate limited": {core.ErrRateLimited, []string{"login", "r1", "login", "r1"}},
		"unauthorized": {core.ErrUnauthorized, []string{"login", "r1", "login", "login"}},
		"rejected":     {core.ErrRejected, []string{"login", "r1", "login", "login"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, network := &sessions{life: time.Hour}, &tokens{}
				c := newTestClient(t, network.network, credential("token", s.credential()))
				require.NoError(t, callWithToken(t, c))
				time.Sleep(time.Hour)
				s.renewErr, s.loginErr = tt.refused, core.ErrUnavailable
				require.ErrorIs(t, callWithToken(t, c), core.ErrUnavailable)
				s.renewErr, s.loginErr = nil, nil
				time.Sleep(firstPause)
				require.NoError(t, callWithToken(t, c))
				assert.Equal(t, tt.after, s.asked)
			})
		})
	}
}

func TestAThousandCallsShareOneRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, network := &sessions{life: time.Hour}, &tokens{}
		c := newTestClient(t, network.network, credential("token", s.credential()))
		require.NoError(t, callWithToken(t, c))
		time.Sleep(time.Hour)
		var wg sync.WaitGroup
		for range 1000 {
			wg.Go(func() { assert.NoError(t, callWithToken(t, c)) })
		}
		wg.Wait()
		assert.Equal(t, []string{"login", "r1"}, s.asked)
	})
}

func logoutOp() Operation {
	return tokenOp(Operation{ID: "logOut", Method: http.MethodPost, Path: "/logout", EndsSession: true})
}

func TestTheEndOfASessionForgetsItsTokens(t *testing.T) {
	for name, status := range map[string]int{"done": 200, "refused": 401, "failed": 500} {
		t.Run(name, func(t *testing.T) {
			s := &sessions{}
			var seen []string
			c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
				seen = append(seen, r.URL.Path+" "+r.Header.Get("Authorization"))
				if r.URL.Path == "/v1/logout" {
					return reply(status, "{}"), nil
				}
				return reply(200, "{}"), nil
			}, credential("token", s.credential()))
			require.NoError(t, callWithToken(t, c))
			_, err := do[anything](t.Context(), c, logoutOp())
			assert.Equal(t, status != 200, err != nil)
			require.NoError(t, callWithToken(t, c))
			assert.Equal(t, []string{"/v1/things Bearer t1", "/v1/logout Bearer t1", "/v1/things Bearer t2"}, seen)
			assert.Equal(t, []string{"login", "login"}, s.asked)
		})
	}
}

func TestATokenThatArrivesAfterTheEndOfItsSessionIsNotUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, network := &sessions{life: time.Hour}, &tokens{}
		slow := make(chan struct{})
		x := Login(
			func(context.Context) (Token, error) { return s.token("login", nil) },
			func(_ context.Context, refresh core.Secret) (Token, error) {
				<-slow
				return s.token(refresh.Reveal(), nil)
			})
		c := newTestClient(t, network.network, credential("token", x))
		require.NoError(t, callWithToken(t, c))
		time.Sleep(time.Hour)
		waiting := make(chan error)
		go func() { waiting <- callWithToken(t, c) }() // its token is renewed, which takes until after the logout
		synctest.Wait()
		over := logoutOp()
		over.Security = nil
		_, err := do[anything](t.Context(), c, over)
		require.NoError(t, err)
		require.NoError(t, callWithToken(t, c), "a new session does not wait for the old one")
		close(slow)
		require.NoError(t, <-waiting)
		require.NoError(t, callWithToken(t, c))
		assert.Equal(t, []string{"login", "login", "r1"}, s.asked)
		assert.Equal(t, []string{"Bearer t1", "", "Bearer t2", "Bearer t2", "Bearer t2"}, network.seen)
	})
}

func TestARefreshTokenIsNotKeptBeyondTheEndOfItsSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, network := &sessions{life: time.Hour}, &tokens{}
		slow := make(chan struct{})
		x := Login(
			func(context.Context) (Token, error) { return s.token("login", s.loginErr) },
			func(_ context.Context, refresh core.Secret) (Token, error) {
				<-slow
				return s.token(refresh.Reveal(), s.renewErr)
			})
		c := newTestClient(t, network.network, credential("token", x))
		require.NoError(t, callWithToken(t, c))
		time.Sleep(time.Hour)
		s.renewErr, s.loginErr = core.ErrUnavailable, core.ErrUnavailable
		waiting := make(chan error)
		go func() { waiting <- callWithToken(t, c) }()
		synctest.Wait()
		over := logoutOp()
		over.Security = nil
		_, err := do[anything](t.Context(), c, over)
		require.NoError(t, err)
		close(slow) // nobody has refused the refresh token, but its session is over
		require.ErrorIs(t, <-waiting, core.ErrUnavailable)
		s.renewErr, s.loginErr = nil, nil
		time.Sleep(firstPause)
		require.NoError(t, callWithToken(t, c))
		assert.Equal(t, []string{"login", "r1", "login", "login"}, s.asked)
	})
}

func TestALoginFromAnEndedSessionLeavesTheNextSessionsRefreshToken(t *testing.T) {
	s := &sessions{}
	x := s.credential().(*session)
	over, _ := x.current()
	x.forget()
	_, err := x.token(t.Context())
	require.NoError(t, err)
	_, err = x.ask(t.Context(), over)
	require.ErrorIs(t, err, errSessionOver)
	assert.Equal(t, []string{"login"}, s.asked)
	assert.False(t, x.renewer.IsZero())
}

func TestALogoutThatCannotBeSentForgetsItsTokensToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, network := &sessions{life: time.Hour}, &tokens{}
		c := newTestClient(t, network.network, credential("token", s.credential()))
		require.NoError(t, callWithToken(t, c))
		time.Sleep(time.Hour)
		s.renewErr, s.loginErr = core.ErrUnavailable, core.ErrUnavailable
		_, err := do[anything](t.Context(), c, logoutOp())
		require.ErrorIs(t, err, core.ErrUnavailable)
		s.renewErr, s.loginErr = nil, nil
		require.NoError(t, callWithToken(t, c))
		assert.Equal(t, []string{"login", "r1", "login", "login"}, s.asked)
	})
}

func TestALogoutThatNeedsNoTokenForgetsItsTokensToo(t *testing.T) {
	s, network := &sessions{}, &tokens{}
	c := newTestClient(t, network.network, credential("token", s.credential()))
	require.NoError(t, callWithToken(t, c))
	op := logoutOp()
	op.Security = nil
	_, err := do[anything](t.Context(), c, op)
	require.NoError(t, err)
	require.NoError(t, callWithToken(t, c))
	assert.Equal(t, []string{"login", "login"}, s.asked)
}

func TestATokenThatIsStillGoodIsUsedWhileItsRenewalFails(t *testing.T) {
	for name, failure := range map[string]error{"unavailable": core.ErrUnavailable, "rate limited": core.ErrRateLimited} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, network := &sessions{life: time.Hour, renewErr: failure}, &tokens{}
				c := newTestClient(t, network.network, credential("token", s.credential()))
				require.NoError(t, callWithToken(t, c))
				s.loginErr = failure
				time.Sleep(59 * time.Minute)
				require.NoError(t, callWithToken(t, c))
				time.Sleep(renewalPause - time.Nanosecond)
				require.NoError(t, callWithToken(t, c))
				assert.Equal(t, []string{"login", "r1", "login"}, s.asked, "not every call tries to renew it")
				time.Sleep(time.Nanosecond)
				require.NoError(t, callWithToken(t, c))
				assert.Equal(t, []string{"login", "r1", "login", "r1", "login"}, s.asked)
				time.Sleep(time.Minute - renewalPause)
				assert.ErrorIs(t, callWithToken(t, c), failure, "it has expired")
				assert.Equal(t, []string{"Bearer t1", "Bearer t1", "Bearer t1", "Bearer t1"}, network.seen)
			})
		})
	}
}

func TestATokenWhoseRenewalIsRefusedIsNotUsedUntilItExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, network := &sessions{life: time.Hour}, &tokens{}
		c := newTestClient(t, network.network, credential("token", s.credential()))
		require.NoError(t, callWithToken(t, c))
		time.Sleep(59 * time.Minute)
		s.renewErr, s.loginErr = core.ErrUnauthorized, core.ErrUnauthorized
		for range 2 {
			assertMeans(t, callWithToken(t, c), core.ErrUnauthorized)
		}
		assert.Equal(t, []string{"login", "r1", "login"}, s.asked)
	})
}

func TestTheEndOfASessionKeepsOtherCredentials(t *testing.T) {
	network := &tokens{}
	c := newTestClient(t, network.network, credential("token", Bearer("fixed")))
	_, err := do[anything](t.Context(), c, logoutOp())
	require.NoError(t, err)
	require.NoError(t, callWithToken(t, c))
	assert.Equal(t, []string{"Bearer fixed", "Bearer fixed"}, network.seen)
}

func TestARefreshTokenIsShownNowhere(t *testing.T) {
	x := Login(func(context.Context) (Token, error) {
		return Token{Value: core.NewSecret("token-canary"), Refresh: core.NewSecret("refresh-canary")}, nil
	}, func(context.Context, core.Secret) (Token, error) { return Token{}, core.ErrUnauthorized })
	op := tokenOp(readOp())
	op.ErrorBody = ErrorBody{Message: "message"}
	c := newTestClient(t, always(400, `{"message":"bad token-canary and refresh-canary"}`), credential("token", x))
	_, err := do[anything](t.Context(), c, op)
	assert.Equal(t, "bad [redacted] and [redacted]", asError(t, err).Message)
	assertShowsNone(t, renderings(err)+marshalled(t, err), "token-canary", "refresh-canary")
}

// jwt returns a token with claims and an invalid signature.
func jwt(claims string) string {
	part := base64.RawURLEncoding.EncodeToString
	return part([]byte(`{"alg":"none"}`)) + "." + part([]byte(claims)) + ".c2ln"
}

func TestTheLifetimeOfAJWTIsReadFromItsClaims(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	for claims, want := range map[string]time.Duration{
		`{"exp":1800003600}`:                      time.Hour,
		`{"iat":1700000000,"exp":1700003600}`:     time.Hour, // the server's clock is years behind
		`{"iat":1700000000.5,"exp":1700003600.5}`: time.Hour,
		`{"iat":0,"exp":1800000060}`:              time.Minute,
		`{"exp":1700000000}`:                      0, // expired by our clock, which may be wrong: the server decides
		`{"iat":1700003600,"exp":1700000000}`:     0,
		`{}`:                                      0,
		`{"exp":null}`:                            0,
		`{"exp":"tomorrow"}`:                      0,
		`{"exp":-1}`:                              0,
		`[1]`:                                     0,
		`nonsense`:                                0,
	} {
		assert.Equal(t, want, lifeOfJWT(jwt(claims), now), claims)
	}
	for _, token := range []string{"", "a", "a.b", "a.b.c", "a.!.c", jwt(`{"exp":1800003600}`) + ".d"} {
		assert.Zero(t, lifeOfJWT(token, now), token)
	}
	assert.Positive(t, lifeOfJWT(jwt(`{"exp":1e300}`), now))
}

func TestAJWTIsRenewedBeforeItExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var values []string
		network := &tokens{}
		c := newTestClient(t, network.network, credential("token", Login(func(context.Context) (Token, error) {
			value := jwt(fmt.Sprintf(`{"iat":1,"exp":3601,"jti":"%d"}`, len(values)))
			values = append(values, value)
			return Token{Value: core.NewSecret(value)}, nil
		}, nil)))
		require.NoError(t, callWithToken(t, c))
		time.Sleep(59*time.Minute - time.Nanosecond)
		require.NoError(t, callWithToken(t, c))
		time.Sleep(time.Nanosecond)
		require.NoError(t, callWithToken(t, c))
		require.Len(t, values, 2)
		assert.Equal(t, []string{"Bearer " + values[0], "Bearer " + values[0], "Bearer " + values[1]}, slices.Clone(network.seen))
	})
}

func TestALoginFollowsWhenRefreshingYieldsNoToken(t *testing.T) {
	s, network := &sessions{}, &tokens{refuse: map[string]bool{"Bearer t1": true}}
	x := Login(
		func(context.Context) (Token, error) { return s.token("login", nil) },
		func(_ context.Context, refresh core.Secret) (Token, error) {
			_, _ = s.token(refresh.Reveal(), core.ErrRejected)
			return Token{}, nil
		})
	require.NoError(t, callWithToken(t, newTestClient(t, network.network, credential("token", x))))
	assert.Equal(t, []string{"login", "r1", "login"}, s.asked)
}
