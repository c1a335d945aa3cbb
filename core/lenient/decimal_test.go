package lenient

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestADecimalIsWrittenBackAsItCame(t *testing.T) {
	for _, data := range []string{
		`0`, `-0`, `19.99`, `19.90`, `-3`, `0.00`, `123456789012345678901234567890.123456789012345678901234567890`,
		`"0"`, `"19.99"`, `"19.90"`, `"-3"`, `"+5"`, `".5"`, `"-.5"`, `"+.5"`, `"5."`, `"007"`, `"0.000"`, `null`,
	} {
		assertKeepsForm[Decimal](t, data)
	}
}

func TestADecimalIsExact(t *testing.T) {
	for data, want := range map[string]string{
		`19.90`: "19.9", `"19.90"`: "19.9", `"+5"`: "5", `".5"`: "0.5", `"-.5"`: "-0.5", `"5."`: "5", `"007"`: "7", `null`: "0",
		`0.1`: "0.1", `9007199254740993`: "9007199254740993", `0.30000000000000000000001`: "0.30000000000000000000001",
	} {
		assert.True(t, read[Decimal](t, data).Decimal().Equal(decimal.RequireFromString(want)), data)
	}
}

func TestWhatIsNoDecimalIsRefused(t *testing.T) {
	for _, text := range []string{
		"", " ", ".", "-", "+", "-.", "1.2.3", "1,5", "1 000", " 1", "1 ", "1\n", "abc", "1e5", "1E5", "1e999999999", "0x10", "1_000",
		"NaN", "Infinity", "-Inf", ".-5", ".+5", "--5", "+-5", "1-5", "١", "½", "$5", "5%", "null", "true", "1ehunter2", "hunter2", `"`, `1"`, `\u0031`,
	} {
		assertRefused(t, NewDecimal(decimal.New(7, 0)), written(t, text))
		_, err := ParseDecimal(text)
		require.Error(t, err, "%q", text)
		assert.NotContains(t, err.Error(), "hunter2")
	}
	for _, data := range []string{
		`true`, `false`, `[]`, `{}`, `1e5`, `1E400`, `[1]`, `{"a":"hunter2"}`, `["hunter2"]`, `"\u0031"`, `"1\u0030"`, `"1\/"`,
		``, ` `, `"`, `""1""`, `05`, `-05`, `+5`, `.5`, `5.`, `-`, `"1`, `1"`, ` 1`, `1 `, `nul`, `NULL`, `hunter2`, "\x00", "\xff",
	} {
		assertRefused(t, NewDecimal(decimal.New(7, 0)), data)
		assertRefused(t, Decimal{}, data)
	}
}

func TestADecimalHasAnEnd(t *testing.T) {
	longest := strings.Repeat("9", 998) + ".5"
	assertKeepsForm[Decimal](t, longest)
	assertKeepsForm[Decimal](t, `"`+longest+`"`)
	assertRefused(t, Decimal{}, "9"+longest)
	assertRefused(t, Decimal{}, `"9`+longest+`"`)
	_, err := ParseDecimal("9" + longest)
	assert.Error(t, err)
}

func TestTheZeroDecimalIsABareZero(t *testing.T) {
	assertZero[Decimal](t, `0`)
	assert.Equal(t, "0", Decimal{}.String())
	assert.True(t, Decimal{}.Decimal().IsZero())
}

func TestADecimalIsPrintedAsItCame(t *testing.T) {
	for data, want := range map[string]string{`19.90`: "19.90", `"19.90"`: "19.90", `"+.5"`: "+.5", `null`: "0"} {
		assert.Equal(t, want, fmt.Sprint(read[Decimal](t, data)))
	}
}

func TestAParsedDecimalIsWrittenAsANumberOfTheSameDigits(t *testing.T) {
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
		assert.True(t, d.Decimal().Equal(number))
		assert.Equal(t, d, read[Decimal](t, want))
	}
}

func FuzzDecimalKeepsItsForm(f *testing.F) {
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
		if d.UnmarshalJSON(data) == nil {
			want, err := decimal.NewFromString(strings.Replace(strings.Trim(string(data), `"`), "null", "0", 1))
			require.NoError(t, err)
			require.True(t, want.Equal(d.Decimal()))
		}
	})
}
