package lenient

import (
	"fmt"
	"iter"
	"maps"
	"slices"
)

// Map is a JSON object with keys that no document names, or [], which is what PHP makes of an empty one, or null. It keeps
// the order and the keys as they came, also one that comes twice. The values are read and written as encoding/json does
// with T. The zero value is the absent map, and encodes as {}.
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

// Get returns the value of key, the last one if there are several. It compares one key after the other: to ask for many,
// ask [Map.Map].
func (m Map[T]) Get(key string) (T, bool) { return m.elements.get(key) }

// All yields the keys and values in the order in which they came, also a key that came twice.
func (m Map[T]) All() iter.Seq2[string, T] { return m.elements.all() }

// Len returns how many members there are, with one that came twice counted twice.
func (m Map[T]) Len() int { return len(m.elements.items) }

// Map returns a new map of the values, for a key that came twice the last one; nil if there is no map.
func (m Map[T]) Map() map[string]T {
	if m.elements.form == absent || m.elements.form == null {
		return nil
	}
	return maps.Collect(m.All())
}

// IsZero reports whether m is the zero value, that is: nothing came. An empty object, a [] or a null that came is not it.
func (m Map[T]) IsZero() bool { return m.elements.form == absent }

// Format writes what fmt makes of [Map.Map].
func (m Map[T]) Format(f fmt.State, verb rune) { format(f, verb, m.Map()) }

// MarshalJSON writes the map in the form it came in.
func (m Map[T]) MarshalJSON() ([]byte, error) { return m.elements.encode("{}") }

// UnmarshalJSON reads a JSON object, an empty JSON array, or null. The error of a value is returned as it is; that of
// encoding/json, for a T without an UnmarshalJSON, names the field.
func (m *Map[T]) UnmarshalJSON(data []byte) error {
	all, ok := measure(data)
	if !ok || data[0] == '[' && all.members > 0 {
		return mismatch[Map[T]](data)
	}
	return m.elements.decode(data, all)
}
