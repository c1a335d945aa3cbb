package lenient

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// Decimal is an exact decimal number, such as an amount of money or a percentage: a JSON number (19.99) or a string that
// holds one ("19.99"). It keeps every digit as it came, trailing zeros included, and is never a float. The zero value is a
// bare 0.
type Decimal struct {
	text   string // as it came, without quotes; "" means 0
	quoted bool
}

// ParseDecimal returns the number that text writes, such as "19.99" or "-3"; it encodes as a string.
func ParseDecimal(text string) (Decimal, error) {
	if err := checkDecimal(text); err != nil {
		return Decimal{}, fmt.Errorf("%q: %w", text, err)
	}
	return Decimal{text: text, quoted: true}, nil
}

func checkDecimal(text string) error {
	// Without an exponent: 1e999999999 is a few bytes that become gigabytes when somebody calculates with them.
	if strings.ContainsAny(text, "eE") {
		return errors.New("a decimal number with an exponent is not an amount")
	}
	if _, err := decimal.NewFromString(text); err != nil {
		return errors.New("not a decimal number")
	}
	return nil
}

// Decimal returns the number for comparing and calculating.
func (d Decimal) Decimal() decimal.Decimal {
	if d.text == "" {
		return decimal.Zero
	}
	// The text was checked when it came in.
	return decimal.RequireFromString(d.text)
}

// String returns the number as it came, "0" for the zero value.
func (d Decimal) String() string {
	if d.text == "" {
		return "0"
	}
	return d.text
}

// IsZero reports whether d is the zero value, that is: no number came. A number that came as 0 is not it.
func (d Decimal) IsZero() bool { return d == Decimal{} }

// MarshalJSON writes the number in the form it came in.
func (d Decimal) MarshalJSON() ([]byte, error) {
	if d.quoted {
		return []byte(`"` + d.text + `"`), nil
	}
	return []byte(d.String()), nil
}

// UnmarshalJSON reads a JSON number, or a JSON string that holds a decimal number. Null leaves the zero value, as
// encoding/json has it for every type.
func (d *Decimal) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	var n Decimal
	n.text, n.quoted = string(data), false
	if len(data) > 0 && data[0] == '"' {
		n.quoted = true
		if err := json.Unmarshal(data, &n.text); err != nil {
			return err
		}
	}
	if err := checkDecimal(n.text); err != nil {
		return err
	}
	*d = n
	return nil
}
