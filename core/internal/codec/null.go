package codec

import (
	"bytes"
	"cmp"
	stdencoding "encoding"
	stdjson "encoding/json"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// refuseNulls returns an error if data, which the engine has read into a value of type t, has null in place of a value that is then 0
// or false, and that the tag of its field does not declare as optional.
func refuseNulls(data []byte, t reflect.Type) error {
	if !bytes.Contains(data, []byte("null")) {
		return nil
	}
	return refuseNull(jsontext.NewDecoder(bytes.NewReader(data), options), t)
}

// refuseNull does what refuseNulls does, for the next value.
func refuseNull(from *jsontext.Decoder, t reflect.Type) error {
	for t.Kind() == reflect.Pointer && from.PeekKind() != 'n' {
		t = t.Elem()
	}
	begin := from.PeekKind()
	if begin == 'n' && !hasPlaceForNull(t) {
		_, err := from.ReadToken()
		return cmp.Or(err, error(&Error{At: string(from.StackPointer()), Problem: "null in place of " + kindOfType(t)}))
	}
	list := t.Kind() == reflect.Slice || t.Kind() == reflect.Array
	if begin != '[' && begin != '{' || readsItself(t) || !list && t.Kind() != reflect.Map && t.Kind() != reflect.Struct {
		return from.SkipValue()
	}
	if _, err := from.ReadToken(); err != nil {
		return err
	}
	for from.PeekKind() != ']' && from.PeekKind() != '}' {
		element, err := memberType(from, t)
		if err == nil && element == nil {
			err = from.SkipValue()
		} else if err == nil {
			err = refuseNull(from, element)
		}
		if err != nil {
			return err
		}
	}
	_, err := from.ReadToken()
	return err
}

// memberType returns the type of the next value in a list or an object, after it read the name. It returns nil if null is harmless.
func memberType(from *jsontext.Decoder, t reflect.Type) (reflect.Type, error) {
	if t.Kind() == reflect.Slice || t.Kind() == reflect.Array {
		return t.Elem(), nil
	}
	token, err := from.ReadToken()
	if err != nil || t.Kind() == reflect.Map {
		return t.Elem(), err
	}
	name := token.String()
	for _, field := range reflect.VisibleFields(t) {
		wire, optional := tagOf(field)
		if field.IsExported() && strings.EqualFold(wire, name) && !(optional && from.PeekKind() == 'n') {
			return field.Type, nil
		}
	}
	return nil, nil
}

// tagOf returns the name of a field in JSON, and whether the field may be absent.
func tagOf(field reflect.StructField) (name string, optional bool) {
	name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
	return cmp.Or(name, field.Name), strings.Contains(options, "omit")
}

// hasPlaceForNull reports whether the zero value of t does not look like a received value. That is false for numbers, booleans and
// structs that require one. The types that decode themselves decide for themselves.
func hasPlaceForNull(t reflect.Type) bool {
	if readsItself(t) {
		return true
	}
	if t.Kind() != reflect.Struct {
		return kindOfType(t) == ""
	}
	for i := range t.NumField() {
		if _, optional := tagOf(t.Field(i)); !optional && !hasPlaceForNull(t.Field(i).Type) {
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
