package runtime

import (
	"net/http"
	"net/textproto"
)

// unfollowed keeps http.Client from following redirects, and from losing the response of one whose Location is no URL: it
// does not show where they lead.
type unfollowed struct{ next http.RoundTripper }

// hidden is a name that no lookup finds, since lookups begin with an upper-case letter.
const hidden = "location"

func (u unfollowed) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := u.next.RoundTrip(r) //nolint:bodyclose // it is the caller's
	if err == nil && resp.StatusCode/100 == 3 {
		rename(resp.Header, textproto.CanonicalMIMEHeaderKey(hidden), hidden)
	}
	return resp, err
}

// CloseIdleConnections is what http.Client's method of this name looks for.
func (u unfollowed) CloseIdleConnections() { (&http.Client{Transport: u.next}).CloseIdleConnections() }

// showLocation undoes what unfollowed did.
func showLocation(h http.Header) { rename(h, hidden, textproto.CanonicalMIMEHeaderKey(hidden)) }

func rename(h http.Header, from, to string) {
	if values, ok := h[from]; ok {
		h[to] = values
		delete(h, from)
	}
}
