package codec

import (
	stdencoding "encoding"
	stdjson "encoding/json"
	"reflect"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"github.com/hostclients/hostclients/core/internal/scan"
)

// reader reads values of one type. Null leaves the zero value, if hasPlaceForNull is true for the type.
type reader struct {
	read     func(s *Source, i int, v reflect.Value) int
	byEngine bool // whether it only calls the engine
}

var readers sync.Map // reflect.Type to reader

// ReaderFor reads values of type T.
type ReaderFor[T any] struct{ reader }

// NewReader returns the reader of T.
func NewReader[T any]() ReaderFor[T] { return ReaderFor[T]{readerOf(reflect.TypeFor[T]())} }

// Read reads the value at i into v, which is zero.
func (r ReaderFor[T]) Read(s *Source, i int, v *T) int {
	return r.read(s, i, reflect.ValueOf(v).Elem())
}

func readerOf(t reflect.Type) reader {
	if known, ok := readers.Load(t); ok {
		return known.(reader)
	}
	return newReader(t, map[reflect.Type]*reader{})
}

// newReader returns the reader of a type. Making has the readers that are not complete yet, because a type may contain itself.
func newReader(t reflect.Type, making map[reflect.Type]*reader) reader {
	if known, ok := readers.Load(t); ok {
		return known.(reader)
	}
	if known, ok := making[t]; ok {
		return reader{read: func(s *Source, i int, v reflect.Value) int { return known.read(s, i, v) }}
	}
	made := new(reader)
	making[t] = made
	*made = readerFor(t, making)
	delete(making, t)
	readers.Store(t, *made)
	return *made
}

func readerFor(t reflect.Type, making map[reflect.Type]*reader) reader {
	pointer := reflect.PointerTo(t)
	switch {
	case t.Kind() == reflect.Pointer || t.Kind() == reflect.Interface:
	case pointer.Implements(reflect.TypeFor[Reader]()):
		return reader{read: readBySelf}
	case t == reflect.TypeFor[stdjson.Number](), t == reflect.TypeFor[jsonv1.Number]():
		return reader{read: readNumber}
	case t == reflect.TypeFor[jsontext.Value](), pointer.Implements(reflect.TypeFor[json.UnmarshalerFrom]()):
		return engine
	case t.PkgPath() == "time":
		return engine
	case pointer.Implements(reflect.TypeFor[stdjson.Unmarshaler]()):
		return reader{read: readByMethod}
	case pointer.Implements(reflect.TypeFor[stdencoding.TextUnmarshaler]()):
		return engine
	}
	switch t.Kind() {
	case reflect.String:
		return reader{read: readText}
	case reflect.Bool:
		return reader{read: readBool}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return reader{read: readInt}
	case reflect.Float32, reflect.Float64:
		return reader{read: readFloat}
	case reflect.Pointer:
		return reader{read: readPointer(newReader(t.Elem(), making))}
	case reflect.Slice:
		if t.Elem().Kind() != reflect.Uint8 {
			return reader{read: readSlice(newReader(t.Elem(), making))}
		}
	case reflect.Struct:
		if plan := newStructPlan(t, making); plan != nil {
			return reader{read: plan.read}
		}
	}
	return engine
}

// engine is the reader for types that only the engine can read.
var engine = reader{byEngine: true, read: func(s *Source, i int, v reflect.Value) int {
	end := s.foreign(i)
	if end < 0 || decode(s.Data[i:end], v.Addr().Interface()) != nil {
		return -1
	}
	return end
}}

func readBySelf(s *Source, i int, v reflect.Value) int {
	return v.Addr().Interface().(Reader).ReadJSON(s, i)
}

func readByMethod(s *Source, i int, v reflect.Value) int {
	end := s.foreign(i)
	if end < 0 || v.Addr().Interface().(stdjson.Unmarshaler).UnmarshalJSON(s.Data[i:end]) != nil || RefuseNulls(s.Data[i:end], v.Type()) != nil {
		return -1
	}
	return end
}

func readText(s *Source, i int, v reflect.Value) int {
	if scan.At(s.Data, i) == 'n' {
		return scan.Word(s.Data, i, "null")
	}
	text, end := s.Text(i)
	if end >= 0 {
		v.SetString(text)
	}
	return end
}

func readNumber(s *Source, i int, v reflect.Value) int {
	end := scan.Number(s.Data, i)
	if end >= 0 {
		v.SetString(s.Keep(s.Data[i:end]))
	}
	return end
}

func readBool(s *Source, i int, v reflect.Value) int {
	switch scan.At(s.Data, i) {
	case 't':
		v.SetBool(true)
		return scan.Word(s.Data, i, "true")
	case 'f':
		return scan.Word(s.Data, i, "false")
	}
	return -1
}

func readInt(s *Source, i int, v reflect.Value) int {
	n, end := s.Whole(i)
	if end < 0 || v.OverflowInt(n) {
		return -1
	}
	v.SetInt(n)
	return end
}

func readFloat(s *Source, i int, v reflect.Value) int {
	end := scan.Number(s.Data, i)
	if end < 0 {
		return -1
	}
	n, err := strconv.ParseFloat(string(s.Data[i:end]), v.Type().Bits())
	if err != nil {
		return -1
	}
	v.SetFloat(n)
	return end
}

func readPointer(element reader) func(*Source, int, reflect.Value) int {
	return func(s *Source, i int, v reflect.Value) int {
		if scan.At(s.Data, i) == 'n' {
			return scan.Word(s.Data, i, "null")
		}
		made := reflect.New(v.Type().Elem())
		end := element.read(s, i, made.Elem())
		if end >= 0 {
			v.Set(made)
		}
		return end
	}
}

func readSlice(element reader) func(*Source, int, reflect.Value) int {
	var usual usualLength
	return func(s *Source, i int, v reflect.Value) int {
		if scan.At(s.Data, i) == 'n' {
			return scan.Word(s.Data, i, "null")
		}
		n := 0
		start := i
		end := s.List(i, func(i int) int {
			if n == v.Cap() {
				room := s.Room(start, i, n)
				if n == 0 {
					room = min(room, usual.room())
				}
				v.Grow(room)
			}
			n++
			v.SetLen(n)
			return element.read(s, i, v.Index(n-1))
		})
		if n == 0 && end >= 0 {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
		usual.note(n)
		return end
	}
}

// usualLength is the initial capacity of lists of one type, in eighths of an element. It grows at once and shrinks slowly.
type usualLength struct{ eighths atomic.Int64 }

func (u *usualLength) room() int { return max(1, int(u.eighths.Load()+7)/8) }

func (u *usualLength) note(n int) {
	now, before := 8*int64(min(n, fewElements)), u.eighths.Load()
	switch {
	case now > before:
		u.eighths.Store(now)
	case now < before:
		u.eighths.Store(before - max(1, (before-now)/8))
	}
}
