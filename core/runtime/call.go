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
	// Params points to the struct of query, header and cookie parameters. It may be nil or a nil pointer.
	Params any
	// Body is the body. For no body, it is nil or a nil pointer.
	Body any
}

// call is the state of one call: its input, and what the handlers found out.
type call struct {
	parent context.Context // the caller's
	ctx    *timed          // parent with the time limit of the call, or of the current attempt
	client *Client
	op     *Operation
	opts   settings.Call
	found  [2]Credential // memory for the credentials of the call
	room   [4]any        // memory for inputs
	inputs []any         // the inputs of the request, which may contain secrets
	path   []any         // the path arguments
	result any           // a pointer to the result, or nil
	whole  any           // a pointer to the struct of all results if result points into it, or nil
	choice *Choice       // the choice that result belongs to, or nil

	own        request   // memory for request
	lasting    *lasting  // memory that net/http may use after the call
	request    *request  // what will be sent, without credentials
	authorized *request  // the same with credentials
	attempts   int       // the number of attempts to send the request
	sent       *sending  // what is known about the last attempt; nil before the first
	received   response  // memory for response
	unsent     bool      // whether there is evidence that the last attempt did not reach the server
	refused    bool      // whether the server reported over HTTP/2 that it did not process the last attempt
	unclear    bool      // whether an earlier attempt may have been executed
	response   *response // the response to the last attempt, or nil
	download   *download // the response that the caller reads, or nil
	checked    bool      // whether the caller's check rejected a success
	redaction  *redaction
}

// Do calls op and returns its result. Every error is a [*core.Error].
func Do[T any](ctx context.Context, c *Client, op *Operation, args Args, opts []core.CallOption) (T, error) {
	var result, none T
	if err := c.do(ctx, op, args, &result, opts); err != nil {
		return none, err // not a partly decoded result
	}
	return result, nil
}

// Exec is like [Do], for operations that return nothing.
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
	if call.download == nil { // a download refers to the call until it is closed
		call.response.release()
		reuse(call)
	}
	return nil
}

// lasting contains what net/http may still use after the call. It is not reused, unlike the call value itself.
type lasting struct {
	url   url.URL
	whole timed   // the context of the call
	first sending // the first attempt
}

// calls contains only calls that succeeded, because an error may refer to its call.
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

// reuse returns a call to the pool. Nothing may still refer to the call.
func reuse(c *call) {
	*c = call{}
	calls.Put(c)
}

// run passes a call through the chain of handlers.
func (call *call) run(ctx context.Context, request *request) error {
	call.request, call.parent = request, ctx
	call.begin()
	err := call.client.handle(call)
	request.source.close()
	if page := call.opts.Page; page != nil && call.response != nil {
		page.From, page.Header = request.url, call.response.header
	}
	if err == nil && call.download != nil {
		call.download.settle()
	}
	call.ctx.end(context.Canceled)
	return err
}

// begin creates the context of the call.
func (call *call) begin() {
	var limit time.Time
	if timeout := call.timeout(call.parent); timeout > 0 {
		limit = time.Now().Add(timeout)
	}
	call.ctx = &call.lasting.whole
	call.ctx.begin(call.parent, call.parent, limit)
}

// timeout returns the time limit of the call. If only ctx limits it, timeout returns zero or less. The minimum of a slow operation
// raises the client's timeout and the default, but not a timeout that is set for the call.
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

// invalid returns the error for invalid input. The call is not sent.
func (call *call) invalid(err error) error {
	e := call.failure()
	e.Kinds, e.Err = []error{core.ErrInvalid}, err
	return e
}

// failure returns an error that describes the call and reports whether it may have been executed.
func (call *call) failure() *core.Error {
	return &core.Error{
		API: call.client.api.Name, Operation: call.op.ID, Method: call.op.Method, URL: call.shownURL(), Args: call.shownArgs(),
		Attempts: call.attempts, Execution: call.execution(),
	}
}
