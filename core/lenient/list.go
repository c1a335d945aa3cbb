package lenient

import (
	"fmt"
	"iter"

	"github.com/go-json-experiment/json/jsontext"
)

// List is a list of values: a JSON array, or a JSON object whose keys are indexes, possibly with gaps, or the ids of the elements. It
// preserves the order and the keys as received, including duplicate keys. Elements are encoded and decoded as encoding/json does for
// T. The zero value means that the field is absent; it encodes as [].
type List[T any] struct {
	elements container[T]
}

// NewList returns items as a List that encodes as a JSON array. The list does not copy the slice.
func NewList[T any](items ...T) List[T] { return List[T]{container[T]{form: array, items: items}} }

// Value returns the elements like [List.Items], and whether there is a list. The list may be empty.
func (l List[T]) Value() ([]T, bool) { return l.elements.items, l.elements.isThere() }

// Items returns the elements in order, or nil if there is no list. The slice is not a copy.
func (l List[T]) Items() []T { return l.elements.items }

// All yields the elements in order with their keys. The keys of an array are its indexes: "0", "1" and so on.
func (l List[T]) All() iter.Seq2[string, T] { return l.elements.all() }

// Get returns the last element with key, and whether there is one. The keys of an array are its indexes. The search is linear.
func (l List[T]) Get(key string) (T, bool) { return l.elements.get(key) }

// Len returns the number of elements.
func (l List[T]) Len() int { return len(l.elements.items) }

// Text returns the string that was received instead of a list, or "".
func (l List[T]) Text() string { return l.elements.text() }

// IsZero reports whether l is the zero value: nothing was received. It returns false for a received empty list or null.
func (l List[T]) IsZero() bool { return l.elements.form == absent }

// IsNull reports whether null was received.
func (l List[T]) IsNull() bool { return l.elements.raw == "null" }

// Format formats the elements as fmt formats a slice.
func (l List[T]) Format(f fmt.State, verb rune) { format(f, verb, l.Items()) }

// MarshalJSON writes the list as it was received.
func (l List[T]) MarshalJSON() ([]byte, error) { return encode(l) }

// MarshalJSONTo does what MarshalJSON does, for encoding/json/v2.
func (l List[T]) MarshalJSONTo(out *jsontext.Encoder) error { return l.elements.encodeTo(out, "[]") }

// UnmarshalJSON reads a JSON array or object, or null, false or a string in its place. Its error has the path of the field within
// the element.
func (l *List[T]) UnmarshalJSON(data []byte) error {
	if l.elements.keep(data) {
		return nil
	}
	all, ok := measure(data)
	if !ok {
		return mismatch[List[T]](data)
	}
	return l.elements.decode(data, all)
}
