package lenient

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAnIntIsWrittenBackUnchanged(t *testing.T) {
	for data, want := range map[string]int64{
		`0`: 0, `-0`: 0, `12`: 12, `-3`: -3, `9223372036854775807`: math.MaxInt64, `-9223372036854775808`: math.MinInt64,
		`"0"`: 0, `"-0"`: 0, `"12"`: 12, `"-3"`: -3, `"9223372036854775807"`: math.MaxInt64, `"-9223372036854775808"`: math.MinInt64,
		`"007"`: 7, `"-007"`: -7, `"000"`: 0, `"0000000000000000000000000000000000000000000012"`: 12,
		`"+5"`: 5, `"1\u0030"`: 10, `2.00`: 2, `"2.00"`: 2, `"-2.0"`: -2, `"2."`: 2, `-0.0`: 0,
	} {
		assertHasValue[Int](t, want, data)
		assert.Equal(t, want, read[Int](t, data).Or(want+1), data)
	}
}

func TestNumbersThatAreNotIntegersArePreservedButHaveNoValue(t *testing.T) {
	for data, text := range map[string]string{
		`null`: "", `""`: "", `false`: "",
		`"512 MB"`: "512 MB", `"40 GB"`: "40 GB", `"1,000"`: "1,000", `"1 000"`: "1 000", `"1 "`: "1 ", `"1_000"`: "1_000", `"5%"`: "5%", `"0x10"`: "0x10", `"1\/2"`: "1/2", `"-5 °C"`: "-5 °C",
		`12.5`: "12.5", `"12.5"`: "12.5", `".5"`: ".5", `0.50`: "0.50", `1e3`: "1e3", `0e0`: "0e0", `"1e3"`: "1e3",
		`9223372036854775808`: "9223372036854775808", `"9223372036854775808"`: "9223372036854775808", `-9223372036854775809`: "-9223372036854775809", `9223372036854775808.0`: "9223372036854775808.0",
	} {
		assertHasNoValue[Int](t, data)
		assert.Equal(t, text, read[Int](t, data).String(), data)
		assert.Equal(t, int64(-1), read[Int](t, data).Or(-1), data)
	}
}

func TestAValueThatIsNotAnIntIsRefused(t *testing.T) {
	for _, data := range []string{
		`" "`, `"-"`, `"+"`, `"."`, `"-."`, `" 1"`, "\"1\n\"", `"\u0031"`, `"--1"`, `"-+1"`, `"+-1"`, `"null"`, `"true"`, `"hunter2"`, `"MB 512"`, `"١"`, `"\""`, `""1""`, `"1""`, `"1"2"`, `"1\x"`,
		`true`, `[]`, `[1]`, `{}`, `{"a":"hunter2"}`, "\"1\xff\"", `"1\ud800"`,
		``, ` `, `"`, `"1`, `1"`, `05`, `-05`, `+5`, `-`, `.5`, `5.`, ` 1`, `1 `, `nul`, `NULL`, `nullx`, `hunter2`, `1 hunter2`, "\x00", "\"1\x00\"", "\xff",
	} {
		assertRefused(t, NewInt(7), data)
		assertRefused(t, Int{}, data)
	}
}

func TestTheZeroIntEncodesAsZero(t *testing.T) {
	assertZero[Int](t, `0`)
	_, ok := Int{}.Value()
	assert.False(t, ok)
	assert.Equal(t, int64(-1), Int{}.Or(-1))
	assert.Empty(t, Int{}.String())
}

func TestAnIntIsPrintedAsReceived(t *testing.T) {
	for data, want := range map[string]string{`12`: "12", `"-3"`: "-3", `"007"`: "007", `-0`: "-0", `2.00`: "2.00", `"1\u0030"`: "10"} {
		assert.Equal(t, want, fmt.Sprint(read[Int](t, data)))
	}
	assert.Equal(t, "[12 7]", fmt.Sprint([]Int{NewInt(12), NewInt(7)}))
}

func TestANewIntIsANumber(t *testing.T) {
	for _, n := range []int64{0, 12, -3, math.MaxInt64, math.MinInt64} {
		made := NewInt(n)
		assert.Equal(t, n, value(t, made))
		assert.False(t, made.IsZero())
		assert.Equal(t, fmt.Sprint(n), written(t, made))
		assert.Equal(t, made, read[Int](t, written(t, made)))
	}
}

func FuzzIntPreservesItsForm(f *testing.F) {
	for _, seed := range []string{
		`0`, `-0`, `12`, `-3`, `05`, `+5`, `1.0`, `1e3`, `"0"`, `"12"`, `"-3"`, `"007"`, `"-007"`, `"+5"`, `"0\u0030"`, `2.00`, `".0"`, `"512 MB"`, `""`, `"-"`, `"\u0031"`, `" 1"`, `null`, `"null"`, `true`,
		`9223372036854775807`, `-9223372036854775808`, `9223372036854775808`, `"-9223372036854775808"`, `"00000000000000000000000000000000000012"`,
		``, `"`, `"1`, ` 1`, `[1]`, `{}`, "\x00",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzForm(t, data, Int{}, false)
		fuzzForm(t, data, read[Int](t, `"007"`), false)

		// An Int has a value exactly if the Decimal is an integer in the range of int64.
		var n Int
		var d Decimal
		err := n.UnmarshalJSON(data)
		require.Equal(t, err == nil, d.UnmarshalJSON(data) == nil)
		if number, ok := d.Value(); ok && number.IsInteger() && number.BigInt().IsInt64() && !strings.HasPrefix(strings.TrimLeft(string(data), `"+-`), ".") {
			require.Equal(t, number.IntPart(), value(t, n), "%q", data)
		} else {
			_, ok := n.Value()
			require.False(t, ok, "%q", data)
		}
	})
}
