package core

import (
	"errors"
	"net/http"

	"github.com/hostclients/hostclients/core/internal/settings"
)

// WithCheck calls check for every response with a status of 2xx, for APIs whose failures are undocumented but can be recognized by
// your program. It gets the operationId of the call. If check finds no error, the client looks for one in the usual forms.
//
// An error from check fails the call: the [*Error] matches [ErrRejected] and wraps check's error. Wrap a sentinel of this package to
// give the failure a meaning. After [ErrUnauthorized], the client gets a new token, and sends the request again only if that is safe.
// The text of check's error is shown. Secrets that the client knows are removed from it; it must not contain others.
//
// Check also gets the response of a login that the client makes by itself. It must not call the client, which would then wait for
// its own login.
func WithCheck(check func(operation string, response Response) error) Option {
	return func(s *settings.Client) error {
		if check == nil {
			return errors.New("WithCheck: the check is nil")
		}
		s.Check = func(operation string, status int, header http.Header, body []byte) error {
			return check(operation, Response{StatusCode: status, Header: header, Body: body})
		}
		return s.Once("WithCheck")
	}
}

// WithResult registers T as the type of an operation's response. The operation must return a [Raw]; otherwise, New returns an error.
// Name it by an Op constant of the generated package. A response that does not fit T, or is null, is then an error that matches
// [ErrDecode]. [ResultOf] returns a response that fits.
func WithResult[T any](operation string) Option {
	return func(s *settings.Client) error {
		if operation == "" {
			return errors.New("WithResult: the operation is empty")
		}
		if s.Results == nil {
			s.Results = map[string]func() any{}
		}
		s.Results[operation] = func() any { return new(T) }
		return s.Once("WithResult of " + operation)
	}
}

// ResultOf returns the response, decoded into the type registered by [WithResult]. It returns false if that type is not T, or none is
// registered.
func ResultOf[T any](r Raw) (T, bool) {
	if p, ok := r.Result.(*T); ok && p != nil {
		return *p, true
	}
	var none T
	return none, false
}
