package contract

import (
	"net/http"
	"net/url"
	"strings"
)

// ServerVariable names an environment variable: the base URL of a server of the API. If it is set, [Run] sends what the typed
// methods send to that server, and the gates judge its responses in place of the recorded ones. Each request asks for the
// response of its fixture with the header Prefer, and has an X-Mock-Session of its own: package mock serves that.
const ServerVariable = "CONTRACT_SERVER"

// overTCP is a transport of its own: examples replace http.DefaultTransport.
var overTCP = &http.Transport{}

// forward sends a request of the client under test to the server, and returns the response.
func (x *Exchange) forward(r *http.Request, body string) (*http.Response, error) {
	base, err := url.Parse(x.base)
	if err != nil {
		return nil, err
	}
	target := x.server + strings.TrimPrefix(r.URL.EscapedPath(), base.EscapedPath())
	if r.URL.RawQuery != "" {
		target += "?" + r.URL.RawQuery
	}
	out, err := http.NewRequestWithContext(r.Context(), r.Method, target, strings.NewReader(body)) //nolint:gosec // whoever runs the tests names the server
	if err != nil {
		return nil, err
	}
	out.Header = r.Header.Clone()
	out.Header.Set("Prefer", "example="+x.fixture)
	out.Header.Set("X-Mock-Session", x.op.id+" "+x.fixture)
	response, err := overTCP.RoundTrip(out)
	if err == nil {
		response.Request = r // the jar of the client keeps cookies for the recorded host
	}
	return response, err
}
