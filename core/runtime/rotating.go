package runtime

import (
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
	r := &rotating{name: http.CanonicalHeaderKey(name), turn: make(chan struct{}, 1)}
	r.turn <- struct{}{}
	return r
}

// header returns the canonical name of the header; empty if the API has none.
func (r *rotating) header() string {
	if r == nil {
		return ""
	}
	return r.name
}

func (r *rotating) current() core.Secret {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.value
}

// inTurn carries a call on when it is its turn. Logins come before: they are calls that need a turn of their own.
func (r *rotating) inTurn(next handler, call *call) error {
	if r == nil || call.isForeign() || r.current().IsZero() {
		return next(call)
	}
	select {
	case <-r.turn:
		defer func() { r.turn <- struct{}{} }()
		return next(call)
	case <-call.ctx.Done():
		return call.unauthorized(call.ctx.Err(), nil)
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
