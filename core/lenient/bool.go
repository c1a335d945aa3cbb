package lenient

import (
	"strconv"

	"github.com/hostclients/hostclients/core/internal/scan"
)

// Bool is a boolean: true or false, 1 or 0, or a JSON string with one of these or with "yes", "no", "on", "off", "y" or "n", in any
// letter case. Null and "" are accepted, but have no value: "" is ambiguous, because PHP writes it for false and databases write it
// for an empty column. The zero value means that the field is absent; it encodes as false.
type Bool struct {
	value bool
	known bool
	raw   string // the JSON as received
}

// bools maps JSON to booleans. The usual spellings are found without an allocation; other spellings are looked up in lower case.
var bools = func() map[string]Bool {
	all := map[string]Bool{"null": {raw: "null"}, `""`: {raw: `""`}}
	for _, raw := range []string{`true`, `1`, `"true"`, `"1"`, `"yes"`, `"YES"`, `"on"`, `"y"`} {
		all[raw] = Bool{true, true, raw}
	}
	for _, raw := range []string{`false`, `0`, `"false"`, `"0"`, `"no"`, `"NO"`, `"off"`, `"n"`} {
		all[raw] = Bool{false, true, raw}
	}
	return all
}()

// NewBool returns value as a Bool that encodes as true or false.
func NewBool(value bool) Bool { return Bool{value, true, strconv.FormatBool(value)} }

// Value returns the boolean, and whether there is one.
func (b Bool) Value() (value, ok bool) { return b.value, b.known }

// Or returns the boolean, or fallback if there is no value.
func (b Bool) Or(fallback bool) bool {
	if b.known {
		return b.value
	}
	return fallback
}

// String returns "true" or "false" for every form, or "" if there is no value.
func (b Bool) String() string {
	if !b.known {
		return ""
	}
	return strconv.FormatBool(b.value)
}

// IsZero reports whether b is the zero value: nothing was received. It returns false for a received false or null.
func (b Bool) IsZero() bool { return b == Bool{} }

// IsNull reports whether null was received.
func (b Bool) IsNull() bool { return b.raw == "null" }

// MarshalJSON writes the boolean as it was received.
func (b Bool) MarshalJSON() ([]byte, error) {
	if b.raw == "" {
		return []byte("false"), nil
	}
	return []byte(b.raw), nil
}

// UnmarshalJSON reads any of the forms listed for [Bool].
func (b *Bool) UnmarshalJSON(data []byte) error {
	if known, ok := bools[string(data)]; ok {
		*b = known
		return nil
	}
	var lower [len(`"false"`)]byte // the longest spelling
	if scan.At(data, 0) != '"' || len(data) > len(lower) {
		return mismatch[Bool](data)
	}
	for i, c := range data {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		lower[i] = c
	}
	spelling, ok := bools[string(lower[:len(data)])]
	if !ok {
		return mismatch[Bool](data)
	}
	*b = Bool{spelling.value, true, string(data)}
	return nil
}
