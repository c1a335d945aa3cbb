package runtime

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/internal/settings"
	"github.com/hostclients/hostclients/internal/near"
)

// defaultTimeout is the timeout of calls whose context has no deadline, unless an option sets it.
const defaultTimeout = 30 * time.Second

// Client sends the calls of one API to one server with one set of credentials. Generated packages wrap it. It is safe for
// concurrent use. After New, only its session cookies and tokens change.
type Client struct {
	api      *API
	base     *url.URL
	settings settings.Client
	secrets  map[string]Credential // by security scheme
	http     *http.Client
	proxy    func(*http.Request) (*url.URL, error) // the proxy function of the *http.Transport, or nil
	direct   bool                                  // whether an *http.Transport sends the requests without middleware: its trace is then complete
	agent    []string                              // the value of the User-Agent header
	budget   *budget
	// downloadLimit is the maximum size of a download in bytes; 0 for no limit.
	downloadLimit int64
	rotating      *rotating // nil if the API has no rotating header
	handle        handler
}

// New returns a client of api for the server at baseURL, an absolute https URL without user, query and fragment. Its path
// precedes every operation's path. Plain http is accepted for localhost and loopback addresses; other hosts need
// [core.WithPlainHTTP]. New reports all errors in baseURL and opts together.
func New(api *API, baseURL string, opts ...core.Option) (*Client, error) {
	c := &Client{api: api, secrets: map[string]Credential{}, budget: &budget{}}
	c.settings.Retry = settings.Retry(core.DefaultRetry)
	var invalid []error
	for _, opt := range opts {
		invalid = append(invalid, apply(opt, &c.settings))
	}
	c.downloadLimit, c.settings.MaxBodyBytes = c.settings.MaxBodyBytes, cmp.Or(c.settings.MaxBodyBytes, defaultMaxBodyBytes)
	base, err := parseServer("base URL", baseURL, c.settings.PlainHTTP)
	invalid = append(invalid, c.checkCredentials(), c.checkResults(), err)
	if err := errors.Join(invalid...); err != nil {
		return nil, fmt.Errorf("%s: %w", api.Name, err)
	}
	c.base = base
	agent := "hostclients/" + core.Version + " (" + api.Name + ")"
	if c.settings.Application != "" {
		agent = c.settings.Application + " " + agent
	}
	c.agent = []string{agent}
	if c.http = c.httpClient(); c.http == nil {
		return nil, fmt.Errorf("%s: WithMiddleware: the middleware returned nil", api.Name)
	}
	if err := c.checkProxy("base URL", base); err != nil {
		return nil, fmt.Errorf("%s: %w", api.Name, err)
	}
	if api.Rotating != "" {
		c.rotating = newRotating(api.Rotating)
	}
	for _, given := range c.settings.Credentials {
		credential := given.Build.(func(*Client) Credential)(c)
		if err := credential.check(); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", api.Name, given.Option, err)
		}
		c.secrets[given.Scheme] = credential
	}
	c.handle = c.chain()
	return c, nil
}

func apply(opt core.Option, s *settings.Client) error {
	if opt == nil {
		return errors.New("an option is nil")
	}
	return opt(s)
}

// httpClient returns a copy of the caller's http.Client that does not follow redirects, or nil if a middleware returns nil. If the
// API has session cookies, the copy stores them.
func (c *Client) httpClient() *http.Client {
	client := http.Client{}
	if c.settings.HTTPClient != nil {
		client = *c.settings.HTTPClient
	}
	if c.api.CookieScheme != "" {
		session := newCookieSession(c.base, client.Jar)
		client.Jar, c.secrets[c.api.CookieScheme] = session, session
	}
	if client.Transport == nil {
		client.Transport = http.DefaultTransport
	}
	transport, direct := client.Transport.(*http.Transport)
	if c.direct = direct; direct {
		c.proxy = transport.Proxy
	}
	for _, middleware := range slices.Backward(c.settings.Middleware) {
		if client.Transport, c.direct = middleware(client.Transport), false; client.Transport == nil {
			return nil
		}
	}
	client.Transport = unfollowed{client.Transport}
	return &client
}

// checkCredentials returns an error if the options set more than one alternative set of credentials.
func (c *Client) checkCredentials() error {
	options := map[string]string{}
	for _, given := range c.settings.Credentials {
		options[given.Scheme] = given.Option
	}
	var invalid []error
	for _, alternative := range c.api.Alternatives {
		var given []string
		for _, set := range alternative {
			if !slices.ContainsFunc(set, func(scheme string) bool { return options[scheme] == "" }) {
				given = append(given, options[set[0]])
			}
		}
		if len(given) > 1 {
			invalid = append(invalid, fmt.Errorf("%s contradict each other: give one of them", strings.Join(given, " and ")))
		}
	}
	return errors.Join(invalid...)
}

// checkResults returns an error if a result is registered for an unknown operation, or for one whose response is documented.
func (c *Client) checkResults() error {
	var invalid []error
	for _, id := range slices.Sorted(maps.Keys(c.settings.Results)) {
		i := slices.IndexFunc(c.api.Operations, func(op *Operation) bool { return op.ID == id })
		switch {
		case i < 0:
			invalid = append(invalid, fmt.Errorf("WithResult: there is no operation %q%s", id, c.nearest(id)))
		case c.api.Operations[i].Returns != ReturnsRaw && c.api.Operations[i].Returns != ReturnsBytes:
			invalid = append(invalid, fmt.Errorf("WithResult: the response of %q is documented, and its method already returns it", id))
		}
	}
	return errors.Join(invalid...)
}

// nearest suggests the operation with the most similar id. It returns "" if no id is similar.
func (c *Client) nearest(id string) string {
	var ids []string
	for _, op := range c.api.Operations {
		ids = append(ids, op.ID)
	}
	return near.Suggestion(id, ids, len(id)/2)
}

// parseServer parses the URL of a server. Errors call the URL by the name in what. They never quote it, because it may contain a
// secret.
func parseServer(what, raw string, plainHTTP bool) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil {
		// The error of url.Parse quotes the URL, including any secret in it.
		return nil, fmt.Errorf("the %s is not a URL: want one like https://portal.example.com/api", what)
	}
	switch {
	case u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "":
		return nil, fmt.Errorf("the %s must be absolute, like https://portal.example.com/api", what)
	case u.User != nil:
		return nil, fmt.Errorf("the %s must not contain credentials: pass them as an option", what)
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, fmt.Errorf("the %s must not have a query or a fragment", what)
	case u.Scheme == "http" && !plainHTTP && !isLoopback(u.Hostname()):
		return nil, fmt.Errorf("the %s is plain http, which exposes credentials to everyone on the network path: use https, or core.WithPlainHTTP if the network is yours", what)
	}
	return u.JoinPath("/"), nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback() || strings.EqualFold(host, "localhost") || strings.HasSuffix(strings.ToLower(host), ".localhost")
}

// checkProxy rejects plain http to this machine through a proxy. The proxy could read the credentials, and its localhost is
// a different machine. Only an *http.Transport can be checked.
func (c *Client) checkProxy(what string, to *url.URL) error {
	if c.proxy == nil || c.settings.PlainHTTP || to.Scheme != "http" {
		return nil
	}
	if proxy, err := c.proxy(&http.Request{Method: http.MethodGet, URL: to, Host: to.Host, Header: http.Header{}}); err == nil && proxy == nil {
		return nil
	}
	return fmt.Errorf("the %s is plain http and goes through a proxy, which can read the credentials: exclude this machine from the proxy, or use core.WithPlainHTTP if the proxy is yours", what)
}

// BaseURL returns the URL to which the paths of operations are appended; it ends in a slash.
func (c *Client) BaseURL() string { return c.base.String() }

// String returns the name of the API and the server, without credentials.
func (c *Client) String() string {
	if c == nil || c.base == nil {
		return "client without a server"
	}
	return c.api.Name + " client for " + c.base.Scheme + "://" + c.base.Host
}

// Format prints String for every verb, so that no verb shows credentials.
func (c *Client) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }
