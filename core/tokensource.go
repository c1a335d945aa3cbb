package core

import (
	"context"
	"time"
)

// TokenSource returns a bearer token and when it expires; the zero time if that is unknown. Clients ask it when they first need a
// token, before the token expires, and once when the server refuses it. Concurrent calls share one answer, and the token is sent to
// the server of the client only.
//
// It is a function, so that this module needs no other for it. A TokenSource of golang.org/x/oauth2 becomes one like this:
//
//	func(context.Context) (string, time.Time, error) {
//		token, err := source.Token()
//		if err != nil {
//			return "", time.Time{}, err
//		}
//		return token.AccessToken, token.Expiry, nil
//	}
type TokenSource func(ctx context.Context) (token string, expires time.Time, err error)
