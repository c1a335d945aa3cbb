package runtime

import (
	"context"
	"time"
)

// limit waits for the client's rate limiter and limits the time of an attempt.
func (c *Client) limit(next handler) handler {
	limiter, timeout := c.settings.Limiter, c.settings.Retry.AttemptTimeout
	if limiter == nil && timeout == 0 {
		return next
	}
	return func(call *call) error {
		if limiter != nil {
			if err := limiter.Wait(call.ctx); err != nil {
				return notSentError{err}
			}
		}
		if timeout > 0 {
			defer call.within(timeout)()
		}
		return next(call)
	}
}

// within gives the call a new context with a time limit, until end is called.
func (call *call) within(timeout time.Duration) (end func()) {
	whole, limit := call.ctx, time.Now().Add(timeout)
	if !whole.at.IsZero() && whole.at.Before(limit) {
		limit = whole.at
	}
	call.ctx = new(timed)
	call.ctx.begin(call.parent, call.parent, limit)
	return func() {
		call.ctx.end(context.Canceled)
		call.ctx = whole
	}
}

// notSentError is the error of an attempt that ended before anything was sent.
type notSentError struct{ error }

func (e notSentError) Unwrap() error { return e.error }
