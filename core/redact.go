package core

import (
	"errors"
	"html"
	"net/http"
	"net/textproto"
	"net/url"
	"regexp"
	"slices"
	"sort"
	"strings"
)

// shownHeaders is the allowlist of response headers that errors and logs may show. A header that is not on it is not
// shown, however harmless it looks: cookies, locations and vendors' own headers carry tokens.
var shownHeaders = []string{
	"Allow",
	"Content-Encoding",
	"Content-Language",
	"Content-Length",
	"Content-Type",
	"Date",
	"Ratelimit-Limit",
	"Ratelimit-Remaining",
	"Ratelimit-Reset",
	"Retry-After",
	"X-Correlation-Id",
	"X-Ratelimit-Limit",
	"X-Ratelimit-Remaining",
	"X-Ratelimit-Reset",
	"X-Request-Id",
}

// safeHeaders returns the headers of h that stand on the allowlist.
func safeHeaders(h http.Header) http.Header {
	safe := http.Header{}
	for _, name := range shownHeaders {
		if values := h.Values(name); len(values) > 0 {
			safe[name] = append([]string(nil), values...)
		}
	}
	return safe
}

// safeURL returns u with everything left out that could be a secret: user, path arguments, query values and fragment.
// The path is the operation's template below the base URL's path; without an operation it is left out.
func safeURL(u, base *url.URL, op *Operation) string {
	if u == nil {
		return ""
	}
	shown := url.URL{Scheme: u.Scheme, Host: u.Host}
	path := "/…"
	if op.Path != "" {
		path = op.Path
		if base != nil {
			path = strings.TrimSuffix(base.Path, "/") + path
		}
	}
	text := shown.String() + path
	if names := queryNames(u); len(names) > 0 {
		text += "?" + strings.Join(names, "=…&") + "=…"
	}
	return text
}

func queryNames(u *url.URL) []string {
	var names []string
	for name := range u.Query() {
		names = append(names, url.QueryEscape(name))
	}
	sort.Strings(names)
	return names
}

// scrub takes the client's own credentials, and the secrets of this call, out of a text that this package did not write.
func (c *Client) scrub(f *flight, text string) string {
	secrets := append(secretsIn(f.inputs), f.carried...)
	for _, credential := range c.secrets {
		secrets = append(secrets, credential.secrets()...)
	}
	var words []string
	for _, secret := range secrets {
		value := secret.Reveal()
		words = append(words, value, url.QueryEscape(value), url.PathEscape(value), html.EscapeString(value))
	}
	// The longest first: one secret may be a part of another.
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
	for _, word := range words {
		if word != "" {
			text = strings.ReplaceAll(text, word, redacted)
		}
	}
	return text
}

// carried returns the secrets in the headers of a request and its answer, which may be nil: the token and the cookies.
func carried(r *http.Request, resp *http.Response) []Secret {
	var found []Secret
	if _, token, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok {
		found = append(found, NewSecret(token))
	}
	cookies := r.Cookies()
	if resp != nil {
		cookies = append(cookies, resp.Cookies()...)
	}
	for _, cookie := range cookies {
		// A short value is a setting like "1" or "en", which stands in many words.
		if len(cookie.Value) >= 8 {
			found = append(found, NewSecret(cookie.Value))
		}
	}
	return found
}

// places returns the spellings of where the request goes that hold its path arguments and query values, the longest first.
func (f *flight) places() []string {
	if f.target == nil {
		return nil
	}
	words := []string{f.target.String(), f.target.RequestURI(), f.target.EscapedPath(), f.target.Path, f.target.RawQuery}
	for _, values := range f.target.Query() {
		words = append(words, values...)
	}
	for _, segment := range strings.Split(f.target.Path, "/") {
		if !strings.Contains(f.op.Path, segment) {
			words = append(words, segment, url.PathEscape(segment))
		}
	}
	// A short one stands in many words.
	words = slices.DeleteFunc(words, func(word string) bool { return len(word) < 4 })
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
	return words
}

// quieted is an error with another text.
type quieted struct {
	text  string
	cause error
}

func (q *quieted) Error() string { return q.text }
func (q *quieted) Unwrap() error { return q.cause }

var quotation = regexp.MustCompile(`(?s)"(?:[^"\\]|\\.)*(?:"|$)`)

// quiet returns err with a text that shows no secret and quotes nothing: what transports and encoders put in quotation
// marks are URLs, headers and values. [errors.Is] and [errors.As] find what they found before.
func (c *Client) quiet(f *flight, err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	for _, place := range f.places() {
		text = strings.ReplaceAll(text, place, "…")
	}
	// Secrets first: one that holds a quotation mark would fall apart.
	text = quotation.ReplaceAllString(c.scrub(f, text), `"…"`)
	var malformed textproto.ProtocolError
	if errors.As(err, &malformed) {
		text = "the server's headers are malformed"
	}
	if text == err.Error() {
		return err
	}
	return &quieted{text, err}
}

// sameOrigin reports whether credentials for base may be sent to u: same scheme, host and port.
func sameOrigin(u, base *url.URL) bool {
	return strings.EqualFold(u.Scheme, base.Scheme) &&
		strings.EqualFold(u.Hostname(), base.Hostname()) &&
		portOf(u) == portOf(base)
}

func portOf(u *url.URL) string {
	if port := u.Port(); port != "" {
		return port
	}
	if strings.EqualFold(u.Scheme, "https") {
		return "443"
	}
	return "80"
}
