package runtime

import (
	"context"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"golang.org/x/sync/singleflight"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/internal/codec"
)

// Token is the result of a login.
type Token struct {
	// Value is the token itself.
	Value core.Secret `json:"-"`
	// Type is the scheme of the Authorization header; "Bearer" if empty.
	Type string
	// ExpiresIn is the lifetime of the token. If it is zero, the lifetime of a JWT is read from its claims, and any other token
	// is used until it is refused.
	ExpiresIn time.Duration
	// Refresh is the refresh token, which gets a new token without a login; absent if the server gave none.
	Refresh core.Secret `json:"-"`
}

// Many callers wait for a login, so it outlives each of them. The login and the renewal before it have separate limits, so that
// a renewal that hangs does not use up the login's time.
const (
	renewalTimeout = 15 * time.Second
	loginTimeout   = 30 * time.Second
)

// After a failed login there is a growing pause: neither a wrong password nor an outage of the server may cause a thousand
// logins.
const (
	firstPause = time.Second
	maxPause   = time.Minute
)

// renewalPause is how long a token that is still good is used before its renewal is tried again.
const renewalPause = 5 * time.Second

// Login is the credential of APIs that give a token for a login. The token is fetched when it is first needed, and renewed
// before it expires and when the server refuses it: with its refresh token, if there is one and refresh is not nil, and with
// login if that fails. If the server is unavailable for a renewal, the old token is used until it expires. Calls that need a
// token at the same time share one login. After a failed login, calls get its error for a pause that grows from a second to a
// minute. The given secrets and the tokens are redacted from messages.
func Login(login func(context.Context) (Token, error), refresh func(context.Context, core.Secret) (Token, error), secrets ...core.Secret) Credential {
	return &session{login: login, refresh: refresh, given: secrets}
}

type session struct {
	login   func(context.Context) (Token, error)
	refresh func(context.Context, core.Secret) (Token, error)
	given   []core.Secret
	invalid error // why it cannot be used
	flight  singleflight.Group

	mu        sync.Mutex
	count     int         // the number of sessions that are over: a token requested in one is of no use in the next
	header    core.Secret // the value of the Authorization header; absent if there is no token
	last      Token       // the result of the last login
	renewer   core.Secret // the refresh token, which is used once; absent if there is none
	renewAt   time.Time
	expiresAt time.Time
	failure   error // the error of the last login; nil if it succeeded
	pause     time.Duration
	nextAt    time.Time // until then, calls get failure
}

// errSessionOver is the error for a token that came too late, because its session has ended.
var errSessionOver = errors.New("the session has ended")

func (s *session) apply(ctx context.Context, r *request, _ *Operation) error {
	header, err := s.token(ctx)
	if err != nil {
		return err
	}
	r.header.Set("Authorization", header.Reveal())
	return nil
}

// refused forgets the token that r was sent with, unless another call has replaced it meanwhile. A token that was just renewed
// is kept, since the refusal may be about the operation, and others use the token. Its refresh token is dropped, so that the
// next renewal is a login.
func (s *session) refused(r *request, again bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case r.header.Get("Authorization") != s.header.Reveal():
	case again:
		s.renewer = core.Secret{}
	default:
		s.header = core.Secret{}
	}
	return true
}

// forget drops the tokens, including those of logins in progress: their session is over.
func (s *session) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	s.header, s.renewer = core.Secret{}, core.Secret{}
	s.failure, s.pause = nil, 0
}

func (s *session) secrets() []core.Secret {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]core.Secret{s.last.Value, s.last.Refresh}, s.given...)
}

// current returns the session and the Authorization header, which is absent if there is no token or it is about to expire.
func (s *session) current() (session int, header core.Secret) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.renewAt.IsZero() && !time.Now().Before(s.renewAt) {
		return s.count, core.Secret{}
	}
	return s.count, s.header
}

func (s *session) token(ctx context.Context) (core.Secret, error) {
	for {
		session, header := s.current()
		if !header.IsZero() {
			return header, nil
		}
		if err := ctx.Err(); err != nil {
			return core.Secret{}, err
		}
		if err := s.failed(); err != nil {
			if header := s.putOff(session); isPassing(err) && !header.IsZero() {
				return header, nil
			}
			return core.Secret{}, err
		}
		header, err := s.await(ctx, session)
		if !errors.Is(err, errSessionOver) {
			return header, err
		}
	}
}

// await joins the login of a session, or starts it.
func (s *session) await(ctx context.Context, session int) (core.Secret, error) {
	// The login goes on when the caller that started it gives up: others wait for it.
	shared := context.WithoutCancel(ctx)
	done := s.flight.DoChan(strconv.Itoa(session), func() (header any, err error) {
		// It runs in its own goroutine, where a panic of the caller's transport would end the program.
		defer func() {
			if r := recover(); r != nil {
				header, err = core.Secret{}, errors.New("the login panicked")
			}
		}()
		if _, header := s.current(); !header.IsZero() {
			return header, nil // another call renewed it meanwhile
		}
		return s.renew(shared, session)
	})
	select {
	case result := <-done:
		if result.Err != nil {
			return core.Secret{}, result.Err
		}
		return result.Val.(core.Secret), nil
	case <-ctx.Done():
		return core.Secret{}, ctx.Err()
	}
}

func (s *session) renew(ctx context.Context, session int) (core.Secret, error) {
	asked := time.Now()
	token, err := s.ask(ctx, session)
	s.remember(err)
	if err != nil {
		if isPassing(err) {
			if header := s.putOff(session); !header.IsZero() {
				return header, nil
			}
		}
		return core.Secret{}, err
	}
	kind := token.Type
	if kind == "" || strings.EqualFold(kind, "Bearer") {
		kind = "Bearer" // servers that write it in another case may not read it so
	}
	life := token.ExpiresIn
	if life <= 0 {
		life = lifeOfJWT(token.Value.Reveal(), asked)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.count != session {
		return core.Secret{}, errSessionOver
	}
	s.last, s.renewer = token, token.Refresh
	s.header = core.NewSecret(kind + " " + token.Value.Reveal())
	s.renewAt, s.expiresAt = time.Time{}, time.Time{}
	if life > 0 {
		// Early by a minute, or by a tenth of a short lifetime, so that a token does not expire in transit.
		s.renewAt, s.expiresAt = asked.Add(life-min(time.Minute, life/10)), asked.Add(life)
	}
	return s.header, nil
}

// putOff is called when a token could not be renewed early. If the token is still valid, it returns the Authorization header
// and schedules the next renewal.
func (s *session) putOff(session int) core.Secret {
	s.mu.Lock()
	defer s.mu.Unlock()
	left := time.Until(s.expiresAt)
	if s.count != session || left <= 0 {
		return core.Secret{}
	}
	s.renewAt = time.Now().Add(min(renewalPause, left))
	return s.header
}

// isPassing reports whether the reason of a failed renewal is temporary and says nothing about the token.
func isPassing(err error) bool {
	return errors.Is(err, core.ErrUnavailable) || errors.Is(err, core.ErrRateLimited)
}

// ask gets a token with the refresh token, if there is one, else with a login. A refresh token is used once, since a server may
// take a second use for theft. It is kept, though, if the server did not refuse it and the login fails, too: if logins need a
// second factor, there is no other way to a token.
func (s *session) ask(ctx context.Context, session int) (Token, error) {
	renewer, err := s.takeRenewer(session)
	if err != nil {
		return Token{}, err
	}
	unrefused := false
	if s.refresh != nil && renewer.Reveal() != "" {
		token, err := within(ctx, renewalTimeout, func(ctx context.Context) (Token, error) { return s.refresh(ctx, renewer) })
		if err == nil && token.check() == nil {
			return token, nil
		}
		// After a timeout, the server may have used it up.
		unrefused = isPassing(err) && !errors.Is(err, context.DeadlineExceeded)
	}
	token, err := within(ctx, loginTimeout, s.login)
	if err == nil {
		return token, token.check()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if unrefused && s.count == session {
		s.renewer = renewer
	}
	return Token{}, err
}

func within(ctx context.Context, limit time.Duration, ask func(context.Context) (Token, error)) (Token, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return ask(ctx)
}

// remember notes how a login ended, and how long calls get its error.
func (s *session) remember(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil || errors.Is(err, errSessionOver) {
		s.failure, s.pause = nil, 0
		return
	}
	s.pause = min(max(2*s.pause, firstPause), maxPause)
	s.failure, s.nextAt = err, time.Now().Add(s.pause)
}

// failed returns the error of the last login during the pause after it.
func (s *session) failed() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failure != nil && time.Now().Before(s.nextAt) {
		return s.failure
	}
	return nil
}

func (s *session) check() error { return s.invalid }

func (s *session) takeRenewer(session int) (core.Secret, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.count != session {
		return core.Secret{}, errSessionOver
	}
	renewer := s.renewer
	s.renewer = core.Secret{}
	return renewer, nil
}

// check reports why a token cannot be sent.
func (t Token) check() error {
	if value := t.Value.Reveal(); value == "" || strings.ContainsFunc(value+t.Type, unicode.IsControl) {
		return errors.New("the login returned no token")
	}
	return nil
}

// Seconds returns a lifetime that a server gives in seconds: 0 if it is negative, and at most some thirty years.
func Seconds[N ~int | ~int32 | ~int64 | ~float64](n N) time.Duration {
	return time.Duration(min(max(float64(n), 0), 1e9)) * time.Second
}

// lifeOfJWT returns the lifetime of a JWT by its claims; zero if the token is not a JWT, or does not say.
func lifeOfJWT(token string, now time.Time) time.Duration {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return 0
	}
	data, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return 0
	}
	var claims struct {
		IssuedAt float64 `json:"iat"`
		Expires  float64 `json:"exp"`
	}
	if codec.Decode(data, &claims) != nil || claims.Expires <= 0 {
		return 0
	}
	if claims.IssuedAt <= 0 {
		claims.IssuedAt = float64(now.Unix())
	}
	// Counted from the issue time, so that the lifetime is right even if the server's clock is wrong.
	return Seconds(claims.Expires - claims.IssuedAt)
}
