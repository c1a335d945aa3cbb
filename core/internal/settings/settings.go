// Package settings contains the settings that the options of package core set and package runtime reads. It is internal so that
// users of a client see only the options.
package settings

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/time/rate"
)

// Client contains the settings of a client.
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
	Clock        func() time.Time // nil for the clock of the machine

	given map[string]bool
}

// Retry contains the settings of core.Retry.
type Retry struct {
	Attempts         int
	MinWait, MaxWait time.Duration
	AttemptTimeout   time.Duration
}

// Credential is a credential that an option sets for a client.
type Credential struct {
	Scheme, Option string
	// Build is a func of package runtime that returns the credential.
	Build any
}

// Login contains the settings of a login other than the user name and the password.
type Login struct {
	Code    func(at time.Time) string // the code of a second factor; nil if there is none
	Secrets []string                  // values that must not appear in any message
}

// Once returns an error if it was called with this option before, because it is unclear which value was meant.
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

// Call contains the settings of one call.
type Call struct {
	Timeout   time.Duration // 0 if no option sets it; negative if only the context bounds the call
	Once      bool
	Query     url.Values
	Header    http.Header
	Fields    []Field
	Responses []func(status int, header http.Header, body, noise []byte)
	Page      *Page // nil unless the call is for a page of a list whose pages link to each other
	Err       error // what is wrong with the options
}

// Page is a page of a list whose pages link to each other.
type Page struct {
	At     *url.URL    // the address of the page; nil for the first
	From   *url.URL    // the address that the response came from
	Header http.Header // the header of the response
}

// Field is a member that is added to a body.
type Field struct {
	Name  string
	Value any
}
