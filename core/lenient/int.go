package lenient

import "strconv"

// Int is a whole number in the range of int64: a JSON number without fraction and exponent (12, -3), a JSON string that
// holds one ("12", "-3"), with leading zeros if need be ("007"), or null. The zero value is the absent number, and encodes
// as 0.
type Int struct {
	value int64
	form  form
	raw   string // the JSON as it came, where value and form do not tell it: "007", -0
}

// NewInt returns value as an Int that encodes as a JSON number.
func NewInt(value int64) Int { return Int{value: value, form: number} }

// Int64 returns the number; 0 if there is none.
func (n Int) Int64() int64 { return n.value }

// String returns the number as it came, without quotes; "0" if there is none.
func (n Int) String() string {
	if n.raw != "" {
		return textOf(n.raw)
	}
	return strconv.FormatInt(n.value, 10)
}

// IsZero reports whether n is the zero value, that is: nothing came. A 0 or a null that came is not it.
func (n Int) IsZero() bool { return n == Int{} }

// MarshalJSON writes the number in the form it came in.
func (n Int) MarshalJSON() ([]byte, error) {
	switch {
	case n.raw != "":
		return []byte(n.raw), nil
	case n.form == null:
		return []byte("null"), nil
	case n.form == quoted:
		return append(strconv.AppendInt([]byte{'"'}, n.value, 10), '"'), nil
	}
	return strconv.AppendInt(nil, n.value, 10), nil
}

// UnmarshalJSON reads a JSON number, a JSON string that holds a whole number, or null. There is no plus sign, no space, and
// no escape in the string, and it is not empty.
func (n *Int) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*n = Int{form: null}
		return nil
	}
	came, text := Int{form: number}, data
	if last := len(data) - 1; last > 0 && data[0] == '"' && data[last] == '"' {
		came.form, text = quoted, data[1:last]
	} else if endOfNumber(data, 0) != len(data) {
		return mismatch[Int](data)
	}
	var err error
	if came.value, err = strconv.ParseInt(string(text), 10, 64); err != nil || text[0] == '+' {
		return mismatch[Int](data)
	}
	var canonical [20]byte // as many as the longest, -9223372036854775808, has
	if string(strconv.AppendInt(canonical[:0], came.value, 10)) != string(text) {
		came.raw = string(data)
	}
	*n = came
	return nil
}
