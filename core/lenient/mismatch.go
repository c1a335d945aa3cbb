package lenient

import (
	"encoding/json"
	"reflect"
)

// mismatch returns the error for data that does not fit T. It is the one that encoding/json has for the purpose, because to
// that it adds the path of the field. It does not quote data.
func mismatch[T any](data []byte) error {
	return &json.UnmarshalTypeError{Value: kindOf(data), Type: reflect.TypeFor[T]()}
}

// kindOf returns what encoding/json calls a value like data.
func kindOf(data []byte) string {
	switch c := at(data, 0); {
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
