package core

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Option configures a client when it is made. An option that makes no sense, or contradicts another, is an error of New.
type Option func(*config) error

func (o Option) apply(c *config) error {
	if o == nil {
		return errors.New("an option is nil")
	}
	return o(c)
}

type config struct {
	httpClient   *http.Client
	logger       *slog.Logger
	timeout      time.Duration
	maxBodyBytes int64
	application  string
	plainHTTP    bool
	retry        Retry
	check        func(operation string, answer Response) error
	results      map[string]func() any // by operationId
	credentials  []grant
	given        map[string]bool
}

// grant is a credential on its way to the client that will use it.
type grant struct {
	scheme, option string
	build          func(*Client) Credential
}

// once refuses an option that was given before: of two values, nobody can tell which one was meant.
func (c *config) once(option string) error {
	if c.given[option] {
		return fmt.Errorf("%s is given twice", option)
	}
	if c.given == nil {
		c.given = map[string]bool{}
	}
	c.given[option] = true
	return nil
}

// choices reports where the options give more than one set of credentials among which an operation chooses.
func (c *config) choices(alternatives [][][]string) []error {
	options := map[string]string{}
	for _, grant := range c.credentials {
		options[grant.scheme] = grant.option
	}
	var faults []error
	for _, alternative := range alternatives {
		var given []string
		for _, set := range alternative {
			if !slices.ContainsFunc(set, func(scheme string) bool { return options[scheme] == "" }) {
				given = append(given, options[set[0]])
			}
		}
		if len(given) > 1 {
			faults = append(faults, fmt.Errorf("%s contradict each other: give one of them", strings.Join(given, " and ")))
		}
	}
	return faults
}

// WithHTTPClient makes calls go through client, whose transport, cookie jar and timeout stay in force. The client is
// copied, never changed. Its redirect policy has no say: redirects are not followed, since a followed order would be sent
// twice or turn into a GET, and credentials belong to one server.
func WithHTTPClient(client *http.Client) Option {
	return func(c *config) error {
		if client == nil {
			return errors.New("WithHTTPClient: the client is nil")
		}
		c.httpClient = client
		return c.once("WithHTTPClient")
	}
}

// WithLogger makes every call write one line to logger: level Info if it succeeded, Warn if it failed; repeated attempts
// write a line of level Debug. Lines carry the operation, path template, status, duration and attempts, and no secrets.
func WithLogger(logger *slog.Logger) Option {
	return func(c *config) error {
		if logger == nil {
			return errors.New("WithLogger: the logger is nil")
		}
		c.logger = logger
		return c.once("WithLogger")
	}
}

// WithTimeout bounds each call from its start to the last byte of its answer, repeated attempts and token renewals
// included. Without it, a call ends at its context's deadline, or after 30 seconds if it has none. Operations that are known
// to take longer, which their methods say, get the time they need. [CallTimeout] sets the bound of one call, whatever it is.
func WithTimeout(timeout time.Duration) Option {
	return func(c *config) error {
		if timeout <= 0 {
			return fmt.Errorf("WithTimeout: %v is not a positive duration", timeout)
		}
		c.timeout = timeout
		return c.once("WithTimeout")
	}
}

// WithMaxBodyBytes bounds how much of an answer is read into memory: n bytes, 32 MiB by default. A longer answer is an
// error that keeps what was read.
func WithMaxBodyBytes(n int64) Option {
	return func(c *config) error {
		if n <= 0 {
			return fmt.Errorf("WithMaxBodyBytes: %d is not a positive number of bytes", n)
		}
		c.maxBodyBytes = n
		return c.once("WithMaxBodyBytes")
	}
}

var productToken = regexp.MustCompile(`^[A-Za-z0-9!#$%&'*+.^_|~-]+(/[A-Za-z0-9!#$%&'*+.^_|~-]+)?$`)

// WithApplication names the application in the User-Agent header, as a product token: "my-shop" or "my-shop/1.4".
func WithApplication(product string) Option {
	return func(c *config) error {
		if !productToken.MatchString(product) {
			return fmt.Errorf("WithApplication: %q is not a product token like my-shop/1.4", product)
		}
		c.application = product
		return c.once("WithApplication")
	}
}

// WithPlainHTTP accepts a base URL with http instead of https for hosts other than this machine. Everything, credentials
// included, then travels in the clear.
func WithPlainHTTP() Option {
	return func(c *config) error {
		c.plainHTTP = true
		return c.once("WithPlainHTTP")
	}
}

// WithRetry sets how failed attempts are repeated. Which calls are repeated at all is not an option: reads, and what
// cannot have reached the server.
func WithRetry(retry Retry) Option {
	return func(c *config) error {
		if err := retry.check(); err != nil {
			return fmt.Errorf("WithRetry: %w", err)
		}
		c.retry = retry
		return c.once("WithRetry")
	}
}

// WithCredential gives the client the credential for a security scheme. Generated packages call it; option is the name
// under which users know it, for the message when two options give credentials for the same scheme.
func WithCredential(scheme, option string, build func(*Client) Credential) Option {
	return func(c *config) error {
		for _, other := range c.credentials {
			if other.scheme != scheme {
				continue
			}
			if other.option == option {
				return fmt.Errorf("%s is given twice", option)
			}
			return fmt.Errorf("%s and %s contradict each other: give one of them", other.option, option)
		}
		c.credentials = append(c.credentials, grant{scheme, option, build})
		return nil
	}
}

// Options bundles several options into one.
func Options(opts ...Option) Option {
	return func(c *config) error {
		var faults []error
		for _, opt := range opts {
			faults = append(faults, opt.apply(c))
		}
		return errors.Join(faults...)
	}
}

// Refuse returns an option that fails with a message. Generated options use it for values that cannot be right.
func Refuse(format string, args ...any) Option {
	return func(*config) error { return fmt.Errorf(format, args...) }
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback() || strings.EqualFold(host, "localhost") || strings.HasSuffix(strings.ToLower(host), ".localhost")
}
