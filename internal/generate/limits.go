package generate

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// explainLimits appends to the description of a schema what the document demands of its values, so that the comments of Go
// types say what the client will refuse.
func explainLimits(s *openapi3.Schema) {
	// The values of an enumeration are constants with comments of their own, and a lenient type says itself what it reads.
	text := limits(s)
	if text == "" || len(s.Enum) > 0 || isLenient(s) {
		return
	}
	text = strings.ToUpper(text[:1]) + text[1:] + "."
	if s.Description != "" {
		text = strings.TrimSuffix(strings.TrimSpace(s.Description), ".") + ". " + text
	}
	s.Description = text
}

// limits says in words what a schema demands of a value; "" if it demands nothing.
func limits(s *openapi3.Schema) string {
	var parts []string
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	between(add, uint64Of(s.MinLength), s.MaxLength, "characters")
	between(add, uint64Of(s.MinItems), s.MaxItems, "items")
	above, below := s.Min != nil && s.ExclusiveMin.IsTrue(), s.Max != nil && s.ExclusiveMax.IsTrue()
	switch {
	case s.Min != nil && s.Max != nil && !above && !below:
		add("%v to %v", *s.Min, *s.Max)
	case above:
		add("more than %v", *s.Min)
	case s.Min != nil:
		add("at least %v", *s.Min)
	}
	switch {
	case below:
		add("less than %v", *s.Max)
	case s.Max != nil && (s.Min == nil || above):
		add("at most %v", *s.Max)
	}
	if spelling, ok := s.Extensions["x-form"].(map[string]any); ok && spelling["layout"] != nil {
		add("sent as %v, by the clock of the value's own time zone", spelling["layout"])
	}
	if s.Pattern != "" {
		add("matches %s", s.Pattern)
	}
	if isClosed(s) {
		add("one of %s", words(s.Enum))
	}
	if s.Not != nil && len(s.Not.Value.Enum) > 0 {
		add("not %s", words(s.Not.Value.Enum))
	}
	return strings.Join(parts, ", ")
}

func between(add func(string, ...any), least *uint64, most *uint64, what string) {
	switch {
	case least != nil && most != nil && *least == *most:
		add("%d %s", *least, what)
	case least != nil && most != nil:
		add("%d to %d %s", *least, *most, what)
	case least != nil && *least == 1:
		add("not empty")
	case least != nil:
		add("at least %d %s", *least, what)
	case most != nil:
		add("at most %d %s", *most, what)
	}
}

// uint64Of returns nil for a limit that is none.
func uint64Of(n uint64) *uint64 {
	if n == 0 {
		return nil
	}
	return &n
}

func words(values []any) string {
	var all []string
	for _, v := range values {
		all = append(all, fmt.Sprint(v))
	}
	return strings.Join(all, ", ")
}

// lowerFirst makes a description go on after "is the", unless it begins with an abbreviation.
func lowerFirst(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	second, _ := utf8.DecodeRuneInString(text[size:])
	if unicode.IsUpper(second) {
		return text
	}
	text = string(unicode.ToLower(first)) + text[size:]
	return strings.TrimPrefix(text, "the ")
}
