package lenient

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestADecimalIsWrittenBackUnchanged(t *testing.T) {
	for _, data := range []string{
		`0`, `-0`, `19.99`, `19.90`, `-3`, `0.00`, `123456789012345678901234567890.123456789012345678901234567890`,
		`"0"`, `"19.99"`, `"19.90"`, `"-3"`, `"+5"`, `".5"`, `"-.5"`, `"+.5"`, `"5."`, `"007"`, `"0.000"`,
	} {
		assertHasValue[Decimal](t, decimal.RequireFromString(strings.Trim(data, `"`)), data)
	}
}

func TestUnsupportedNumbersArePreservedButHaveNoValue(t *testing.T) {
	seven := decimal.New(7, 0)
	for data, text := range map[string]string{
		`null`: "", `""`: "", `false`: "",
		`"1,000.00"`: "1,000.00", `"1,5"`: "1,5", `"1 000"`: "1 000", `"9.99 USD"`: "9.99 USD", `"5%"`: "5%", `"1.2.3"`: "1.2.3", `"1-5"`: "1-5", `"1 "`: "1 ", `"0x10"`: "0x10", `"1\/"`: "1/",
		`1e5`: "1e5", `1E400`: "1E400", `"1e999999999"`: "1e999999999", `1.0e-5`: "1.0e-5",
	} {
		assertHasNoValue[Decimal](t, data)
		assert.Equal(t, text, read[Decimal](t, data).String(), data)
		assert.Equal(t, seven, read[Decimal](t, data).Or(seven), data)
	}
}

func TestADecimalIsExact(t *testing.T) {
	for data, want := range map[string]string{
		`19.90`: "19.9", `"19.90"`: "19.9", `"+5"`: "5", `".5"`: "0.5", `"-.5"`: "-0.5", `"5."`: "5", `"007"`: "7", `"1\u0030"`: "10",
		`0.1`: "0.1", `9007199254740993`: "9007199254740993", `0.30000000000000000000001`: "0.30000000000000000000001",
	} {
		assert.True(t, value(t, read[Decimal](t, data)).Equal(decimal.RequireFromString(want)), data)
		assert.True(t, read[Decimal](t, data).Or(decimal.New(-99, 0)).Equal(decimal.RequireFromString(want)), data)
	}
}

func TestAValueThatIsNotADecimalIsRefused(t *testing.T) {
	for _, text := range []string{
		" ", ".", "-", "+", "-.", " 1", "abc", "NaN", "Infinity", "-Inf", ".-5", ".+5", "--5", "+-5", "١", "½", "$5", "null", "true", "hunter2", `"`, `\u0031`,
	} {
		assertRefused(t, NewDecimal(decimal.New(7, 0)), written(t, text))
		_, err := ParseDecimal(text)
		require.Error(t, err, "%q", text)
	}
	for _, text := range []string{"", "1.2.3", "1,5", "1 000", "1 ", "1\n", "1e5", "1E5", "1e999999999", "0x10", "1_000", "1-5", "5%", "1ehunter2", `1"`} {
		_, err := ParseDecimal(text)
		require.Error(t, err, "%q", text)
		assert.NotContains(t, err.Error(), "hunter2")
	}
	for _, data := range []string{
		`true`, `[]`, `{}`, `[1]`, `{"a":"hunter2"}`, `["hunter2"]`, `"\u0031"`, "\"1\xff\"", `"1\ud800"`, "\"1\n\"", `"1"2"`,
		``, ` `, `"`, `""1""`, `05`, `-05`, `+5`, `.5`, `5.`, `-`, `"1`, `1"`, ` 1`, `1 `, `nul`, `NULL`, `hunter2`, "\x00", "\xff",
	} {
		assertRefused(t, NewDecimal(decimal.New(7, 0)), data)
		assertRefused(t, Decimal{}, data)
	}
}

func TestADecimalHasALimitedLength(t *testing.T) {
	longest := strings.Repeat("9", 998) + ".5"
	assertKeepsForm[Decimal](t, longest)
	assertKeepsForm[Decimal](t, `"`+longest+`"`)
	assertHasNoValue[Decimal](t, "9"+longest)
	assertHasNoValue[Decimal](t, `"9`+longest+`"`)
	_, err := ParseDecimal("9" + longest)
	assert.Error(t, err)
}

func TestTheZeroDecimalEncodesAsZero(t *testing.T) {
	assertZero[Decimal](t, `0`)
	_, ok := Decimal{}.Value()
	assert.False(t, ok)
	assert.Equal(t, decimal.New(7, 0), Decimal{}.Or(decimal.New(7, 0)))
	assert.Empty(t, Decimal{}.String())
}

func TestADecimalIsPrintedAsReceived(t *testing.T) {
	for data, want := range map[string]string{`19.90`: "19.90", `"19.90"`: "19.90", `"+.5"`: "+.5"} {
		assert.Equal(t, want, fmt.Sprint(read[Decimal](t, data)))
	}
}

func TestAParsedDecimalIsWrittenAsAJSONNumber(t *testing.T) {
	for text, want := range map[string]string{"19.90": `19.90`, "-3": `-3`, "0": `0`, "-0.00": `-0.00`, ".5": `0.5`, "+5": `5`, "5.": `5`, "007": `7`} {
		d, err := ParseDecimal(text)
		require.NoError(t, err)
		assert.Equal(t, want, d.String())
		assert.Equal(t, `{"a":`+want+`}`, written(t, map[string]Decimal{"a": d}))
		assert.Equal(t, d, read[Decimal](t, want))
		assert.False(t, d.IsZero())
	}
}

func TestANewDecimalIsWrittenAsANumber(t *testing.T) {
	for text, want := range map[string]string{"0": `0`, "19.90": `19.9`, "-.5": `-0.5`, "1e3": `1000`, "5e-3": `0.005`, "-0": `0`, strings.Repeat("9", 50): strings.Repeat("9", 50)} {
		number := decimal.RequireFromString(text)
		d := NewDecimal(number)
		assert.Equal(t, want, written(t, d))
		assert.False(t, d.IsZero())
		assert.True(t, value(t, d).Equal(number))
		assert.Equal(t, d, read[Decimal](t, want))
	}
}

func FuzzDecimalPreservesItsForm(f *testing.F) {
	for _, seed := range []string{
		`0`, `-0`, `19.90`, `"19.90"`, `"\u0031"`, `"+.5"`, `".-5"`, `"5."`, `5.`, `"007"`, `007`, `null`, `""`, `"."`, `"-"`, `1e5`, `"1e5"`, ` 1`, `[1]`, `"1_0"`, `{}`, ``, `"`, `"1`, "\x00",
		`123456789012345678901234567890.123456789012345678901234567890`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzForm(t, data, Decimal{}, false)
		fuzzForm(t, data, NewDecimal(decimal.New(7, 0)), false)
		var d Decimal
		if d.UnmarshalJSON(data) != nil {
			return
		}
		if got, ok := d.Value(); ok {
			want, err := decimal.NewFromString(textOf(string(data)))
			require.NoError(t, err)
			require.True(t, want.Equal(got))
		}
	})
}
