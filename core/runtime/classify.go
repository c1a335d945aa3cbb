package runtime

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/internal/codec"
)

// classify makes every failure a *core.Error with all evidence: what the transport, the server or the decoder said.
func (c *Client) classify(next handler) handler {
	return func(call *call) error {
		call.checked, call.redaction = false, nil
		err := next(call)
		if resp := call.response; resp != nil {
			if err != nil || !resp.isSuccess() || len(call.opts.Responses) > 0 {
				resp.keep()
			}
			for _, keep := range call.opts.Responses {
				keep(resp.status, resp.header.Clone(), resp.body, resp.noise())
			}
			if err == nil && resp.isSuccess() {
				return nil
			}
		}
		e := call.failure()
		call.describe(e)
		var rejected rejectedError
		var checked checkedError
		switch resp := call.response; {
		case errors.As(err, &rejected):
			call.reject(e, rejected)
		case errors.As(err, &checked):
			// Its text is the caller's: quotation marks are kept, and secrets are not.
			e.Kinds, e.Err = []error{core.ErrRejected}, &redactedError{call.redact(checked.Error()), checked.error}
			e.Execution = core.MaybeExecuted
		case errors.As(err, new(undecodedError)):
			e.Kinds, e.Err = []error{core.ErrDecode}, call.quiet(err)
		case err != nil && (resp == nil || resp.isSuccess()):
			e.Kinds, e.Err = transportKinds(err), call.quiet(err)
			if resp != nil {
				e.Execution = core.MaybeExecuted // it broke off before it said anything
			}
		case resp.status >= 300 && resp.status < 400:
			e.Err = redirected(resp, call)
		default:
			call.explain(e)
			call.recognize(e)
			e.Err = call.quiet(err)
			if e.Err == nil && resp.incomplete != nil {
				e.Err = call.quiet(resp.incomplete)
			}
		}
		return e
	}
}

// describe adds the response to an error, as far as there is one.
func (call *call) describe(e *core.Error) {
	resp := call.response
	if resp == nil {
		return
	}
	e.StatusCode, e.Body, e.Truncated = resp.status, resp.body, resp.incomplete != nil
	e.Header = safeHeaders(resp.header)
	for _, values := range e.Header {
		for i := range values {
			values[i] = call.redact(values[i]) // a gateway may echo what it likes
		}
	}
}

// transportKinds is the meaning of an error that came instead of a response. A context that was cancelled is the caller's own
// doing and means nothing about the server; a deadline may be either.
func transportKinds(err error) []error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return []error{core.ErrUnavailable}
}

// redirected says where the server wants the request to go, as far as that can hold no secret: to which server.
func redirected(resp *response, call *call) error {
	advice := "redirects are not followed: check the base URL"
	if call.op.Server != "" {
		advice = "redirects are not followed: check the server that the document gives for it"
	}
	to, err := url.Parse(resp.header.Get("Location"))
	if err != nil || resp.header.Get("Location") == "" {
		return errors.New("the server redirects, and " + advice)
	}
	to = call.request.url.ResolveReference(to)
	return fmt.Errorf("the server redirects to %s://%s, and %s", to.Scheme, to.Host, advice)
}

// explain reads the body of a failure: its typed form, and what it says for people.
func (call *call) explain(e *core.Error) {
	data := call.response.json()
	tree, err := codec.Tree(data)
	if err != nil {
		return
	}
	if detail := call.op.detail(e.StatusCode); detail != nil && codec.Decode(data, detail) == nil {
		e.Detail = detail
	}
	e.Message = call.show(strings.Join(texts(at(tree, call.op.ErrorBody.Message)), "; "))
	e.Code = call.redact(strings.Join(texts(at(tree, call.op.ErrorBody.Code)), ","))
	if call.op.Codes != (CodeRange{}) {
		call.explainItems(e, tree)
	}
	call.explainProblem(e, tree)
}

// explainItems finds the numbers of errors of the input, and lets them say what is wrong if nothing else does.
func (call *call) explainItems(e *core.Error, tree any) {
	e.Items = call.op.Codes.items(tree)
	var said []string
	for i := range e.Items {
		e.Items[i].Message = call.show(e.Items[i].Message)
		said = append(said, e.Items[i].String())
	}
	if e.Message == "" {
		e.Message = strings.Join(said, "; ")
	}
}

// reject describes an error that was found inside a success.
func (call *call) reject(e *core.Error, rejected rejectedError) {
	call.explain(e)
	v := rejected.envelope
	if v.New != nil {
		if detail := v.New(); codec.Decode(call.response.json(), detail) == nil {
			e.Detail = detail
		}
	}
	if v.Message != "" {
		e.Message = v.Message
	}
	e.Kinds, e.Execution = []error{core.ErrRejected}, core.NotExecuted
	if call.doubtful || rejected.inferred {
		e.Execution = core.MaybeExecuted
	}
	if kind := call.means(e, v, rejected.found); kind != nil {
		e.Kinds = append(e.Kinds, kind)
	}
}

// recognize reads the message and the code of a failure with a status of its own as they are read inside a success: servers
// send the same body. What kind of failure it is, the status says.
func (call *call) recognize(e *core.Error) {
	if v, found := call.op.rejection(call.response.json()); v != nil {
		if e.Message == "" && len(texts(found)) == 0 {
			e.Message = v.Message
		}
		_ = call.means(e, v, found) // the status says what it is
	}
}

// means completes the message and the code of a failure by what an envelope has found, and returns what kind of failure that
// is; nil if the envelope does not say.
func (call *call) means(e *core.Error, v *Envelope, found any) error {
	said := texts(found)
	if e.Message == "" {
		e.Message = call.show(strings.Join(said, "; "))
	}
	for _, text := range append(said, e.Code) {
		if kind, ok := v.Meanings[text]; ok {
			if e.Code == "" {
				e.Code = text
			}
			return kind
		}
	}
	return v.Means
}
