package lenient

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/hostclients/hostclients/core/internal/scan"
)

// Decimal is an exact decimal number, such as an amount of money or a percentage: a JSON number (19.99), or a number in a JSON
// string ("19.99", ".5", "+5", "007"). It preserves every digit as received, including trailing zeros, and is never a float. A number
// with an exponent or of more than 1000 bytes, and a string that merely begins like a number ("1,000.00", "9.99 USD"), are
// accepted, but have no value. The zero value means that the field is absent; it encodes as 0.
type Decimal struct {
	raw string // the JSON as received
}

// NewDecimal returns number as a Decimal that encodes as a JSON number, without trailing zeros.
func NewDecimal(number decimal.Decimal) Decimal { return Decimal{number.String()} }

// ParseDecimal returns the number in text, such as "19.90" or "-3". It encodes as text, if that is a valid JSON number. Other
// spellings (".5", "007") encode as the same number in JSON. An exponent, or text of more than 1000 bytes, is an error.
func ParseDecimal(text string) (Decimal, error) {
	if !isDecimal(text) {
		return Decimal{}, fmt.Errorf("want a decimal number of at most %d bytes, without an exponent", maxDecimal)
	}
	if scan.Number([]byte(text), 0) != len(text) {
		// ".5", "+5" and "007" are not valid JSON numbers.
		return NewDecimal(decimal.RequireFromString(text)), nil
	}
	return Decimal{text}, nil
}

// maxDecimal is the maximum length of a number in bytes, because a calculation with a million digits takes seconds.
const maxDecimal = 1000

// isDecimal reports whether text is a number: an optional sign, and digits with at most one point anywhere. An exponent is not
// allowed, because a calculation with 1e999999999 takes gigabytes.
func isDecimal(text string) bool {
	if len(text) > maxDecimal {
		return false
	}
	if text != "" && (text[0] == '+' || text[0] == '-') {
		text = text[1:]
	}
	whole, fraction, _ := strings.Cut(text, ".")
	return len(whole)+len(fraction) > 0 && isDigits(whole) && isDigits(fraction)
}

func isDigits(text string) bool { return strings.Trim(text, "0123456789") == "" }

// Value returns the number, for comparisons and calculations, and whether there is one.
func (d Decimal) Value() (decimal.Decimal, bool) {
	text := d.String()
	if !isDecimal(text) {
		return decimal.Decimal{}, false
	}
	return decimal.RequireFromString(text), true
}

// Or returns the number, or fallback if there is no value.
func (d Decimal) Or(fallback decimal.Decimal) decimal.Decimal {
	if value, ok := d.Value(); ok {
		return value
	}
	return fallback
}

// String returns the number, or the string that was received instead, without quotes, or "" if neither was received.
func (d Decimal) String() string {
	if isNone(d.raw) {
		return ""
	}
	return textOf(d.raw)
}

// IsZero reports whether d is the zero value: nothing was received. It returns false for a received 0 or null.
func (d Decimal) IsZero() bool { return d == Decimal{} }

// IsNull reports whether null was received.
func (d Decimal) IsNull() bool { return d.raw == "null" }

// MarshalJSON writes the number as it was received.
func (d Decimal) MarshalJSON() ([]byte, error) {
	if d.raw == "" {
		return []byte("0"), nil
	}
	return []byte(d.raw), nil
}

// UnmarshalJSON reads any of the forms listed for [Decimal].
func (d *Decimal) UnmarshalJSON(data []byte) error {
	raw, ok := noneIn(data)
	if !ok {
		if !isNumeric(data) {
			return mismatch[Decimal](data)
		}
		raw = string(data)
	}
	*d = Decimal{raw}
	return nil
}
