package codec

import (
	stdencoding "encoding"
	stdjson "encoding/json"
	"errors"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// unmarshal reads data into v by the engine. It refuses null in place of a value that would then be 0 or false.
func unmarshal(data []byte, v any) error {
	if t := reflect.TypeOf(v); t != nil && holdsNoNumbers(t) {
		return json.Unmarshal(data, v, options)
	}
	known, _ := json.GetOption(options, json.WithUnmarshalers)
	return json.Unmarshal(data, v, options, json.WithUnmarshalers(json.JoinUnmarshalers(refuseNull, known)))
}

// holdsNoNumbers reports whether t is a type that cannot hold a number or a boolean in a place of its own, so that the engine need not
// look at each value. It may return false for such a type.
func holdsNoNumbers(t reflect.Type) bool {
	for range 3 {
		if readsItself(t) {
			return true
		}
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			t = t.Elem()
		default:
			return t.Kind() == reflect.String || t.Kind() == reflect.Interface
		}
	}
	return false
}

var refuseNull = json.UnmarshalFromFunc(func(from *jsontext.Decoder, v any) error {
	if t := reflect.TypeOf(v).Elem(); from.PeekKind() == 'n' && !hasPlaceForNull(t) {
		return &Error{Problem: "null in place of " + kindOfType(t)}
	}
	return errors.ErrUnsupported
})

// hasPlaceForNull reports whether the zero value of t does not look like a received value. That is false for numbers, booleans and
// structs that have one. The types that decode themselves decide for themselves.
func hasPlaceForNull(t reflect.Type) bool {
	if readsItself(t) {
		return true
	}
	if t.Kind() != reflect.Struct {
		return kindOfType(t) == ""
	}
	for i := range t.NumField() {
		if !hasPlaceForNull(t.Field(i).Type) {
			return false
		}
	}
	return true
}

func readsItself(t reflect.Type) bool {
	for _, method := range []reflect.Type{
		reflect.TypeFor[stdjson.Unmarshaler](), reflect.TypeFor[json.UnmarshalerFrom](), reflect.TypeFor[stdencoding.TextUnmarshaler](),
	} {
		if reflect.PointerTo(t).Implements(method) {
			return true
		}
	}
	return false
}

func kindOfType(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "a boolean"
	case reflect.Struct:
		return "an object"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Float32, reflect.Float64:
		return "a number"
	}
	return ""
}
