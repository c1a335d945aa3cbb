package lenient

import (
	stdjson "encoding/json"
	"fmt"
	"iter"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostclients/hostclients/core/internal/scan"
)

// container holds the elements of a JSON array or object in order, for List, Map and OneOrMore.
type container[T any] struct {
	form  form
	keys  []string // the keys of an object: JSON strings as received
	items []T
	raw   string // the JSON as received, if it is not an array or an object
}

// isThere reports whether c is an array or an object, even an empty one.
func (c *container[T]) isThere() bool { return c.form == array || c.form == object }

// text returns the string that was received instead of an array or an object.
func (c *container[T]) text() string { return standInText(c.raw) }

// keep stores data and returns true if data may replace an array or an object.
func (c *container[T]) keep(data []byte) bool {
	raw, ok := standIn(data)
	if ok {
		*c = container[T]{form: scalar, raw: raw}
	}
	return ok
}

func (c *container[T]) all() iter.Seq2[string, T] {
	return func(yield func(string, T) bool) {
		for i, item := range c.items {
			if !yield(c.key(i), item) {
				return
			}
		}
	}
}

func (c *container[T]) key(i int) string {
	if c.form == object {
		return textOf(c.keys[i])
	}
	return strconv.Itoa(i)
}

// get returns the last element with key.
func (c *container[T]) get(key string) (item T, ok bool) {
	if c.form != object {
		if i, err := strconv.Atoi(key); err == nil && 0 <= i && i < len(c.items) && c.key(i) == key {
			return c.items[i], true
		}
		return item, false
	}
	for i := len(c.keys) - 1; i >= 0; i-- {
		if c.key(i) == key {
			return c.items[i], true
		}
	}
	return item, false
}

// encodeTo writes c in the form in which it was received. For the zero value, it writes ifAbsent.
func (c *container[T]) encodeTo(out *jsontext.Encoder, ifAbsent string) error {
	begin, end := jsontext.BeginArray, jsontext.EndArray
	switch c.form {
	case absent:
		return out.WriteValue(jsontext.Value(ifAbsent))
	case scalar:
		return out.WriteValue(jsontext.Value(c.raw))
	case object:
		begin, end = jsontext.BeginObject, jsontext.EndObject
	}
	if err := out.WriteToken(begin); err != nil {
		return err
	}
	for i := range c.items {
		if c.form == object {
			if !utf8.ValidString(c.keys[i]) {
				return errNotUTF8
			}
			if err := out.WriteValue(jsontext.Value(c.keys[i])); err != nil {
				return err
			}
		}
		if err := json.MarshalEncode(out, &c.items[i]); err != nil {
			return err
		}
	}
	return out.WriteToken(end)
}

// size contains what must be allocated for a JSON array or object.
type size struct {
	members int
	keys    int // the total length of the keys as received, in bytes
}

// measure returns the size of the JSON array or object in data. It returns false for anything else.
func measure(data []byte) (all size, ok bool) {
	end := scan.Members(data, 0, 1, func(key, _ []byte) {
		all.members++
		all.keys += len(key)
	})
	return all, end == len(data)
}

// decode reads a JSON array or object into c. all is the result of [measure]. If decode fails, c is unchanged.
func (c *container[T]) decode(data []byte, all size) (err error) {
	before := *c
	// The elements are read directly into c, because a local variable would cost an allocation.
	switch data[0] {
	case '[':
		*c = container[T]{form: array}
	default:
		*c = container[T]{form: object, keys: keysOf(data, all)}
	}
	c.items = make([]T, 0, all.members)
	if _, ok := any((*T)(nil)).(stdjson.Unmarshaler); ok {
		err = c.readByMethod(data)
	} else if all.members > 0 {
		err = c.readByReflection(data)
	}
	if err == nil {
		err = refuseNulls(data, reflect.TypeFor[[]T]())
	}
	if err != nil {
		*c = before
	}
	return err
}

// keysOf returns the keys of a JSON object as received. They are substrings of one string, which saves allocations.
func keysOf(data []byte, all size) []string {
	keys := make([]string, 0, all.members)
	var text strings.Builder
	text.Grow(all.keys)
	scan.Members(data, 0, 1, func(key, _ []byte) {
		start := text.Len()
		text.Write(key)
		keys = append(keys, text.String()[start:])
	})
	return keys
}

// readByMethod reads elements that have an UnmarshalJSON method.
func (c *container[T]) readByMethod(data []byte) (err error) {
	scan.Members(data, 0, 1, func(_, value []byte) {
		if err != nil {
			return
		}
		i := len(c.items)
		c.items = c.items[:i+1]
		err = any(&c.items[i]).(stdjson.Unmarshaler).UnmarshalJSON(value)
	})
	return err
}

// readByReflection reads the elements as one array, with one call of encoding/json. Its error has the path within the element;
// encoding/json adds the path to c.
func (c *container[T]) readByReflection(data []byte) error {
	if c.form == object {
		values := append(make([]byte, 0, len(data)), '[')
		scan.Members(data, 0, 1, func(_, value []byte) {
			values = append(append(values, value...), ',')
		})
		values[len(values)-1] = ']' // replaces the last comma
		data = values
	}
	if err := stdjson.Unmarshal(data, &c.items); err != nil {
		return withoutValues(err)
	}
	return nil
}

// format formats plain with the flags of f and with verb.
func format(f fmt.State, verb rune, plain any) {
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), plain)
}
