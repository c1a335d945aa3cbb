package core

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"sync/atomic"
	"time"
)

// Retry says how often and how fast failed attempts are repeated.
type Retry struct {
	// Attempts is how often a request is sent at most; 1 switches repeating off.
	Attempts int
	// MinWait and MaxWait bound the pause between attempts. It doubles from MinWait, with up to half of it random, and
	// never exceeds MaxWait. A server that asks for a longer pause (Retry-After) gets no further attempt.
	MinWait, MaxWait time.Duration
}

// DefaultRetry is what clients do unless [WithRetry] says otherwise.
var DefaultRetry = Retry{Attempts: 3, MinWait: 250 * time.Millisecond, MaxWait: 10 * time.Second}

func (r Retry) check() error {
	switch {
	case r.Attempts < 1:
		return fmt.Errorf("%d attempts: at least one is needed", r.Attempts)
	case r.MinWait < 0 || r.MaxWait < r.MinWait:
		return fmt.Errorf("a pause from %v to %v makes no sense", r.MinWait, r.MaxWait)
	}
	return nil
}

// retryStage repeats attempts that failed, where that cannot do anything twice:
//
//   - any operation, if no byte can have reached the server: the connection was not even established;
//   - operations that only read, if the connection broke or the server said 429, 502, 503 or 504.
//
// An operation marked RepeatNever is therefore never sent again once a byte may have reached the server, and neither is
// any other that may change something.
func (c *Client) retryStage(next http.RoundTripper) http.RoundTripper {
	policy := c.config.retry
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		f := flightOf(r)
		for attempt := 1; ; attempt++ {
			var connected atomic.Bool
			trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }}
			resp, err := next.RoundTrip(r.WithContext(httptrace.WithClientTrace(r.Context(), trace)))
			reason := retryReason(f.op, resp, err, connected.Load())
			if reason == "" || attempt >= policy.Attempts || f.call.noRetry || r.Context().Err() != nil {
				return resp, err
			}
			again, ok := rewind(r)
			wait, allowed := policy.wait(attempt, resp)
			if !ok || !allowed {
				return resp, err
			}
			if deadline, ok := r.Context().Deadline(); ok && time.Until(deadline) < wait {
				return resp, err
			}
			if resp != nil {
				_ = resp.Body.Close()
			}
			if c.config.logger != nil {
				c.config.logger.LogAttrs(r.Context(), slog.LevelDebug, "attempt failed",
					slog.String("api", c.api.Name), slog.String("operation", f.op.ID),
					slog.Int("attempt", attempt), slog.String("reason", reason), slog.Duration("wait", wait))
			}
			if err := sleep(r.Context(), wait); err != nil {
				return nil, err
			}
			r = again
		}
	})
}

// retryReason says why an attempt is worth another one, in words for the log; "" if it is not, or must not be.
func retryReason(op *Operation, resp *http.Response, err error, connected bool) string {
	if err != nil {
		var dial *net.OpError
		notSent := !connected && errors.As(err, &dial) && (dial.Op == "dial" || dial.Op == "proxyconnect")
		var dns *net.DNSError
		switch {
		case errors.Is(err, context.Canceled):
			return ""
		case errors.As(err, &dns) && dns.IsNotFound:
			return "" // the name does not exist, and will not in a second either
		case notSent:
			return "not connected"
		case op.safe() && connected:
			return "connection broke"
		}
		return ""
	}
	if !op.safe() {
		return ""
	}
	switch resp.StatusCode {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return "status " + strconv.Itoa(resp.StatusCode)
	}
	return ""
}

// wait returns the pause after an attempt; false if the server asks for a longer one than the policy allows.
func (r Retry) wait(attempt int, resp *http.Response) (time.Duration, bool) {
	wait := r.MinWait
	for i := 1; i < attempt && wait < r.MaxWait; i++ {
		wait += min(wait, r.MaxWait-wait)
	}
	if extra := min(wait/2, r.MaxWait-wait); extra > 0 {
		wait += rand.N(extra)
	}
	if asked, ok := retryAfter(resp); ok {
		return max(wait, asked), asked <= r.MaxWait
	}
	return wait, true
}

// retryAfter reads the Retry-After header, in seconds or as a date.
func retryAfter(resp *http.Response) (time.Duration, bool) {
	if resp == nil {
		return 0, false
	}
	value := resp.Header.Get("Retry-After")
	seconds, err := strconv.ParseUint(value, 10, 31)
	switch {
	case err == nil:
		return time.Duration(seconds) * time.Second, true
	case errors.Is(err, strconv.ErrRange):
		return math.MaxInt64, true
	}
	if date, err := http.ParseTime(value); err == nil {
		return max(0, time.Until(date)), true
	}
	return 0, false
}

// rewind returns r as it must be to be sent again; false if its body cannot be read twice.
func rewind(r *http.Request) (*http.Request, bool) {
	again := r.Clone(r.Context())
	if r.Body == nil || r.Body == http.NoBody {
		return again, true
	}
	if r.GetBody == nil {
		return nil, false
	}
	body, err := r.GetBody()
	if err != nil {
		return nil, false
	}
	again.Body = body
	return again, true
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
