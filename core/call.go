package core

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"
)

// CallOption configures one call.
type CallOption func(*callConfig)

type callConfig struct {
	timeout   time.Duration
	noRetry   bool
	query     url.Values
	responses []*Response
}

// CallTimeout bounds this call instead of the client's timeout; zero or less means that only ctx bounds it.
func CallTimeout(timeout time.Duration) CallOption {
	return func(c *callConfig) {
		if timeout <= 0 {
			timeout = -1
		}
		c.timeout = timeout
	}
}

// CallOnce sends this call's request at most once, whatever the client's retry settings.
func CallOnce() CallOption { return func(c *callConfig) { c.noRetry = true } }

// CallQuery adds a query parameter that the document does not have, such as a filter whose syntax nobody documents. It may be
// given again, for the same name too. Parameters of the document are the method's own: one that is set there and here is
// sent twice.
func CallQuery(name, value string) CallOption {
	return func(c *callConfig) {
		if c.query == nil {
			c.query = url.Values{}
		}
		c.query.Add(name, value)
	}
}

// CallResponse stores status, headers and body of the answer in r, whether the call succeeds or fails; r is left alone if
// no answer comes.
func CallResponse(r *Response) CallOption {
	return func(c *callConfig) {
		if r != nil {
			c.responses = append(c.responses, r)
		}
	}
}

// Response is an answer as it was received. Its rendering shows no content.
type Response struct {
	StatusCode int
	Header     http.Header `json:"-"`
	Body       []byte      `json:"-"`
}

// Format prints the status and the length of the body, whatever the verb.
func (r Response) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "response %d, %d bytes", r.StatusCode, len(r.Body))
}

// LogValue returns what Format prints.
func (r Response) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(r)) }

// Payload is a request body that was encoded.
type Payload struct {
	ContentType string
	data        []byte
}

// Format prints the content type and the length of the body, whatever the verb.
func (p Payload) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "payload %s, %d bytes", p.ContentType, len(p.data))
}

// Reader returns a new reader of the body, nil if there is none; requests made from it can be sent again.
func (p Payload) Reader() io.Reader {
	if p.data == nil {
		return nil
	}
	return bytes.NewReader(p.data)
}

// Call is a call in the making. It gathers the faults of the input, so that they are reported together and before anything
// is sent. Generated methods use it.
type Call struct {
	client *Client
	op     *Operation
	config callConfig
	inputs []any // the body and the parameters
	faults []error
}

// NewCall begins a call of op.
func NewCall(client *Client, op *Operation, opts []CallOption) *Call {
	c := &Call{client: client, op: op}
	for _, opt := range opts {
		if opt != nil {
			opt(&c.config)
		}
	}
	return c
}

// Fault adds a fault of the input.
func (c *Call) Fault(err error) {
	if err != nil {
		c.faults = append(c.faults, err)
	}
}

// JSON encodes body as JSON.
func (c *Call) JSON(body any) Payload {
	data, _ := c.encodeBody(body)
	return Payload{"application/json", data}
}

// Form encodes body as a form, in the style of the operation.
func (c *Call) Form(body any) Payload {
	data, err := c.encodeBody(body)
	if err == nil {
		data, err = formOf(data, c.op.Form, fieldsOf(body))
		c.Fault(err)
	}
	return Payload{"application/x-www-form-urlencoded", data}
}

// Params remembers query and header parameters, a pointer to a struct or nil, for the secrets that they hold, and checks
// them against what the document demands.
func (c *Call) Params(params any) {
	c.inputs = append(c.inputs, params)
	if c.op.ParamsRule == nil {
		return
	}
	data, err := c.encode(params)
	if err != nil {
		return
	}
	if string(data) == "null" {
		data = []byte("{}")
	}
	c.check(c.op.ParamsRule, data)
}

// encodeBody returns the JSON of a body, whatever it will be sent as, and checks it against what the document demands. It
// remembers the body for the secrets that it holds.
func (c *Call) encodeBody(body any) ([]byte, error) {
	c.inputs = append(c.inputs, body)
	data, err := c.encode(body)
	if err == nil {
		c.check(c.op.BodyRule, data)
	}
	return data, err
}

// encode returns the JSON of an input. That it has none is a fault.
func (c *Call) encode(input any) ([]byte, error) {
	data, err := Encode(input)
	c.Fault(c.client.quiet(&flight{inputs: c.inputs}, err))
	return data, err
}

func (c *Call) check(rule *Rule, data []byte) {
	if rule == nil {
		return
	}
	tree, err := decodeTree(data)
	if err != nil {
		c.Fault(err)
		return
	}
	rule.check("", tree, c.Fault)
}

// Do sends the request that build makes for the client's base URL and returns the result in the answer, as the operation
// describes it. Every error is an [*Error].
func Do[T any](ctx context.Context, c *Call, build func(server string) (*http.Request, error)) (T, error) {
	var result, none T
	err := c.send(ctx, build, func(resp *http.Response, data []byte) error {
		if raw, ok := any(&result).(*Raw); ok {
			registered, err := c.client.resultOf(c.op.ID, data)
			*raw = Raw{StatusCode: resp.StatusCode, Header: resp.Header, Body: bytes.TrimSpace(data), result: registered}
			return err
		}
		err := decodeResult(data, c.op.Result, &result)
		if errors.Is(err, errNull) && c.op.Nullable {
			return nil
		}
		return err
	})
	if err != nil {
		return none, err // not what was decoded before the fault
	}
	return result, nil
}

// decodeResult reads the answer, or the property of it that holds the result, into v. Null is errNull, and in v, for types
// that know it from absence.
func decodeResult(data []byte, property string, v any) error {
	switch {
	case property != "":
		return decodeProperty(data, property, v)
	case string(bytes.TrimSpace(data)) == "null":
		if err := Decode(data, v); err != nil {
			return err
		}
		return errNull
	}
	return Decode(data, v)
}

// Exec is Do for operations whose success has no body.
func Exec(ctx context.Context, c *Call, build func(server string) (*http.Request, error)) error {
	return c.send(ctx, build, nil)
}

func (c *Call) send(ctx context.Context, build func(string) (*http.Request, error), decode func(*http.Response, []byte) error) error {
	f := &flight{op: c.op, call: &c.config, inputs: c.inputs, decode: decode}
	failed := func(cause, kind error) error {
		e := &Error{API: c.op.API, Operation: c.op.ID, Method: c.op.Method, URL: safeURL(c.client.base, c.client.base, c.op), Attempts: f.attempts}
		return e.because(cause, kind)
	}
	if len(c.faults) > 0 {
		return failed(errors.Join(c.faults...), ErrInvalid)
	}
	r, err := build(c.client.BaseURL())
	if err != nil {
		return failed(c.client.quiet(f, err), ErrInvalid)
	}
	if r.Body == nil {
		r.Header.Del("Content-Type")
	}
	if extra := c.config.query.Encode(); extra != "" {
		if r.URL.RawQuery != "" {
			extra = r.URL.RawQuery + "&" + extra
		}
		r.URL.RawQuery = extra
	}
	if timeout := c.timeout(ctx); timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, timeout)
		defer cancel()
	}
	resp, err := c.client.http.Do(r.WithContext(withFlight(ctx, f)))
	if err == nil {
		// Read, judged and decoded in the chain: what is left is a copy in memory.
		return resp.Body.Close()
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	if f.failure != nil && f.failure.StatusCode != 0 {
		return f.failure
	}
	// url.Error prints the whole URL, path arguments and query included.
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	return failed(c.client.quiet(f, err), transportMeaning(err))
}

// timeout returns how long the call may take; zero or less if ctx alone bounds it. An operation that is known to take long gets
// the time it needs, unless the call itself says otherwise.
func (c *Call) timeout(ctx context.Context) time.Duration {
	_, bounded := ctx.Deadline()
	switch {
	case c.config.timeout != 0:
		return c.config.timeout
	case c.client.config.timeout != 0:
		return max(c.client.config.timeout, c.op.Timeout)
	case bounded:
		return 0
	}
	return max(defaultTimeout, c.op.Timeout)
}
