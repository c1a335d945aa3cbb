package codec

import (
	stdencoding "encoding"
	stdjson "encoding/json"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostclients/hostclients/core/internal/scan"
)

// writer appends the JSON of a value of one type, with the same result as the engine. If it returns false, the engine must write
// the value.
type writer func(out []byte, v reflect.Value) ([]byte, bool)

// write returns v as JSON, with the same result as the engine. It returns false if the engine must write v.
func write(v any) ([]byte, bool) {
	value := reflect.ValueOf(v)
	if value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	if !value.IsValid() || value.Kind() == reflect.Interface {
		return nil, false
	}
	write := writerOf(value.Type())
	if write == nil {
		return nil, false
	}
	scratch := scratches.Get().(*[]byte)
	out, ok := write((*scratch)[:0], value)
	var data []byte
	if ok {
		data = append(data, out...)
	}
	// The JSON may contain secrets, and the buffer is reused.
	clear(out)
	*scratch = out
	scratches.Put(scratch)
	return data, ok
}

var scratches = sync.Pool{New: func() any { return new([]byte) }}

var writers sync.Map // reflect.Type to writer

// WriteAsText registers a writer for type T. It writes the string that of returns, or null if of reports that there is none.
func WriteAsText[T any](of func(T) (text string, present bool)) {
	writers.Store(reflect.TypeFor[T](), writer(func(out []byte, v reflect.Value) ([]byte, bool) {
		text, present := of(v.Interface().(T))
		if !present {
			return append(out, "null"...), true
		}
		return appendText(out, text)
	}))
}

// writerOf returns the writer of a type, or nil if only the engine can write it.
func writerOf(t reflect.Type) writer {
	if known, ok := writers.Load(t); ok {
		return known.(writer)
	}
	made := newWriter(t, map[reflect.Type]bool{})
	writers.Store(t, made)
	return made
}

// newWriter returns the writer of a type, or nil if only the engine can write it. The engine also writes types that contain
// themselves: newWriter returns nil for a type in making.
func newWriter(t reflect.Type, making map[reflect.Type]bool) writer {
	if known, ok := writers.Load(t); ok {
		return known.(writer)
	}
	if making[t] {
		return nil
	}
	making[t] = true
	defer delete(making, t)
	methods := []reflect.Type{reflect.TypeFor[json.MarshalerTo](), reflect.TypeFor[stdjson.Marshaler](), reflect.TypeFor[stdencoding.TextMarshaler]()}
	for _, method := range methods {
		switch {
		case t.Kind() == reflect.Pointer || t.Kind() == reflect.Interface:
		case t.Implements(method):
			return writeByMethod(t)
		case reflect.PointerTo(t).Implements(method):
			return nil
		}
	}
	switch t.Kind() {
	case reflect.String:
		if t == reflect.TypeFor[stdjson.Number]() {
			return nil
		}
		return func(out []byte, v reflect.Value) ([]byte, bool) { return appendText(out, v.String()) }
	case reflect.Bool:
		return func(out []byte, v reflect.Value) ([]byte, bool) { return strconv.AppendBool(out, v.Bool()), true }
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if t.PkgPath() == "time" {
			return nil
		}
		return func(out []byte, v reflect.Value) ([]byte, bool) { return strconv.AppendInt(out, v.Int(), 10), true }
	case reflect.Float32, reflect.Float64, reflect.Interface, reflect.Map:
		return writeByEngine
	case reflect.Pointer:
		return writePointer(newWriter(t.Elem(), making))
	case reflect.Slice:
		if t.Elem().Kind() != reflect.Uint8 {
			return writeSlice(newWriter(t.Elem(), making))
		}
	case reflect.Struct:
		return writeStruct(t, making)
	}
	return nil
}

func appendText(out []byte, text string) ([]byte, bool) {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c >= 0x7f || c == '"' || c == '\\' {
			out, err := jsontext.AppendQuote(out, text)
			return out, err == nil
		}
	}
	out = append(append(out, '"'), text...)
	return append(out, '"'), true
}

func writeByEngine(out []byte, v reflect.Value) ([]byte, bool) {
	data, err := json.Marshal(v.Interface(), encoding)
	return append(out, data...), err == nil
}

// writeByMethod returns a writer that calls the type's MarshalJSON. It uses the result if that is a number, a boolean or null, which
// the engine would not reformat. Otherwise it calls the engine.
func writeByMethod(t reflect.Type) writer {
	if !t.Implements(reflect.TypeFor[stdjson.Marshaler]()) || t.PkgPath() == "time" {
		return writeByEngine
	}
	return func(out []byte, v reflect.Value) ([]byte, bool) {
		if _, ok := v.Interface().(json.MarshalerTo); ok {
			return writeByEngine(out, v)
		}
		data, err := v.Interface().(stdjson.Marshaler).MarshalJSON()
		if err != nil || len(data) == 0 || data[0] == '"' || data[0] == '{' || data[0] == '[' || scan.Value(data, 0, 0) != len(data) {
			return writeByEngine(out, v)
		}
		return append(out, data...), true
	}
}

func writePointer(element writer) writer {
	if element == nil {
		return nil
	}
	return func(out []byte, v reflect.Value) ([]byte, bool) {
		if v.IsNil() {
			return append(out, "null"...), true
		}
		return element(out, v.Elem())
	}
}

func writeSlice(element writer) writer {
	if element == nil {
		return nil
	}
	return func(out []byte, v reflect.Value) ([]byte, bool) {
		if v.IsNil() {
			return append(out, "null"...), true
		}
		out = append(out, '[')
		for i := range v.Len() {
			if i > 0 {
				out = append(out, ',')
			}
			var ok bool
			if out, ok = element(out, v.Index(i)); !ok {
				return out, false
			}
		}
		return append(out, ']'), true
	}
}

// memberPlan describes how a field of a struct is written.
type memberPlan struct {
	name      string // with quotation marks and the colon
	index     int
	write     writer
	omitEmpty bool
	isZero    func(reflect.Value) bool // nil without omitzero
}

func writeStruct(t reflect.Type, making map[reflect.Type]bool) writer {
	plan := newStructPlan(t, map[reflect.Type]*reader{})
	if plan == nil {
		return nil
	}
	var members []memberPlan
	for _, field := range plan.fields {
		f := t.Field(field.index)
		_, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		member := memberPlan{`"` + field.name + `":`, field.index, newWriter(f.Type, making), options == "omitempty", nil}
		if options == "omitzero" {
			member.isZero = zeroTest(f.Type)
		}
		if member.write == nil || options == "omitzero" && member.isZero == nil {
			return nil
		}
		members = append(members, member)
	}
	return func(out []byte, v reflect.Value) ([]byte, bool) {
		out = append(out, '{')
		first := true
		for i := range members {
			member := &members[i]
			value := v.Field(member.index)
			if member.omitEmpty && isEmpty(value) || member.isZero != nil && member.isZero(value) {
				continue
			}
			if !first {
				out = append(out, ',')
			}
			first = false
			var ok bool
			if out, ok = member.write(append(out, member.name...), value); !ok {
				return out, false
			}
		}
		return append(out, '}'), true
	}
}

// zeroTest returns the test of omitzero for a type, or nil if only the engine can test it.
func zeroTest(t reflect.Type) func(reflect.Value) bool {
	type zeroer interface{ IsZero() bool }
	method := reflect.TypeFor[zeroer]()
	switch {
	case t.Kind() != reflect.Pointer && t.Kind() != reflect.Interface && t.Implements(method):
		return func(v reflect.Value) bool { return v.Interface().(zeroer).IsZero() }
	case t.Implements(method), reflect.PointerTo(t).Implements(method):
		return nil
	}
	return reflect.Value.IsZero
}

// isEmpty is the test of omitempty in encoding/json.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map, reflect.String, reflect.Array:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}
