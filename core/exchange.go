package core

import (
	"context"
	"errors"
	"net/http"
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
	// ExpiresIn is how long the token lives; zero if the server does not say, and it is then used until it is refused.
	ExpiresIn time.Duration
}

// exchangeTimeout bounds an exchange, which many callers may wait for and which therefore outlives each of them.
const exchangeTimeout = 30 * time.Second

// Exchange is the credential of APIs that give a token for a login. The token is fetched when it is first needed, renewed
// before it expires, and once more when the server refuses it. However many calls need it at the same time, they share
// one exchange. The secrets given are kept out of messages, beside the token.
func Exchange(login func(context.Context) (Token, error), secrets ...Secret) Credential {
	return &exchange{login: login, given: secrets}
}

type exchange struct {
	login  func(context.Context) (Token, error)
	given  []Secret
	flight singleflight.Group

	mu      sync.Mutex
	header  Secret // of the Authorization header; absent if there is no token
	value   Secret
	renewAt time.Time
}

func (x *exchange) apply(r *http.Request) error {
	header, err := x.token(r.Context())
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", header.Reveal())
	return nil
}

// discard forgets the token that r was sent with, unless another call has replaced it meanwhile.
func (x *exchange) discard(r *http.Request) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if r.Header.Get("Authorization") == x.header.Reveal() {
		x.header = Secret{}
	}
	return true
}

func (x *exchange) secrets() []Secret {
	x.mu.Lock()
	defer x.mu.Unlock()
	return append([]Secret{x.value}, x.given...)
}

// current returns the Authorization header; absent if there is no token, or it is about to expire.
func (x *exchange) current() Secret {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.renewAt.IsZero() && !time.Now().Before(x.renewAt) {
		return Secret{}
	}
	return x.header
}

func (x *exchange) token(ctx context.Context) (Secret, error) {
	if header := x.current(); !header.IsZero() {
		return header, nil
	}
	if err := ctx.Err(); err != nil {
		return Secret{}, err
	}
	// The exchange goes on when the caller that started it gives up: others wait for it.
	shared := context.WithoutCancel(ctx)
	done := x.flight.DoChan("", func() (header any, err error) {
		// It runs in a goroutine of its own, where a panic of the caller's transport would end the program.
		defer func() {
			if r := recover(); r != nil {
				header, err = Secret{}, errors.New("the login panicked")
			}
		}()
		if header := x.current(); !header.IsZero() {
			return header, nil // renewed while this call was on its way here
		}
		return x.renew(shared)
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

func (x *exchange) renew(ctx context.Context) (Secret, error) {
	ctx, cancel := context.WithTimeout(ctx, exchangeTimeout)
	defer cancel()
	asked := time.Now()
	token, err := x.login(ctx)
	if err != nil {
		return Secret{}, err
	}
	value := token.Value.Reveal()
	if value == "" || strings.ContainsAny(value+token.Type, "\r\n") {
		return Secret{}, errors.New("the login yielded no token")
	}
	kind := token.Type
	if kind == "" {
		kind = "Bearer"
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.value = token.Value
	x.header = NewSecret(kind + " " + value)
	x.renewAt = time.Time{}
	if token.ExpiresIn > 0 {
		// Early by a minute, or by a tenth of a short life, so that a token does not expire on its way.
		x.renewAt = asked.Add(token.ExpiresIn - min(time.Minute, token.ExpiresIn/10))
	}
	return x.header, nil
}
