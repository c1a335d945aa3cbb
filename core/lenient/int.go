package lenient

import (
	"strconv"
	"strings"
)

// Int is a whole number in the range of int64: a JSON number (12, -3, 2.00), or a JSON string that holds one ("12", "007",
// "+5", "2.00"). A number that is not whole or too large, and a text that only begins like a number ("512 MB", "1,000"),
// are kept without a value. The zero value is the absent number and encodes as 0.
type Int struct {
	value int64
	form  form
	raw   string // the JSON as received, where value and form do not tell it: "007", -0
}

// NewInt returns value as an Int that encodes as a JSON number.
func NewInt(value int64) Int { return Int{value: value, form: number} }

// Value returns the number, and whether there is one.
func (n Int) Value() (int64, bool) { return n.value, n.form == number || n.form == quoted }

// Or returns the number, or fallback if there is none.
func (n Int) Or(fallback int64) int64 {
	if value, ok := n.Value(); ok {
		return value
	}
	return fallback
}

// String returns the number, or the text in its place, as received, without quotes; "" if there is none.
func (n Int) String() string {
	switch {
	case n.form == absent || isNone(n.raw) && n.form == scalar:
		return ""
	case n.raw != "":
		return textOf(n.raw)
	}
	return strconv.FormatInt(n.value, 10)
}

// IsZero reports whether n is the zero value: nothing came. It is false for a 0 or a null that came.
func (n Int) IsZero() bool { return n == Int{} }

// IsNull reports whether n came as null.
func (n Int) IsNull() bool { return n.raw == "null" }

// MarshalJSON writes the number in the form it came in.
func (n Int) MarshalJSON() ([]byte, error) {
	switch {
	case n.raw != "":
		return []byte(n.raw), nil
	case n.form == quoted:
		return append(strconv.AppendInt([]byte{'"'}, n.value, 10), '"'), nil
	}
	return strconv.AppendInt(nil, n.value, 10), nil
}

// UnmarshalJSON reads one of the forms that [Int] names.
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
	var canonical [20]byte // as many as the longest, -9223372036854775808, has
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

// wholeNumber returns the whole number that text writes, with zeros behind its point if need be.
func wholeNumber(text string) (int64, bool) {
	whole, fraction, _ := strings.Cut(text, ".")
	if !isDecimal(text) || strings.Trim(fraction, "0") != "" {
		return 0, false
	}
	value, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return 0, false // a number beyond the range comes with an error and the nearest one
	}
	return value, true
}
