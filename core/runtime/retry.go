package runtime

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/internal/settings"
)

// retry sends attempts until one succeeds or may not be repeated. It repeats only what cannot be executed twice:
//
//   - any operation, if there is evidence that the request was not sent;
//   - operations that may be retried at all, if the server says in the words of HTTP/2 that it did not process the request;
//   - operations that only read, if the connection or the response broke, or the status says that the problem is temporary.
func (c *Client) retry(next handler) handler {
	policy := c.settings.Retry
	return func(call *call) error {
		c.budget.earn()
		for attempt := 1; ; attempt++ {
			err := next(call)
			call.unsent, call.refused = isUnsent(call, err), call.response == nil && isRefused(err)
			reason := retryReason(call, err)
			if reason == "" || attempt >= policy.Attempts || call.opts.Once || call.ctx.Err() != nil || !call.request.source.mayBegin(call.ctx) {
				return err
			}
			wait, allowed := pause(policy, attempt, call.response)
			if deadline, ok := call.ctx.Deadline(); !allowed || ok && time.Until(deadline) < wait || !c.budget.spend() {
				return err
			}
			if logger := c.settings.Logger; logger != nil {
				logger.LogAttrs(call.ctx, slog.LevelDebug, "attempt failed",
					slog.String("api", c.api.Name), slog.String("operation", call.op.ID),
					slog.Int("attempt", attempt), slog.String("reason", reason), slog.Duration("wait", wait))
			}
			if sleep(call.ctx, wait) != nil {
				return errors.Join(err, call.ctx.Err()) // what the last attempt received is kept
			}
			call.unclear = call.execution() != core.NotExecuted
		}
	}
}

// retryReason returns why a failed attempt is retried, in words for the log; empty if a retry is useless or not allowed.
func retryReason(call *call, err error) string {
	if err == nil && call.response.isSuccess() {
		return ""
	}
	var dns *net.DNSError
	switch {
	case errors.Is(err, context.Canceled) || errors.As(err, &dns) && dns.IsNotFound:
		return "" // a name that does not exist will not exist a second later either
	case errors.As(err, new(*tls.CertificateVerificationError)):
		return "" // … nor will an invalid certificate be valid
	case errors.As(err, new(notSentError)):
		return "" // the rate limit left no time for it, and later there is even less
	case call.unsent:
		return "not sent"
	case call.refused && call.op.Retry != RetryNever:
		return "refused by the server"
	case !call.op.safe():
		return ""
	case err != nil && call.response == nil:
		return "connection broke"
	case errors.As(err, new(brokenError)):
		return "response broke off"
	case call.response == nil:
		return ""
	}
	if passes[call.response.status] {
		return "status " + strconv.Itoa(call.response.status)
	}
	return ""
}

// passes are the statuses of temporary problems.
var passes = map[int]bool{
	http.StatusRequestTimeout: true, http.StatusTooEarly: true, http.StatusTooManyRequests: true, http.StatusBadGateway: true,
	http.StatusServiceUnavailable: true, http.StatusGatewayTimeout: true,
}

// isUnsent reports whether there is evidence that the last attempt did not reach the server.
func isUnsent(call *call, err error) bool {
	return err != nil && call.response == nil && call.sent != nil && call.sent.notSent()
}

// execution returns whether the server executed the call, by the evidence of the last attempt. If an earlier attempt may have
// been executed, the result is never "not executed".
func (call *call) execution() core.Execution {
	last := core.MaybeExecuted
	switch {
	case call.attempts == 0, call.unsent, call.refused, call.response != nil && declines(call.response.status):
		last = core.NotExecuted
	case call.response != nil && call.response.isSuccess():
		last = core.Executed
	}
	if call.unclear && last == core.NotExecuted {
		return core.MaybeExecuted
	}
	return last
}

// declines reports whether a status says that the server did not execute the request. A redirect does so only if it asks for
// the same request elsewhere: many back ends redirect to another page after they executed a request.
func declines(status int) bool {
	switch status {
	case http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	case http.StatusRequestTimeout:
		return false
	}
	return status >= 400 && status < 500
}

// pause returns how long to wait after an attempt; false if the server asks for more than the policy allows. The wait is what
// the server asks for, or MinWait, plus a random time that grows with the attempts, so that clients that failed at the same
// moment do not all come back at the same moment.
func pause(policy settings.Retry, attempt int, resp *response) (time.Duration, bool) {
	most := policy.MinWait
	for range attempt {
		most += min(most, policy.MaxWait-most)
	}
	least := policy.MinWait
	if asked, ok := retryAfter(resp); ok {
		if asked > policy.MaxWait {
			return asked, false
		}
		least, most = max(least, asked), max(most, asked+most)
	}
	if most > least {
		least += rand.N(most - least)
	}
	return least, true
}

// retryAfter reads the Retry-After header, in seconds or as a date.
func retryAfter(resp *response) (time.Duration, bool) {
	if resp == nil {
		return 0, false
	}
	value := resp.header.Get("Retry-After")
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

// budget limits the retries of a client: in an outage, a thousand callers must not send three thousand requests. Each call
// earns a tenth of a retry, and a client starts with a few.
type budget struct {
	mu    sync.Mutex
	spent float64
}

const (
	earnedPerCall = 0.1
	savedAtMost   = 10
)

func (b *budget) earn() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.spent = max(0, b.spent-earnedPerCall)
}

func (b *budget) spend() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.spent+1 > savedAtMost {
		return false
	}
	b.spent++
	return true
}
