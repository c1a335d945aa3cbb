package change

import (
	"strings"
	"unicode"
)

// Line is the change on one line, for readers: what it breaks, where, and how. What the parts hold is not escaped.
func (c Change) Line() string {
	words := []string{c.Severity.String(), string(c.Boundary) + ":"}
	if c.Operation != "" {
		words = append(words, c.Operation+":")
	}
	return strings.Join(append(words, c.What()), " ")
}

// What says what changed and how, for readers who see the rest elsewhere. The subject is said once.
func (c Change) What() string {
	if c.names() {
		return c.Text
	}
	return c.Subject + ": " + c.Text
}

// names reports whether the text has all words of the subject: it says then what it is about.
func (c Change) names() bool {
	said := map[string]bool{}
	for _, word := range words(c.Text) {
		said[word] = true
	}
	for _, word := range words(c.Subject) {
		if !said[word] {
			return false
		}
	}
	return true
}

func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
