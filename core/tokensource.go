package core

import (
	"context"
	"time"
)

// TokenSource returns a bearer token and its expiry; the zero time if the expiry is unknown. A client calls it when it first needs a
// token, before the token expires, and once when the server refuses the token. Concurrent calls share one token. The token is sent
// only to the client's server.
//
// It is a function, so that this module does not depend on golang.org/x/oauth2. To use a TokenSource of that package:
//
//	func(context.Context) (string, time.Time, error) {
//		token, err := source.Token()
//		if err != nil {
//			return "", time.Time{}, err
//		}
//		return token.AccessToken, token.Expiry, nil
//	}
type TokenSource func(ctx context.Context) (token string, expires time.Time, err error)
