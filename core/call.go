package core

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// CallOption configures one call.
type CallOption func(*callConfig)

type callConfig struct {
	timeout   time.Duration
	noRetry   bool
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

// CallResponse stores status, headers and body of the answer in r, whether the call succeeds or fails; r is left alone if
// no answer comes.
func CallResponse(r *Response) CallOption {
	return func(c *callConfig) { c.responses = append(c.responses, r) }
}

// Response is an answer as it was received. Its rendering shows no content.
type Response struct {
	StatusCode int
	Header     http.Header
	Body       []byte
}

// Format prints the status and the length of the body, whatever the verb.
func (r Response) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "response %d, %d bytes", r.StatusCode, len(r.Body))
}

// Payload is a request body that was encoded.
type Payload struct {
	ContentType string
	data        []byte
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
	body   any
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
	data, err := Encode(body)
	c.encoded(body, data, err)
	return Payload{"application/json", data}
}

// Form encodes body as a form, in the style of the operation.
func (c *Call) Form(body any) Payload {
	data, err := Encode(body)
	c.encoded(body, data, err)
	if err == nil {
		data, err = formOf(data, c.op.Form)
		c.Fault(err)
	}
	return Payload{"application/x-www-form-urlencoded", data}
}

// Params checks query and header parameters, a pointer to a struct or nil, against what the document demands.
func (c *Call) Params(params any) {
	data, err := Encode(params)
	c.Fault(err)
	if string(data) == "null" {
		data = []byte("{}")
	}
	c.check(c.op.ParamsRule, data)
}

// encoded remembers the body and checks its JSON, whatever it will be sent as, against what the document demands.
func (c *Call) encoded(body any, data []byte, err error) {
	c.body = body
	c.Fault(err)
	if err == nil {
		c.check(c.op.BodyRule, data)
	}
}

func (c *Call) check(rule *Rule, data []byte) {
	if rule == nil {
		return
	}
	var tree any
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(&tree); err != nil {
		c.Fault(err)
		return
	}
	rule.check("", tree, c.Fault)
}

// Do sends the request that build makes for the client's base URL and returns the result in the answer, as the operation
// describes it. Every error is an [*Error].
func Do[T any](ctx context.Context, c *Call, build func(server string) (*http.Request, error)) (T, error) {
	var result T
	body, err := c.send(ctx, build)
	if err != nil {
		return result, err
	}
	if raw, ok := any(&result).(*Raw); ok {
		*raw = Raw{StatusCode: body.status, Header: body.header, Body: body.data}
		return result, nil
	}
	data := body.data
	if c.op.Result != "" {
		data, err = property(data, c.op.Result)
	}
	if err == nil {
		err = Decode(data, &result)
	}
	if err != nil {
		var zero T
		return zero, body.undecodable(err)
	}
	return result, nil
}

// Exec is Do for operations whose success has no body.
func Exec(ctx context.Context, c *Call, build func(server string) (*http.Request, error)) error {
	_, err := c.send(ctx, build)
	return err
}

func (c *Call) send(ctx context.Context, build func(string) (*http.Request, error)) (*answer, error) {
	failed := func(f *flight, kind, cause error) error {
		e := &Error{API: c.op.API, Operation: c.op.ID, Method: c.op.Method, URL: safeURL(c.client.base, c.client.base, c.op), cause: cause}
		if kind != nil {
			e.kinds = []error{kind}
		}
		if f != nil {
			e.Attempts = f.attempts
		}
		return e
	}
	if len(c.faults) > 0 {
		return nil, failed(nil, ErrInvalid, errors.Join(c.faults...))
	}
	r, err := build(c.client.BaseURL())
	if err != nil {
		return nil, failed(nil, ErrInvalid, err)
	}
	if r.Body == nil {
		r.Header.Del("Content-Type")
	}
	timeout := c.client.config.timeout
	if c.config.timeout != 0 {
		timeout = c.config.timeout
	}
	if timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, timeout)
		defer cancel()
	}
	f := &flight{op: c.op, call: &c.config, body: c.body}
	resp, err := c.client.http.Do(r.WithContext(withFlight(ctx, f)))
	if err != nil {
		var e *Error
		if errors.As(err, &e) {
			return nil, e
		}
		// url.Error prints the whole URL, path arguments and query included.
		var u *url.Error
		if errors.As(err, &u) {
			err = u.Err
		}
		return nil, failed(f, transportMeaning(err), err)
	}
	// Already read to its end: the body on the response is one in memory.
	_ = resp.Body.Close()
	return f.answer, nil
}

// property returns the value of a JSON object's property.
func property(data []byte, name string) ([]byte, error) {
	var object map[string]rawJSON
	if err := Decode(data, &object); err != nil {
		return nil, err
	}
	value, ok := object[name]
	if !ok {
		return nil, fmt.Errorf("the answer has no property %q", name)
	}
	return value, nil
}
