package lenient

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAnIntIsWrittenBackAsItCame(t *testing.T) {
	for data, want := range map[string]int64{
		`0`: 0, `-0`: 0, `12`: 12, `-3`: -3, `9223372036854775807`: math.MaxInt64, `-9223372036854775808`: math.MinInt64,
		`"0"`: 0, `"-0"`: 0, `"12"`: 12, `"-3"`: -3, `"9223372036854775807"`: math.MaxInt64, `"-9223372036854775808"`: math.MinInt64,
		`"007"`: 7, `"-007"`: -7, `"000"`: 0, `"0000000000000000000000000000000000000000000012"`: 12, `null`: 0,
	} {
		assertKeepsForm[Int](t, data)
		assert.Equal(t, want, read[Int](t, data).Int64(), data)
	}
}

func TestWhatIsNoIntIsRefused(t *testing.T) {
	for _, data := range []string{
		`""`, `" "`, `"-"`, `"+"`, `"+5"`, `" 1"`, `"1 "`, `"1\n"`, `"\u0031"`, `"1\/"`, `"--1"`, `"1-"`, `"-+1"`, `"+-1"`, `"0x10"`, `"1_000"`, `"1,000"`,
		`"1.0"`, `"1."`, `".5"`, `"1e3"`, `"null"`, `"true"`, `"hunter2"`, `"١"`, `"\""`, `""1""`,
		`9223372036854775808`, `-9223372036854775809`, `"9223372036854775808"`, `"-9223372036854775809"`, `123456789012345678901234567890123456`,
		`1.0`, `1.5`, `1e3`, `1E3`, `0e0`, `-0.0`, `true`, `false`, `[]`, `[1]`, `{}`, `{"a":"hunter2"}`,
		``, ` `, `"`, `"1`, `1"`, `05`, `-05`, `+5`, `-`, `.5`, `5.`, ` 1`, `1 `, `nul`, `NULL`, `nullx`, `hunter2`, `1 hunter2`, "\x00", "\"1\x00\"", "\xff",
	} {
		assertRefused(t, NewInt(7), data)
		assertRefused(t, Int{}, data)
	}
}

func TestTheZeroIntIsABareZero(t *testing.T) {
	assertZero[Int](t, `0`)
	assert.Equal(t, int64(0), Int{}.Int64())
	assert.Equal(t, "0", Int{}.String())
}

func TestAnIntIsPrintedAsItCame(t *testing.T) {
	for data, want := range map[string]string{`12`: "12", `"-3"`: "-3", `"007"`: "007", `-0`: "-0", `null`: "0"} {
		assert.Equal(t, want, fmt.Sprint(read[Int](t, data)))
	}
	assert.Equal(t, "[12 7]", fmt.Sprint([]Int{NewInt(12), NewInt(7)}))
}

func TestANewIntIsANumber(t *testing.T) {
	for _, n := range []int64{0, 12, -3, math.MaxInt64, math.MinInt64} {
		made := NewInt(n)
		assert.Equal(t, n, made.Int64())
		assert.False(t, made.IsZero())
		assert.Equal(t, fmt.Sprint(n), written(t, made))
		assert.Equal(t, made, read[Int](t, written(t, made)))
	}
}

func FuzzIntKeepsItsForm(f *testing.F) {
	for _, seed := range []string{
		`0`, `-0`, `12`, `-3`, `05`, `+5`, `1.0`, `1e3`, `"0"`, `"12"`, `"-3"`, `"007"`, `"-007"`, `"+5"`, `""`, `"-"`, `"\u0031"`, `" 1"`, `null`, `"null"`, `true`,
		`9223372036854775807`, `-9223372036854775808`, `9223372036854775808`, `"-9223372036854775808"`, `"00000000000000000000000000000000000012"`,
		``, `"`, `"1`, ` 1`, `[1]`, `{}`, "\x00",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzForm(t, data, Int{}, false)
		fuzzForm(t, data, read[Int](t, `"007"`), false)
	})
}
