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

// Token is what a login yields.
type Token struct {
	// Value is the token itself.
	Value core.Secret `json:"-"`
	// Type is the scheme of the Authorization header; "Bearer" if empty.
	Type string
	// ExpiresIn is how long the token lives. Zero if the server does not say: a JWT then tells by itself, and any other token
	// is used until it is refused.
	ExpiresIn time.Duration
	// Refresh gets a new token without the login; absent if the server gave none.
	Refresh core.Secret `json:"-"`
}

// A login is waited for by many callers and therefore outlives each of them. It and the renewal before it have a time of their
// own, so that a renewal that hangs leaves the login its chance.
const (
	renewalTimeout = 15 * time.Second
	loginTimeout   = 30 * time.Second
)

// A login that failed is not tried again for a pause, which grows: a wrong password must not become a thousand logins, nor an
// outage of the server.
const (
	firstPause = time.Second
	maxPause   = time.Minute
)

// renewalPause is how long a token that is still good is used before its renewal is tried again.
const renewalPause = 5 * time.Second

// Login is the credential of APIs that give a token for a login. The token is fetched when it is first needed, renewed before it
// expires, and again when the server refuses it: with its refresh token, if there is one and refresh is not nil, and with
// login if that fails. A token that cannot be renewed because the server is unavailable is used until it expires. However many
// calls need it at the same time, they share one login. After a login that failed, calls get its error for a pause that grows
// from a second to a minute. The secrets given are kept out of messages, beside the tokens.
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
	count     int         // counts the sessions that are over: what was asked for in one is of no use in the next
	header    core.Secret // of the Authorization header; absent if there is no token
	last      Token       // what the last login yielded
	renewer   core.Secret // the refresh token, which is used once; absent if there is none
	renewAt   time.Time
	expiresAt time.Time
	failure   error // of the last login; nil if it succeeded
	pause     time.Duration
	nextAt    time.Time // before this, failure is the answer
}

// errSessionOver says that a token came too late: the session that it belongs to has ended.
var errSessionOver = errors.New("the session has ended")

func (s *session) apply(ctx context.Context, r *request, _ *Operation) error {
	header, err := s.token(ctx)
	if err != nil {
		return err
	}
	r.header.Set("Authorization", header.Reveal())
	return nil
}

// refused forgets the token that r was sent with, unless another call has replaced it meanwhile. One that is refused as soon
// as it was renewed is kept, since the refusal may be about the operation and others use the token; but its refresh token is
// not: the next renewal is a login.
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

// forget drops the tokens, those that are on their way too: the session that they belong to is over.
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

// current returns the session, and the Authorization header; absent if there is no token, or it is about to expire.
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
		// It runs in a goroutine of its own, where a panic of the caller's transport would end the program.
		defer func() {
			if r := recover(); r != nil {
				header, err = core.Secret{}, errors.New("the login panicked")
			}
		}()
		if _, header := s.current(); !header.IsZero() {
			return header, nil // renewed while this call was on its way here
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
		kind = "Bearer" // not every server that writes it otherwise reads it so
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
		// Early by a minute, or by a tenth of a short life, so that a token does not expire on its way.
		s.renewAt, s.expiresAt = asked.Add(life-min(time.Minute, life/10)), asked.Add(life)
	}
	return s.header, nil
}

// putOff returns the Authorization header if its token, which could not be renewed early, is still good, and has the renewal
// tried again a little later.
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

// isPassing reports whether a login failed for reasons that say nothing about the token.
func isPassing(err error) bool {
	return errors.Is(err, core.ErrUnavailable) || errors.Is(err, core.ErrRateLimited)
}

// ask gets a token: for the refresh token, if there is one, else for the login. A refresh token is used once, since a server
// may take it as stolen when it comes again; but it is kept if nobody refused it and the login fails, too: where a login needs
// a second factor, there is no other way to a token.
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
		// After a timeout nobody knows whether the server has used it up.
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

// remember notes how a login ended, and for how long a failure stands.
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

// failed returns the error of the last login while its pause lasts.
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

// Seconds returns a lifetime that a server gives in seconds; 0 if it is negative, and at most some thirty years.
func Seconds[N ~int | ~int32 | ~int64 | ~float64](n N) time.Duration {
	return time.Duration(min(max(float64(n), 0), 1e9)) * time.Second
}

// lifeOfJWT returns how long a JWT lives, by its own claims; zero if it is none, or does not say.
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
	// Counted from when it was issued: the server's clock may be wrong, and the life is right nevertheless.
	return Seconds(claims.Expires - claims.IssuedAt)
}
