package core

import (
	"fmt"
	"log/slog"
	"reflect"
	"strings"
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

// secretsIn returns the secrets that v, an input of a call, holds: in its exported fields, and in the containers of
// core/lenient.
func secretsIn(v any) []Secret {
	w := secretWalk{seen: map[visit]bool{}}
	w.walk(reflect.ValueOf(v))
	return w.found
}

// secretWalk goes through a value. What it has seen it passes over: a value may hold itself.
type secretWalk struct {
	seen  map[visit]bool
	found []Secret
}

// visit is a reference that was followed. A slice and its first element have the same address, but not the same type.
type visit struct {
	address uintptr
	length  int
	kind    reflect.Type
}

// ours begins the paths of the packages whose types have secrets in unexported fields.
var ours = reflect.TypeFor[Secret]().PkgPath()

func (w *secretWalk) walk(v reflect.Value) {
	if !v.IsValid() || !mayHoldSecrets(v.Type()) {
		return
	}
	if v.Type() == reflect.TypeFor[Secret]() {
		// Not by Interface, which refuses what comes out of an unexported field.
		if value := v.Field(0); !value.IsNil() {
			w.found = append(w.found, NewSecret(value.Elem().String()))
		}
		return
	}
	switch v.Kind() {
	case reflect.Interface:
		w.walk(v.Elem())
	case reflect.Pointer:
		if w.enters(v, 0) {
			w.walk(v.Elem())
		}
	case reflect.Struct:
		own := strings.HasPrefix(v.Type().PkgPath(), ours)
		for i := range v.NumField() {
			if field := v.Type().Field(i); own || field.IsExported() || field.Anonymous {
				w.walk(v.Field(i))
			}
		}
	case reflect.Slice:
		if !w.enters(v, v.Len()) {
			return
		}
		fallthrough
	case reflect.Array:
		for i := range v.Len() {
			w.walk(v.Index(i))
		}
	case reflect.Map:
		if w.enters(v, 0) {
			for _, key := range v.MapKeys() {
				w.walk(v.MapIndex(key))
			}
		}
	}
}

// enters reports whether a reference is followed for the first time.
func (w *secretWalk) enters(v reflect.Value, length int) bool {
	at := visit{v.Pointer(), length, v.Type()}
	if w.seen[at] {
		return false
	}
	w.seen[at] = true
	return true
}

// mayHoldSecrets reports whether it is worth looking into values of a type: into the bytes of a file it is not.
func mayHoldSecrets(t reflect.Type) bool {
	if t.Kind() == reflect.Slice || t.Kind() == reflect.Array {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Array, reflect.Struct, reflect.Pointer, reflect.Interface, reflect.Map:
		return true
	}
	return false
}
