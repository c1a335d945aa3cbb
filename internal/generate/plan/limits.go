package plan

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// limits describes the constraints of a schema in words, or returns "" if it has none. It leaves out the values of an enum,
// which are constants, and the forms of a lenient type, which the comment of that type lists.
func (b *builder) limits(s *openapi3.Schema) string {
	if b.catalog.isEnum(s) || isTyped(s) && b.catalog.isLenient(s) {
		return ""
	}
	return limits(s)
}

func limits(s *openapi3.Schema) string {
	var parts []string
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	between(add, s.MinLength, limit(s.MaxLength), "characters")
	between(add, s.MinItems, limit(s.MaxItems), "items")
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
		add("sent as %v, in the time zone of the value", spelling["layout"])
	}
	if s.Pattern != "" {
		add("matches %s", s.Pattern)
	}
	if texts := enumTexts(s); isClosed(s) && len(texts) > 0 { // none if null is the only value
		add("one of %s", strings.Join(texts, ", "))
	}
	if s.Not != nil && len(s.Not.Value.Enum) > 0 {
		add("not %s", strings.Join(enumTexts(s.Not.Value), ", "))
	}
	return strings.Join(parts, ", ")
}

// between describes a lower and an upper limit; 0 means no limit.
func between(add func(string, ...any), least, most uint64, what string) {
	switch {
	case least == 0 && most == 0:
	case least == most:
		add("%d %s", least, what)
	case least == 0:
		add("at most %d %s", most, what)
	case most != 0:
		add("%d to %d %s", least, most, what)
	case least == 1:
		add("not empty")
	default:
		add("at least %d %s", least, what)
	}
}

// lowerFirst makes the first letter lowercase, so that a description can follow "is". An abbreviation at the beginning stays.
func lowerFirst(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if second, _ := utf8.DecodeRuneInString(text[size:]); unicode.IsUpper(second) {
		return text
	}
	return string(unicode.ToLower(first)) + text[size:]
}

func upperFirst(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
