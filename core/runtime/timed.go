package runtime

import (
	"context"
	"slices"
	"sync"
	"time"
)

// timed is a context like that of [context.WithDeadline]. It creates its channel and its timer only when something waits for
// its end, so a transport that does not wait needs neither.
type timed struct {
	values context.Context // source of its values
	parent context.Context // it ends when parent ends
	at     time.Time       // it also ends at this time; zero if there is none
	moves  bool            // at may move, so Deadline does not report it

	mu      sync.Mutex
	err     error
	done    chan struct{}
	watched bool // whether it waits for parent and at
	timer   *time.Timer
	leave   func() bool // stops waiting for parent
	after   []*func()   // functions to call when it ends
}

// begin makes t a context that ends with parent, or at the time at.
func (t *timed) begin(values, parent context.Context, at time.Time) {
	t.values, t.parent, t.at = values, parent, at
}

func (t *timed) Value(key any) any { return t.values.Value(key) }

func (t *timed) Deadline() (time.Time, bool) {
	at, ok := t.parent.Deadline()
	if !t.moves && !t.at.IsZero() && (!ok || t.at.Before(at)) {
		return t.at, true
	}
	return at, ok
}

func (t *timed) Err() error {
	t.mu.Lock()
	err := t.err
	if err == nil && !t.watched {
		err = t.overdue()
	}
	t.mu.Unlock()
	if err != nil {
		t.end(err) // later calls must return the same error
	}
	return err
}

// overdue returns an error if parent has ended or the deadline has passed.
func (t *timed) overdue() error {
	if err := t.parent.Err(); err != nil {
		return err
	}
	if !t.at.IsZero() && !time.Now().Before(t.at) {
		return context.DeadlineExceeded
	}
	return nil
}

func (t *timed) Done() <-chan struct{} {
	t.mu.Lock()
	if t.done == nil {
		t.done = make(chan struct{})
		if t.err != nil {
			close(t.done)
		}
	}
	done := t.done
	t.mu.Unlock()
	t.watch()
	return done
}

// watch starts waiting for the deadline and for parent.
func (t *timed) watch() {
	t.mu.Lock()
	if t.watched || t.err != nil {
		t.mu.Unlock()
		return
	}
	t.watched = true
	err := t.overdue()
	if err == nil {
		t.wind()
		if t.parent.Done() != nil {
			t.leave = context.AfterFunc(t.parent, func() { t.end(t.parent.Err()) })
		}
	}
	t.mu.Unlock()
	if err != nil {
		t.end(err)
	}
}

// wind sets the timer to the deadline, or stops it if there is none.
func (t *timed) wind() {
	switch {
	case t.at.IsZero() && t.timer != nil:
		t.timer.Stop()
	case t.at.IsZero():
	case t.timer == nil:
		t.timer = time.AfterFunc(time.Until(t.at), t.expire)
	default:
		t.timer.Reset(time.Until(t.at))
	}
}

// expire ends the context, unless the deadline moved when the timer had already fired.
func (t *timed) expire() {
	t.mu.Lock()
	err := t.overdue()
	t.mu.Unlock()
	if err != nil {
		t.end(err)
	}
}

// move changes the deadline; zero means that there is none. It does not revive a context that has ended.
func (t *timed) move(at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.at = at
	if t.watched && t.err == nil {
		t.wind()
	}
}

// end ends the context, unless it has already ended.
func (t *timed) end(err error) {
	t.mu.Lock()
	if t.err != nil {
		t.mu.Unlock()
		return
	}
	t.err = err
	if t.done != nil {
		close(t.done)
	}
	if t.timer != nil {
		t.timer.Stop()
	}
	leave, after := t.leave, t.after
	t.leave, t.after = nil, nil
	t.mu.Unlock()
	if leave != nil {
		leave()
	}
	for _, f := range after {
		(*f)()
	}
}

// AfterFunc calls f when the context ends. Package context uses it to end derived contexts without a goroutine for each. F must
// not block.
func (t *timed) AfterFunc(f func()) (stop func() bool) {
	t.watch()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.err != nil {
		go f() // the caller may hold a lock that f needs
		return func() bool { return false }
	}
	t.after = append(t.after, &f)
	return func() bool {
		t.mu.Lock()
		defer t.mu.Unlock()
		before := len(t.after)
		t.after = slices.DeleteFunc(t.after, func(other *func()) bool { return other == &f })
		return len(t.after) < before
	}
}
