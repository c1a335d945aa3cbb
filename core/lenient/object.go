package lenient

import (
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Object is a JSON object of type T. PHP writes an object without members as []; that is accepted, but has no value. The object is
// encoded and decoded as encoding/json does for T. The zero value means that the field is absent; it encodes as {}.
type Object[T any] struct {
	form  form
	value T
	raw   string // the JSON as received, if it is not an object
}

// NewObject returns value as an Object that encodes as a JSON object.
func NewObject[T any](value T) Object[T] { return Object[T]{form: object, value: value} }

// Value returns the object, and whether there is one.
func (o Object[T]) Value() (T, bool) { return o.value, o.form == object }

// Text returns the string that was received instead of an object, or "".
func (o Object[T]) Text() string { return standInText(o.raw) }

// IsZero reports whether o is the zero value: nothing was received. It returns false for a received [] or null.
func (o Object[T]) IsZero() bool { return o.form == absent }

// IsNull reports whether null was received.
func (o Object[T]) IsNull() bool { return o.raw == "null" }

// Format formats the value, or the zero value of T if there is no object.
func (o Object[T]) Format(f fmt.State, verb rune) { format(f, verb, o.value) }

// MarshalJSON writes the object as it was received.
func (o Object[T]) MarshalJSON() ([]byte, error) { return encode(o) }

// MarshalJSONTo does what MarshalJSON does, for encoding/json/v2.
func (o Object[T]) MarshalJSONTo(out *jsontext.Encoder) error {
	switch o.form {
	case absent:
		return out.WriteValue(jsontext.Value("{}"))
	case object:
		return json.MarshalEncode(out, &o.value)
	}
	return out.WriteValue(jsontext.Value(o.raw))
}

// UnmarshalJSON reads a JSON object or an empty JSON array, or null, false or a string in its place. Its error has the path of the
// field within T.
func (o *Object[T]) UnmarshalJSON(data []byte) error {
	if raw, ok := standIn(data); ok {
		*o = Object[T]{form: scalar, raw: raw}
		return nil
	}
	all, ok := measure(data)
	switch {
	case !ok, data[0] == '[' && all.members > 0:
		return mismatch[Object[T]](data)
	case data[0] == '[':
		*o = Object[T]{form: array, raw: "[]"}
		return nil
	}
	read := Object[T]{form: object}
	if err := unmarshal(data, &read.value); err != nil {
		return err
	}
	*o = read
	return nil
}
