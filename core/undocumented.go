package core

import (
	"errors"
	"net/http"

	"github.com/hostclients/hostclients/core/internal/settings"
)

// WithCheck lets check judge every response with a status of 2xx, for APIs with undocumented responses that your program can
// recognize. It gets the operationId of the call. Check comes first: if it finds no error, the client looks for one in the usual
// forms. An error from check fails the call: the [*Error] matches [ErrRejected] and wraps it, so a check that wraps a sentinel
// of this package gives the failure its meaning. After [ErrUnauthorized] the client gets a new token, and sends the request
// again only if that is safe. The text of the error is shown, without the secrets that the client knows; it must not contain
// others.
//
// Check also judges the response of a login that the client makes by itself, while other calls wait for it. It must not call
// the client, which would then wait for its own login.
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

// WithResult registers T as the type of an operation's response, for operations that return a [Raw]; for any other, New
// returns an error. The operation is one of the Op constants of the generated package. A response that does not fit T, or is
// null, is then an error that matches [ErrDecode]. [ResultOf] returns one that fits.
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

// ResultOf returns the response as the type that [WithResult] registered, and false if it was not T or nothing was
// registered.
func ResultOf[T any](r Raw) (T, bool) {
	if p, ok := r.Result.(*T); ok && p != nil {
		return *p, true
	}
	var none T
	return none, false
}
