package lenient

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Object is a JSON object that a document describes, as T, or [], which is what PHP makes of one without members, or null.
// It is read and written as encoding/json does with T. The zero value is the absent object, and encodes as {}.
type Object[T any] struct {
	form  form
	value T
}

// NewObject returns value as an Object that encodes as a JSON object.
func NewObject[T any](value T) Object[T] { return Object[T]{object, value} }

// Value returns the object; the zero value of T if it came as [] or null, or not at all.
func (o Object[T]) Value() T { return o.value }

// IsZero reports whether o is the zero value, that is: nothing came. A [] or a null that came is not it.
func (o Object[T]) IsZero() bool { return o.form == absent }

// Format writes what fmt makes of the value.
func (o Object[T]) Format(f fmt.State, verb rune) { format(f, verb, o.value) }

// MarshalJSON writes the object in the form it came in.
func (o Object[T]) MarshalJSON() ([]byte, error) {
	switch o.form {
	case absent:
		return []byte("{}"), nil
	case null:
		return []byte("null"), nil
	case array:
		return []byte("[]"), nil
	}
	return encode(&o.value)
}

// UnmarshalJSON reads a JSON object, an empty JSON array, or null. The error of encoding/json names the field.
func (o *Object[T]) UnmarshalJSON(data []byte) error {
	all, ok := measure(data)
	switch {
	case !ok, data[0] == '[' && all.members > 0:
		return mismatch[Object[T]](data)
	case data[0] == 'n':
		*o = Object[T]{form: null}
		return nil
	case data[0] == '[':
		*o = Object[T]{form: array}
		return nil
	}
	read := Object[T]{form: object}
	if err := json.Unmarshal(data, &read.value); err != nil {
		return err
	}
	*o = read
	return nil
}

// encode returns v as JSON, with <, > and & as they are.
func encode(v any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(v)
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), err
}
