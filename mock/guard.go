package mock

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// PasswordHeader is the header for the password of [WithPassword]. Authorization is for the credentials of the APIs.
const PasswordHeader = "X-Mock-Password"

// WithPassword requires a password in the header X-Mock-Password. The page and the admin endpoints also accept it as the password
// of basic authentication. Use it if others can reach the server.
func WithPassword(password string) Option {
	return func(c *config) error {
		if len(password) < 8 {
			return errors.New("mock.WithPassword: want at least 8 characters")
		}
		c.password = password
		return nil
	}
}

// WithHosts adds hosts, without ports, at which the page and the admin endpoints can be reached. Loopback is always allowed. Requests
// for other hosts are refused. Otherwise, a web page could reach a server on loopback through its own host name (DNS rebinding).
func WithHosts(hosts ...string) Option {
	return func(c *config) error {
		c.hosts = append(c.hosts, hosts...)
		return nil
	}
}

// admitted reports whether a request has the password, or no password is set. If not, it sends a 401.
func (s *Server) admitted(w http.ResponseWriter, r *http.Request, own bool) bool {
	if s.config.password == "" || same(r.Header.Get(PasswordHeader), s.config.password) {
		return true
	}
	if own {
		if _, password, ok := r.BasicAuth(); ok && same(password, s.config.password) {
			return true
		}
		w.Header().Set("WWW-Authenticate", `Basic realm="mock server"`)
	}
	newProblem(http.StatusUnauthorized, "want the password of the mock server in the header "+PasswordHeader).write(w)
	return false
}

// same compares secrets in constant time.
func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// foreign returns why a request must be refused, or "". It refuses requests for unknown hosts, and requests that a browser sends for a
// different site.
func (s *Server) foreign(r *http.Request) string {
	if !s.knownHost(r.Host) {
		return "the request is for an unknown host: want loopback, or a host set with -host or mock.WithHosts"
	}
	if origin := r.Header.Get("Origin"); origin != "" {
		if from, err := url.Parse(origin); err != nil || from.Host != r.Host {
			return "the request comes from a different origin"
		}
	}
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return "the request comes from a different site"
	}
	return ""
}

func (s *Server) knownHost(hostport string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	host = strings.Trim(strings.ToLower(host), "[]")
	if ip := net.ParseIP(host); ip != nil && ip.IsLoopback() || host == "localhost" {
		return true
	}
	return slices.Contains(s.config.hosts, host)
}
