//go:build go1.27 && goexperiment.jsonv2

package lenient

import (
	"encoding/json"
	"encoding/json/jsontext"
	"errors"
)

// decodeFrom reads the next value with v.UnmarshalJSON. It adds the path to the error, because encoding/json/v2 adds no path to the
// error of a method.
func decodeFrom(decoder *jsontext.Decoder, v json.Unmarshaler) error {
	data, err := decoder.ReadValue()
	if err != nil {
		return err
	}
	err = v.UnmarshalJSON(data)
	if wrongType, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		var steps []string
		for step := range decoder.StackPointer().Tokens() {
			steps = append(steps, step)
		}
		wrongType.Field = fieldPath(append(steps, wrongType.Field)...)
	}
	return err
}

// UnmarshalJSONFrom does what UnmarshalJSON does, for encoding/json/v2.
func (b *Bool) UnmarshalJSONFrom(decoder *jsontext.Decoder) error { return decodeFrom(decoder, b) }

// UnmarshalJSONFrom does what UnmarshalJSON does, for encoding/json/v2.
func (d *Decimal) UnmarshalJSONFrom(decoder *jsontext.Decoder) error { return decodeFrom(decoder, d) }

// UnmarshalJSONFrom does what UnmarshalJSON does, for encoding/json/v2.
func (n *Int) UnmarshalJSONFrom(decoder *jsontext.Decoder) error { return decodeFrom(decoder, n) }

// UnmarshalJSONFrom does what UnmarshalJSON does, for encoding/json/v2.
func (l *List[T]) UnmarshalJSONFrom(decoder *jsontext.Decoder) error { return decodeFrom(decoder, l) }

// UnmarshalJSONFrom does what UnmarshalJSON does, for encoding/json/v2.
func (m *Map[T]) UnmarshalJSONFrom(decoder *jsontext.Decoder) error { return decodeFrom(decoder, m) }

// UnmarshalJSONFrom does what UnmarshalJSON does, for encoding/json/v2.
func (o *Object[T]) UnmarshalJSONFrom(decoder *jsontext.Decoder) error { return decodeFrom(decoder, o) }

// UnmarshalJSONFrom does what UnmarshalJSON does, for encoding/json/v2.
func (o *OneOrMore[T]) UnmarshalJSONFrom(decoder *jsontext.Decoder) error {
	return decodeFrom(decoder, o)
}

// UnmarshalJSONFrom does what UnmarshalJSON does, for encoding/json/v2.
func (s *Strings) UnmarshalJSONFrom(decoder *jsontext.Decoder) error { return decodeFrom(decoder, s) }

// UnmarshalJSONFrom does what UnmarshalJSON does, for encoding/json/v2.
func (t *Time) UnmarshalJSONFrom(decoder *jsontext.Decoder) error { return decodeFrom(decoder, t) }
