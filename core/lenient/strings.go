package lenient

import (
	"strings"
	"unicode/utf8"

	"github.com/hostclients/hostclients/core/internal/scan"
)

// Strings is one string or a list of strings: a JSON string, a JSON number, which PHP may write for a string of digits, or a JSON
// array of strings, numbers, booleans and nulls. The empty string is a value. The zero value means that the field is absent; it
// encodes as "".
type Strings struct {
	raw string // the JSON as received; decoded on each call
}

// NewString returns s as a Strings that encodes as a JSON string.
func NewString(s string) Strings { return Strings{quote(s)} }

// NewStrings returns s as a Strings that encodes as a JSON array.
func NewStrings(s ...string) Strings {
	all := make([]string, len(s))
	for i := range s {
		all[i] = quote(s[i])
	}
	return Strings{"[" + strings.Join(all, ",") + "]"}
}

// Value returns the strings like [Strings.Strings], and whether there is a string or an array.
func (s Strings) Value() ([]string, bool) {
	all := s.Strings()
	return all, all != nil
}

// Strings returns the strings in a new slice, or nil for null, false and an absent field. Numbers and booleans are returned as JSON
// writes them. A null in an array becomes "".
func (s Strings) Strings() []string {
	switch {
	case isNone(s.raw) && s.raw != `""`:
		return nil
	case s.raw[0] != '[':
		return []string{textOf(s.raw)}
	}
	all := []string{}
	scan.Members([]byte(s.raw), 0, 1, func(_, value []byte) { all = append(all, textOf(string(value))) })
	return all
}

// String returns the strings joined with ", ", or "" if there are none.
func (s Strings) String() string { return strings.Join(s.Strings(), ", ") }

// IsZero reports whether s is the zero value: nothing was received. It returns false for a received empty string or null.
func (s Strings) IsZero() bool { return s == Strings{} }

// IsNull reports whether null was received.
func (s Strings) IsNull() bool { return s.raw == "null" }

// MarshalJSON writes the strings as they were received. It returns an error if an argument of [NewString] or [NewStrings] is not
// UTF-8.
func (s Strings) MarshalJSON() ([]byte, error) {
	switch {
	case s.raw == "":
		return []byte(`""`), nil
	case !utf8.ValidString(s.raw):
		return nil, errNotUTF8
	}
	return []byte(s.raw), nil
}

// UnmarshalJSON reads any of the forms listed for [Strings].
func (s *Strings) UnmarshalJSON(data []byte) error {
	flat, end := true, -1
	switch scan.At(data, 0) {
	case '[':
		end = scan.Members(data, 0, 1, func(_, value []byte) { flat = flat && value[0] != '[' && value[0] != '{' })
	case '{', 't':
	default:
		end = scan.Value(data, 0, 0)
	}
	if !flat || end != len(data) {
		return mismatch[Strings](data)
	}
	*s = Strings{string(data)}
	return nil
}
