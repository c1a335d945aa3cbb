package core

import (
	"errors"
	"net/http"

	"github.com/hostclients/hostclients/core/internal/settings"
)

// WithCheck calls check for every 2xx response. Use it if your program can recognize failures that the document does not describe.
// Operation is the operationId of the call. If check returns nil, the client still looks for the usual forms of an error.
//
// If check returns an error, the call fails: the [*Error] matches [ErrRejected] and wraps check's error. To give the failure a
// meaning, wrap a sentinel of this package. If check's error wraps [ErrUnauthorized], the client gets a new token, and sends the
// request again only if that is safe. The text of check's error appears in messages and logs. The client redacts the secrets that it
// knows; the text must not contain others.
//
// Check is also called for the client's own logins. It must not call the client, which would then wait for its own login.
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
// Operation is an operationId: use an Op constant of the generated package. If a response is null or cannot be decoded into T, the
// call fails with [ErrDecode]. [ResultOf] returns the decoded response.
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

// ResultOf returns the response, decoded into the type registered by [WithResult]. It returns false if T is not the registered type.
func ResultOf[T any](r Raw) (T, bool) {
	if p, ok := r.Result.(*T); ok && p != nil {
		return *p, true
	}
	var none T
	return none, false
}
