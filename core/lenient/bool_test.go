package lenient

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestABoolIsWrittenBackUnchanged(t *testing.T) {
	for want, all := range map[bool][]string{
		true:  {`true`, `1`, `"1"`, `"true"`, `"TRUE"`, `"True"`, `"tRuE"`, `"YES"`, `"yes"`, `"Yes"`, `"on"`, `"ON"`, `"On"`, `"y"`, `"Y"`},
		false: {`false`, `0`, `"0"`, `"false"`, `"FALSE"`, `"False"`, `"NO"`, `"no"`, `"nO"`, `"off"`, `"OFF"`, `"Off"`, `"n"`, `"N"`},
	} {
		for _, data := range all {
			assertHasValue[Bool](t, want, data)
			assert.Equal(t, want, read[Bool](t, data).Or(!want), data)
		}
	}
}

func TestANullOrEmptyBoolIsNotFalse(t *testing.T) {
	for _, data := range []string{`null`, `""`} {
		assertHasNoValue[Bool](t, data)
		assert.True(t, read[Bool](t, data).Or(true), data)
		assert.False(t, read[Bool](t, data).Or(false), data)
		assert.Empty(t, read[Bool](t, data).String())
	}
}

func TestAValueThatIsNotABoolIsRefused(t *testing.T) {
	for _, data := range []string{
		`"t"`, `"f"`, `"ye"`, `"yess"`, `"oof"`, `"falſe"`, `"yeſ"`, `"2"`, `"-1"`, `"00"`, `"01"`, `"1.0"`, `" "`, `" 1"`, `"yes "`, `"null"`, `"NULL"`, `"enabled"`, `"hunter2"`,
		`"\u0031"`, `"y\u0065s"`, `"\/"`, `"\""`,
		`2`, `-1`, `-0`, `1.0`, `0.0`, `1e0`, `10`, `[]`, `[true]`, `{}`, `{"a":"hunter2"}`,
		``, ` `, `"`, `"on`, `on"`, `on`, `YES`, `TRUE`, `True`, `FALSE`, `NULL`, `00`, `01`, ` true`, `true `, `truex`, `hunter2`, "\x00", "\"\x00\"", "\xff",
	} {
		assertRefused(t, NewBool(true), data)
		assertRefused(t, Bool{}, data)
	}
}

func TestTheZeroBoolIsFalse(t *testing.T) {
	assertZero[Bool](t, `false`)
	_, ok := Bool{}.Value()
	assert.False(t, ok)
	assert.True(t, Bool{}.Or(true))
}

func TestABoolIsPrintedAsTrueOrFalse(t *testing.T) {
	for data, want := range map[string]string{`true`: "true", `"YES"`: "true", `1`: "true", `"off"`: "false", `""`: "", `null`: ""} {
		assert.Equal(t, want, fmt.Sprint(read[Bool](t, data)), data)
	}
	assert.Empty(t, Bool{}.String())
}

func TestANewBoolIsTrueOrFalse(t *testing.T) {
	for _, want := range []bool{true, false} {
		made := NewBool(want)
		assert.Equal(t, want, value(t, made))
		assert.False(t, made.IsZero())
		assert.Equal(t, fmt.Sprint(want), written(t, made))
		assert.Equal(t, made, read[Bool](t, written(t, made)))
	}
}

func FuzzBoolPreservesItsForm(f *testing.F) {
	for _, seed := range []string{
		`true`, `false`, `1`, `0`, `"1"`, `"0"`, `"true"`, `"FALSE"`, `"YES"`, `"No"`, `"on"`, `"oFF"`, `"y"`, `"N"`, `""`, `null`, `"null"`, `"NULL"`,
		`TRUE`, `on`, `2`, `-0`, `1.0`, `"falſe"`, `"\u0031"`, `" "`, ``, `"`, `"on`, ` true`, `[true]`, `{}`, "\x00",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzForm(t, data, Bool{}, false)
		fuzzForm(t, data, read[Bool](t, `"Yes"`), false)
	})
}
