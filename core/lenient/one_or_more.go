package lenient

import (
	stdjson "encoding/json"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostclients/hostclients/core/internal/scan"
)

// OneOrMore is a list of JSON objects that, when it has one, may come as that object itself: a JSON array of objects, a JSON
// object all of whose keys are digits, or any other JSON object, which is the one. The zero value is the absent list and
// encodes as [].
type OneOrMore[T any] struct {
	one      bool // it came as the object itself
	elements container[T]
}

// NewOneOrMore returns items as a OneOrMore that encodes as a JSON array. It keeps the slice.
func NewOneOrMore[T any](items ...T) OneOrMore[T] {
	return OneOrMore[T]{elements: container[T]{form: array, items: items}}
}

// Value returns the elements as [OneOrMore.Items] does, and whether there is a list or an object. An empty list is one.
func (o OneOrMore[T]) Value() ([]T, bool) { return o.elements.items, o.elements.isThere() }

// Items returns the elements in their order; nil if there is no list. The slice is the list's own.
func (o OneOrMore[T]) Items() []T { return o.elements.items }

// Len returns how many elements there are.
func (o OneOrMore[T]) Len() int { return len(o.elements.items) }

// Text returns the text that was received instead of a list; "" if there was none.
func (o OneOrMore[T]) Text() string { return o.elements.text() }

// IsZero reports whether o is the zero value: nothing came. It is false for an empty list or a null that came.
func (o OneOrMore[T]) IsZero() bool { return o.elements.form == absent }

// IsNull reports whether o came as null.
func (o OneOrMore[T]) IsNull() bool { return o.elements.raw == "null" }

// Format formats the elements as fmt formats a slice.
func (o OneOrMore[T]) Format(f fmt.State, verb rune) { format(f, verb, o.Items()) }

// MarshalJSON writes the list in the form it came in.
func (o OneOrMore[T]) MarshalJSON() ([]byte, error) { return encode(o) }

// MarshalJSONTo is MarshalJSON for encoding/json/v2.
func (o OneOrMore[T]) MarshalJSONTo(out *jsontext.Encoder) error {
	if o.one {
		return json.MarshalEncode(out, &o.elements.items[0])
	}
	return o.elements.encodeTo(out, "[]")
}

// UnmarshalJSON reads one of the forms that [OneOrMore] names, or a text in their place. An error names the field within T.
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
		if err := stdjson.Unmarshal(data, &one); err != nil {
			return withoutValues(err)
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

// isIndexed reports whether all keys of the JSON object that data holds are digits. There may be none.
func isIndexed(data []byte) bool {
	indexed := true
	scan.Members(data, 0, 1, func(key, _ []byte) {
		indexed = indexed && len(key) > 2 && scan.Digits(key, 1) == len(key)-1
	})
	return indexed
}
