package runtime

import (
	"context"
	"net/http"
	"sync"

	"github.com/hostclients/hostclients/core"
)

// rotating is a header whose value every response renews and every request must send: as long as there is one, calls go one
// after the other, since two that send the same value would exclude each other.
type rotating struct {
	name string
	turn chan struct{} // holds one token, which the call on its way has

	mu    sync.Mutex
	value core.Secret // absent until a response brings one
}

func newRotating(name string) *rotating {
	r := &rotating{name: name, turn: make(chan struct{}, 1)}
	r.turn <- struct{}{}
	return r
}

func (r *rotating) current() core.Secret {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.value
}

// take waits for the turn of a call, and returns what ends it.
func (r *rotating) take(ctx context.Context) (release func(), err error) {
	if r == nil || r.current().IsZero() {
		return func() {}, nil
	}
	select {
	case <-r.turn:
		return func() { r.turn <- struct{}{} }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// apply adds the latest value to an attempt.
func (r *rotating) apply(header http.Header) {
	if r == nil {
		return
	}
	if value := r.current(); !value.IsZero() {
		header.Set(r.name, value.Reveal())
	}
}

// renew takes the value of a response.
func (r *rotating) renew(header http.Header) {
	if r == nil {
		return
	}
	if value := header.Get(r.name); value != "" {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.value = core.NewSecret(value)
	}
}

// forget drops the value: the session that it belongs to is over.
func (r *rotating) forget() {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.value = core.Secret{}
}
