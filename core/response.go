package core

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/hostclients/hostclients/core/internal/codec"
)

// Response is an HTTP response before decoding. Printing it does not show its content.
type Response struct {
	StatusCode int
	Header     http.Header `json:"-"`
	Body       []byte      `json:"-"`
	// Noise is what the server printed around the JSON in Body, such as PHP warnings. It is always empty, unless the API is known
	// to do this (x-response-noise in the overlay).
	Noise []byte `json:"-"`
}

// Format prints the status and the length of the body for every verb.
func (r Response) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "response %d, %d bytes", r.StatusCode, len(r.Body))
}

// LogValue returns what Format prints.
func (r Response) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(r)) }

// Raw is the result of an operation whose response is undocumented or not JSON. Printing it does not show its content.
type Raw struct {
	StatusCode int
	Header     http.Header
	// Body is the body as received; empty if there was none.
	Body json.RawMessage
	// Result points to the response, decoded into the type registered by [WithResult], or is nil. See [ResultOf].
	Result any
}

// Decode decodes Body, which must be JSON, into the value that v points to. Its errors match [ErrDecode].
func (r Raw) Decode(v any) error {
	if err := codec.Decode(r.Body, v); err != nil {
		return fmt.Errorf("%w: %w", ErrDecode, err)
	}
	return nil
}

// MarshalJSON returns Body, or null if it is empty. If Body is not JSON, it is encoded as a base64 string.
func (r Raw) MarshalJSON() ([]byte, error) {
	if len(r.Body) == 0 {
		return []byte("null"), nil
	}
	if codec.Valid(r.Body) != nil {
		return json.Marshal([]byte(r.Body)) // without the conversion, RawMessage would have to be JSON
	}
	return r.Body, nil
}

// LogValue returns what Format prints.
func (r Raw) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(r)) }

// Format prints the status and the length of the body for every verb.
func (r Raw) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "raw response %d, %d bytes", r.StatusCode, len(r.Body))
}

// Request describes a request to an endpoint that the document lacks. Pass it to the Call method of a client. Credentials,
// retries, logs and errors work as for an operation.
type Request struct {
	// Method is the HTTP method. Only GET, HEAD and OPTIONS are retried.
	Method string
	// Path is the path below the base URL, escaped, such as "/invoice/12/pdf". It must not contain "." or ".." segments or
	// a query. Errors and logs do not show it.
	Path string
	// Query contains the query parameters.
	Query url.Values
	// Header contains additional headers. The client sets those that carry credentials or describe the body; they are an error here.
	Header http.Header
	// Body is nil for no body, or [url.Values] for a form. Any other value is encoded as JSON.
	Body any
}
