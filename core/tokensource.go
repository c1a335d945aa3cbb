package core

import (
	"context"
	"time"
)

// TokenSource returns a bearer token and its expiry, or the zero time if the expiry is unknown. A client calls it when it first needs
// a token, before the token expires, and when the server refuses the token. Concurrent calls share one token. The token is sent only
// to the client's server.
//
// To use a TokenSource of golang.org/x/oauth2, on which this module does not depend:
//
//	func(context.Context) (string, time.Time, error) {
//		token, err := source.Token()
//		if err != nil {
//			return "", time.Time{}, err
//		}
//		return token.AccessToken, token.Expiry, nil
//	}
type TokenSource func(ctx context.Context) (token string, expires time.Time, err error)
