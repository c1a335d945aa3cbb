package change

import (
	"slices"
	"strings"
	"unicode"
)

// Line returns the change on one line, for readers: severity, boundary, operation and text. It escapes nothing.
func (c Change) Line() string {
	words := []string{c.Severity.String(), string(c.Boundary) + ":"}
	if c.Operation != "" {
		words = append(words, c.Operation+":")
	}
	return strings.Join(append(words, c.What()), " ")
}

// What returns the subject and the text. It leaves out the subject if the text already names it.
func (c Change) What() string {
	if c.names() {
		return c.Text
	}
	return c.Subject + ": " + c.Text
}

// names reports whether the text contains every word of the subject.
func (c Change) names() bool {
	said := words(c.Text)
	return !slices.ContainsFunc(words(c.Subject), func(word string) bool { return !slices.Contains(said, word) })
}

func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
