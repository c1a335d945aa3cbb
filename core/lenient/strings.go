package lenient

import (
	"strings"
	"unicode/utf8"

	"github.com/hostclients/hostclients/core/internal/scan"
)

// Strings is one text or several: a JSON string, a JSON number, which is a text that PHP has taken for a number, or a JSON
// array of strings, numbers, booleans and nulls. The empty string is a text. The zero value is the absent text and encodes
// as "".
type Strings struct {
	raw string // the JSON as received, read when it is asked for
}

// NewString returns s as Strings that encode as a JSON string.
func NewString(s string) Strings { return Strings{quote(s)} }

// NewStrings returns s as Strings that encode as a JSON array.
func NewStrings(s ...string) Strings {
	all := make([]string, len(s))
	for i := range s {
		all[i] = quote(s[i])
	}
	return Strings{"[" + strings.Join(all, ",") + "]"}
}

// Value returns the texts as [Strings.Strings] does, and whether there is a text or an array.
func (s Strings) Value() ([]string, bool) {
	all := s.Strings()
	return all, all != nil
}

// Strings returns the texts in a new slice: one for a single text, nil for null, false and a missing value. In an array, a
// number or a boolean becomes its JSON text, and null becomes "".
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

// String returns the text, several joined with ", "; "" if there is none.
func (s Strings) String() string { return strings.Join(s.Strings(), ", ") }

// IsZero reports whether s is the zero value: nothing came. It is false for an empty text or a null that came.
func (s Strings) IsZero() bool { return s == Strings{} }

// IsNull reports whether s came as null.
func (s Strings) IsNull() bool { return s.raw == "null" }

// MarshalJSON writes the texts in the form they came in. A text of [NewString] or [NewStrings] that is not UTF-8 is an error.
func (s Strings) MarshalJSON() ([]byte, error) {
	switch {
	case s.raw == "":
		return []byte(`""`), nil
	case !utf8.ValidString(s.raw):
		return nil, errNotUTF8
	}
	return []byte(s.raw), nil
}

// UnmarshalJSON reads one of the forms that [Strings] names.
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
