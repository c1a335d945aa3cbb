package runtime

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/internal/codec"
)

// decode processes a success: it looks for errors in the body, runs the caller's check, and decodes the result. It ignores the
// content type, because PHP servers send JSON with any content type.
func (c *Client) decode(next handler) handler {
	return func(call *call) error {
		if err := next(call); err != nil || !call.response.isSuccess() {
			return err
		}
		resp := call.response
		if call.download != nil {
			return call.decodeStream()
		}
		if resp.incomplete != nil {
			return undecodedError{resp.incomplete}
		}
		if err := call.choose(resp.status); err != nil {
			return undecodedError{err}
		}
		if (call.op.Returns == ReturnsBytes || call.op.Returns == ReturnsText) && codec.Valid(resp.json()) != nil && !call.isStrayPage(resp) {
			return call.decodeBytes(resp)
		}
		if len(resp.json()) == 0 && call.op.mayBeEmpty(resp.status) {
			return call.check(resp)
		}
		if err := checkBody(call.op.Returns, resp.json()); err != nil {
			return undecodedError{err}
		}
		if call.decodeUsual(resp.json()) {
			return nil
		}
		if err := call.checkBounds(resp.json()); err != nil {
			if call.ctx.Err() != nil {
				return brokenError{err} // the unread part may report an error
			}
			return undecodedError{err}
		}
		if v, found := call.op.rejection(resp.json()); v != nil {
			return rejectedError{envelope: v, found: found}
		}
		if err := call.check(resp); err != nil {
			return err
		}
		if v, found := call.usualRejection(resp.json()); v != nil {
			return rejectedError{v, found, true}
		}
		if call.result == nil {
			return nil
		}
		if err := call.decodeResult(resp); err != nil {
			return undecodedError{err}
		}
		return nil
	}
}

// check runs the caller's check of a success.
func (call *call) check(resp *response) error {
	check := call.client.settings.Check
	if check == nil {
		return nil
	}
	if err := check(call.op.ID, resp.status, resp.header.Clone(), bytes.Clone(resp.body)); err != nil {
		call.checked = true
		return checkedError{err}
	}
	return nil
}

// isStrayPage reports whether a body looks like an unexpected HTML page, such as a gateway's error page.
func (call *call) isStrayPage(resp *response) bool {
	isFile := strings.HasPrefix(resp.header.Get("Content-Disposition"), "attachment")
	asked := strings.Contains(call.op.Accept, "html") || strings.Contains(call.op.Accept, "xml")
	return bytes.HasPrefix(resp.json(), []byte("<")) && !isFile && !asked
}

// decodeBytes returns a body that is not JSON as the result.
func (call *call) decodeBytes(resp *response) error {
	if err := call.check(resp); err != nil {
		return err
	}
	switch result := call.result.(type) {
	case *core.Raw:
		resp.keep()
		*result = core.Raw{StatusCode: resp.status, Header: resp.header, Body: resp.body}
	case *string:
		*result = string(resp.body)
	}
	return nil
}

// choose sets the result to the field for the status, if the operation has a choice of results.
func (call *call) choose(status int) error {
	if len(call.op.Choices) == 0 || call.result == nil && call.whole == nil {
		return nil
	}
	if call.whole == nil {
		call.whole = call.result
	}
	for _, key := range []int{status, status / 100, 0} {
		for i := range call.op.Choices {
			if choice := &call.op.Choices[i]; choice.Status == key {
				call.choice, call.result = choice, choice.Into(call.whole, status)
				return nil
			}
		}
	}
	return fmt.Errorf("the document declares no result for status %d", status)
}

// mayBeEmpty reports whether the document declares that successes with this status have no body.
func (o *Operation) mayBeEmpty(status int) bool {
	return slices.Contains(o.Empty, status) || slices.Contains(o.Empty, status/100)
}

// byteOrderMark may precede the JSON: some editors write it at the start of a script, which then prints it.
var byteOrderMark = []byte("\xef\xbb\xbf")

// json returns the JSON in the body, without surrounding PHP messages, whitespace or a byte order mark.
func (r *response) json() []byte {
	if r.inner > 0 {
		return r.body[r.before : r.before+r.inner]
	}
	return bytes.TrimSpace(bytes.TrimPrefix(r.body, byteOrderMark))
}

// undecodedError is the error of a success that does not match the document. checkedError is the error of a success that the
// caller's check rejected.
type (
	undecodedError struct{ error }
	checkedError   struct{ error }
)

func (e undecodedError) Unwrap() error { return e.error }
func (e checkedError) Unwrap() error   { return e.error }

// rejectedError is an error that was found inside a success.
type rejectedError struct {
	envelope *Envelope
	found    any
	inferred bool // whether the error is undocumented, and may be just a warning
}

func (rejectedError) Error() string { return core.ErrRejected.Error() }

// checkBody returns an error if the body of a success obviously does not match the document.
func checkBody(returns Returns, body []byte) error {
	switch {
	case len(body) == 0 && returns == ReturnsJSON:
		return errors.New("the response is empty; want JSON")
	case len(body) == 0:
		return nil
	case body[0] == '<' && endOfDiagnostics(body) == 0:
		return fmt.Errorf("the response is %s; want JSON", markup(body))
	case endOfDiagnostics(body) > 0:
		return errors.New("the response begins with a PHP message; want JSON")
	case returns == ReturnsRaw || returns == ReturnsBytes || returns == ReturnsText:
		return codec.Valid(body)
	}
	return nil
}

func markup(body []byte) string {
	if bytes.HasPrefix(body, []byte("<?xml")) {
		return "XML"
	}
	return "an HTML page"
}

// errNull is the error for a result that is null.
var errNull = errors.New("the result is null")

// decodeResult decodes the result in a response.
func (call *call) decodeResult(resp *response) error {
	if raw, ok := call.result.(*core.Raw); ok {
		resp.keep()
		registered, err := call.registered(resp.json())
		*raw = core.Raw{StatusCode: resp.status, Header: resp.header, Body: resp.json(), Result: registered}
		if call.op.Returns == ReturnsBytes {
			raw.Body = resp.body
		}
		return err
	}
	if text, ok := call.result.(*string); ok && call.op.Returns == ReturnsText {
		*text = string(resp.body)
		return nil
	}
	data := resp.json()
	if name := call.op.Result; name != "" {
		value, found, err := codec.Property(data, name)
		switch {
		case err != nil:
			return err
		case !found:
			return errors.New("the response has no property " + name)
		}
		data = value
	}
	if isNull(data) {
		if !call.op.Nullable {
			return errNull
		}
		_ = codec.Decode(data, call.result) // a page has no room for null, and stays empty
		return nil
	}
	if err := codec.Decode(data, call.result); err != nil {
		return err
	}
	required := call.op.Required
	if call.choice != nil {
		required = call.choice.Required
	}
	return checkMembers(data, call.result, required)
}

// registered decodes a response into the type that is registered for the operation. If none is, it returns nil.
func (call *call) registered(data []byte) (any, error) {
	newResult, ok := call.client.settings.Results[call.op.ID]
	if !ok {
		return nil, nil
	}
	if isNull(data) {
		return nil, errNull
	}
	v := newResult()
	if err := codec.Decode(data, v); err != nil {
		return nil, err
	}
	return v, nil
}

func isNull(data []byte) bool { return string(bytes.TrimSpace(data)) == "null" }
