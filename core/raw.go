package core

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
)

// Raw is the answer of an operation whose answers nobody documents: JSON as it was received, empty if there was no body.
// Its rendering shows no content.
type Raw struct {
	StatusCode int
	Header     http.Header
	Body       json.RawMessage

	result any // a pointer to what WithResult registered; nil if nothing is
}

// Decode reads the JSON into v, a pointer. An error matches [ErrDecode]; the JSON stays in Body.
func (r Raw) Decode(v any) error {
	if err := Decode(r.Body, v); err != nil {
		return fmt.Errorf("%w: %w", ErrDecode, safeDecodeError(err))
	}
	return nil
}

// MarshalJSON returns the JSON as it was received; null if there was none.
func (r Raw) MarshalJSON() ([]byte, error) {
	if len(r.Body) == 0 {
		return []byte("null"), nil
	}
	return r.Body, nil
}

// LogValue returns what Format prints.
func (r Raw) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(r)) }

// Format prints the status and the length of the JSON, whatever the verb.
func (r Raw) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "raw answer %d, %d bytes", r.StatusCode, len(r.Body))
}
