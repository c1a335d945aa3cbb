package core

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/hostclients/hostclients/core/internal/codec"
)

// Response is a response as it was received. Printing it does not show its content.
type Response struct {
	StatusCode int
	Header     http.Header `json:"-"`
	Body       []byte      `json:"-"`
	// Noise is the part of Body around its JSON, for APIs that are known to print warnings there (x-response-noise in the overlay).
	// Usually it is empty.
	Noise []byte `json:"-"`
}

// Format prints the status and the length of the body for every verb.
func (r Response) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "response %d, %d bytes", r.StatusCode, len(r.Body))
}

// LogValue returns the output of Format.
func (r Response) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(r)) }

// Raw is the result of an operation whose response is undocumented or not JSON. Printing it does not show its content.
type Raw struct {
	StatusCode int
	Header     http.Header
	// Body is the body as received; empty if there was none.
	Body json.RawMessage
	// Result points to the response, decoded into the type registered by [WithResult]; nil if none is registered. See [ResultOf].
	Result any
}

// Decode decodes Body, which must be JSON, into v, a pointer. An error matches [ErrDecode].
func (r Raw) Decode(v any) error {
	if err := codec.Decode(r.Body, v); err != nil {
		return fmt.Errorf("%w: %w", ErrDecode, err)
	}
	return nil
}

// MarshalJSON returns the JSON as it was received; null if there was no body. A body that is not JSON becomes a base64 string.
func (r Raw) MarshalJSON() ([]byte, error) {
	if len(r.Body) == 0 {
		return []byte("null"), nil
	}
	if codec.Valid(r.Body) != nil {
		return json.Marshal([]byte(r.Body)) // without the conversion, RawMessage would have to be JSON
	}
	return r.Body, nil
}

// LogValue returns the output of Format.
func (r Raw) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(r)) }

// Format prints the status and the length of the body for every verb.
func (r Raw) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "raw response %d, %d bytes", r.StatusCode, len(r.Body))
}

// Request is a request to an endpoint that the document lacks, for the Call method of a client. Credentials, retries, logs
// and errors work as for an operation.
type Request struct {
	// Method is the HTTP method. Only GET, HEAD and OPTIONS are retried.
	Method string
	// Path is the path below the base URL, escaped, such as "/invoice/12/pdf". It must not contain "." or ".." segments or
	// a query. Errors and logs do not show it.
	Path string
	// Query contains the query parameters.
	Query url.Values
	// Header contains additional headers. Headers that carry credentials or describe the body are set by the client.
	Header http.Header
	// Body is the body: nil for none, [url.Values] for a form, anything else is encoded as JSON.
	Body any
}
