package core

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"time"

	"golang.org/x/time/rate"

	"github.com/hostclients/hostclients/core/internal/settings"
)

// Option configures a client. Pass options to New, which returns an error if one is invalid or if two contradict each other.
type Option func(*settings.Client) error

// WithHTTPClient sends requests with a copy of client. Its transport and cookie jar work as net/http documents them. Its timeout
// limits each attempt. Its CheckRedirect is ignored, because redirects are not followed: a redirected order would be sent twice or
// become a GET, and credentials must not leave the server of the base URL.
func WithHTTPClient(client *http.Client) Option {
	return func(s *settings.Client) error {
		if client == nil {
			return errors.New("WithHTTPClient: the client is nil")
		}
		s.HTTPClient = client
		return s.Once("WithHTTPClient")
	}
}

// LoginOption configures a login. Generated packages have functions that return one, such as WithTOTP.
type LoginOption func(*settings.Login) error

// WithClock sets the clock for second-factor codes. Use it in tests, and where the machine's clock is wrong by more than a few
// seconds. The default is the machine's clock.
func WithClock(now func() time.Time) Option {
	return func(s *settings.Client) error {
		if now == nil {
			return errors.New("WithClock: the clock is nil")
		}
		s.Clock = now
		return s.Once("WithClock")
	}
}

// WithMiddleware wraps the transport, for tracing and metrics. If the option is repeated, the first middleware is the outermost.
// A middleware sees every attempt, including the credentials. It must not send a request twice. It must pass the request's context
// on, because the client needs the trace in it.
func WithMiddleware(middleware func(http.RoundTripper) http.RoundTripper) Option {
	return func(s *settings.Client) error {
		if middleware == nil {
			return errors.New("WithMiddleware: the middleware is nil")
		}
		s.Middleware = append(s.Middleware, middleware)
		return nil
	}
}

// WithLogger writes one line per call to logger: at level Info if the call succeeded, at level Warn if it failed. Attempts that are
// retried are logged at level Debug. A line has the operation, path template, status, duration and number of attempts, but no secrets.
func WithLogger(logger *slog.Logger) Option {
	return func(s *settings.Client) error {
		if logger == nil {
			return errors.New("WithLogger: the logger is nil")
		}
		s.Logger = logger
		return s.Once("WithLogger")
	}
}

// WithTimeout limits each call from its start to the last byte of its response, including retries and logins. Without it, a
// call ends at its context's deadline, or after 30 seconds if there is none. Operations that are known to take longer get more
// time, as the comments of their methods say. [CallTimeout] overrides the limit for one call.
func WithTimeout(timeout time.Duration) Option {
	return func(s *settings.Client) error {
		if timeout <= 0 {
			return fmt.Errorf("WithTimeout: want a positive duration, got %v", timeout)
		}
		s.Timeout = timeout
		return s.Once("WithTimeout")
	}
}

// WithMaxBodyBytes limits a response to n bytes; the default is 8 MiB. The limit on the number of values in a response changes in
// proportion. If a response is longer, the call fails, and the [*Error] has the part that was read. A [Download] has no limit unless
// you set this option.
func WithMaxBodyBytes(n int64) Option {
	return func(s *settings.Client) error {
		if n <= 0 {
			return fmt.Errorf("WithMaxBodyBytes: want a positive number of bytes, got %d", n)
		}
		s.MaxBodyBytes = n
		return s.Once("WithMaxBodyBytes")
	}
}

var productToken = regexp.MustCompile(`^[A-Za-z0-9!#$%&'*+.^_|~-]+(/[A-Za-z0-9!#$%&'*+.^_|~-]+)?$`)

// WithApplication names your application in the User-Agent header, as a product token: "my-shop" or "my-shop/1.4".
func WithApplication(product string) Option {
	return func(s *settings.Client) error {
		if !productToken.MatchString(product) {
			return fmt.Errorf("WithApplication: want a product token like my-shop/1.4, got %q", product)
		}
		s.Application = product
		return s.Once("WithApplication")
	}
}

// WithPlainHTTP allows a base URL with http instead of https for hosts other than this machine, and for this machine if requests
// go through a proxy. Everything, including credentials, is then sent unencrypted.
func WithPlainHTTP() Option {
	return func(s *settings.Client) error {
		s.PlainHTTP = true
		return s.Once("WithPlainHTTP")
	}
}

// WithRateLimit sends at most perSecond requests per second, and at most burst at once. A call waits for its turn. If its turn would
// come after its deadline, it fails immediately.
func WithRateLimit(perSecond float64, burst int) Option {
	return func(s *settings.Client) error {
		if !(perSecond > 0) || burst < 1 { // also refuses NaN
			return fmt.Errorf("WithRateLimit: want a positive rate and a burst of at least 1, got %v and %d", perSecond, burst)
		}
		s.Limiter = rate.NewLimiter(rate.Limit(perSecond), burst)
		return s.Once("WithRateLimit")
	}
}

// Retry configures the number of attempts, their time limit, and the pauses between them.
type Retry struct {
	// Attempts is the maximum number of attempts per call; 1 disables retries.
	Attempts int
	// MinWait and MaxWait bound the pause between attempts. The pause is random, from MinWait up to a limit that doubles with each
	// attempt. If the server asks for a pause (Retry-After), the client waits that long plus a random part of its own pause. If the
	// server asks for more than MaxWait, the request is not retried.
	MinWait, MaxWait time.Duration
	// AttemptTimeout limits each attempt. If it is 0, only the call's timeout limits an attempt.
	AttemptTimeout time.Duration
}

// DefaultRetry applies to clients without [WithRetry].
var DefaultRetry = Retry{Attempts: 3, MinWait: 250 * time.Millisecond, MaxWait: 10 * time.Second}

// WithRetry sets how failed attempts are retried. It does not change which calls are retried: those that only read, and those whose
// request cannot have reached the server.
func WithRetry(retry Retry) Option {
	return func(s *settings.Client) error {
		switch {
		case retry.Attempts < 1:
			return fmt.Errorf("WithRetry: want at least 1 attempt, got %d", retry.Attempts)
		case retry.MinWait < 0 || retry.MaxWait < retry.MinWait:
			return fmt.Errorf("WithRetry: want 0 <= MinWait <= MaxWait, got %v and %v", retry.MinWait, retry.MaxWait)
		case retry.AttemptTimeout < 0:
			return fmt.Errorf("WithRetry: want a positive AttemptTimeout or 0, got %v", retry.AttemptTimeout)
		}
		s.Retry = settings.Retry(retry)
		return s.Once("WithRetry")
	}
}
