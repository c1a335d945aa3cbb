package lenient

import (
	"encoding/json"
	"errors"
	"time"
)

// Time is a moment in the layout of RFC 3339, such as 2022-02-06T21:04:45+00:00. It keeps the text it came as, which
// names the same moment in several ways. The zero value is no moment, and encodes as null.
type Time struct {
	text string
	at   time.Time
}

// NewTime returns t as a Time that encodes in RFC 3339, to the nanosecond.
func NewTime(t time.Time) Time { return Time{t.Format(time.RFC3339Nano), t} }

// Time returns the moment; the zero time if there is none.
func (t Time) Time() time.Time { return t.at }

// String returns the text it came as.
func (t Time) String() string { return t.text }

// IsZero reports whether there is no moment.
func (t Time) IsZero() bool { return t.text == "" }

// MarshalJSON writes the text it came as.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.text == "" {
		return []byte("null"), nil
	}
	return json.Marshal(t.text)
}

// UnmarshalJSON reads a JSON string in the layout of RFC 3339. Null leaves the zero value.
func (t *Time) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	var n Time
	if err := json.Unmarshal(data, &n.text); err != nil {
		return errors.New("a moment must be a JSON string")
	}
	var err error
	if n.at, err = time.Parse(time.RFC3339Nano, n.text); err != nil {
		return errors.New("not a moment in the layout of RFC 3339")
	}
	*t = n
	return nil
}
