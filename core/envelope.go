package core

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// rejection returns the first envelope that finds an error in a success, and the error; nil if there is none.
func (o *Operation) rejection(data []byte) (*Envelope, any) {
	if len(o.Envelopes) == 0 {
		return nil, nil
	}
	var object map[string]json.RawMessage
	if Decode(data, &object) != nil {
		return nil, nil
	}
	for i := range o.Envelopes {
		v := &o.Envelopes[i]
		member, ok := object[v.Field]
		found, err := decodeTree(member)
		if !ok || err != nil {
			continue
		}
		if v.Falsy && (empty(found) || isNo(found)) || !v.Falsy && !empty(found) {
			return v, found
		}
	}
	return nil, nil
}

// reject makes e the error for a failure that was found inside a success.
func (c *Client) reject(e *Error, f *flight, v *Envelope, found any) *Error {
	c.explain(e, f, e.Body)
	if v.New != nil {
		if detail := v.New(); Decode(e.Body, detail) == nil {
			e.Detail = detail
		}
	}
	said := texts(found)
	if e.Message == "" {
		e.Message = c.scrub(f, strings.Join(said, "; "))
	}
	if v.Message != "" {
		e.Message = v.Message
	}
	for _, text := range append(said, e.Code) {
		if kind, ok := v.Meanings[text]; ok {
			if e.Code == "" {
				e.Code = text
			}
			return e.because(nil, ErrRejected, kind)
		}
	}
	return e.because(nil, ErrRejected, v.Means)
}

// empty follows PHP's empty(), which is how the back ends of these APIs decide whether there is an error.
func empty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case bool:
		return !v
	case string:
		return v == "" || v == "0"
	case json.Number:
		number, err := v.Float64()
		return err == nil && number == 0
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

// isNo reports whether a text says no, which PHP takes for true.
func isNo(v any) bool {
	text, _ := v.(string)
	return strings.EqualFold(text, "false") || strings.EqualFold(text, "no") || strings.EqualFold(text, "off")
}

// at returns what stands in a JSON tree at a path of properties separated by dots; nil if there is nothing, or no path.
func at(tree any, path string) any {
	if path == "" {
		return nil
	}
	for _, name := range strings.Split(path, ".") {
		object, ok := tree.(map[string]any)
		if !ok {
			return nil
		}
		tree = object[name]
	}
	return tree
}

// texts returns the strings and numbers in a JSON tree, in order; objects give the texts of their values, by name.
func texts(tree any) []string {
	switch tree := tree.(type) {
	case string:
		return []string{tree}
	case json.Number:
		return []string{tree.String()}
	case []any:
		var all []string
		for _, item := range tree {
			all = append(all, texts(item)...)
		}
		return all
	case map[string]any:
		var all []string
		for _, name := range slices.Sorted(maps.Keys(tree)) {
			all = append(all, texts(tree[name])...)
		}
		return all
	}
	return nil
}
