package lenient

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"

	"github.com/hostclients/hostclients/core/internal/codec"
	"github.com/hostclients/hostclients/core/internal/scan"
)

// mismatch returns the error for data that does not fit T. It is an UnmarshalTypeError, because encoding/json adds the path of the
// field to that type. It does not quote data.
func mismatch[T any](data []byte) error {
	kind := kindOf(data)
	if json.Valid(data) && scan.Value(data, scan.Space(data, 0), 0) < 0 {
		kind += " that is not Unicode"
	}
	return &json.UnmarshalTypeError{Value: kind, Type: reflect.TypeFor[T]()}
}

// kindOf returns the kind of the JSON value in data, as encoding/json names it.
func kindOf(data []byte) string {
	switch c := scan.At(data, 0); {
	case c == '"':
		return "string"
	case c == '[':
		return "array"
	case c == '{':
		return "object"
	case c == 't' || c == 'f':
		return "bool"
	case c == '-' || '0' <= c && c <= '9':
		return "number"
	default:
		return "value"
	}
}

// unmarshal reads data into the value that v points to. It refuses null in place of a number, a boolean or an object that requires one.
func unmarshal(data []byte, v any) error {
	if err := json.Unmarshal(data, v); err != nil {
		return withoutValues(err)
	}
	return refuseNulls(data, reflect.TypeOf(v).Elem())
}

// refuseNulls does what [codec.RefuseNulls] does, but returns an UnmarshalTypeError.
func refuseNulls(data []byte, t reflect.Type) error {
	if err := codec.RefuseNulls(data, t); err != nil {
		return withoutValues(err)
	}
	return nil
}

// withoutValues returns an error of encoding/json in the same form for every supported Go version: with the kind of the JSON value
// but not the value, and with the path of the field but without indexes.
func withoutValues(err error) error {
	var wrongType *json.UnmarshalTypeError
	if !errors.As(err, &wrongType) {
		return err
	}
	kind, _, _ := strings.Cut(wrongType.Value, " ")
	return &json.UnmarshalTypeError{
		Value: kind, Type: wrongType.Type, Offset: wrongType.Offset, Struct: wrongType.Struct, Field: fieldPath(strings.Split(wrongType.Field, ".")...),
	}
}

// fieldPath joins the steps of a path to a field, without indexes.
func fieldPath(steps ...string) string {
	names := make([]string, 0, len(steps))
	for _, step := range steps {
		if !isDigits(step) { // true for an empty step too
			names = append(names, step)
		}
	}
	return strings.Join(names, ".")
}
