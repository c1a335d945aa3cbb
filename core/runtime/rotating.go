package runtime

import (
	"net/http"
	"sync"

	"github.com/hostclients/hostclients/core"
)

// rotating is a header that every request must send with the value from the latest response. Once there is a value, calls run
// one at a time, because the server would refuse the second of two calls with the same value.
type rotating struct {
	name string
	turn chan struct{} // contains one element, which the running call takes

	mu    sync.Mutex
	value core.Secret // zero until a response has a value
}

func newRotating(name string) *rotating {
	r := &rotating{name: http.CanonicalHeaderKey(name), turn: make(chan struct{}, 1)}
	r.turn <- struct{}{}
	return r
}

// header returns the canonical name of the header, or "" if the API has no rotating header.
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

// inTurn waits for the call's turn and runs next. The client must already be logged in, because a login is itself a call that
// needs a turn.
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

// renew stores the value from a response.
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

// forget drops the value when its session is over.
func (r *rotating) forget() {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.value = core.Secret{}
}
