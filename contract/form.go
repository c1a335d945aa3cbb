package contract

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/core/runtime"
	"github.com/hostclients/hostclients/internal/spec"
)

// ReadForm parses an application/x-www-form-urlencoded body as PHP does, brackets included, into the JSON tree that the schema
// describes. It undoes x-form encodings and converts strings to numbers (json.Number), booleans and lists where the schema
// declares them. A string that does not fit stays a string, for the validator to report. ReadForm shares no code with the encoder
// in core, so a bug in one cannot hide a bug in the other.
func ReadForm(body string, schema *openapi3.Schema, style runtime.Form) (any, error) {
	root := newArray()
	for _, pair := range strings.Split(body, "&") {
		if pair == "" {
			continue
		}
		rawName, rawValue, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(rawName)
		if err != nil {
			return nil, fmt.Errorf("form: %w", err)
		}
		value, err := url.QueryUnescape(rawValue)
		if err != nil {
			return nil, fmt.Errorf("form: %w", err)
		}
		if err := root.place(segments(name), value); err != nil {
			return nil, fmt.Errorf("form: %s: %w", name, err)
		}
	}
	return shape(root, schema, style), nil
}

// segments splits a[b][0] into a, b and 0.
func segments(name string) []string {
	head, rest, ok := strings.Cut(name, "[")
	if !ok || !strings.HasSuffix(rest, "]") {
		return []string{name}
	}
	return append([]string{head}, strings.Split(strings.TrimSuffix(rest, "]"), "][")...)
}

// array is a list or an object. PHP has one type for both.
type array struct {
	members map[string]any // strings and arrays
	next    int            // the index that a[] gets
}

func newArray() *array { return &array{members: map[string]any{}} }

func (a *array) place(path []string, value string) error {
	key := path[0]
	if key == "" { // a[]
		key = strconv.Itoa(a.next)
	}
	if index, ok := indexOf(key); ok && index < math.MaxInt {
		a.next = max(a.next, index+1)
	}
	if len(path) == 1 {
		a.members[key] = value
		return nil
	}
	inner, ok := a.members[key].(*array)
	if !ok {
		if _, taken := a.members[key]; taken {
			return fmt.Errorf("want a value or a list, got both")
		}
		inner = newArray()
		a.members[key] = inner
	}
	return inner.place(path[1:], value)
}

// indexOf parses a key as an index. As in PHP, 01 is not an index.
func indexOf(key string) (int, bool) {
	index, err := strconv.Atoi(key)
	return index, err == nil && strconv.Itoa(index) == key
}

// shape converts a string or an array to the type that the schema declares.
func shape(tree any, schema *openapi3.Schema, style runtime.Form) any {
	text, ok := tree.(string)
	if ok {
		if value, special := unspell(text, schema, style); special {
			return value
		}
		return spec.Scalar(text, schema, style.True, style.False)
	}
	a := tree.(*array)
	items := spec.Items(schema)
	var indexes []int
	for key := range a.members {
		index, ok := indexOf(key)
		if !ok {
			items = nil
		}
		indexes = append(indexes, index)
	}
	if items != nil {
		slices.Sort(indexes)
		list := []any{}
		for _, index := range indexes {
			list = append(list, shape(a.members[strconv.Itoa(index)], items, style))
		}
		return list
	}
	object := map[string]any{}
	for key, value := range a.members {
		property, _ := spec.Member(schema, key)
		if property == nil {
			property = &openapi3.Schema{}
		}
		object[key] = shape(value, property, style)
	}
	return object
}
