package runtime

import (
	"context"
	"time"
)

// limit waits for the client's rate limiter, and limits the time of an attempt.
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

// within sets a time limit on the call's context, until end is called.
func (call *call) within(timeout time.Duration) (end func()) {
	whole := call.ctx
	if call.isStreamed() {
		p := newPatience(whole, timeout)
		call.ctx = p
		return func() {
			if call.ctx = whole; call.download != nil {
				p.rest() // the context ends with the call
				return
			}
			p.end()
		}
	}
	ctx, cancel := context.WithTimeout(whole, timeout)
	call.ctx = ctx
	return func() {
		cancel()
		call.ctx = whole
	}
}

// notSentError is the error of an attempt that ended before anything was sent.
type notSentError struct{ error }

func (e notSentError) Unwrap() error { return e.error }
