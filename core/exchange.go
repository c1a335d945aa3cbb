package core

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// Token is what an exchange yields.
type Token struct {
	// Value is the token itself.
	Value Secret `json:"-"`
	// Type is the scheme of the Authorization header; "Bearer" if empty.
	Type string
	// ExpiresIn is how long the token lives. Zero if the server does not say: a JWT then tells by itself, and any other token
	// is used until it is refused.
	ExpiresIn time.Duration
	// Refresh gets a new token without the login; absent if the server gave none.
	Refresh Secret `json:"-"`
}

// exchangeTimeout bounds an exchange, which many callers may wait for and which therefore outlives each of them.
const exchangeTimeout = 30 * time.Second

// renewalPause is how long a token that is still good is used before its renewal is tried again.
const renewalPause = 5 * time.Second

// Exchange is the credential of APIs that give a token for a login. The token is fetched when it is first needed, renewed
// before it expires, and once more when the server refuses it: with its refresh token, if there is one and refresh is not
// nil, and with login if that fails. A token that cannot be renewed because the server is unavailable is used until it
// expires. However many calls need it at the same time, they share one exchange. The secrets given are kept out of messages,
// beside the tokens.
func Exchange(login func(context.Context) (Token, error), refresh func(context.Context, Secret) (Token, error), secrets ...Secret) Credential {
	return &exchange{login: login, refresh: refresh, given: secrets}
}

type exchange struct {
	login   func(context.Context) (Token, error)
	refresh func(context.Context, Secret) (Token, error)
	given   []Secret
	flight  singleflight.Group

	mu        sync.Mutex
	session   int    // counts the sessions that are over: what was asked for in one is of no use in the next
	header    Secret // of the Authorization header; absent if there is no token
	last      Token  // what the last exchange yielded
	renewer   Secret // the refresh token, which is used once; absent if there is none
	renewAt   time.Time
	expiresAt time.Time
}

// errSessionOver says that a token came too late: the session that it belongs to has ended.
var errSessionOver = errors.New("the session has ended")

func (x *exchange) apply(r *http.Request) error {
	header, err := x.token(r.Context())
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", header.Reveal())
	return nil
}

// discard forgets the token that r was sent with, unless another call has replaced it meanwhile. One that is refused as soon
// as it was renewed is kept, since the refusal may be about the operation and others use the token; but its refresh token is
// not: the next renewal is a login.
func (x *exchange) discard(r *http.Request, again bool) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	switch {
	case r.Header.Get("Authorization") != x.header.Reveal():
	case again:
		x.renewer = Secret{}
	default:
		x.header = Secret{}
	}
	return true
}

// forget drops the tokens, those that are on their way too: the session that they belong to is over.
func (x *exchange) forget() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.session++
	x.header, x.renewer = Secret{}, Secret{}
}

func (x *exchange) secrets() []Secret {
	x.mu.Lock()
	defer x.mu.Unlock()
	return append([]Secret{x.last.Value, x.last.Refresh}, x.given...)
}

// current returns the session, and the Authorization header; absent if there is no token, or it is about to expire.
func (x *exchange) current() (session int, header Secret) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.renewAt.IsZero() && !time.Now().Before(x.renewAt) {
		return x.session, Secret{}
	}
	return x.session, x.header
}

func (x *exchange) token(ctx context.Context) (Secret, error) {
	for {
		session, header := x.current()
		if !header.IsZero() {
			return header, nil
		}
		if err := ctx.Err(); err != nil {
			return Secret{}, err
		}
		header, err := x.await(ctx, session)
		if !errors.Is(err, errSessionOver) {
			return header, err
		}
	}
}

// await joins the exchange of a session, or starts it.
func (x *exchange) await(ctx context.Context, session int) (Secret, error) {
	// The exchange goes on when the caller that started it gives up: others wait for it.
	shared := context.WithoutCancel(ctx)
	done := x.flight.DoChan(strconv.Itoa(session), func() (header any, err error) {
		// It runs in a goroutine of its own, where a panic of the caller's transport would end the program.
		defer func() {
			if r := recover(); r != nil {
				header, err = Secret{}, errors.New("the login panicked")
			}
		}()
		if _, header := x.current(); !header.IsZero() {
			return header, nil // renewed while this call was on its way here
		}
		return x.renew(shared, session)
	})
	select {
	case result := <-done:
		if result.Err != nil {
			return Secret{}, result.Err
		}
		return result.Val.(Secret), nil
	case <-ctx.Done():
		return Secret{}, ctx.Err()
	}
}

func (x *exchange) renew(ctx context.Context, session int) (Secret, error) {
	ctx, cancel := context.WithTimeout(ctx, exchangeTimeout)
	defer cancel()
	asked := time.Now()
	token, err := x.ask(ctx, session)
	if err != nil {
		if isPassing(err) {
			if header := x.putOff(session); !header.IsZero() {
				return header, nil
			}
		}
		return Secret{}, err
	}
	kind := token.Type
	if kind == "" || strings.EqualFold(kind, "Bearer") {
		kind = "Bearer" // not every server that writes it otherwise reads it so
	}
	life := token.ExpiresIn
	if life <= 0 {
		life = lifeOfJWT(token.Value.Reveal(), asked)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.session != session {
		return Secret{}, errSessionOver
	}
	x.last, x.renewer = token, token.Refresh
	x.header = NewSecret(kind + " " + token.Value.Reveal())
	x.renewAt, x.expiresAt = time.Time{}, time.Time{}
	if life > 0 {
		// Early by a minute, or by a tenth of a short life, so that a token does not expire on its way.
		x.renewAt, x.expiresAt = asked.Add(life-min(time.Minute, life/10)), asked.Add(life)
	}
	return x.header, nil
}

// putOff returns the Authorization header if its token, which could not be renewed early, is still good, and has the renewal
// tried again a little later.
func (x *exchange) putOff(session int) Secret {
	x.mu.Lock()
	defer x.mu.Unlock()
	left := time.Until(x.expiresAt)
	if x.session != session || left <= 0 {
		return Secret{}
	}
	x.renewAt = time.Now().Add(min(renewalPause, left))
	return x.header
}

// isPassing reports whether an exchange failed for reasons that say nothing about the token.
func isPassing(err error) bool {
	return errors.Is(err, ErrUnavailable) || errors.Is(err, ErrRateLimited)
}

// ask gets a token: for the refresh token, if there is one, else for the login. A refresh token is used once, since a server
// may take it as stolen when it comes again; but it is kept if nobody refused it and the login fails, too: where a login needs
// a second factor, there is no other way to a token.
func (x *exchange) ask(ctx context.Context, session int) (Token, error) {
	renewer, err := x.takeRenewer(session)
	if err != nil {
		return Token{}, err
	}
	unrefused := false
	if x.refresh != nil && renewer.Reveal() != "" {
		token, err := x.refresh(ctx, renewer)
		if err == nil && token.check() == nil {
			return token, nil
		}
		unrefused = isPassing(err)
	}
	token, err := x.login(ctx)
	if err == nil {
		return token, token.check()
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if unrefused && x.session == session {
		x.renewer = renewer
	}
	return Token{}, err
}

func (x *exchange) takeRenewer(session int) (Secret, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.session != session {
		return Secret{}, errSessionOver
	}
	renewer := x.renewer
	x.renewer = Secret{}
	return renewer, nil
}

// check reports why a token cannot be sent.
func (t Token) check() error {
	if value := t.Value.Reveal(); value == "" || strings.ContainsAny(value+t.Type, "\r\n") {
		return errors.New("the login yielded no token")
	}
	return nil
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
	if Decode(data, &claims) != nil || claims.Expires <= 0 {
		return 0
	}
	if claims.IssuedAt <= 0 {
		claims.IssuedAt = float64(now.Unix())
	}
	// Counted from when it was issued: the server's clock may be wrong, and the life is right all the same.
	seconds := min(claims.Expires-claims.IssuedAt, 1e9)
	return max(time.Duration(seconds*float64(time.Second)), 0)
}
