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

func TestAMomentIsWrittenBackAsItCame(t *testing.T) {
	want := time.Date(2022, 2, 6, 21, 4, 45, 0, time.UTC)
	for _, data := range []string{
		`"2022-02-06T21:04:45+00:00"`, `"2022-02-06T21:04:45Z"`, `"2022-02-06T21:04:45.000Z"`, `"2022-02-06T22:04:45+01:00"`, `"2022-02-06T15:34:45-05:30"`,
		`"2022-02-06 21:04:45"`,
	} {
		assertKeepsForm[Time](t, data)
		m := read[Time](t, data)
		assert.True(t, want.Equal(m.Time()), data)
		assert.Equal(t, data, `"`+m.String()+`"`)
	}
}

func TestADateIsMidnight(t *testing.T) {
	assertKeepsForm[Time](t, `"2022-02-06"`)
	d := read[Time](t, `"2022-02-06"`)
	assert.Equal(t, time.Date(2022, 2, 6, 0, 0, 0, 0, time.UTC), d.Time())
	assert.Equal(t, time.Date(2022, 2, 6, 0, 0, 0, 0, east), d.In(east))
}

func TestATextWithoutAZoneIsTheWallClockOfWhoAsks(t *testing.T) {
	m := read[Time](t, `"2022-02-06 21:04:45"`)
	assert.Equal(t, time.Date(2022, 2, 6, 21, 4, 45, 0, time.UTC), m.Time())
	assert.Equal(t, time.Date(2022, 2, 6, 21, 4, 45, 0, east), m.In(east))
	assert.Equal(t, time.Date(2022, 2, 6, 21, 4, 45, 0, west), m.In(west))
	assert.Equal(t, m.Time(), m.In(time.UTC))
	// The first moment of the calendar is a moment, though its time.Time is the zero one.
	assert.Equal(t, time.Date(1, 1, 1, 0, 0, 0, 0, east), read[Time](t, `"0001-01-01"`).In(east))
}

func TestATextWithAZoneIsConverted(t *testing.T) {
	for _, data := range []string{`"2022-02-06T21:04:45Z"`, `"2022-02-06T15:34:45-05:30"`, `"2022-02-06T01:04:45-20:00"`} {
		assert.Equal(t, time.Date(2022, 2, 6, 23, 4, 45, 0, east), read[Time](t, data).In(east), data)
	}
}

func TestAZeroDateIsNoMoment(t *testing.T) {
	for _, data := range []string{`"0000-00-00"`, `"0000-00-00 00:00:00"`, `""`, `null`} {
		assertKeepsForm[Time](t, data)
		m := read[Time](t, data)
		assert.Equal(t, time.Time{}, m.Time(), data)
		assert.Equal(t, time.Time{}, m.In(east), data)
	}
}

func TestAMomentKeepsItsNanoseconds(t *testing.T) {
	assert.Equal(t, 123456789, read[Time](t, `"2022-02-06T21:04:45.123456789Z"`).Time().Nanosecond())
	assert.Equal(t, 123456789, read[Time](t, `"2022-02-06T21:04:45.123456789Z"`).In(east).Nanosecond())
}

func TestWhatIsNoMomentIsRefused(t *testing.T) {
	for _, data := range []string{
		`"hunter2"`, `" "`, `"0"`, `"null"`, `"2022-02-06T21:04:45"`, `"2022-02-06 21:04"`, `"2022-02-06 21:04:45Z"`, `"2022-02-06 21:04:45.5"`, `"2022-02-06 1:04:45"`, `"2022-02-06 1:04:45.5"`,
		`"2022-02-06T21:04:45,5Z"`, `"2022-02-06T1:04:45Z"`, `"2022-02-06T21:04:45+24:00"`, `"2022-02-06T21:04:45+01:60"`, `"2022-02-06 24:00:00"`, `"2022-02-06 21:60:00"`, `"2022-02-06  1:04:45"`, `"2022-02-06t21:04:45Z"`, `"2022-02-06T21:04:45z"`, `"2022-02"`, `"2022-2-6"`, `"22-02-06"`, `"06.02.2022"`, `"06/02/2022"`,
		`"2022-02-30"`, `"2022-02-30 00:00:00"`, `"2022-02-30T00:00:00Z"`, `"2022-13-01"`, `"2022-00-01"`, `"2022-01-00"`, `"2022-02-06 "`, `" 2022-02-06"`,
		`"0000-00-00T00:00:00Z"`, `"0000-00-00 00:00"`, `"0000-00-00 00:00:01"`, `"-0001-11-30 00:00:00"`, `"10000-01-01"`,
		`"2022-02-06T21:04:45\u005a"`, `"2022\u002d02-06"`, `"2022-02-06T21:04:45Z hunter2"`, `1644181485`, `0`, `["hunter2"]`, `{"a":"hunter2"}`, `true`, `false`,
		``, ` `, `"`, `"2022-02-06`, `2022-02-06"`, `2022-02-06`, `0000-00-00`, ` "2022-02-06"`, `"2022-02-06" `, `NULL`, `hunter2`, "\x00", "\xff",
	} {
		assertRefused(t, NewTime(time.Unix(1, 0).UTC()), data)
		assertRefused(t, Time{}, data)
	}
}

func TestTheZeroTimeIsNull(t *testing.T) {
	assertZero[Time](t, `null`)
	assert.Equal(t, time.Time{}, Time{}.Time())
	assert.Equal(t, time.Time{}, Time{}.In(east))
	assert.Empty(t, Time{}.String())
}

func TestATimeIsPrintedAsItCame(t *testing.T) {
	for data, want := range map[string]string{
		`"2022-02-06T22:04:45+01:00"`: "2022-02-06T22:04:45+01:00", `"2022-02-06"`: "2022-02-06", `"0000-00-00"`: "0000-00-00", `""`: "", `null`: "",
	} {
		assert.Equal(t, want, fmt.Sprint(read[Time](t, data)))
	}
}

func TestANewTimeIsInTheLayoutThatItsNameSays(t *testing.T) {
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
		assert.True(t, made.Time().Equal(again.Time()), want)
		assert.True(t, made.In(west).Equal(again.In(west)), want)
	}
	assert.Equal(t, moment, NewTime(moment).Time())
	assert.True(t, moment.Truncate(time.Second).Equal(NewDateTime(moment).In(east)))
}

func TestANewTimeInAZoneThatRFC3339CannotNameIsInUTC(t *testing.T) {
	for offset, want := range map[int]string{
		25 * 3600: `"2021-12-31T11:00:00Z"`, -24 * 3600: `"2022-01-02T12:00:00Z"`, 1172: `"2022-01-01T11:40:28Z"`, -59: `"2022-01-01T12:00:59Z"`,
		86340: `"2022-01-01T12:00:00+23:59"`,
	} {
		moment := time.Date(2022, 1, 1, 12, 0, 0, 0, time.FixedZone("", offset))
		made := NewTime(moment)
		assert.Equal(t, want, written(t, made))
		assert.True(t, moment.Equal(made.Time()))
		assert.True(t, moment.Equal(read[Time](t, want).Time()))
	}
}

func FuzzTimeKeepsItsForm(f *testing.F) {
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
		require.True(t, m.Time().Equal(m.In(time.UTC)))
		if in := m.In(east); !in.IsZero() && !in.Equal(m.Time()) {
			require.Equal(t, m.Time().Format(time.DateTime), in.Format(time.DateTime))
		}
	})
}
