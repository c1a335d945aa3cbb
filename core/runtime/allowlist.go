package runtime

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/core"
)

// shownHeaders is the allowlist of response headers that errors and logs may show. All other headers are hidden: cookies,
// locations and vendor headers may contain tokens.
var shownHeaders = []string{
	"Allow",
	"Content-Encoding",
	"Content-Language",
	"Content-Length",
	"Content-Type",
	"Date",
	"Ratelimit",
	"Ratelimit-Limit",
	"Ratelimit-Policy",
	"Ratelimit-Remaining",
	"Ratelimit-Reset",
	"Retry-After",
	"X-Correlation-Id",
	"X-Ratelimit-Limit",
	"X-Ratelimit-Remaining",
	"X-Ratelimit-Reset",
	"X-Request-Id",
}

// maxHeaderValues is the maximum number of values per header in an error.
const maxHeaderValues = 16

// safeHeaders returns the headers of h that are on the allowlist.
func safeHeaders(h http.Header) http.Header {
	safe := http.Header{}
	for _, name := range shownHeaders {
		if values := h.Values(name); len(values) > 0 {
			safe[name] = slices.Clone(values[:min(len(values), maxHeaderValues)])
		}
	}
	return safe
}

// shownURL returns the URL of the request without path arguments and query values, which may be secrets.
func (call *call) shownURL() string {
	base, err := call.client.server(call.op.Server)
	if err != nil {
		base = call.client.base
	}
	path := "/…"
	if call.op.Path != "" {
		path = strings.TrimSuffix(base.Path, "/") + call.op.Path
	}
	shown := url.URL{Scheme: base.Scheme, Host: base.Host}
	text := shown.String() + path
	if call.request == nil {
		return text
	}
	target := call.request.url
	if call.authorized != nil {
		target = call.authorized.url
	}
	var names []string
	for name := range target.Query() {
		names = append(names, url.QueryEscape(name))
	}
	if slices.Sort(names); len(names) > 0 {
		text += "?" + strings.Join(names, "=…&") + "=…"
	}
	return text
}

// shownArgs returns the path arguments that identify the resource. It omits secret and invalid arguments.
func (call *call) shownArgs() []core.Arg {
	var args []core.Arg
	for i, value := range call.path {
		p := &call.op.Parameters[i]
		if p.Secret || len(secretsIn(value)) > 0 {
			continue
		}
		// A separate builder leaves the call unchanged. The path is encoded twice, which is acceptable because errors are rare.
		b := builder{}
		escaped, err := b.encode(p, value)
		if err != nil || len(b.list) > 0 || checkSegment(escaped) != nil {
			continue
		}
		plain, _ := url.PathUnescape(escaped) // cannot fail: checkSegment has unescaped it
		args = append(args, core.Arg{Name: p.Name, Value: call.redact(plain)})
	}
	return args
}
