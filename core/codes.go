package core

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// CodeRange is a range of numbers, both ends included.
type CodeRange struct {
	First, Last int64
}

// Fault is a fault of the input that a server has found.
type Fault struct {
	// Code is the vendor's number for it.
	Code int64
	// At is where the number stands in the body of the failure, such as errors.zoneId[0]. Where the body says which field of
	// the input is meant, it is a part of this.
	At string
	// Message is what the body says beside the number; empty if it says nothing.
	Message string
}

// String returns the code and the message.
func (f Fault) String() string {
	if f.Message == "" {
		return strconv.FormatInt(f.Code, 10)
	}
	return fmt.Sprintf("%d %s", f.Code, f.Message)
}

// faults returns the numbers of the range that stand in a JSON tree with json.Number, as numbers, texts or keys, wherever they
// stand: the form of such bodies is not documented.
func (r CodeRange) faults(tree any, at, beside string) []Fault {
	switch tree := tree.(type) {
	case json.Number:
		return r.fault(tree.String(), at, beside)
	case string:
		return r.fault(tree, at, beside)
	case []any:
		var all []Fault
		for i, item := range tree {
			all = append(all, r.faults(item, fmt.Sprintf("%s[%d]", at, i), beside)...)
		}
		return all
	case map[string]any:
		var all []Fault
		for _, name := range slices.Sorted(maps.Keys(tree)) {
			text, _ := tree[name].(string)
			all = append(all, r.fault(name, below(at, name), text)...)
			all = append(all, r.faults(tree[name], below(at, name), messageIn(tree))...)
		}
		return all
	}
	return nil
}

// fault returns the fault that text is the number of; none if it is no number of the range.
func (r CodeRange) fault(text, at, message string) []Fault {
	code, err := strconv.ParseInt(text, 10, 64)
	if err != nil || code < r.First || code > r.Last {
		return nil
	}
	return []Fault{{code, at, message}}
}

// messageIn returns what an object says for people.
func messageIn(object map[string]any) string {
	for _, name := range []string{"message", "description", "error", "title"} {
		if text, ok := object[name].(string); ok {
			return text
		}
	}
	return ""
}
