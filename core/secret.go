package core

import (
	"errors"
	"fmt"
	"log/slog"

	"github.com/hostclients/hostclients/core/internal/codec"
)

const redacted = "[redacted]"

// Secret is a string that no rendering shows: not %v, %+v, %#v, %q or %x, also when it sits in a field of another value,
// and not slog, with one exception: a JSON handler that is given a struct encodes it as JSON, and JSON and form bodies
// carry the real value, since they are what a secret is for. So log no requests and results whole. Ask for the value with
// [Secret.Reveal]. The zero value is the absent secret.
type Secret struct {
	// A pointer, because fmt prints unexported fields without asking their methods, but never follows a nested pointer.
	value *string
}

// NewSecret returns value as a secret.
func NewSecret(value string) Secret { return Secret{&value} }

// Reveal returns the secret itself, "" for the zero value.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// IsZero reports whether the secret is absent, which is not the same as empty.
func (s Secret) IsZero() bool { return s.value == nil }

// Equal reports whether both are absent, or both hold the same string.
func (s Secret) Equal(other Secret) bool {
	return s.IsZero() == other.IsZero() && s.Reveal() == other.Reveal()
}

// String returns a fixed text, never the secret.
func (s Secret) String() string { return redacted }

// Format writes a fixed text whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// LogValue returns a fixed text.
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalJSON encodes the secret itself; the absent secret is null.
func (s Secret) MarshalJSON() ([]byte, error) {
	if s.value == nil {
		return []byte("null"), nil
	}
	return codec.Encode(*s.value)
}

// UnmarshalJSON decodes a JSON string or null.
func (s *Secret) UnmarshalJSON(data []byte) error {
	var value *string
	if err := codec.Decode(data, &value); err != nil {
		// The error of encoding/json may quote what it could not decode.
		return errors.New("a secret must be a JSON string")
	}
	s.value = value
	return nil
}
