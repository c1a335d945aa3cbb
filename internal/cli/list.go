package cli

import "strings"

// List is a flag that can be repeated. It collects the values in the order of the command line.
type List []string

// String returns the values, separated by commas.
func (l *List) String() string { return strings.Join(*l, ",") }

// Set adds a value.
func (l *List) Set(value string) error {
	*l = append(*l, value)
	return nil
}
