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
	// is used until the server refuses it.
	ExpiresIn time.Duration
	// Refresh is the refresh token, which gets a new token without a login. It is absent if the server returned none.
	Refresh core.Secret `json:"-"`
}

// Several callers may wait for one login, so it has its own time limit. The renewal before it has a separate limit, because a
// renewal that hangs must not use up the login's time.
const (
	renewalTimeout = 15 * time.Second
	loginTimeout   = 30 * time.Second
)

// The pause after a failed login grows. Without it, a wrong password or an outage of the server could cause a thousand logins.
const (
	firstPause = time.Second
	maxPause   = time.Minute
)

// renewalPause is the time between two attempts to renew a token that is still valid.
const renewalPause = 5 * time.Second

// Login returns the credential of APIs whose login returns a token. The client logs in when a call first needs the token. It renews
// the token before it expires and when the server refuses it. A renewal uses the refresh token, if there is one and refresh is not
// nil. If that fails, it uses login. If the server is unavailable for an early renewal, the old token is used until it expires.
// Concurrent calls share one login. After a failed login, calls return its error during a pause, which grows from a second to a
// minute. The tokens and the values in secrets are redacted from messages.
func Login(login func(context.Context) (Token, error), refresh func(context.Context, core.Secret) (Token, error), secrets ...core.Secret) Credential {
	return &session{login: login, refresh: refresh, given: secrets}
}

type session struct {
	login   func(context.Context) (Token, error)
	refresh func(context.Context, core.Secret) (Token, error)
	given   []core.Secret
	invalid error // why the credential cannot be sent
	flight  singleflight.Group

	mu        sync.Mutex
	count     int         // the number of sessions that have ended; a token requested in an earlier session is discarded
	header    core.Secret // the value of the Authorization header; absent if there is no token
	last      Token       // the result of the last login
	renewer   core.Secret // the refresh token, which is used once; absent if there is none
	renewAt   time.Time
	expiresAt time.Time
	failure   error // the error of the last login; nil if it succeeded
	pause     time.Duration
	nextAt    time.Time // until then, calls get failure
}

// errSessionOver is the error for a token that arrived after its session ended.
var errSessionOver = errors.New("the session has ended")

func (s *session) apply(ctx context.Context, r *request, _ *Operation) error {
	header, err := s.token(ctx)
	if err != nil {
		return err
	}
	r.header.Set("Authorization", header.Reveal())
	return nil
}

// refused drops the token of r, unless another call has replaced it. After a second refusal in one call, it keeps the new
// token, because other calls use it and the reason may be the operation. It then drops only the refresh token, and the next
// renewal is a login.
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

// forget ends the session. It drops the tokens, including those of logins in progress.
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

// current returns the number of the session and the Authorization header. The header is absent if there is no token, or if the token
// is about to expire.
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

// await waits for the login of a session, and starts it if it is not in progress.
func (s *session) await(ctx context.Context, session int) (core.Secret, error) {
	// The login continues if the caller that started it gives up, because other callers may wait for it.
	shared := context.WithoutCancel(ctx)
	done := s.flight.DoChan(strconv.Itoa(session), func() (header any, err error) {
		// The login runs in its own goroutine, where a panic in the caller's transport would end the program.
		defer func() {
			if r := recover(); r != nil {
				header, err = core.Secret{}, errors.New("the login panicked")
			}
		}()
		if _, header := s.current(); !header.IsZero() {
			return header, nil // another call has renewed the token
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
		kind = "Bearer" // a server may accept only this case, even if it returns "bearer"
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
		// A minute early, or a tenth of a short lifetime early: the token must not expire in transit.
		s.renewAt, s.expiresAt = asked.Add(life-min(time.Minute, life/10)), asked.Add(life)
	}
	return s.header, nil
}

// putOff handles a failed early renewal. If the token is still valid, putOff schedules the next renewal and returns the
// Authorization header.
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

// isPassing reports whether a renewal failed for a temporary reason that has nothing to do with the token.
func isPassing(err error) bool {
	return errors.Is(err, core.ErrUnavailable) || errors.Is(err, core.ErrRateLimited)
}

// ask gets a token with the refresh token if there is one, and otherwise with a login. A refresh token is used only once,
// because a server may treat a second use as theft. It is stored again only if the server was unavailable and the login fails
// too: where logins need a second factor, there may be no other way to get a token.
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
		// After a timeout, the server may already have used the refresh token.
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

// remember records the result of a login. After a failure, it starts a pause.
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

// check returns an error if the token cannot be sent.
func (t Token) check() error {
	if value := t.Value.Reveal(); value == "" || strings.ContainsFunc(value+t.Type, unicode.IsControl) {
		return errors.New("the login returned no valid token")
	}
	return nil
}

// Seconds converts a lifetime in seconds to a duration between zero and about thirty years.
func Seconds[N ~int | ~int32 | ~int64 | ~float64](n N) time.Duration {
	return time.Duration(min(max(float64(n), 0), 1e9)) * time.Second
}

// lifeOfJWT returns the lifetime in a JWT's claims, or zero if the token is not a JWT or has no expiry.
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
	// The lifetime starts at the time of issue, so it is right even if the server's clock is wrong.
	return Seconds(claims.Expires - claims.IssuedAt)
}
