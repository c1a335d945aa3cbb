package lenient

import (
	"fmt"
	"iter"

	"github.com/go-json-experiment/json/jsontext"
)

// List is a list of values: a JSON array, or a JSON object whose keys are indexes, with gaps if need be, or the ids of the
// elements. It keeps the order and the keys as received, also one that occurs twice. The elements are read and written as
// encoding/json does with T. The zero value is the absent list and encodes as [].
type List[T any] struct {
	elements container[T]
}

// NewList returns items as a List that encodes as a JSON array. The list keeps the slice.
func NewList[T any](items ...T) List[T] { return List[T]{container[T]{form: array, items: items}} }

// Value returns the elements as [List.Items] does, and whether there is a list. An empty list is one.
func (l List[T]) Value() ([]T, bool) { return l.elements.items, l.elements.isThere() }

// Items returns the elements in their order; nil if there is no list. The slice is the list's own.
func (l List[T]) Items() []T { return l.elements.items }

// All yields the elements in their order, with the key they came with; in an array that is the index: "0", "1" and so on.
func (l List[T]) All() iter.Seq2[string, T] { return l.elements.all() }

// Get returns the element that came with key, the last one if there are several; in an array the key is the index. It
// compares one key after the other.
func (l List[T]) Get(key string) (T, bool) { return l.elements.get(key) }

// Len returns how many elements there are.
func (l List[T]) Len() int { return len(l.elements.items) }

// Text returns the text that was received instead of a list; "" if there was none.
func (l List[T]) Text() string { return l.elements.text() }

// IsZero reports whether l is the zero value: nothing came. It is false for an empty list or a null that came.
func (l List[T]) IsZero() bool { return l.elements.form == absent }

// IsNull reports whether l came as null.
func (l List[T]) IsNull() bool { return l.elements.raw == "null" }

// Format formats the elements as fmt formats a slice.
func (l List[T]) Format(f fmt.State, verb rune) { format(f, verb, l.Items()) }

// MarshalJSON writes the list in the form it came in.
func (l List[T]) MarshalJSON() ([]byte, error) { return encode(l) }

// MarshalJSONTo is MarshalJSON for encoding/json/v2.
func (l List[T]) MarshalJSONTo(out *jsontext.Encoder) error { return l.elements.encodeTo(out, "[]") }

// UnmarshalJSON reads a JSON array, a JSON object, or a text in their place. The error of an element is returned with the
// field within the element that encoding/json names.
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
