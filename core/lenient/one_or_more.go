package lenient

import (
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostclients/hostclients/core/internal/scan"
)

// OneOrMore is a list of JSON objects: a JSON array of objects, or a JSON object whose keys consist of digits. Any other JSON object
// is a single element without a list around it. The zero value means that the field is absent; it encodes as [].
type OneOrMore[T any] struct {
	one      bool // a single element without a list was received
	elements container[T]
}

// NewOneOrMore returns items as a OneOrMore that encodes as a JSON array. It does not copy the slice.
func NewOneOrMore[T any](items ...T) OneOrMore[T] {
	return OneOrMore[T]{elements: container[T]{form: array, items: items}}
}

// Value returns the elements like [OneOrMore.Items], and whether there is a list or an object. The list may be empty.
func (o OneOrMore[T]) Value() ([]T, bool) { return o.elements.items, o.elements.isThere() }

// Items returns the elements in order, or nil if there is no list. The slice is not a copy.
func (o OneOrMore[T]) Items() []T { return o.elements.items }

// Len returns the number of elements.
func (o OneOrMore[T]) Len() int { return len(o.elements.items) }

// Text returns the string that was received instead of a list, or "".
func (o OneOrMore[T]) Text() string { return o.elements.text() }

// IsZero reports whether o is the zero value: nothing was received. It returns false for a received empty list or null.
func (o OneOrMore[T]) IsZero() bool { return o.elements.form == absent }

// IsNull reports whether null was received.
func (o OneOrMore[T]) IsNull() bool { return o.elements.raw == "null" }

// Format formats the elements as fmt formats a slice.
func (o OneOrMore[T]) Format(f fmt.State, verb rune) { format(f, verb, o.Items()) }

// MarshalJSON writes the list as it was received.
func (o OneOrMore[T]) MarshalJSON() ([]byte, error) { return encode(o) }

// MarshalJSONTo does what MarshalJSON does, for encoding/json/v2.
func (o OneOrMore[T]) MarshalJSONTo(out *jsontext.Encoder) error {
	if o.one {
		return json.MarshalEncode(out, &o.elements.items[0])
	}
	return o.elements.encodeTo(out, "[]")
}

// UnmarshalJSON reads any of the forms listed for [OneOrMore], or null, false or a string in its place. Its error has the path of
// the field within T.
func (o *OneOrMore[T]) UnmarshalJSON(data []byte) error {
	var kept container[T]
	if kept.keep(data) {
		*o = OneOrMore[T]{elements: kept}
		return nil
	}
	all, ok := measure(data)
	if !ok {
		return mismatch[OneOrMore[T]](data)
	}
	if data[0] == '{' && !isIndexed(data) {
		var one T
		if err := unmarshal(data, &one); err != nil {
			return err
		}
		*o = OneOrMore[T]{true, container[T]{form: object, items: []T{one}}}
		return nil
	}
	read := OneOrMore[T]{}
	if err := read.elements.decode(data, all); err != nil {
		return err
	}
	*o = read
	return nil
}

// isIndexed reports whether all keys of the JSON object in data consist of digits. It is true for an empty object.
func isIndexed(data []byte) bool {
	indexed := true
	scan.Members(data, 0, 1, func(key, _ []byte) {
		indexed = indexed && len(key) > 2 && scan.Digits(key, 1) == len(key)-1
	})
	return indexed
}
