package contract

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
)

// ServerVariable is the environment variable for the base URL of a server for the API, such as one of package mock. If it is set,
// [Run] sends the requests of the typed methods to that server, and gates 4 and 5 check the results against the recorded responses.
// Each request names its fixture in the header Prefer and has a separate X-Mock-Session, which package mock supports. The server must
// be on this machine: the fixtures contain orders, payments and deletions, and a real server would execute them.
const ServerVariable = "CONTRACT_SERVER"

// serverOfTests returns the URL in ServerVariable, or "" if it is not set.
func serverOfTests() (string, error) {
	server := os.Getenv(ServerVariable)
	if server == "" {
		return "", nil
	}
	at, err := url.Parse(server)
	if err != nil || at.Scheme != "http" && at.Scheme != "https" || at.RawQuery != "" || at.Fragment != "" {
		return "", errors.New(ServerVariable + ": want a URL like http://127.0.0.1:8080")
	}
	// Host names other than localhost may resolve to any address.
	if ip := net.ParseIP(at.Hostname()); at.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return "", errors.New(ServerVariable + ": want a server on this machine, like http://127.0.0.1:8080: a real server would execute the orders in the fixtures")
	}
	return strings.TrimSuffix(server, "/"), nil
}

// overTCP is a separate transport, because examples replace http.DefaultTransport.
var overTCP = &http.Transport{}

// forward sends a request of the client under test to the server and returns the response.
func (x *Exchange) forward(r *http.Request, body string) (*http.Response, error) {
	base, err := url.Parse(x.base)
	if err != nil {
		return nil, err
	}
	target := x.server + "/" + strings.TrimPrefix(strings.TrimPrefix(r.URL.EscapedPath(), base.EscapedPath()), "/")
	if r.URL.RawQuery != "" {
		target += "?" + r.URL.RawQuery
	}
	out, err := http.NewRequestWithContext(r.Context(), r.Method, target, strings.NewReader(body)) //nolint:gosec // serverOfTests has checked that it is on this machine
	if err != nil {
		return nil, err
	}
	out.Header = r.Header.Clone()
	out.Header.Set("Prefer", "example="+x.fixture)
	out.Header.Set("X-Mock-Session", x.op.id+" "+x.fixture)
	response, err := overTCP.RoundTrip(out)
	if err == nil {
		response.Request = r // the client's cookie jar stores cookies for the recorded host
	}
	return response, err
}
