package lenient

import (
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// Map is a JSON object with keys that no document names, or [], which is how PHP writes an empty one. It keeps the order and
// the keys as received, also one that occurs twice. The values are read and written as encoding/json does with T. The zero
// value is the absent map and encodes as {}.
type Map[T any] struct {
	elements container[T]
}

// NewMap returns a Map that encodes as a JSON object, its keys sorted. It does not keep m.
func NewMap[T any](m map[string]T) Map[T] {
	made := container[T]{form: object}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		made.keys = append(made.keys, quote(key))
		made.items = append(made.items, m[key])
	}
	return Map[T]{made}
}

// Value returns a new map of the values as [Map.Map] does, and whether there is a map. An empty map is one.
func (m Map[T]) Value() (map[string]T, bool) { return m.Map(), m.elements.isThere() }

// Get returns the value of key, the last one if there are several. It compares one key after the other; [Map.Map] is faster
// for many.
func (m Map[T]) Get(key string) (T, bool) { return m.elements.get(key) }

// All yields the keys and values in the order in which they came, also a key that occurs twice.
func (m Map[T]) All() iter.Seq2[string, T] { return m.elements.all() }

// Len returns how many members there are. A key that occurs twice counts twice.
func (m Map[T]) Len() int { return len(m.elements.items) }

// Map returns a new map of the values; nil if there is no map. If a key occurs twice, the last one wins.
func (m Map[T]) Map() map[string]T {
	if !m.elements.isThere() {
		return nil
	}
	return maps.Collect(m.All())
}

// Text returns the text that was received instead of a map; "" if there was none.
func (m Map[T]) Text() string { return m.elements.text() }

// IsZero reports whether m is the zero value: nothing came. It is false for an empty object, a [] or a null that came.
func (m Map[T]) IsZero() bool { return m.elements.form == absent }

// IsNull reports whether m came as null.
func (m Map[T]) IsNull() bool { return m.elements.raw == "null" }

// Format formats [Map.Map].
func (m Map[T]) Format(f fmt.State, verb rune) { format(f, verb, m.Map()) }

// MarshalJSON writes the map in the form it came in.
func (m Map[T]) MarshalJSON() ([]byte, error) { return encode(m) }

// MarshalJSONTo is MarshalJSON for encoding/json/v2.
func (m Map[T]) MarshalJSONTo(out *jsontext.Encoder) error { return m.elements.encodeTo(out, "{}") }

// UnmarshalJSON reads a JSON object, an empty JSON array, or a text in their place. The error of a value is returned with the
// field within the value that encoding/json names.
func (m *Map[T]) UnmarshalJSON(data []byte) error {
	if m.elements.keep(data) {
		return nil
	}
	all, ok := measure(data)
	if !ok || data[0] == '[' && all.members > 0 {
		return mismatch[Map[T]](data)
	}
	return m.elements.decode(data, all)
}
