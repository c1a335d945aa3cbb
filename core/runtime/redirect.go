package runtime

import "net/http"

// unfollowed hides the Location header of redirects from http.Client, which would otherwise follow redirects, and drop a response
// whose Location is not a URL.
type unfollowed struct{ next http.RoundTripper }

// hidden is the key of the hidden header. Lookups do not find it, because a canonical name begins with a capital letter.
const hidden = "location"

func (u unfollowed) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := u.next.RoundTrip(r)
	if err == nil && resp != nil && resp.StatusCode/100 == 3 {
		resp.Header = resp.Header.Clone() // the caller's transport may still use it
		rename(resp.Header, "Location", hidden)
	}
	return resp, err
}

// showLocation restores the Location header that unfollowed hid.
func showLocation(h http.Header) { rename(h, hidden, "Location") }

func rename(h http.Header, from, to string) {
	if values, ok := h[from]; ok {
		h[to] = values
		delete(h, from)
	}
}
