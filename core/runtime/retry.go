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

// retry makes attempts until one succeeds or must not be retried. It retries only these operations:
//
//   - any operation, if there is evidence that the request was not sent;
//   - operations whose retry rule is not RetryNever, if the server reports over HTTP/2 that it did not process the request;
//   - operations that are safe to repeat, if the connection or the response broke, or the status indicates a temporary problem.
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
				return errors.Join(err, call.ctx.Err()) // err still contains the last response
			}
			call.unclear = call.execution() != core.NotExecuted
		}
	}
}

// retryReason returns the reason to retry a failed attempt, as it appears in the log. It returns "" if a retry is useless or
// not allowed.
func retryReason(call *call, err error) string {
	if err == nil && call.response.isSuccess() {
		return ""
	}
	var dns *net.DNSError
	switch {
	case errors.Is(err, context.Canceled) || errors.As(err, &dns) && dns.IsNotFound:
		return "" // the host name does not exist
	case errors.As(err, new(*tls.CertificateVerificationError)):
		return "" // the next attempt would get the same certificate
	case errors.As(err, new(notSentError)):
		return "" // the rate limit allows no attempt before the deadline
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

// passes are the statuses that indicate a temporary problem.
var passes = map[int]bool{
	http.StatusRequestTimeout: true, http.StatusTooEarly: true, http.StatusTooManyRequests: true, http.StatusBadGateway: true,
	http.StatusServiceUnavailable: true, http.StatusGatewayTimeout: true,
}

// isUnsent reports whether there is evidence that the last attempt did not reach the server.
func isUnsent(call *call, err error) bool {
	return err != nil && call.response == nil && call.sent != nil && call.sent.notSent()
}

// execution returns whether the server executed the call. The last attempt decides, but the result is never core.NotExecuted if an
// earlier attempt may have been executed.
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

// declines reports whether a status means that the server did not execute the request. Among redirects, only 307 and 308 mean that,
// because they require the same request at a different URL. Many back ends execute a request and then redirect to a page.
func declines(status int) bool {
	switch status {
	case http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	case http.StatusRequestTimeout:
		return false
	}
	return status >= 400 && status < 500
}

// pause returns the time to wait after an attempt. It returns false if the server requests a longer wait than the policy allows. The
// wait is at least MinWait, and at least what the server requests. A random part grows with the number of attempts, so that clients
// that failed together do not retry together.
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

// budget limits the retries of a client, so that an outage does not multiply its requests. Each call earns a tenth of a retry,
// and a new client can retry ten times.
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
