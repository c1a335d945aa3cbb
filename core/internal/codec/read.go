package codec

import (
	"bytes"
	"reflect"
	"sync"

	"github.com/hostclients/hostclients/core/internal/scan"
)

// read reads data into v, a pointer to a zero value, with the same result as the engine. It handles only the usual case: values
// have the expected types, and each member occurs once, with its name exactly as declared. Otherwise it resets v and returns false.
func read(data []byte, v any, limits Limits, into func(s *Source, i int, read reader, v reflect.Value) int) (Seen, bool) {
	target := reflect.ValueOf(v)
	if target.Kind() != reflect.Pointer || target.IsNil() || !target.Elem().IsZero() {
		return Seen{}, false
	}
	reader := readerOf(target.Type().Elem())
	if reader.byEngine {
		return Seen{}, false
	}
	s := open(data, limits)
	defer s.close()
	if !s.whole(into(s, scan.Space(data, 0), reader, target.Elem())) {
		target.Elem().SetZero()
		return Seen{}, false
	}
	return s.seen, true
}

// Visit calls read for the value in data, which must be valid JSON. It reports whether read accepted the whole value.
func Visit(data []byte, read func(s *Source, i int) int) bool {
	s := open(data, unlimited)
	defer s.close()
	return s.whole(read(s, scan.Space(data, 0)))
}

var sources = sync.Pool{New: func() any { return new(Source) }}

func open(data []byte, limits Limits) *Source {
	s := sources.Get().(*Source)
	s.Data, s.limits, s.seen = data, limits, Seen{}
	s.depth, s.values, s.containers, s.look = 0, 1, 0, 0
	return s
}

func (s *Source) close() {
	s.Data, s.limits.Alive = nil, nil
	s.texts.Reset() // decoded strings still use this block of memory
	sources.Put(s)
}

// whole reports whether a value was read, and only whitespace follows it. End is the index after the value, or -1.
func (s *Source) whole(end int) bool { return end >= 0 && scan.Space(s.Data, end) == len(s.Data) }

func whole(s *Source, i int, read reader, v reflect.Value) int { return read.read(s, i, v) }

// DecodeMember reads one member of the object in data into v, a pointer to a zero value. The result lists the members that were read
// into v. DecodeMember handles only the usual case, as read does. In addition, data must be within the limits, and accept must return
// true for the name of every other member. Otherwise it resets v and returns false. The caller then uses Property and Decode, which
// can explain the error.
func DecodeMember(data []byte, name string, v any, limits Limits, accept func(name []byte) bool) (Seen, bool) {
	found := false
	seen, ok := read(data, v, limits, func(s *Source, i int, read reader, v reflect.Value) int {
		return s.Object(i, func(key []byte, i int) int {
			key = key[1 : len(key)-1]
			switch {
			case string(key) == name:
				if found || scan.At(s.Data, i) == 'n' {
					return -1
				}
				found = true
				return read.read(s, i, v)
			case bytes.IndexByte(key, '\\') >= 0 || !accept(key):
				return -1
			}
			return s.Skip(i)
		})
	})
	return seen, ok && found
}

// Seen is the set of members that were read into a struct.
type Seen struct {
	plan    *structPlan
	members fieldSet
}

// HasAll reports whether all members in names were read. It returns false if no member at all was read.
func (s Seen) HasAll(names []string) bool {
	if s.plan == nil {
		return false
	}
	for _, name := range names {
		if i, ok := s.plan.byName[name]; !ok || !s.members.has(i) {
			return false
		}
	}
	return s.members != fieldSet{}
}

// Clear zeroes the value that v points to.
func Clear(v any) { reflect.ValueOf(v).Elem().SetZero() }

// fieldSet is a set of fields of a struct.
type fieldSet [2]uint64

// maxFields is the capacity of a fieldSet. Structs with more fields need the engine.
const maxFields = 64 * len(fieldSet{})

func (f *fieldSet) has(i int) bool { return f[i/64]>>(i%64)&1 == 1 }
func (f *fieldSet) add(i int)      { f[i/64] |= 1 << (i % 64) }
