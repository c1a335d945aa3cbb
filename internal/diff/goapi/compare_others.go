package goapi

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// others are the fields of a core.Operation about which there is nothing to judge: people must look.
var others = map[string]string{
	"Codes":       "the numbers that mean faults of the input",
	"Result":      "the property of the answer that is the result",
	"Form":        "the spelling of forms",
	"ErrorBody":   "where errors keep message and code",
	"Envelopes":   "how failures inside a success are told",
	"Nullable":    "whether the result may be null",
	"EndsSession": "whether tokens are void afterwards",
	"Answer":      "what the answer is",
}

func (d *differ) compareOthers(subject string, old, current *operation) {
	handled := []string{
		"API",
		"ID",
		"Method",
		"Path",
		"Repeat",
		"Security",
		"Timeout",
		"Details",
		"PathRules",
		"ParamsRule",
		"BodyRule",
	}
	fields := map[string]bool{}
	for _, o := range []*operation{old, current} {
		for name := range o.fields {
			fields[name] = !slices.Contains(handled, name)
		}
	}
	for _, name := range sorted(fields) {
		before, after := old.fields[name], current.fields[name]
		if !fields[name] || reflect.DeepEqual(d.rename(before), after) {
			continue
		}
		// The signature says it already.
		if name == "Answer" && d.seen[subject] {
			continue
		}
		d.report(change.Risky, "operation-"+strings.ToLower(name)+"-changed", subject, "%s: %s: was %s, is %s", subject,
			others[name], words(before), words(after))
	}
}

// rename returns a value with the new names of types.
func (d *differ) rename(value any) any {
	switch value := value.(type) {
	case map[string]any:
		renamed := map[string]any{}
		for key, inner := range value {
			renamed[key] = d.rename(inner)
			if text, ok := inner.(string); ok && key == "New" && d.names[text] != "" {
				renamed[key] = d.names[text]
			}
		}
		return renamed
	case []any:
		var renamed []any
		for _, inner := range value {
			renamed = append(renamed, d.rename(inner))
		}
		return renamed
	default:
		return value
	}
}

// words writes a value of an operation on one line.
func words(value any) string {
	switch value := value.(type) {
	case nil:
		return "nothing"
	case string:
		if value == "" {
			return `""`
		}
		return value
	case map[string]any:
		var parts []string
		for _, key := range sorted(value) {
			parts = append(parts, key+" "+words(value[key]))
		}
		return strings.Join(parts, ", ")
	case []any:
		var parts []string
		for _, one := range value {
			parts = append(parts, words(one))
		}
		return strings.Join(parts, "; ")
	default:
		return fmt.Sprint(value)
	}
}
