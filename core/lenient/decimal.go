package lenient

import (
	"errors"
	"strings"

	"github.com/shopspring/decimal"
)

// Decimal is an exact decimal number, such as an amount of money or a percentage: a JSON number (19.99), a JSON string that
// holds one ("19.99", ".5", "+5", "007"), or null. It has no exponent, keeps every digit as it came, trailing zeros
// included, and is never a float. A text of more than 1000 bytes is not read. The zero value is the absent number, and
// encodes as 0.
type Decimal struct {
	raw string // the JSON as it came
}

// NewDecimal returns number as a Decimal that encodes as a JSON number, without trailing zeros.
func NewDecimal(number decimal.Decimal) Decimal { return Decimal{number.String()} }

// ParseDecimal returns the number that text writes, such as "19.90" or "-3"; it encodes as a JSON number of the same digits.
func ParseDecimal(text string) (Decimal, error) {
	if !isDecimal(text) {
		return Decimal{}, errors.New("not a decimal number without an exponent, or too long a one")
	}
	if endOfNumber([]byte(text), 0) != len(text) {
		// ".5", "+5" and "007" are no JSON.
		return NewDecimal(decimal.RequireFromString(text)), nil
	}
	return Decimal{text}, nil
}

// maxDecimal is how long the text of a number may be, in bytes: to calculate with one of a million digits takes seconds.
const maxDecimal = 1000

// isDecimal reports whether text is a number: digits with a point between, before or behind them, and a sign if need be. It
// has no exponent, because 1e999999999 is a few bytes that become gigabytes when somebody calculates with them.
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

// Decimal returns the number for comparing and calculating; 0 if there is none.
func (d Decimal) Decimal() decimal.Decimal {
	// The text was checked when it came in.
	return decimal.RequireFromString(d.String())
}

// String returns the number as it came, without quotes; "0" if there is none.
func (d Decimal) String() string {
	if text := textOf(d.raw); text != "" {
		return text
	}
	return "0"
}

// IsZero reports whether d is the zero value, that is: nothing came. A 0 or a null that came is not it.
func (d Decimal) IsZero() bool { return d == Decimal{} }

// MarshalJSON writes the number in the form it came in.
func (d Decimal) MarshalJSON() ([]byte, error) {
	if d.raw == "" {
		return []byte("0"), nil
	}
	return []byte(d.raw), nil
}

// UnmarshalJSON reads a JSON number, a JSON string that holds a decimal number, or null. There is no exponent, no space, and
// no escape in the string, and it is not empty.
func (d *Decimal) UnmarshalJSON(data []byte) error {
	raw := string(data)
	switch {
	case raw == "null":
	case isQuoted(raw):
		if !isDecimal(raw[1 : len(raw)-1]) {
			return mismatch[Decimal](data)
		}
	case !isDecimal(raw) || endOfNumber(data, 0) != len(data):
		return mismatch[Decimal](data)
	}
	*d = Decimal{raw}
	return nil
}
