package change

import "strings"

// Line is the change on one line, for readers: what it breaks, where, and how. What the parts hold is not escaped.
func (c Change) Line() string {
	words := []string{c.Severity.String(), string(c.Boundary) + ":"}
	if c.Operation != "" {
		words = append(words, c.Operation+":")
	}
	return strings.Join(append(words, c.What()), " ")
}

// What says what changed and how, for readers who are told the rest elsewhere.
func (c Change) What() string {
	if strings.Contains(c.Text, c.Subject) {
		return c.Text // it says so itself
	}
	return c.Subject + ": " + c.Text
}
