package core

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Credential authenticates requests. The implementations of this package are all there are; generated packages choose
// among them by the document's security schemes.
type Credential interface {
	// apply adds the credential to r, which is the auth stage's own copy.
	apply(r *http.Request) error
	// discard is told that the server refused r, which is sent again if it is not so already, and reports whether a new
	// credential may be had.
	discard(r *http.Request, again bool) bool
	// forget is told that the session is over.
	forget()
	// secrets returns what must not appear in any message.
	secrets() []Secret
}

// static is a credential that is what it is: refused once, refused always.
type static struct {
	set    func(*http.Request) error
	values []Secret
}

func (s static) apply(r *http.Request) error      { return s.set(r) }
func (s static) discard(*http.Request, bool) bool { return false }
func (s static) forget()                          {}
func (s static) secrets() []Secret                { return s.values }

// Bearer sends "Authorization: Bearer" with token.
func Bearer(token string) Credential {
	secret := NewSecret(token)
	return static{values: []Secret{secret}, set: func(r *http.Request) error {
		r.Header.Set("Authorization", "Bearer "+secret.Reveal())
		return nil
	}}
}

// Basic sends HTTP basic authentication.
func Basic(user, password string) Credential {
	secret := NewSecret(password)
	pair := NewSecret(base64.StdEncoding.EncodeToString([]byte(user + ":" + password)))
	return static{values: []Secret{secret, pair}, set: func(r *http.Request) error {
		r.Header.Set("Authorization", "Basic "+pair.Reveal())
		return nil
	}}
}

// Header sends the header name with value.
func Header(name, value string) Credential {
	secret := NewSecret(value)
	return static{values: []Secret{secret}, set: func(r *http.Request) error {
		r.Header.Set(name, secret.Reveal())
		return nil
	}}
}

// Query sends the query parameter name with value.
func Query(name, value string) Credential {
	secret := NewSecret(value)
	return static{values: []Secret{secret}, set: func(r *http.Request) error {
		query := r.URL.Query()
		query.Set(name, secret.Reveal())
		r.URL.RawQuery = query.Encode()
		return nil
	}}
}

// CookieSession says that cookies which the server sets authenticate: the client's jar holds and sends them.
func CookieSession() Credential {
	return static{set: func(*http.Request) error { return nil }}
}

// Field sends value as the field name of every body, form or JSON.
func Field(name, value string) Credential {
	secret := NewSecret(value)
	return static{values: []Secret{secret}, set: func(r *http.Request) error {
		return addField(r, name, secret.Reveal())
	}}
}

func addField(r *http.Request, name, value string) error {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return err
		}
	}
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case media == "application/x-www-form-urlencoded":
		pair := url.QueryEscape(name) + "=" + url.QueryEscape(value)
		if len(body) > 0 {
			pair += "&"
		}
		body = append([]byte(pair), body...)
	case isJSONType(media) && bytes.HasPrefix(body, []byte("{")):
		member, err := Encode(map[string]string{name: value})
		if err != nil {
			return err
		}
		rest := body[1:]
		member = member[:len(member)-1]
		if !bytes.HasPrefix(bytes.TrimSpace(rest), []byte("}")) {
			member = append(member, ',')
		}
		body = slices.Concat(member, rest)
	default:
		return fmt.Errorf("the credential is the body's field %s, and a body of this type has no fields", name)
	}
	r.ContentLength = int64(len(body))
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	r.Body, _ = r.GetBody()
	return nil
}

// authStage adds the credentials that the operation needs, to requests for the client's own origin only. A request that
// the server refuses is sent once more if a new credential can be had, except for operations that must never be repeated:
// those get the new credential with the caller's next call. So do those that are not safe to repeat if it was the caller's
// check that refused the answer.
func (c *Client) authStage(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		f := flightOf(r)
		if !sameOrigin(r.URL, c.base) {
			return next.RoundTrip(r)
		}
		if f.op.EndsSession {
			// Also if it fails, or is not sent: nobody knows then what the server still takes, and a login settles it.
			defer c.forgetSession()
		}
		credentials, err := c.credentialsFor(f.op)
		if err != nil {
			return nil, c.authError(r, f, ErrUnauthorized, err)
		}
		if len(credentials) == 0 {
			return next.RoundTrip(r)
		}
		for again := false; ; again = true {
			attempt, ok := rewind(r)
			if !ok {
				return nil, c.authError(r, f, nil, errors.New("the body cannot be read twice"))
			}
			for _, credential := range credentials {
				if err := credential.apply(attempt); err != nil {
					return nil, c.authError(r, f, nil, err)
				}
			}
			resp, err := next.RoundTrip(attempt)
			if !errors.Is(err, ErrUnauthorized) || f.op.EndsSession {
				return resp, err
			}
			renewable := false
			for _, credential := range credentials {
				renewable = credential.discard(attempt, again) || renewable
			}
			if !renewable || again || f.op.Repeat == RepeatNever || f.call.noRetry {
				return resp, err
			}
			if f.accepted && !f.op.safe() {
				return resp, err // the caller's check refused it: the server may have done what it was asked for
			}
		}
	})
}

// forgetSession drops the tokens of all credentials, also of those that the operation which ends the session does without.
func (c *Client) forgetSession() {
	for _, credential := range c.secrets {
		credential.forget()
	}
}

// credentialsFor returns what authenticates op: the first alternative of the document for which the client has every
// credential; none if op takes none, or also works without.
func (c *Client) credentialsFor(op *Operation) ([]Credential, error) {
	anonymous := len(op.Security) == 0
	var wanted []string
	for _, alternative := range op.Security {
		if len(alternative) == 0 {
			anonymous = true
			continue
		}
		var found []Credential
		for _, scheme := range alternative {
			if credential, ok := c.secrets[scheme]; ok {
				found = append(found, credential)
			}
		}
		if len(found) == len(alternative) {
			return found, nil
		}
		wanted = append(wanted, strings.Join(alternative, " with "))
	}
	if anonymous {
		return nil, nil
	}
	return nil, fmt.Errorf("it needs the credential %s, which this client was made without", strings.Join(wanted, ", or "))
}

// authError is the error for a request that the auth stage did not let out.
func (c *Client) authError(r *http.Request, f *flight, kind, cause error) error {
	var e *Error
	if errors.As(cause, &e) {
		return cause // the token exchange failed: its error tells its own story
	}
	if kind == nil {
		cause = c.quiet(f, cause)
		kind = ErrUnauthorized
		if errors.Is(cause, context.Canceled) || errors.Is(cause, context.DeadlineExceeded) {
			kind = transportMeaning(cause) // the time was spent waiting for the login
		}
	}
	e = &Error{API: c.api.Name, Operation: f.op.ID, Method: r.Method, URL: safeURL(r.URL, c.base, f.op), Attempts: f.attempts}
	return e.because(cause, kind)
}
