package runtime

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/hostclients/hostclients/core"
)

// TokenSource returns a credential whose tokens come from the caller. It works like [Login].
func TokenSource(source core.TokenSource) Credential {
	return Login(func(ctx context.Context) (Token, error) {
		value, expires, err := source(ctx)
		if err != nil {
			return Token{}, err
		}
		token := Token{Value: core.NewSecret(value)}
		if !expires.IsZero() {
			if token.ExpiresIn = time.Until(expires); token.ExpiresIn <= 0 {
				return Token{}, errors.New("the token source returned an expired token")
			}
		}
		return token, nil
	}, nil)
}

// ClientCredentials returns a credential whose tokens come from the client credentials flow of OAuth 2.0. The ID and the secret are
// sent only to tokenURL, which may be relative to the client's base URL.
func ClientCredentials(c *Client, tokenURL, id, secret string, scopes []string) Credential {
	f := &clientCredentials{client: c, id: id, secret: secret, scope: strings.Join(scopes, " ")}
	invalid := f.prepare(tokenURL)
	login := func(ctx context.Context) (Token, error) {
		if invalid != nil {
			return Token{}, invalid
		}
		return f.token(ctx)
	}
	return Login(login, nil, core.NewSecret(secret), core.NewSecret(f.pair()))
}

type clientCredentials struct {
	client            *Client
	op                Operation
	query             string
	id, secret, scope string
	inBody            atomic.Bool // the server requires the ID and the secret in the body
}

// prepare builds the operation that requests a token.
func (f *clientCredentials) prepare(tokenURL string) error {
	at, err := url.Parse(tokenURL)
	if err != nil || tokenURL == "" {
		return errors.New("the tokenUrl of the document is not a URL")
	}
	at = f.client.base.ResolveReference(at)
	f.query = at.RawQuery
	f.op = Operation{
		ID: "the request for a token", Method: http.MethodPost, Path: at.EscapedPath(), Server: (&url.URL{Scheme: at.Scheme, Host: at.Host}).String(),
		Body: Body{Media: mediaForm}, Retry: RetryAlways, ErrorBody: ErrorBody{Message: "error_description", Code: "error"},
	}
	return nil
}

// grant is the body of the request for a token.
type grant struct {
	Type   string `json:"grant_type"`
	Scope  string `json:"scope,omitempty"`
	ID     string `json:"client_id,omitempty"`
	Secret string `json:"client_secret,omitempty"`
}

// token requests a token. RFC 6749 requires servers to accept the ID and the secret as basic authentication, but some accept
// them only in the body.
func (f *clientCredentials) token(ctx context.Context) (Token, error) {
	inBody := f.inBody.Load()
	token, err := f.ask(ctx, inBody)
	var e *core.Error
	if err == nil || inBody || !errors.As(err, &e) || e.StatusCode != http.StatusUnauthorized && e.StatusCode != http.StatusBadRequest {
		return token, err
	}
	other, second := f.ask(ctx, true)
	if second != nil {
		return token, err
	}
	f.inBody.Store(true)
	return other, nil
}

// pair returns the ID and the secret, encoded for basic authentication.
func (f *clientCredentials) pair() string {
	r := http.Request{Header: http.Header{}}
	r.SetBasicAuth(url.QueryEscape(f.id), url.QueryEscape(f.secret)) // RFC 6749 requires the escaping
	return strings.TrimPrefix(r.Header.Get("Authorization"), "Basic ")
}

func (f *clientCredentials) ask(ctx context.Context, inBody bool) (Token, error) {
	body := grant{Type: "client_credentials", Scope: f.scope}
	if inBody {
		body.ID, body.Secret = f.id, f.secret
	}
	var result struct {
		Token   string `json:"access_token"`
		Type    string `json:"token_type"`
		Expires any    `json:"expires_in"`
	}
	call := newCall(f.client, &f.op, &result, nil)
	request, err := newRequest(call, Args{Body: body})
	if err != nil {
		return Token{}, call.invalid(err)
	}
	request.url.RawQuery = f.query
	if !inBody {
		request.header.Set("Authorization", "Basic "+f.pair())
	}
	if err := call.run(ctx, request); err != nil {
		return Token{}, err
	}
	seconds, _ := strconv.ParseFloat(fmt.Sprint(result.Expires), 64) // 0 if unknown
	return Token{Value: core.NewSecret(result.Token), Type: result.Type, ExpiresIn: Seconds(seconds)}, nil
}
