package contract

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/core/runtime"
	"github.com/hostclients/hostclients/internal/spec"
)

// ReadForm reads an application/x-www-form-urlencoded body as PHP does, brackets included, into the JSON tree that the schema
// describes: x-form encodings are undone, and texts become numbers, booleans and lists where the schema says so. A text that
// does not fit stays a text, for the validator to report. Numbers are json.Number. It is written apart from the encoder in
// core, so that one checks the other.
func ReadForm(body string, schema *openapi3.Schema, style runtime.Form) (any, error) {
	root := map[string]any{}
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
		if err := place(root, segments(name), value); err != nil {
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

func place(object map[string]any, path []string, value string) error {
	key := path[0]
	if key == "" { // a[]: the next free index
		key = strconv.Itoa(len(object))
	}
	if len(path) == 1 {
		object[key] = value
		return nil
	}
	inner, ok := object[key].(map[string]any)
	if !ok {
		if _, taken := object[key]; taken {
			return fmt.Errorf("both a value and a list")
		}
		inner = map[string]any{}
		object[key] = inner
	}
	return place(inner, path[1:], value)
}

// shape converts a tree of strings to the types of schema: lists, numbers, booleans.
func shape(tree any, schema *openapi3.Schema, style runtime.Form) any {
	text, ok := tree.(string)
	if ok {
		if value, special := unspell(text, schema, style); special {
			return value
		}
		return spec.Scalar(text, schema, style.True, style.False)
	}
	object := tree.(map[string]any)
	if items := spec.Items(schema); items != nil {
		indexes := make([]int, 0, len(object))
		for key := range object {
			index, err := strconv.Atoi(key)
			if err != nil {
				return object
			}
			indexes = append(indexes, index)
		}
		slices.Sort(indexes)
		list := []any{}
		for _, index := range indexes {
			list = append(list, shape(object[strconv.Itoa(index)], items, style))
		}
		return list
	}
	for key, value := range object {
		if property, _ := spec.Member(schema, key); property != nil {
			object[key] = shape(value, property, style)
		}
	}
	return object
}
