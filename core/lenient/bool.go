package lenient

import "strconv"

// Bool is a yes or no: true or false, 1 or 0, a JSON string that holds one of these, or "yes" or "no", "on" or "off", "y"
// or "n", in any letter case, the empty string, which is what PHP makes of false, or null. The zero value is the absent
// answer, and encodes as false.
type Bool struct {
	value bool
	raw   string // the JSON as it came
}

// bools are the booleans by their JSON. It saves the usual ones an allocation; strings in other letter cases are looked up
// in lower case.
var bools = func() map[string]Bool {
	all := map[string]Bool{"null": {raw: "null"}}
	for _, raw := range []string{`true`, `1`, `"true"`, `"1"`, `"yes"`, `"YES"`, `"on"`, `"y"`} {
		all[raw] = Bool{true, raw}
	}
	for _, raw := range []string{`false`, `0`, `"false"`, `"0"`, `"no"`, `"NO"`, `"off"`, `"n"`, `""`} {
		all[raw] = Bool{false, raw}
	}
	return all
}()

// NewBool returns value as a Bool that encodes as true or false.
func NewBool(value bool) Bool { return Bool{value, strconv.FormatBool(value)} }

// Bool returns the answer; false if there is none.
func (b Bool) Bool() bool { return b.value }

// String returns "true" or "false", however it came; "false" if there is no answer.
func (b Bool) String() string { return strconv.FormatBool(b.value) }

// IsZero reports whether b is the zero value, that is: nothing came. A false or a null that came is not it.
func (b Bool) IsZero() bool { return b == Bool{} }

// MarshalJSON writes the answer in the form it came in.
func (b Bool) MarshalJSON() ([]byte, error) {
	if b.raw == "" {
		return []byte("false"), nil
	}
	return []byte(b.raw), nil
}

// UnmarshalJSON reads one of the spellings that [Bool] names.
func (b *Bool) UnmarshalJSON(data []byte) error {
	if known, ok := bools[string(data)]; ok {
		*b = known
		return nil
	}
	var lower [len(`"false"`)]byte // the longest spelling
	if at(data, 0) != '"' || len(data) > len(lower) {
		return mismatch[Bool](data)
	}
	for i, c := range data {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		lower[i] = c
	}
	known, ok := bools[string(lower[:len(data)])]
	if !ok {
		return mismatch[Bool](data)
	}
	*b = Bool{known.value, string(data)}
	return nil
}
