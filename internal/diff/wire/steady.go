package wire

import (
	"regexp"
	"slices"
	"strings"
)

// types is the list of types in a text of oasdiff, which has them in any order.
var types = regexp.MustCompile("types `([^`]*)`")

// steady returns a text of oasdiff as it should be, and as it is in every run, with its lists in order: a change has to keep
// its fingerprint.
func steady(rule, text string) string {
	// Where the header itself is meant, and no property of it, oasdiff has nothing to put there.
	text = strings.Replace(text, "'s property %!s(MISSING)", "", 1)
	if !strings.Contains(rule, "list-of-types") {
		return text
	}
	return types.ReplaceAllStringFunc(text, func(list string) string {
		names := strings.FieldsFunc(types.FindStringSubmatch(list)[1], func(r rune) bool { return r == ',' || r == ' ' })
		names = slices.DeleteFunc(names, func(name string) bool { return name == "and" })
		slices.Sort(names)
		return "types `" + strings.Join(names, " and ") + "`"
	})
}
