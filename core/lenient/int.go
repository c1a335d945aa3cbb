package lenient

import (
	"strconv"
	"strings"
)

// Int is an integer in the range of int64: a JSON number (12, -3, 2.00), or a number in a JSON string ("12", "007", "+5", "2.00"). A
// number that is not an integer or is too large, and a string that merely begins like a number ("512 MB", "1,000"), are accepted, but
// have no value. The zero value means that the field is absent; it encodes as 0.
type Int struct {
	value int64
	form  form
	raw   string // the JSON as received, if it differs from the usual form: "007", -0
}

// NewInt returns value as an Int that encodes as a JSON number.
func NewInt(value int64) Int { return Int{value: value, form: number} }

// Value returns the number, and whether there is one.
func (n Int) Value() (int64, bool) { return n.value, n.form == number || n.form == quoted }

// Or returns the number, or fallback if there is no value.
func (n Int) Or(fallback int64) int64 {
	if value, ok := n.Value(); ok {
		return value
	}
	return fallback
}

// String returns the number, or the string that was received instead, without quotes, or "" if neither was received.
func (n Int) String() string {
	switch {
	case n.form == absent || isNone(n.raw) && n.form == scalar:
		return ""
	case n.raw != "":
		return textOf(n.raw)
	}
	return strconv.FormatInt(n.value, 10)
}

// IsZero reports whether n is the zero value: nothing was received. It returns false for a received 0 or null.
func (n Int) IsZero() bool { return n == Int{} }

// IsNull reports whether null was received.
func (n Int) IsNull() bool { return n.raw == "null" }

// MarshalJSON writes the number as it was received.
func (n Int) MarshalJSON() ([]byte, error) {
	switch {
	case n.raw != "":
		return []byte(n.raw), nil
	case n.form == quoted:
		return append(strconv.AppendInt([]byte{'"'}, n.value, 10), '"'), nil
	}
	return strconv.AppendInt(nil, n.value, 10), nil
}

// UnmarshalJSON reads any of the forms listed for [Int].
func (n *Int) UnmarshalJSON(data []byte) error {
	if raw, ok := noneIn(data); ok {
		*n = Int{form: scalar, raw: raw}
		return nil
	}
	came, text := Int{form: number}, data
	if last := len(data) - 1; last > 0 && data[0] == '"' && data[last] == '"' {
		came.form, text = quoted, data[1:last]
	}
	var err error
	var canonical [20]byte // the length of -9223372036854775808, the longest
	came.value, err = strconv.ParseInt(string(text), 10, 64)
	switch {
	case err == nil && string(strconv.AppendInt(canonical[:0], came.value, 10)) == string(text):
	case !isNumeric(data):
		return mismatch[Int](data)
	default:
		var whole bool
		came.raw = string(data)
		if came.value, whole = wholeNumber(textOf(came.raw)); !whole {
			came.form = scalar
		}
	}
	*n = came
	return nil
}

// wholeNumber returns the integer in text, which may end in a point and zeros. It returns false for any other text.
func wholeNumber(text string) (int64, bool) {
	whole, fraction, _ := strings.Cut(text, ".")
	if !isDecimal(text) || strings.Trim(fraction, "0") != "" {
		return 0, false
	}
	value, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return 0, false // for a number out of range, ParseInt returns an error and the nearest value
	}
	return value, true
}
