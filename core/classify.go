package core

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
)

// answer is a success whose body was read to its end.
type answer struct {
	status int
	header http.Header
	data   []byte
	failed func(kind, cause error) *Error
}

// undecodable returns the error for an answer that is JSON, but not what the document promises.
func (a *answer) undecodable(cause error) *Error { return a.failed(ErrDecode, safeDecodeError(cause)) }

// classifyStage reads the answer, bounded, and tells failures from successes: by status, by content type, by the error
// envelope of the API. A failure leaves it as an *Error that holds the evidence; a success as a body in memory.
func (c *Client) classifyStage(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		f := flightOf(r)
		resp, err := next.RoundTrip(r)
		e := &Error{API: c.api.Name, Operation: f.op.ID, Method: r.Method, URL: safeURL(r.URL, c.base, f.op)}
		if err != nil {
			e.Attempts, e.cause = f.attempts, err
			e.kinds = []error{transportMeaning(err)}
			return nil, e
		}
		data, readErr := readBody(resp, c.config.maxBodyBytes)
		_ = resp.Body.Close()
		e.Attempts, e.StatusCode, e.Header, e.Body = f.attempts, resp.StatusCode, safeHeaders(resp.Header), data
		e.Truncated = readErr != nil
		for _, out := range f.call.responses {
			*out = Response{StatusCode: resp.StatusCode, Header: resp.Header.Clone(), Body: data}
		}
		fail := func(kind, cause error) *Error {
			failure := *e
			failure.cause = cause
			if kind != nil {
				failure.kinds = append(append([]error(nil), e.kinds...), kind)
			}
			return &failure
		}

		switch {
		case resp.StatusCode >= 300 && resp.StatusCode < 400:
			return nil, fail(nil, redirected(resp))
		case resp.StatusCode < 200 || resp.StatusCode >= 400:
			e.kinds = []error{meaning(resp.StatusCode)}
			c.explain(e, f, data)
			return nil, fail(nil, readErr)
		case readErr != nil:
			return nil, fail(ErrDecode, readErr)
		case f.op.Answer == AnswerNone:
			// Nothing is promised, but an HTML page is not a success.
			if len(bytes.TrimSpace(data)) > 0 && isHTML(resp.Header, data) {
				return nil, fail(ErrDecode, errors.New("the answer is an HTML page"))
			}
		case f.op.Answer == AnswerRaw && len(bytes.TrimSpace(data)) == 0:
			data = nil
		default:
			if err := checkJSON(resp.Header, data); err != nil {
				return nil, fail(ErrDecode, err)
			}
		}
		if f.op.Envelope != nil {
			if found, ok := f.op.Envelope.find(data); ok {
				c.reject(e, f, found)
				return nil, fail(nil, nil)
			}
		}
		f.answer = &answer{status: resp.StatusCode, header: resp.Header, data: data, failed: fail}
		resp.Body = io.NopCloser(bytes.NewReader(data))
		return resp, nil
	})
}

// explain reads the body of a failure: its typed form, and what it says for people.
func (c *Client) explain(e *Error, f *flight, data []byte) {
	if detail := f.op.detail(e.StatusCode); detail != nil && json.Valid(data) && Decode(data, detail) == nil {
		e.Detail = detail
	}
	var tree any
	if Decode(data, &tree) != nil {
		return
	}
	e.Message = c.scrub(f, strings.Join(texts(at(tree, f.op.ErrorBody.Message)), "; "))
	e.Code = c.scrub(f, strings.Join(texts(at(tree, f.op.ErrorBody.Code)), ","))
}

// scrub takes the client's own credentials, and the secrets of this call's body, out of a text that the server wrote.
func (c *Client) scrub(f *flight, text string) string {
	secrets := secretsIn(f.body)
	for _, credential := range c.secrets {
		secrets = append(secrets, credential.secrets()...)
	}
	for _, secret := range secrets {
		if value := secret.Reveal(); value != "" {
			text = strings.ReplaceAll(text, value, redacted)
		}
	}
	return text
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
	if n := resp.ContentLength; n > 0 && n <= limit {
		// One byte more than announced, which lets ReadFrom see the end without growing.
		buf.Grow(int(n) + bytes.MinRead)
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

// checkJSON reports why an answer that should be JSON is not.
func checkJSON(h http.Header, data []byte) error {
	if len(bytes.TrimSpace(data)) == 0 {
		return errors.New("the answer is empty")
	}
	if contentType := h.Get("Content-Type"); contentType != "" && !isJSONType(contentType) {
		if isHTML(h, data) {
			return errors.New("the answer is an HTML page")
		}
		media, _, err := mime.ParseMediaType(contentType)
		if err != nil {
			return errors.New("the answer has a content type that cannot be read")
		}
		return fmt.Errorf("the answer's content type is %s, not JSON", media)
	}
	if !json.Valid(data) {
		return errors.New("the answer is not valid JSON")
	}
	return nil
}

func isJSONType(contentType string) bool {
	media, _, err := mime.ParseMediaType(contentType)
	return err == nil && (media == "application/json" || strings.HasSuffix(media, "+json"))
}

func isHTML(h http.Header, data []byte) bool {
	media, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
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
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &wrongType) {
		return fmt.Errorf("at %q: a JSON %s does not fit %v", wrongType.Field, strings.Fields(wrongType.Value + " value")[0], wrongType.Type)
	}
	return err
}
