package contract

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// difference lists the locations where got differs from want. If zeroMayBeMissing is set, got may lack members whose value in
// want is zero, because plain Go types omit zero values.
func difference(at string, want, got any, zeroMayBeMissing bool) []string {
	switch want := want.(type) {
	case map[string]any:
		object, ok := got.(map[string]any)
		if !ok {
			return []string{fmt.Sprintf("%s: an object became %s", orRoot(at), kind(got))}
		}
		var all []string
		for _, name := range slices.Sorted(maps.Keys(want)) {
			value, ok := object[name]
			switch {
			case ok:
				all = append(all, difference(at+"."+name, want[name], value, zeroMayBeMissing)...)
			case !zeroMayBeMissing || !isZero(want[name]):
				all = append(all, fmt.Sprintf("%s.%s: lost", at, name))
			}
		}
		for _, name := range slices.Sorted(maps.Keys(object)) {
			if _, ok := want[name]; !ok {
				all = append(all, fmt.Sprintf("%s.%s: added", at, name))
			}
		}
		return all
	case []any:
		list, ok := got.([]any)
		if !ok {
			return []string{fmt.Sprintf("%s: a list became %s", orRoot(at), kind(got))}
		}
		if len(list) != len(want) {
			return []string{fmt.Sprintf("%s: a list of %d became a list of %d", orRoot(at), len(want), len(list))}
		}
		var all []string
		for i := range want {
			all = append(all, difference(fmt.Sprintf("%s[%d]", at, i), want[i], list[i], zeroMayBeMissing)...)
		}
		return all
	}
	if want != got {
		return []string{fmt.Sprintf("%s: %s became %s", orRoot(at), show(want), show(got))}
	}
	return nil
}

func orRoot(at string) string {
	if at == "" {
		return "the body"
	}
	return at
}

// show returns a value as JSON.
func show(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(data)
}

func kind(v any) string {
	switch v.(type) {
	case nil:
		return "nothing"
	case map[string]any:
		return "an object"
	case []any:
		return "a list"
	}
	return show(v)
}

// isZero reports whether a JSON value decodes to a zero Go value.
func isZero(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case bool:
		return !v
	case string:
		return v == ""
	case json.Number:
		return v == "0"
	case []any:
		return len(v) == 0
	case map[string]any:
		for _, value := range v {
			if !isZero(value) {
				return false
			}
		}
		return true
	}
	return false
}
