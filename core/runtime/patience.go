package runtime

import (
	"context"
	"errors"
	"time"
)

// patience is a context that ends if a single wait takes too long. Each wait has its own time limit, so a response of any
// length can be read.
type patience struct {
	context.Context
	cancel context.CancelCauseFunc
	timer  *time.Timer
}

func newPatience(parent context.Context, wait time.Duration) *patience {
	ctx, cancel := context.WithCancelCause(parent)
	return &patience{ctx, cancel, time.AfterFunc(wait, func() { cancel(context.DeadlineExceeded) })}
}

func (p *patience) end() {
	p.timer.Stop()
	p.cancel(nil)
}

// Err returns [context.DeadlineExceeded] if the context ended because a wait took too long.
func (p *patience) Err() error {
	err := p.Context.Err()
	if err != nil && errors.Is(context.Cause(p.Context), context.DeadlineExceeded) {
		return context.DeadlineExceeded
	}
	return err
}

// wait starts a wait, and rest ends it.
func (p *patience) wait(most time.Duration) { p.timer.Reset(most) }
func (p *patience) rest()                   { p.timer.Stop() }
