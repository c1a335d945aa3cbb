package runtime

import (
	"context"
	"errors"
	"time"
)

// patience is a context that ends if one wait takes too long. Unlike a deadline, it can be extended: a response of any length can be
// read, because each wait has its own time limit.
type patience struct {
	context.Context
	cancel context.CancelCauseFunc
	timer  *time.Timer
}

func newPatience(parent context.Context, wait time.Duration) *patience {
	ctx, cancel := context.WithCancelCause(parent)
	return &patience{ctx, cancel, time.AfterFunc(wait, func() { cancel(context.DeadlineExceeded) })}
}

// end ends the context.
func (p *patience) end() {
	p.timer.Stop()
	p.cancel(nil)
}

// Err tells a wait that was too long from a cancelled context.
func (p *patience) Err() error {
	err := p.Context.Err()
	if err != nil && errors.Is(context.Cause(p.Context), context.DeadlineExceeded) {
		return context.DeadlineExceeded
	}
	return err
}

// wait begins a wait, and rest ends it.
func (p *patience) wait(most time.Duration) { p.timer.Reset(most) }
func (p *patience) rest()                   { p.timer.Stop() }
