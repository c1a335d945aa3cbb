package runtime

import (
	"context"
	"errors"
	"net/url"
	"sync"
	"time"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/internal/settings"
)

// Args are the arguments of a call.
type Args struct {
	// Path are the path arguments, in the order of the path.
	Path []any
	// Params points to the struct of query, header and cookie parameters; nil, or a nil pointer, if the caller gives none.
	Params any
	// Body is the body; nil, or a nil pointer, if none is sent.
	Body any
}

// call is one call in progress: what the caller asked for, and what the handlers know so far.
type call struct {
	parent context.Context // the caller's
	ctx    context.Context // parent with the time limit of the call, or of the current attempt
	client *Client
	op     *Operation
	opts   settings.Call
	found  [2]Credential // room for those of the call
	room   [4]any        // for inputs
	inputs []any         // the inputs of the request, which may hold secrets
	path   []any         // the arguments of the path
	result any           // a pointer to where the result goes; nil if nothing is returned
	whole  any           // all results, if result is the one for the response's status; else nil
	choice *Choice       // which of them result is; nil if there is no choice

	own        request   // room for request
	lasting    *lasting  // what outlives the call
	request    *request  // what will be sent, without credentials
	authorized *request  // … with credentials
	attempts   int       // how often it was sent
	sent       *sending  // what is known about the last attempt; nil before the first
	received   response  // room for response
	unsent     bool      // whether there is evidence that it did not reach the server
	refused    bool      // whether the server says in the words of its protocol that it did not process it
	unclear    bool      // whether an earlier attempt may have been executed
	response   *response // what the last attempt received; nil if nothing
	download   *download // the response that the caller reads; nil if there is none
	checked    bool      // whether it was the caller's check that refused a success
	redaction  *redaction
}

// Do calls op and returns the result in its response. Every error is a [*core.Error].
func Do[T any](ctx context.Context, c *Client, op *Operation, args Args, opts []core.CallOption) (T, error) {
	var result, none T
	if err := c.do(ctx, op, args, &result, opts); err != nil {
		return none, err // not what was decoded before the error
	}
	return result, nil
}

// Exec is Do for operations that return nothing.
func Exec(ctx context.Context, c *Client, op *Operation, args Args, opts []core.CallOption) error {
	return c.do(ctx, op, args, nil, opts)
}

func (c *Client) do(ctx context.Context, op *Operation, args Args, result any, opts []core.CallOption) error {
	call := newCall(c, op, result, opts)
	request, err := newRequest(call, args)
	if err := errors.Join(call.opts.Err, err); err != nil {
		return call.invalid(err)
	}
	if err := call.run(ctx, request); err != nil {
		return err
	}
	if call.download == nil { // which refers to it until it is closed
		call.response.release()
		reuse(call)
	}
	return nil
}

// lasting holds what net/http may still use after the call, when the call value itself is reused.
type lasting struct {
	url   url.URL
	whole timed   // the context of the call
	first sending // the first attempt
}

// calls holds only calls that succeeded: an error may refer to its call.
var calls = sync.Pool{New: func() any { return new(call) }}

func newCall(c *Client, op *Operation, result any, opts []core.CallOption) *call {
	call := calls.Get().(*call)
	call.client, call.op, call.result = c, op, result
	call.lasting = new(lasting)
	call.inputs = call.room[:0]
	for _, opt := range opts {
		if opt != nil {
			opt(&call.opts)
		}
	}
	for _, field := range call.opts.Fields {
		call.inputs = append(call.inputs, field.Value)
	}
	return call
}

// reuse returns a call to the pool. Nothing may refer to it any more.
func reuse(c *call) {
	*c = call{}
	calls.Put(c)
}

// run carries a call through the chain.
func (call *call) run(ctx context.Context, request *request) error {
	call.request, call.parent = request, ctx
	call.begin()
	err := call.client.handle(call)
	request.source.close()
	if page := call.opts.Page; page != nil && call.response != nil {
		page.From, page.Header = request.url, call.response.header
	}
	if err == nil && call.download != nil {
		call.download.settle(call) // and the context lives on until it is closed
		return nil
	}
	call.finish()
	return err
}

// begin makes the context of the call.
func (call *call) begin() {
	timeout := call.timeout(call.parent)
	if call.isStreamed() && timeout > 0 {
		call.ctx = newPatience(call.parent, timeout)
		return
	}
	var limit time.Time
	if timeout > 0 {
		limit = time.Now().Add(timeout)
	}
	call.lasting.whole.begin(call.parent, call.parent, limit)
	call.ctx = &call.lasting.whole
}

// finish ends the context of the call.
func (call *call) finish() {
	if p, ok := call.ctx.(*patience); ok {
		p.end()
		return
	}
	call.lasting.whole.end(context.Canceled)
}

// timeout returns how long the call may take; zero or less if only ctx limits it. A slow operation gets its own minimum, unless
// the call itself sets a timeout.
func (call *call) timeout(ctx context.Context) time.Duration {
	_, bounded := ctx.Deadline()
	switch configured := call.client.settings.Timeout; {
	case call.opts.Timeout != 0:
		return call.opts.Timeout
	case configured != 0:
		return max(configured, call.op.Timeout)
	case bounded:
		return 0
	}
	return max(defaultTimeout, call.op.Timeout)
}

// invalid returns the error of a call with invalid input, which is not sent.
func (call *call) invalid(err error) error {
	e := call.failure()
	e.Kinds, e.Err = []error{core.ErrInvalid}, err
	return e
}

// failure returns an error that names the call and says whether it was executed, as far as that is known.
func (call *call) failure() *core.Error {
	return &core.Error{
		API: call.client.api.Name, Operation: call.op.ID, Method: call.op.Method, URL: call.shownURL(), Args: call.shownArgs(),
		Attempts: call.attempts, Execution: call.execution(),
	}
}
