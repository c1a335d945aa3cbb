package lenient

import (
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// Map is a JSON object with arbitrary keys, or [], because PHP writes an empty object as []. It preserves the order and the keys as
// received, including duplicate keys. Values are encoded and decoded as encoding/json does for T. The zero value means that the field
// is absent; it encodes as {}.
type Map[T any] struct {
	elements container[T]
}

// NewMap returns a copy of m as a Map that encodes as a JSON object with sorted keys.
func NewMap[T any](m map[string]T) Map[T] {
	made := container[T]{form: object}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		made.keys = append(made.keys, quote(key))
		made.items = append(made.items, m[key])
	}
	return Map[T]{made}
}

// Value returns the values like [Map.Map], and whether there is a map. The map may be empty.
func (m Map[T]) Value() (map[string]T, bool) { return m.Map(), m.elements.isThere() }

// Get returns the last value of key, and whether there is one. The search is linear; to look up many keys, use [Map.Map].
func (m Map[T]) Get(key string) (T, bool) { return m.elements.get(key) }

// All yields the keys and values in the order they were received, including duplicate keys.
func (m Map[T]) All() iter.Seq2[string, T] { return m.elements.all() }

// Len returns the number of members. A key that occurs twice counts twice.
func (m Map[T]) Len() int { return len(m.elements.items) }

// Map returns the values in a new map, or nil if there is no map. If a key occurs twice, the last one wins.
func (m Map[T]) Map() map[string]T {
	if !m.elements.isThere() {
		return nil
	}
	return maps.Collect(m.All())
}

// Text returns the string that was received instead of a map, or "".
func (m Map[T]) Text() string { return m.elements.text() }

// IsZero reports whether m is the zero value: nothing was received. It returns false for a received {}, [] or null.
func (m Map[T]) IsZero() bool { return m.elements.form == absent }

// IsNull reports whether null was received.
func (m Map[T]) IsNull() bool { return m.elements.raw == "null" }

// Format formats the values as fmt formats a map.
func (m Map[T]) Format(f fmt.State, verb rune) { format(f, verb, m.Map()) }

// MarshalJSON writes the map as it was received.
func (m Map[T]) MarshalJSON() ([]byte, error) { return encode(m) }

// MarshalJSONTo does what MarshalJSON does, for encoding/json/v2.
func (m Map[T]) MarshalJSONTo(out *jsontext.Encoder) error { return m.elements.encodeTo(out, "{}") }

// UnmarshalJSON reads a JSON object or an empty JSON array, or null, false or a string in its place. Its error has the path of the
// field within the value.
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
