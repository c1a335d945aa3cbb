package cli

import (
	"errors"
	"strings"
)

// List is a flag that can be repeated. It collects the values in the order of the command line.
type List []string

// String returns the values, separated by commas.
func (l *List) String() string { return strings.Join(*l, ",") }

// Set adds a value, which must not be empty.
func (l *List) Set(value string) error {
	if value == "" {
		return errors.New("want a value, got none")
	}
	*l = append(*l, value)
	return nil
}
