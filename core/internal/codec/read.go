package codec

import (
	"bytes"
	"reflect"
	"sync"

	"github.com/hostclients/hostclients/core/internal/scan"
)

// read reads data into v, a pointer to a zero value, with the same result as the engine. It handles only the usual case: values
// have the expected types, and members are spelled as declared and occur once. Otherwise it resets v and returns false.
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

// Visit calls read for the value in data, which must be valid JSON, and reports whether read has read all of it.
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
	s.texts.Reset() // the decoded values now refer to the block
	sources.Put(s)
}

// whole reports whether only space follows a value that ends at end.
func (s *Source) whole(end int) bool { return end >= 0 && scan.Space(s.Data, end) == len(s.Data) }

func whole(s *Source, i int, read reader, v reflect.Value) int { return read.read(s, i, v) }

// DecodeMember reads a member of the object in data into v, a pointer to a zero value, and returns which members it read in it.
// It handles only the usual case (see read), data within the limits, and only if accept returns true for the name of every other
// member. Otherwise it resets v and returns false; Property and Decode find out what is wrong.
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

// Seen is the set of members that were read of a struct.
type Seen struct {
	plan    *structPlan
	members fieldSet
}

// HasAll reports whether all these members were read, and at least one member.
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

// Clear sets the value that v points to to its zero value.
func Clear(v any) { reflect.ValueOf(v).Elem().SetZero() }

// fieldSet is a set of fields of a struct.
type fieldSet [2]uint64

// maxFields is how many fields a struct may have.
const maxFields = 64 * len(fieldSet{})

func (f *fieldSet) has(i int) bool { return f[i/64]>>(i%64)&1 == 1 }
func (f *fieldSet) add(i int)      { f[i/64] |= 1 << (i % 64) }
