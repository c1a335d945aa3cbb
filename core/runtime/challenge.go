package runtime

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/internal/codec"
	"github.com/hostclients/hostclients/core/internal/settings"
)

// Challenge describes a server's response to a login that needs a second factor, and the request that completes the login.
// Member names are dot-separated paths.
type Challenge struct {
	// Scheme is the security scheme of the request that completes the login. Its credential is the challenge's token.
	Scheme string
	// Token and Methods are the members of the challenge that contain its token and the methods that the account supports.
	Token, Methods string
	// Method is the server's name for codes from an authenticator app.
	Method string
	// MethodField and CodeField are the members of the completing request's body for Method and the code.
	MethodField, CodeField string
	// Answer completes the login: it sends body with client, which is authenticated by the challenge's token, and returns the
	// login's token.
	Answer func(ctx context.Context, client *Client, body any) (Token, error)
}

// LoginWithChallenge is like [Login], for servers that may require a second factor. The options provide the factor. Each login
// completes at most one challenge.
func LoginWithChallenge(client *Client, challenge Challenge, opts []core.LoginOption,
	login func(context.Context) (Token, error), refresh func(context.Context, core.Secret) (Token, error), secrets ...core.Secret,
) Credential {
	s := &session{refresh: refresh, given: secrets}
	var factor settings.Login
	for _, opt := range opts {
		if opt == nil {
			s.invalid = errors.Join(s.invalid, errors.New("an option is nil"))
			continue
		}
		s.invalid = errors.Join(s.invalid, opt(&factor))
	}
	for _, secret := range factor.Secrets {
		s.given = append(s.given, core.NewSecret(secret))
	}
	s.login = func(ctx context.Context) (Token, error) {
		token, err := login(ctx)
		if err == nil || factor.Code == nil {
			return token, err
		}
		var e *core.Error
		if !errors.As(err, &e) {
			return Token{}, err
		}
		tree, _ := codec.Tree(e.Body)
		proof, _ := at(tree, challenge.Token).(string)
		if proof == "" {
			return Token{}, err
		}
		if !slices.Contains(texts(at(tree, challenge.Methods)), challenge.Method) {
			refused := *e
			refused.Err = fmt.Errorf("the account does not support the second factor %q", challenge.Method)
			return Token{}, &refused
		}
		body := map[string]any{}
		put(body, challenge.MethodField, challenge.Method)
		put(body, challenge.CodeField, core.NewSecret(factor.Code(client.now())))
		return challenge.Answer(ctx, client.with(challenge.Scheme, standIn{Bearer(proof), s}), body)
	}
	return s
}

// put sets the member of object at a dot-separated path.
func put(object map[string]any, path string, value any) {
	name, rest, deeper := strings.Cut(path, ".")
	if !deeper {
		object[name] = value
		return
	}
	below, _ := object[name].(map[string]any)
	if below == nil {
		below = map[string]any{}
		object[name] = below
	}
	put(below, rest, value)
}

// standIn is a credential that replaces other for one request. The secrets of both are redacted.
type standIn struct {
	Credential
	other Credential
}

func (s standIn) secrets() []core.Secret { return append(s.Credential.secrets(), s.other.secrets()...) }

// with returns a copy of the client with a different credential for a scheme.
func (c *Client) with(scheme string, credential Credential) *Client {
	other := *c
	other.secrets = map[string]Credential{scheme: credential}
	for name, kept := range c.secrets {
		if name != scheme {
			other.secrets[name] = kept
		}
	}
	other.handle = other.chain()
	return &other
}

// now returns the time of the client's clock.
func (c *Client) now() time.Time {
	if c.settings.Clock != nil {
		return c.settings.Clock()
	}
	return time.Now()
}
