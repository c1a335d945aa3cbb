// Package settings has the values that the options of package core set and core/runtime reads. It is internal, so that users of a
// client see only the options.
package settings

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/time/rate"
)

// Client has the values of a client's options.
type Client struct {
	HTTPClient   *http.Client
	Middleware   []func(http.RoundTripper) http.RoundTripper
	Logger       *slog.Logger
	Timeout      time.Duration // 0 if no option sets it
	MaxBodyBytes int64
	Application  string
	PlainHTTP    bool
	Retry        Retry
	Limiter      *rate.Limiter // nil if no option sets one
	Check        func(operation string, status int, header http.Header, body []byte) error
	Results      map[string]func() any // by operationId
	Credentials  []Credential
	Clock        func() time.Time // nil for the machine's clock

	given map[string]bool
}

// Retry has the fields of core.Retry.
type Retry struct {
	Attempts         int
	MinWait, MaxWait time.Duration
	AttemptTimeout   time.Duration
}

// Credential is the value of an option for a credential.
type Credential struct {
	Scheme, Option string
	// Build is a func(*runtime.Client) runtime.Credential.
	Build any
}

// Login has the values of a login's options.
type Login struct {
	Code    func(at time.Time) string // returns the code of a second factor; nil if no option sets one
	Secrets []string                  // values that must not appear in any message
}

// Once returns an error if the option is given twice, because it is unclear which value was meant.
func (c *Client) Once(option string) error {
	if c.given[option] {
		return fmt.Errorf("%s is given twice", option)
	}
	if c.given == nil {
		c.given = map[string]bool{}
	}
	c.given[option] = true
	return nil
}

// Call has the values of a call's options.
type Call struct {
	Timeout   time.Duration // 0 if no option sets it; negative if only the context limits the call
	Once      bool
	Query     url.Values
	Header    http.Header
	Fields    []Field
	Responses []func(status int, header http.Header, body, noise []byte)
	Page      *Page // the page to get, if the list's pages link to each other; else nil
	Err       error // the errors in the options
}

// Page is one page of a list whose pages link to each other.
type Page struct {
	At     *url.URL    // the URL of the page; nil for the first page
	From   *url.URL    // the URL that was requested
	Header http.Header // the header of the response
}

// Field is a member to add to a body.
type Field struct {
	Name  string
	Value any
}
