package runtime

import "context"

// limit gives an attempt its turn and its time: it waits for the client's rate limit, and bounds the attempt.
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
			whole, cancel := call.ctx, call.cancel
			if call.isStreamed() {
				call.ctx, call.cancel = newPatience(whole, timeout)
			} else {
				call.ctx, call.cancel = context.WithTimeout(whole, timeout)
			}
			defer func() {
				if p, ok := call.ctx.(*patience); ok && call.download != nil {
					p.rest() // it ends with the whole
				} else {
					call.cancel()
				}
				call.ctx, call.cancel = whole, cancel
			}()
		}
		return next(call)
	}
}

// notSentError is an error of an attempt that ended before anything was sent.
type notSentError struct{ error }

func (e notSentError) Unwrap() error { return e.error }
