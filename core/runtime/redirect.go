package runtime

import "net/http"

// unfollowed hides the Location of redirects from http.Client, which would follow them, and lose a response whose Location is
// not a URL.
type unfollowed struct{ next http.RoundTripper }

// hidden is a name that no lookup finds, since a canonical name begins with a capital.
const hidden = "location"

func (u unfollowed) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := u.next.RoundTrip(r)
	if err == nil && resp != nil && resp.StatusCode/100 == 3 {
		resp.Header = resp.Header.Clone() // it may be the caller's
		rename(resp.Header, "Location", hidden)
	}
	return resp, err
}

// showLocation undoes what unfollowed did.
func showLocation(h http.Header) { rename(h, hidden, "Location") }

func rename(h http.Header, from, to string) {
	if values, ok := h[from]; ok {
		h[to] = values
		delete(h, from)
	}
}
