package core

import (
	"errors"
	"fmt"
	"log/slog"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/oapi-codegen/nullable"

	"github.com/hostclients/hostclients/core/internal/codec"
)

const redacted = "[redacted]"

// Secret is a string that is never shown: not by %v, %+v, %#v, %q or %x, not by slog, and not as JSON, even in a field of another
// value. It is sent only in a client's requests. [Secret.Reveal] returns the string. The zero value is an absent secret.
type Secret struct {
	// A pointer, because fmt prints unexported fields without calling their methods, but never follows a nested pointer.
	value *string
}

// NewSecret returns value as a secret.
func NewSecret(value string) Secret { return Secret{&value} }

// Reveal returns the secret itself; "" for the zero value.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// IsZero reports whether the secret is absent. An empty secret is not absent.
func (s Secret) IsZero() bool { return s.value == nil }

// Equal reports whether both secrets are absent, or both are the same string.
func (s Secret) Equal(other Secret) bool {
	return s.IsZero() == other.IsZero() && s.Reveal() == other.Reveal()
}

// String returns a placeholder, never the secret.
func (s Secret) String() string { return redacted }

// Format writes a placeholder for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// LogValue returns a placeholder.
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalJSON returns a placeholder, never the secret. Clients do not use it to encode their requests.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(codec.Redacted), nil }

func init() {
	codec.Reveal(json.JoinMarshalers(
		json.MarshalToFunc(func(out *jsontext.Encoder, s Secret) error { return out.WriteToken(s.token()) }),
		json.MarshalToFunc(func(out *jsontext.Encoder, n nullable.Nullable[Secret]) error {
			s, _ := n.Get() // absent and null are the zero secret, which is null
			return out.WriteToken(s.token())
		}),
	))
	codec.WriteAsText(func(s Secret) (string, bool) { return s.Reveal(), !s.IsZero() })
}

// token returns the secret as a JSON string for a request; null if it is absent.
func (s Secret) token() jsontext.Token {
	if s.value == nil {
		return jsontext.Null
	}
	return jsontext.String(*s.value)
}

// UnmarshalJSON reads the secret from a JSON string. Null means absent.
func (s *Secret) UnmarshalJSON(data []byte) error {
	var value *string
	if err := codec.Decode(data, &value); err != nil {
		// The decoder's error may quote the value.
		return errors.New("want a secret as a JSON string")
	}
	s.value = value
	return nil
}
