package lenient

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	east = time.FixedZone("east", 2*3600)
	west = time.FixedZone("west", -5*3600-1800)
)

func TestATimeIsWrittenBackUnchanged(t *testing.T) {
	want := time.Date(2022, 2, 6, 21, 4, 45, 0, time.UTC)
	for _, data := range []string{
		`"2022-02-06T21:04:45+00:00"`, `"2022-02-06T21:04:45Z"`, `"2022-02-06T21:04:45.000Z"`, `"2022-02-06T22:04:45+01:00"`, `"2022-02-06T15:34:45-05:30"`,
		`"2022-02-06 21:04:45"`, `"2022-02-06T21:04:45\u005a"`, `"2022\u002d02-06 21:04:45"`,
	} {
		assertKeepsForm[Time](t, data)
		m := read[Time](t, data)
		assert.True(t, want.Equal(value(t, m)), data)
		assert.True(t, want.Equal(m.Or(time.Now())), data)
		assert.False(t, m.IsNull())
		assert.Equal(t, read[string](t, data), m.String())
	}
}

func TestADateIsMidnight(t *testing.T) {
	assertHasValue[Time](t, time.Date(2022, 2, 6, 0, 0, 0, 0, time.UTC), `"2022-02-06"`)
	assert.Equal(t, time.Date(2022, 2, 6, 0, 0, 0, 0, east), in(t, read[Time](t, `"2022-02-06"`), east))
}

// in returns m in loc, and fails the test if m has no value.
func in(t *testing.T, m Time, loc *time.Location) time.Time {
	t.Helper()
	moment, ok := m.In(loc)
	require.True(t, ok)
	return moment
}

func TestATimeWithoutAZoneIsReadInTheCallersZone(t *testing.T) {
	m := read[Time](t, `"2022-02-06 21:04:45"`)
	assert.Equal(t, time.Date(2022, 2, 6, 21, 4, 45, 0, time.UTC), value(t, m))
	assert.Equal(t, time.Date(2022, 2, 6, 21, 4, 45, 0, east), in(t, m, east))
	assert.Equal(t, time.Date(2022, 2, 6, 21, 4, 45, 0, west), in(t, m, west))
	assert.Equal(t, value(t, m), in(t, m, time.UTC))
	// 0001-01-01 has a value, although its time.Time is the zero time.
	assert.Equal(t, time.Date(1, 1, 1, 0, 0, 0, 0, east), in(t, read[Time](t, `"0001-01-01"`), east))
	assert.Equal(t, time.Time{}, value(t, read[Time](t, `"0001-01-01"`)))
}

func TestATimeWithAZoneIsConverted(t *testing.T) {
	for _, data := range []string{`"2022-02-06T21:04:45Z"`, `"2022-02-06T15:34:45-05:30"`, `"2022-02-06T01:04:45-20:00"`} {
		assert.Equal(t, time.Date(2022, 2, 6, 23, 4, 45, 0, east), in(t, read[Time](t, data), east), data)
	}
}

func TestInvalidTimesArePreservedButHaveNoValue(t *testing.T) {
	fallback := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, data := range []string{
		`null`, `""`, `false`, `"0000-00-00"`, `"0000-00-00 00:00:00"`, `"-0001-11-30 00:00:00"`, `"-0001-11-30T00:00:00+00:00"`, `"0000-00-00T00:00:00Z"`, `"0"`, `0`, `1644181485`, `"1644181485"`,
		`"06.02.2022"`, `"06\/02\/2022"`, `"2 February 2022"`, `"22-02-06"`, `"2022-2-6"`, `"2022-02"`, `"10000-01-01"`,
		`"2022-02-06T21:04:45"`, `"2022-02-06 21:04"`, `"2022-02-06 21:04:45Z"`, `"2022-02-06 21:04:45.5"`, `"2022-02-06 1:04:45"`, `"2022-02-06 1:04:45.5"`, `"2022-02-06  1:04:45"`, `"2022-02-06 "`,
		`"2022-02-06T21:04:45,5Z"`, `"2022-02-06T1:04:45Z"`, `"2022-02-06T21:04:45+24:00"`, `"2022-02-06T21:04:45+01:60"`, `"2022-02-06 24:00:00"`, `"2022-02-06 21:60:00"`, `"2022-02-06t21:04:45Z"`, `"2022-02-06T21:04:45z"`,
		`"2022-02-30"`, `"2022-02-30 00:00:00"`, `"2022-02-30T00:00:00Z"`, `"2022-13-01"`, `"2022-00-01"`, `"2022-01-00"`,
	} {
		assertHasNoValue[Time](t, data)
		m := read[Time](t, data)
		none, ok := m.In(east)
		assert.False(t, ok, data)
		assert.Equal(t, time.Time{}, none, data)
		assert.Equal(t, fallback, m.Or(fallback), data)
	}
}

func TestATimeKeepsItsNanoseconds(t *testing.T) {
	m := read[Time](t, `"2022-02-06T21:04:45.123456789Z"`)
	assert.Equal(t, 123456789, value(t, m).Nanosecond())
	assert.Equal(t, 123456789, in(t, m, east).Nanosecond())
}

func TestAValueThatIsNotATimeIsRefused(t *testing.T) {
	for _, data := range []string{
		`"hunter2"`, `" "`, `"null"`, `" 2022-02-06"`, `"Sunday"`, `["hunter2"]`, `{"a":"hunter2"}`, `true`, "\"2022-02-06\xff\"", `"2022-02-06\ud800"`, "\"2022-02-06\n\"",
		``, ` `, `"`, `"2022-02-06`, `2022-02-06"`, `2022-02-06`, `0000-00-00`, ` "2022-02-06"`, `"2022-02-06" `, `NULL`, `hunter2`, "\x00", "\xff",
	} {
		assertRefused(t, NewTime(time.Unix(1, 0).UTC()), data)
		assertRefused(t, Time{}, data)
	}
}

func TestTheZeroTimeIsNull(t *testing.T) {
	assertZero[Time](t, `null`)
	_, ok := Time{}.Value()
	assert.False(t, ok)
	_, ok = Time{}.In(east)
	assert.False(t, ok)
	assert.Equal(t, time.Unix(1, 0), Time{}.Or(time.Unix(1, 0)))
	assert.Empty(t, Time{}.String())
}

func TestATimeIsPrintedAsReceived(t *testing.T) {
	for data, want := range map[string]string{
		`"2022-02-06T22:04:45+01:00"`: "2022-02-06T22:04:45+01:00", `"2022-02-06"`: "2022-02-06", `"0000-00-00"`: "0000-00-00", `"06\/02\/2022"`: "06/02/2022", `0`: "0", `""`: "", `null`: "", `false`: "",
	} {
		assert.Equal(t, want, fmt.Sprint(read[Time](t, data)))
	}
}

func TestEachTimeConstructorWritesItsLayout(t *testing.T) {
	moment := time.Date(2022, 2, 6, 21, 4, 45, 120, east)
	for want, made := range map[string]Time{
		`"2022-02-06T21:04:45.00000012+02:00"`: NewTime(moment),
		`"2022-02-06 21:04:45"`:                NewDateTime(moment),
		`"2022-02-06"`:                         NewDate(2022, 2, 6),
		`"2022-03-01"`:                         NewDate(2022, 2, 29),
		`"0001-01-01T00:00:00Z"`:               NewTime(time.Time{}),
		`"0001-01-01 00:00:00"`:                NewDateTime(time.Time{}),
	} {
		assert.Equal(t, want, written(t, made))
		assert.False(t, made.IsZero())
		again := read[Time](t, want)
		assert.Equal(t, made.String(), again.String())
		assert.True(t, value(t, made).Equal(value(t, again)), want)
		assert.True(t, in(t, made, west).Equal(in(t, again, west)), want)
	}
	assert.True(t, moment.Equal(value(t, NewTime(moment))))
	_, offset := value(t, NewTime(moment)).Zone()
	assert.Equal(t, 2*60*60, offset, "the offset is preserved, the name of the zone is not")
	assert.Equal(t, read[Time](t, `"2022-02-06"`), NewDate(2022, 2, 6), "a constructed date equals a decoded one")
	assert.True(t, moment.Truncate(time.Second).Equal(in(t, NewDateTime(moment), east)))
}

func TestNewTimeConvertsOffsetsThatRFC3339CannotExpressToUTC(t *testing.T) {
	for offset, want := range map[int]string{
		25 * 3600: `"2021-12-31T11:00:00Z"`, -24 * 3600: `"2022-01-02T12:00:00Z"`, 1172: `"2022-01-01T11:40:28Z"`, -59: `"2022-01-01T12:00:59Z"`,
		86340: `"2022-01-01T12:00:00+23:59"`,
	} {
		moment := time.Date(2022, 1, 1, 12, 0, 0, 0, time.FixedZone("", offset))
		made := NewTime(moment)
		assert.Equal(t, want, written(t, made))
		assert.True(t, moment.Equal(value(t, made)))
		assert.True(t, moment.Equal(value(t, read[Time](t, want))))
	}
}

func FuzzTimePreservesItsForm(f *testing.F) {
	for _, seed := range []string{
		`"2022-02-06T21:04:45+00:00"`, `"2022-02-06T21:04:45Z"`, `"2022-02-06T21:04:45,5Z"`, `"2022-02-06T1:04:45Z"`, `"2022-02-06T21:04:45\u005a"`, `"2022-02-06T21:04:45.123456789-05:30"`,
		`"2022-02-06 21:04:45"`, `"2022-02-06 1:04:45"`, `"2022-02-06 21:04:45.5"`, `"2022-02-06"`, `"2022-02-30"`, `"0000-00-00"`, `"0000-00-00 00:00:00"`, `"0000-01-01"`, `"0001-01-01"`,
		`null`, `""`, `0`, `false`, ``, `"`, `"2022-02-06`, ` "2022-02-06"`, `[]`, `{}`, "\x00",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzForm(t, data, Time{}, false)
		fuzzForm(t, data, NewDate(2022, 2, 6), false)
		var m Time
		if m.UnmarshalJSON(data) != nil {
			return
		}
		moment, ok := m.Value()
		if !ok {
			require.True(t, moment.IsZero())
			return
		}
		require.True(t, moment.Equal(in(t, m, time.UTC)))
		if there := in(t, m, east); !there.Equal(moment) {
			require.Equal(t, moment.Format(time.DateTime), there.Format(time.DateTime))
		}
	})
}
