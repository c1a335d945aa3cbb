package core

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"mime"
	"net/http"
	"strings"
)

// classifyStage reads the answer, bounded, and tells failures from successes: by status, by content type, by the error
// envelope of the API, and by whether the answer decodes as what the document promises. A failure leaves it as an *Error
// that holds the evidence; a success as a body in memory.
func (c *Client) classifyStage(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		resp, err := c.classify(r, next)
		flightOf(r).failure = nil
		var e *Error
		if errors.As(err, &e) {
			flightOf(r).failure = e
		}
		return resp, err
	})
}

func (c *Client) classify(r *http.Request, next http.RoundTripper) (*http.Response, error) {
	f := flightOf(r)
	f.target, f.accepted = r.URL, false
	resp, err := next.RoundTrip(r)
	f.carried = append(f.carried, carried(r, resp)...)
	e := &Error{API: c.api.Name, Operation: f.op.ID, Method: r.Method, URL: safeURL(r.URL, c.base, f.op), Attempts: f.attempts}
	if err != nil {
		return nil, e.because(c.quiet(f, err), transportMeaning(err))
	}
	if resp.StatusCode == http.StatusSwitchingProtocols {
		// What follows is another protocol, whose end may never come.
		_ = resp.Body.Close()
		resp.Body = http.NoBody
	}
	limit := c.config.maxBodyBytes
	if resp.StatusCode < 200 || resp.StatusCode >= 300 {
		limit = min(limit, maxFailureBytes)
	}
	data, readErr := readBody(resp, limit)
	_ = resp.Body.Close()
	e.StatusCode, e.Header, e.Body, e.Truncated = resp.StatusCode, safeHeaders(resp.Header), data, readErr != nil
	for _, values := range e.Header {
		for i := range values {
			values[i] = c.scrub(f, values[i]) // a gateway may echo what it likes
		}
	}
	for _, out := range f.call.responses {
		*out = Response{StatusCode: resp.StatusCode, Header: resp.Header.Clone(), Body: data}
	}
	switch {
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		return nil, e.because(redirected(resp))
	case resp.StatusCode < 200 || resp.StatusCode >= 400:
		c.explain(e, f, data)
		return nil, e.because(c.quiet(f, readErr), meaning(resp.StatusCode))
	case readErr != nil:
		return nil, e.because(c.quiet(f, readErr), ErrDecode)
	}
	if err := checkBody(f.op.Answer, resp.Header, data); err != nil {
		return nil, e.because(err, ErrDecode)
	}
	if v, found := f.op.rejection(data); v != nil {
		return nil, c.reject(e, f, v, found)
	}
	if c.config.check != nil {
		answer := Response{StatusCode: resp.StatusCode, Header: resp.Header.Clone(), Body: bytes.Clone(data)}
		if err := c.config.check(f.op.ID, answer); err != nil {
			f.accepted = true
			// Its text is the caller's: quotation marks are kept, and secrets are not.
			return nil, e.because(&quieted{c.scrub(f, err.Error()), err}, ErrRejected)
		}
	}
	if f.decode != nil {
		if err := f.decode(resp, data); err != nil {
			return nil, e.because(safeDecodeError(err), ErrDecode)
		}
	}
	resp.Body = io.NopCloser(bytes.NewReader(data))
	return resp, nil
}

// because completes the error with what went wrong underneath, nil if the answer says it all, and what that means.
func (e *Error) because(cause error, kinds ...error) *Error {
	e.cause = cause
	for _, kind := range kinds {
		if kind != nil {
			e.kinds = append(e.kinds, kind)
		}
	}
	return e
}

// explain reads the body of a failure: its typed form, and what it says for people.
func (c *Client) explain(e *Error, f *flight, data []byte) {
	tree, err := decodeTree(data)
	if err != nil {
		return
	}
	if detail := f.op.detail(e.StatusCode); detail != nil && Decode(data, detail) == nil {
		e.Detail = detail
	}
	e.Message = c.scrub(f, strings.Join(texts(at(tree, f.op.ErrorBody.Message)), "; "))
	e.Code = c.scrub(f, strings.Join(texts(at(tree, f.op.ErrorBody.Code)), ","))
	if f.op.Codes != (CodeRange{}) {
		c.explainFaults(e, f, tree)
	}
}

// explainFaults finds the numbers of faults of the input, and has them say what is wrong if nothing else does.
func (c *Client) explainFaults(e *Error, f *flight, tree any) {
	e.Faults = f.op.Codes.faults(tree, "", "")
	var said []string
	for i := range e.Faults {
		e.Faults[i].Message = c.scrub(f, e.Faults[i].Message)
		said = append(said, e.Faults[i].String())
	}
	if e.Message == "" {
		e.Message = strings.Join(said, "; ")
	}
}

// redirected says where the server wants the request to go, as far as that can hold no secret: to which server.
func redirected(resp *http.Response) error {
	if to, err := resp.Location(); err == nil {
		return fmt.Errorf("the server redirects to %s://%s, and redirects are not followed: check the base URL", to.Scheme, to.Host)
	}
	return errors.New("the server redirects, and redirects are not followed: check the base URL")
}

// readBody reads at most limit bytes into a buffer of the announced size.
func readBody(resp *http.Response, limit int64) ([]byte, error) {
	var buf bytes.Buffer
	if n := resp.ContentLength; n > 0 && n <= min(limit, defaultMaxBodyBytes) {
		// One byte more than announced, which lets ReadFrom see the end without growing.
		buf.Grow(int(n) + bytes.MinRead)
	}
	if limit == math.MaxInt64 {
		limit-- // so that one byte more is still a number
	}
	_, err := buf.ReadFrom(io.LimitReader(resp.Body, limit+1))
	if int64(buf.Len()) > limit {
		return buf.Bytes()[:limit], fmt.Errorf("the answer is longer than %d bytes", limit)
	}
	if err != nil {
		return buf.Bytes(), fmt.Errorf("the answer broke off: %w", err)
	}
	return buf.Bytes(), nil
}

// checkBody reports why the body of a success cannot be what was promised, as far as that shows before it is decoded.
func checkBody(promised Answer, h http.Header, data []byte) error {
	contentType := h.Get("Content-Type")
	empty := len(bytes.TrimSpace(data)) == 0
	switch {
	case empty && promised == AnswerJSON:
		return errors.New("the answer is empty")
	case empty:
		return nil
	case isHTML(contentType, data):
		return errors.New("the answer is an HTML page")
	case promised == AnswerNone:
		return nil
	case contentType != "" && !isJSONType(contentType):
		media, _, err := mime.ParseMediaType(contentType)
		if err != nil {
			return errors.New("the answer has a content type that cannot be read")
		}
		return fmt.Errorf("the answer's content type is %s, not JSON", media)
	case promised == AnswerRaw && !json.Valid(data):
		return errors.New("the answer is not valid JSON")
	}
	return nil
}

func isJSONType(contentType string) bool {
	media, _, err := mime.ParseMediaType(contentType)
	return err == nil && (media == "application/json" || strings.HasSuffix(media, "+json"))
}

func isHTML(contentType string, data []byte) bool {
	media, _, _ := mime.ParseMediaType(contentType)
	return bytes.HasPrefix(bytes.TrimSpace(data), []byte("<")) || media == "text/html" && !json.Valid(data)
}

// transportMeaning is the meaning of an error that the transport returned instead of an answer. A context that ended is
// the caller's own doing and means nothing about the server; a deadline may be either.
func transportMeaning(err error) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return ErrUnavailable
}

// safeDecodeError keeps of a decoding error what names types and places, and drops what quotes the answer.
func safeDecodeError(err error) error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return fmt.Errorf("the answer is not valid JSON: %w", err)
	}
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &wrongType) {
		return fmt.Errorf("at %q: a JSON %s does not fit %v", wrongType.Field, strings.Fields(wrongType.Value + " value")[0], wrongType.Type)
	}
	var shape misshapen
	if errors.As(err, &shape) {
		return shape
	}
	return errors.New("a value does not fit its type")
}
