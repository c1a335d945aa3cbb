package core

import (
	"fmt"
	"log/slog"
	"reflect"
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
	return Encode(*s.value)
}

// UnmarshalJSON decodes a JSON string or null.
func (s *Secret) UnmarshalJSON(data []byte) error {
	var value *string
	if err := Decode(data, &value); err != nil {
		// The error of encoding/json may quote what it could not decode.
		return fmt.Errorf("a secret must be a JSON string")
	}
	s.value = value
	return nil
}

// secretsIn returns the secrets that v, a request body, holds in its exported fields.
func secretsIn(v any) []Secret {
	var found []Secret
	var walk func(reflect.Value)
	walk = func(v reflect.Value) {
		if v.IsValid() && v.CanInterface() && v.Type() == reflect.TypeFor[Secret]() {
			found = append(found, v.Interface().(Secret))
			return
		}
		switch v.Kind() {
		case reflect.Pointer, reflect.Interface:
			walk(v.Elem())
		case reflect.Struct:
			for i := range v.NumField() {
				if field := v.Type().Field(i); field.IsExported() || field.Anonymous {
					walk(v.Field(i))
				}
			}
		case reflect.Slice, reflect.Array:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Map:
			for _, key := range v.MapKeys() {
				walk(v.MapIndex(key))
			}
		}
	}
	walk(reflect.ValueOf(v))
	return found
}
