package runtime

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/internal/settings"
)

// Credential authenticates requests. Only this package implements it. The document's security schemes decide which implementation a
// generated package uses.
type Credential interface {
	// apply adds the credential to r, the copy of the request for this call.
	apply(ctx context.Context, r *request, op *Operation) error
	// refused records that the server refused r, and reports whether a new credential may help. Again is true for the second
	// refusal within a call.
	refused(r *request, again bool) bool
	// forget drops the tokens or cookies of a session that has ended.
	forget()
	// secrets returns the values that must not appear in any message.
	secrets() []core.Secret
	// check returns an error if the credential cannot be sent.
	check() error
}

// static is a credential that never changes. It cannot be renewed after a refusal.
type static struct {
	set     func(*request, *Operation) error
	values  []core.Secret
	invalid error
}

func (s static) apply(_ context.Context, r *request, op *Operation) error { return s.set(r, op) }
func (s static) refused(*request, bool) bool                              { return false }
func (s static) forget()                                                  {}
func (s static) secrets() []core.Secret                                   { return s.values }
func (s static) check() error                                             { return s.invalid }

func inHeader(name, value string, secrets ...string) static {
	s := static{set: func(r *request, _ *Operation) error {
		r.header.Set(name, value)
		return nil
	}}
	for _, secret := range secrets {
		s.values = append(s.values, core.NewSecret(secret))
	}
	if strings.ContainsFunc(value, unicode.IsControl) {
		s.invalid = errors.New("the credential contains a line break or another control character")
	}
	return s
}

// Bearer returns a credential that sends "Authorization: Bearer" with token.
func Bearer(token string) Credential { return inHeader("Authorization", "Bearer "+token, token) }

// Basic returns a credential that sends HTTP basic authentication.
func Basic(user, password string) Credential {
	pair := base64.StdEncoding.EncodeToString([]byte(user + ":" + password))
	s := inHeader("Authorization", "Basic "+pair, password, pair)
	if strings.Contains(user, ":") {
		s.invalid = errors.New("the user name contains a colon, which basic authentication cannot send")
	}
	return s
}

// Header returns a credential that sends the header name with value.
func Header(name, value string) Credential { return inHeader(name, value, value) }

// Query returns a credential that sends the query parameter name with value. It replaces parameters of that name. It leaves the rest
// of the query unchanged, because the same query in a different encoding may mean something else to the server.
func Query(name, value string) Credential {
	return static{values: []core.Secret{core.NewSecret(value)}, set: func(r *request, _ *Operation) error {
		var pairs []string
		for pair := range strings.SplitSeq(r.url.RawQuery, "&") {
			other, _, _ := strings.Cut(pair, "=")
			if plain, err := url.QueryUnescape(other); pair != "" && (err != nil || plain != name) {
				pairs = append(pairs, pair)
			}
		}
		r.url.RawQuery = strings.Join(append(pairs, url.QueryEscape(name)+"="+url.QueryEscape(value)), "&")
		return nil
	}}
}

// Field returns a credential that adds a field with name and value to every body, whether form or JSON.
func Field(name, value string) Credential {
	return static{values: []core.Secret{core.NewSecret(value)}, set: func(r *request, op *Operation) error {
		return addField(r, settings.Field{Name: name, Value: value}, op.Body.Form)
	}}
}

// WithCredential sets the client's credential for a security scheme. Option is the name of the option in errors.
func WithCredential(scheme, option string, credential func(*Client) Credential) core.Option {
	return func(s *settings.Client) error {
		for _, other := range s.Credentials {
			if other.Scheme != scheme {
				continue
			}
			if other.Option == option {
				return fmt.Errorf("%s is given twice", option)
			}
			return fmt.Errorf("%s and %s contradict each other: give one of them", other.Option, option)
		}
		s.Credentials = append(s.Credentials, settings.Credential{Scheme: scheme, Option: option, Build: credential})
		return nil
	}
}

// Options bundles several options into one.
func Options(opts ...core.Option) core.Option {
	return func(s *settings.Client) error {
		var invalid []error
		for _, opt := range opts {
			invalid = append(invalid, apply(opt, s))
		}
		return errors.Join(invalid...)
	}
}

// Refuse returns an option that fails with the formatted message. Generated options return it for invalid values.
func Refuse(format string, args ...any) core.Option {
	return func(*settings.Client) error { return fmt.Errorf(format, args...) }
}
