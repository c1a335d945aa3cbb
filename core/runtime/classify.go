package runtime

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/internal/codec"
)

// classify turns every failure into a *core.Error with the evidence from the transport, the server or the decoder.
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
			// The caller wrote this message. Only secrets are redacted, and quoted text stays.
			e.Kinds, e.Err = []error{core.ErrRejected}, &redactedError{call.redact(checked.Error()), checked.error}
			e.Execution = core.MaybeExecuted
		case errors.As(err, new(undecodedError)):
			e.Kinds, e.Err = []error{core.ErrDecode}, call.redactError(err)
		case err != nil && (resp == nil || resp.isSuccess()):
			e.Kinds, e.Err = transportKinds(err), call.redactError(err)
			if resp != nil {
				e.Execution = core.MaybeExecuted // the missing part may report an error
			}
		case resp.status >= 300 && resp.status < 400:
			e.Err = redirected(resp, call)
		default:
			call.explain(e)
			call.recognize(e)
			e.Err = call.redactError(err)
			if e.Err == nil && resp.incomplete != nil {
				e.Err = call.redactError(resp.incomplete)
			}
		}
		return e
	}
}

// describe adds the received part of the response to an error.
func (call *call) describe(e *core.Error) {
	resp := call.response
	if resp == nil {
		return
	}
	e.StatusCode, e.Body, e.Truncated = resp.status, resp.body, resp.incomplete != nil
	e.Header = safeHeaders(resp.header)
	for _, values := range e.Header {
		for i := range values {
			values[i] = call.redact(values[i]) // a gateway may echo secrets
		}
	}
}

// transportKinds returns the sentinels for an error without a response. There is none for a context that the caller canceled. An
// expired deadline counts as an unavailable server.
func transportKinds(err error) []error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return []error{core.ErrUnavailable}
}

// redirected returns the error for a redirect. It shows only the server of the target, because the rest of the URL may contain
// secrets.
func redirected(resp *response, call *call) error {
	advice := "redirects are not followed: check the base URL"
	if call.op.Server != "" {
		advice = "redirects are not followed: check the server URL that the document declares for this operation"
	}
	to, err := url.Parse(resp.header.Get("Location"))
	if err != nil || resp.header.Get("Location") == "" {
		return errors.New("the server redirects; " + advice)
	}
	to = call.request.url.ResolveReference(to)
	return errors.New("the server redirects to " + call.redact(to.Scheme+"://"+to.Host) + "; " + advice)
}

// explain decodes the body of a failure into its declared type, and extracts the message and the code.
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

// explainItems finds the input errors in the body. If there is no message, they become the message.
func (call *call) explainItems(e *core.Error, tree any) {
	e.Items = call.op.Codes.items(tree)
	var said []string
	for i := range e.Items {
		e.Items[i].At, e.Items[i].Message = call.redact(e.Items[i].At), call.show(e.Items[i].Message)
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
	if call.unclear || rejected.inferred {
		e.Execution = core.MaybeExecuted
	}
	if kind := call.means(e, v, rejected.found); kind != nil {
		e.Kinds = append(e.Kinds, kind)
	}
}

// recognize reads the message and the code of a failure with an error status, with the help of the envelopes: servers send the same
// bodies as in a success.
func (call *call) recognize(e *core.Error) {
	if v, found := call.op.rejection(call.response.json()); v != nil {
		if e.Message == "" && len(texts(found)) == 0 {
			e.Message = v.Message
		}
		_ = call.means(e, v, found) // the status decides the kind
	}
}

// means sets a failure's message and code from what the envelope found, and returns the sentinel that the envelope defines for it,
// or nil.
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
