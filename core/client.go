package core

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"time"
)

// Version is the version of this module, as the User-Agent header tells it.
const Version = "0.1.0"

const (
	// Of calls whose context has no deadline, where no option sets another.
	defaultTimeout      = 30 * time.Second
	defaultMaxBodyBytes = 32 << 20
	// Failures are kept as long as the caller keeps the error: a page of HTML is evidence, a download is not.
	maxFailureBytes = 1 << 20
)

// API is what a generated package tells the runtime about itself.
type API struct {
	// Name is the name of the package, such as "whmcs".
	Name string
	// CookieScheme is the security scheme whose credential is a session cookie; "" if the API has none. With one, the
	// client keeps cookies.
	CookieScheme string
	// Alternatives are the sets of credentials among which operations leave a choice, each a list of sets of schemes. A
	// client with two of one choice is refused, since nobody can tell which one was meant.
	Alternatives [][][]string
	// RawOperations are the operationIds of the operations that return a [Raw].
	RawOperations []string
}

// Client carries the calls of one API to one server with one set of credentials. Generated packages wrap it; New functions
// of those packages make it. It is safe for concurrent use and never changes after it was made, its session cookies and
// tokens aside.
type Client struct {
	api     API
	base    *url.URL
	http    *http.Client
	config  config
	secrets map[string]Credential
}

// NewClient returns a client of api for the server at baseURL: an absolute https URL without user, query and fragment; a
// path is kept in front of every operation's path. Plain http is accepted for this machine's own addresses, and elsewhere
// with [WithPlainHTTP]. All faults of baseURL and opts are reported together.
func NewClient(api API, baseURL string, opts ...Option) (*Client, error) {
	c := &Client{api: api, secrets: map[string]Credential{}}
	c.config = config{maxBodyBytes: defaultMaxBodyBytes, retry: DefaultRetry}
	var faults []error
	for _, opt := range opts {
		if err := opt.apply(&c.config); err != nil {
			faults = append(faults, err)
		}
	}
	faults = append(faults, c.config.choices(api.Alternatives)...)
	faults = append(faults, c.config.strangers(api.RawOperations)...)
	base, err := parseBaseURL(baseURL, c.config.plainHTTP)
	if err != nil {
		faults = append(faults, err)
	}
	if len(faults) > 0 {
		return nil, fmt.Errorf("%s: %w", api.Name, errors.Join(faults...))
	}
	c.base = base

	// A copy, so that the caller's client stays as it was; what the caller set in it stays in force.
	client := http.Client{}
	if c.config.httpClient != nil {
		client = *c.config.httpClient
	}
	if client.Transport == nil {
		client.Transport = http.DefaultTransport
	}
	if api.CookieScheme != "" {
		c.secrets[api.CookieScheme] = CookieSession()
		if client.Jar == nil {
			// cookiejar.New fails only on options, and there are none.
			client.Jar, _ = cookiejar.New(nil)
		}
	}
	for _, grant := range c.config.credentials {
		c.secrets[grant.scheme] = grant.build(c)
	}
	client.Transport = c.chain(client.Transport)
	c.http = &client
	return c, nil
}

func parseBaseURL(raw string, plainHTTP bool) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil {
		// The error of url.Parse quotes the URL, and with it what should not have been in there.
		return nil, errors.New("the base URL is not a URL")
	}
	switch {
	case u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "":
		return nil, errors.New("the base URL must be absolute, like https://portal.example.com/api")
	case u.User != nil:
		return nil, errors.New("the base URL must not hold credentials: give them as an option")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, errors.New("the base URL must not have a query or a fragment")
	case u.Scheme == "http" && !plainHTTP && !isLoopback(u.Hostname()):
		return nil, errors.New("the base URL is plain http, which shows credentials to everyone on the way: use https, or core.WithPlainHTTP if the network is yours")
	}
	// Escapes in the path stay as they are.
	return u.JoinPath("/"), nil
}

// BaseURL returns the URL that every operation's path is appended to; it ends in a slash.
func (c *Client) BaseURL() string { return c.base.String() }

// String names the API and the server, and shows no credential.
func (c *Client) String() string {
	if c == nil || c.base == nil {
		return "client without a server"
	}
	return c.api.Name + " client for " + c.base.Scheme + "://" + c.base.Host
}

// Format prints what String returns, whatever the verb.
func (c *Client) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }
