package runtime

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/core"
)

// credentials adds the credentials that the operation needs. If the server refuses them and there is a new credential, it
// sends the request again, once. It does not resend operations that must never be sent twice, calls with core.CallOnce, unsafe
// operations whose response the caller's check rejected, and bodies that cannot be read again. In these cases, the caller's next
// call uses the new credential.
func (c *Client) credentials(next handler) handler {
	return func(call *call) error {
		if call.op.EndsSession {
			// The tokens are dropped even if the logout fails or is not sent, because it is unknown whether the server still
			// accepts them.
			defer c.forgetSession()
		}
		credentials, err := c.credentialsFor(call.op, call.found[:0])
		if err != nil {
			return call.unauthorized(err, core.ErrUnauthorized)
		}
		if call.isForeign() {
			if !call.op.isAnonymous() {
				return call.unauthorized(call.foreign(), core.ErrUnauthorized)
			}
			credentials = nil
		}
		for again := false; ; again = true {
			call.authorized = call.request
			if changesRequest(credentials) {
				call.authorized = call.request.clone()
			}
			for _, credential := range credentials {
				if err := credential.apply(call.ctx, call.authorized, call.op); err != nil {
					return call.unauthorized(err, nil)
				}
			}
			err := c.rotating.inTurn(next, call)
			if !errors.Is(err, core.ErrUnauthorized) || call.op.EndsSession {
				return err
			}
			renewable := false
			for _, credential := range credentials {
				renewable = credential.refused(call.authorized, again) || renewable
			}
			if !renewable || again || call.op.Retry == RetryNever || call.opts.Once || call.checked && !call.op.safe() || !call.request.source.mayBegin(call.ctx) {
				return err
			}
		}
	}
}

// foreign returns the error for an operation on a different server. Credentials are not sent there, because a document must not
// decide who receives them.
func (call *call) foreign() error {
	to := url.URL{Scheme: call.request.url.Scheme, Host: call.request.url.Host}
	return fmt.Errorf("the operation is on a different server, %s, and credentials are sent only to the server of the base URL: "+
		"use a second client with a base URL on that server", to.String())
}

// isForeign reports whether the operation has its own server, whose scheme, host or port differs from that of the base URL.
func (call *call) isForeign() bool {
	return call.op.Server != "" && !sameOrigin(call.request.url, call.client.base)
}

// sameOrigin reports whether two URLs have the same scheme, host and port.
func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && portOf(a) == portOf(b)
}

func portOf(u *url.URL) string {
	if port := u.Port(); port != "" || u.Scheme != "https" {
		return cmp.Or(port, "80")
	}
	return "443"
}

// isAnonymous reports whether the operation works without credentials.
func (o *Operation) isAnonymous() bool {
	return len(o.Security) == 0 || slices.ContainsFunc(o.Security, func(set []string) bool { return len(set) == 0 })
}

// changesRequest reports whether any of the credentials changes the request. Cookies do not, because net/http adds them.
func changesRequest(credentials []Credential) bool {
	return slices.ContainsFunc(credentials, func(credential Credential) bool {
		_, cookies := credential.(*cookieSession)
		return !cookies
	})
}

// forgetSession drops the tokens of all credentials, including those that the logout operation itself does not use.
func (c *Client) forgetSession() {
	c.rotating.forget()
	for _, credential := range c.secrets {
		credential.forget()
	}
}

// credentialsFor returns the credentials of the first alternative that the client can satisfy. If it can satisfy none, the result is
// nil if op also works without credentials, and otherwise an error. The result uses the memory of room.
func (c *Client) credentialsFor(op *Operation, room []Credential) ([]Credential, error) {
	var wanted []string
	for _, alternative := range op.Security {
		if len(alternative) == 0 {
			continue
		}
		found := room
		for _, scheme := range alternative {
			if credential, ok := c.secrets[scheme]; ok {
				found = append(found, credential)
			}
		}
		if len(found) == len(alternative) {
			return found, nil
		}
		wanted = append(wanted, c.api.optionsFor(alternative))
	}
	if op.isAnonymous() {
		return nil, nil
	}
	return nil, fmt.Errorf("the operation needs credentials: call New with %s", strings.Join(slices.Compact(wanted), ", or "))
}

// optionsFor returns the names of the options that set the credentials for a set of schemes. One option may set several credentials.
func (a *API) optionsFor(schemes []string) string {
	var all []string
	for _, scheme := range schemes {
		options := fmt.Sprintf("the credential %q", scheme)
		if given := a.Options[scheme]; len(given) > 0 {
			options = strings.Join(given, " or ")
		}
		if !slices.Contains(all, options) {
			all = append(all, options)
		}
	}
	return strings.Join(all, " and ")
}

// unauthorized returns the error for a call that is not sent because it cannot be authenticated.
func (call *call) unauthorized(cause, kind error) error {
	var e *core.Error
	if errors.As(cause, &e) {
		return cause // the login failed, and its error has the details
	}
	e = call.failure()
	e.Err = cause
	switch {
	case kind != nil:
		e.Kinds = []error{kind}
	case errors.Is(cause, context.Canceled) || errors.Is(cause, context.DeadlineExceeded):
		e.Err, e.Kinds = call.redactError(cause), transportKinds(cause) // the call ended while it waited for the login
	default:
		e.Err, e.Kinds = call.redactError(cause), []error{core.ErrUnauthorized}
	}
	return e
}
