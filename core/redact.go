package core

import (
	"net/http"
	"net/url"
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
