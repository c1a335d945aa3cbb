package codec

import (
	"bytes"
	"reflect"
	"sync"

	"github.com/hostclients/hostclients/core/internal/scan"
)

// read reads data into v, a pointer to a zero value, as the engine does, but only what is usual: values of the expected types,
// members that are spelled as declared and occur once. Of anything else it returns false, and v is zero again.
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

// Visit has read read the value that data holds, which is JSON, and returns whether it did.
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
	s.texts.Reset() // the block belongs to the values now
	sources.Put(s)
}

// whole reports whether a value that ends at end is all there is.
func (s *Source) whole(end int) bool { return end >= 0 && scan.Space(s.Data, end) == len(s.Data) }

func whole(s *Source, i int, read reader, v reflect.Value) int { return read.read(s, i, v) }

// DecodeMember reads a member of the object that data holds into v, a pointer to a zero value, if nothing is unusual, and
// reports what it has seen in it. Of what exceeds the limits, it reads nothing. If it returns false, v is zero again, and Property and Decode tell what is the matter.
// Accept is asked about every other member.
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

// Seen are the members that were read of a struct.
type Seen struct {
	plan    *structPlan
	members fieldSet
}

// HasAll reports whether all these members were read, and any member at all.
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

// Clear makes the value that v points to the zero value.
func Clear(v any) { reflect.ValueOf(v).Elem().SetZero() }

// fieldSet is a set of fields of a struct.
type fieldSet [2]uint64

// maxFields is how many fields a struct may have.
const maxFields = 64 * len(fieldSet{})

func (f *fieldSet) has(i int) bool { return f[i/64]>>(i%64)&1 == 1 }
func (f *fieldSet) add(i int)      { f[i/64] |= 1 << (i % 64) }
