package core

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// The options of this file are for APIs whose answers nobody documents: they tell a client what its user knows.

// WithCheck has check judge every answer with a status of 2xx, by the operationId of the document. An error that it returns
// fails the call: the [*Error] matches [ErrRejected] and wraps it, so a check that wraps a sentinel of this package gives
// the failure its meaning. One that is [ErrUnauthorized] has the client get a new token, and send the request again only if
// that is safe. The error's text is shown, without the secrets that the client knows; it must hold no others.
//
// The check also judges the answer of a login that the client makes by itself, while other calls wait for it: it must not
// call the client, which then would wait for its own login.
func WithCheck(check func(operation string, answer Response) error) Option {
	return func(c *config) error {
		if check == nil {
			return errors.New("WithCheck: the check is nil")
		}
		c.check = check
		return c.once("WithCheck")
	}
}

// WithResult registers T as the type of an operation's answer, by the operationId of the document, for operations that
// return a [Raw]; for another one it is an error of New. An answer that is no T, or null, is then an error that matches
// [ErrDecode]; [ResultOf] returns the one that is.
func WithResult[T any](operation string) Option {
	return func(c *config) error {
		if operation == "" {
			return errors.New("WithResult: the operation is empty")
		}
		if c.results == nil {
			c.results = map[string]func() any{}
		}
		c.results[operation] = func() any { return new(T) }
		return c.once("WithResult of " + operation)
	}
}

// strangers reports results that are registered for what is no operation with an undocumented answer.
func (c *config) strangers(raw []string) []error {
	var faults []error
	for _, operation := range slices.Sorted(maps.Keys(c.results)) {
		if !slices.Contains(raw, operation) {
			faults = append(faults, fmt.Errorf("WithResult: %q is no operation whose answer is undocumented", operation))
		}
	}
	return faults
}

// ResultOf returns the answer as the type that [WithResult] registered; false if that is not T, or there is none.
func ResultOf[T any](r Raw) (T, bool) {
	if p, ok := r.result.(*T); ok && p != nil {
		return *p, true
	}
	var none T
	return none, false
}

// resultOf decodes the answer of an operation into the type that is registered for it; nil if there is none.
func (c *Client) resultOf(operation string, data []byte) (any, error) {
	newResult, ok := c.config.results[operation]
	if !ok {
		return nil, nil
	}
	v := newResult()
	if err := decodeResult(data, "", v); err != nil {
		return nil, err
	}
	return v, nil
}
