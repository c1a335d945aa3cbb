package codec

import (
	"bytes"
	"cmp"
	stdencoding "encoding"
	stdjson "encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// RefuseNulls returns an error if data, which was read into a value of type t, has null in place of a value that is then 0 or false, and
// that the tag of its field does not declare as optional.
func RefuseNulls(data []byte, t reflect.Type) error {
	if !bytes.Contains(data, []byte("null")) {
		return nil
	}
	return refuseNull(jsontext.NewDecoder(bytes.NewReader(data), options), t)
}

// refuseNull does what RefuseNulls does, for the next value.
func refuseNull(from *jsontext.Decoder, t reflect.Type) error {
	begin := from.PeekKind()
	for begin != 'n' && (t.Kind() == reflect.Pointer || isNullable(t)) {
		t = t.Elem()
	}
	if begin == 'n' && !hasPlaceForNull(t) {
		_, err := from.ReadToken()
		return cmp.Or(err, nullError(string(from.StackPointer()), t))
	}
	list := t.Kind() == reflect.Slice || t.Kind() == reflect.Array
	if begin != '[' && begin != '{' || readsItself(t) || !list && t.Kind() != reflect.Map && t.Kind() != reflect.Struct {
		return from.SkipValue()
	}
	if _, err := from.ReadToken(); err != nil {
		return err
	}
	inside := placesOf(t)
	for from.PeekKind() != ']' && from.PeekKind() != '}' {
		element := inside.others
		if begin == '{' {
			name, err := from.ReadToken()
			if err != nil {
				return err
			}
			element = inside.find(name.String())
		}
		var err error
		if element.t == nil || element.optional && from.PeekKind() == 'n' {
			err = from.SkipValue()
		} else {
			err = refuseNull(from, element.t)
		}
		if err != nil {
			return err
		}
	}
	_, err := from.ReadToken()
	return err
}

// nullError has encoding/json's error for a field as its cause, because the types of package lenient return that.
func nullError(at string, t reflect.Type) error {
	field := strings.ReplaceAll(strings.TrimPrefix(at, "/"), "/", ".")
	return &Error{At: at, Problem: nullProblem(t), Err: &stdjson.UnmarshalTypeError{Value: "null", Type: t, Field: field}}
}

// places has the places for elements or members, by name and by the name in lower case.
type places struct {
	byName, folded map[string]place
	others         place // for any other name
	requires       bool  // whether one of them has no place for null
}

// place is a place for a value. Its type is nil if null is harmless there.
type place struct {
	t        reflect.Type
	optional bool // whether the value may be absent
}

func (p places) find(name string) place {
	if exact, ok := p.byName[name]; ok {
		return exact
	}
	if folded, ok := p.folded[strings.ToLower(name)]; ok {
		return folded
	}
	return p.others
}

// add adds a place, unless an outer struct has one with that name. If there are others, the case of a name matters.
func (p places) add(name string, field place) {
	if _, hidden := p.byName[name]; !hidden {
		p.byName[name] = field
	}
	folded := strings.ToLower(name)
	if _, hidden := p.folded[folded]; !hidden && p.others.t == nil {
		p.folded[folded] = field
	}
}

var placesByType sync.Map // reflect.Type to places

// placesOf returns the places inside a list, a map or a struct.
func placesOf(t reflect.Type) places {
	if t.Kind() != reflect.Struct {
		return places{others: place{t: t.Elem()}}
	}
	if known, ok := placesByType.Load(t); ok {
		return known.(places)
	}
	p := places{byName: map[string]place{}, folded: map[string]place{}, others: place{t: otherMembers(t)}}
	structs := []reflect.Type{t} // t and, after it, the structs that it embeds
	for n := 0; n < len(structs); n++ {
		for i := range structs[n].NumField() {
			field := structs[n].Field(i)
			name, optional := tagOf(field)
			inner := field.Type
			if inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
			switch {
			case field.Tag.Get("json") == "-":
			case field.Anonymous && inner.Kind() == reflect.Struct && name == field.Name:
				if !slices.Contains(structs, inner) {
					structs = append(structs, inner)
				}
			case field.IsExported():
				p.add(name, place{field.Type, optional})
				p.requires = p.requires || !optional && !hasPlaceForNull(field.Type)
			}
		}
	}
	placesByType.Store(t, p)
	return p
}

// tagOf returns the name of a field in JSON, and whether the field may be absent.
func tagOf(field reflect.StructField) (name string, optional bool) {
	name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
	return cmp.Or(name, field.Name), strings.Contains(options, "omit")
}

// otherMembers returns the type of the members that no field of a struct has the name of, or nil. Oapi-codegen collects them in a map.
func otherMembers(t reflect.Type) reflect.Type {
	if field, ok := t.FieldByName("AdditionalProperties"); ok && field.Tag.Get("json") == "-" && field.Type.Kind() == reflect.Map {
		return field.Type.Elem()
	}
	return nil
}

// isNullable reports whether t is a type of package nullable, which is a map with a boolean key.
func isNullable(t reflect.Type) bool {
	return t.Kind() == reflect.Map && t.Key().Kind() == reflect.Bool
}

// hasPlaceForNull reports whether the zero value of t does not look like a received value. That is false for numbers, booleans and
// structs that require one. A type that decodes itself decides for itself.
func hasPlaceForNull(t reflect.Type) bool {
	if readsItself(t) {
		return true
	}
	if t.Kind() == reflect.Struct {
		return !placesOf(t).requires
	}
	return kindOfType(t) == ""
}

// readsItself reports whether t decodes itself in a way that its fields do not show. Oapi-codegen's methods read the fields of a struct.
func readsItself(t reflect.Type) bool {
	if t.Kind() == reflect.Struct && (otherMembers(t) != nil || isUnion(t)) {
		return false
	}
	for _, method := range []reflect.Type{
		reflect.TypeFor[stdjson.Unmarshaler](), reflect.TypeFor[json.UnmarshalerFrom](), reflect.TypeFor[stdencoding.TextUnmarshaler](),
	} {
		if reflect.PointerTo(t).Implements(method) {
			return true
		}
	}
	return false
}

// isUnion reports whether t is a union of oapi-codegen.
func isUnion(t reflect.Type) bool {
	field, ok := t.FieldByName("union")
	return ok && !field.IsExported() && field.Type == reflect.TypeFor[stdjson.RawMessage]()
}

func nullProblem(t reflect.Type) string { return "null in place of " + kindOfType(t) }

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
