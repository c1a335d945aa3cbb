package lenient

import (
	"strings"
	"time"
)

// Time is a point in time or a date: a JSON string in RFC 3339 (2022-02-06T21:04:45+00:00), as 2022-02-06 21:04:45 or as
// 2022-02-06. The last two layouts have no time zone. Other strings that begin with a digit (06.02.2022), numbers, and the
// placeholders that databases and PHP write for a missing date (0000-00-00, 0000-00-00 00:00:00, -0001-11-30 00:00:00, the
// empty string) are accepted but have no value. The zero value means that the field is absent; it encodes as null.
//
// No method returns the zero [time.Time] for a missing time without saying so: it is before every other time, so a missing due date
// would look overdue.
type Time struct {
	raw string // the JSON as received; decoded on each call
}

// NewTime returns t as a Time that encodes as RFC 3339 with nanoseconds and the UTC offset of t. The name of the zone is lost.
// RFC 3339 allows only offsets of whole minutes and less than a day; a time with any other offset is converted to UTC. The year
// must be from 0 to 9999.
func NewTime(t time.Time) Time {
	if _, offset := t.Zone(); offset%60 != 0 || offset <= -day || offset >= day {
		t = t.UTC()
	}
	return Time{`"` + t.Format(time.RFC3339Nano) + `"`}
}

// day is the length of a day in seconds.
const day = 24 * 60 * 60

// NewDateTime returns the wall clock of t, to the second, as a Time without a zone: 2022-02-06 21:04:45. The year must
// be from 0 to 9999.
func NewDateTime(t time.Time) Time {
	wall := wallClock(t.Truncate(time.Second), time.UTC)
	return Time{`"` + wall.Format(time.DateTime) + `"`}
}

// NewDate returns a date as a Time without a zone: 2022-02-06. The year must be from 0 to 9999. A day or month out of range is
// normalized as in [time.Date].
func NewDate(year int, month time.Month, day int) Time {
	midnight := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	return Time{`"` + midnight.Format(time.DateOnly) + `"`}
}

// Value returns the time, and whether there is one. A string without a zone is read as UTC.
func (t Time) Value() (time.Time, bool) {
	text := t.String()
	if !isQuoted(t.raw) || isZeroDate(text) {
		return time.Time{}, false
	}
	if at, ok := wallTime(text); ok {
		return at, true
	}
	layout := layoutOf(text)
	at, err := time.Parse(layout, text)
	if err != nil || layout == time.RFC3339Nano && !isRFC3339(text) {
		return time.Time{}, false
	}
	return at, true
}

// Or returns the time like [Time.Value], or fallback if there is no value.
func (t Time) Or(fallback time.Time) time.Time {
	if at, ok := t.Value(); ok {
		return at
	}
	return fallback
}

// In returns the time in loc, and whether there is one. A string without a zone is read as a time in loc, as [time.Date] does. A time
// with a zone is converted.
func (t Time) In(loc *time.Location) (time.Time, bool) {
	at, ok := t.Value()
	switch {
	case !ok:
		return time.Time{}, false
	case layoutOf(t.String()) == time.RFC3339Nano:
		return at.In(loc), true
	}
	return wallClock(at, loc), true
}

// wallClock returns the time in loc with the date and the clock time of t.
func wallClock(t time.Time, loc *time.Location) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), loc)
}

// layoutOf returns the only layout that can match text.
func layoutOf(text string) string {
	switch {
	case len(text) == len(time.DateOnly):
		return time.DateOnly
	case len(text) == len(time.DateTime) && text[10] == ' ' && text[11] != ' ': // package time also accepts two spaces
		return time.DateTime
	}
	return time.RFC3339Nano
}

// isRFC3339 reports whether text, which package time parsed as RFC 3339, is valid RFC 3339. Package time also accepts hours of
// one digit, commas, and offsets out of range.
func isRFC3339(text string) bool {
	if text[len("2006-01-02T15")] != ':' || strings.Contains(text, ",") {
		return false
	}
	offset := text[len(text)-len("+00:00"):]
	return strings.HasSuffix(text, "Z") || offset[1:3] < "24" && offset[4:] < "60"
}

// isZeroDate reports whether text begins with the zero date of databases, as they write it (0000-00-00) or as PHP does (-0001-11-30).
// Package time rejects both, but more slowly.
func isZeroDate(text string) bool {
	return strings.HasPrefix(text, "0000-00-00") || strings.HasPrefix(text, "-0001-11-30")
}

// String returns the string as received, even 0000-00-00, or "" for null, false and the zero value.
func (t Time) String() string {
	if isNone(t.raw) {
		return ""
	}
	return textOf(t.raw)
}

// IsZero reports whether t is the zero value: nothing was received. It returns false for a received null or 0000-00-00.
func (t Time) IsZero() bool { return t.raw == "" }

// IsNull reports whether null was received.
func (t Time) IsNull() bool { return t.raw == "null" }

// MarshalJSON writes the time in the form that was received.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.raw == "" {
		return []byte("null"), nil
	}
	return []byte(t.raw), nil
}

// UnmarshalJSON reads any of the forms listed for [Time].
func (t *Time) UnmarshalJSON(data []byte) error {
	if raw, ok := noneIn(data); ok {
		*t = Time{raw: raw}
		return nil
	}
	if !isNumeric(data) {
		return mismatch[Time](data)
	}
	*t = Time{string(data)}
	return nil
}

// wallTime parses text in one of the layouts without a zone, faster than package time. If it returns false, text may still be a time
// in another layout.
func wallTime(text string) (time.Time, bool) {
	if len(text) != len(time.DateTime) && len(text) != len(time.DateOnly) || text[4] != '-' || text[7] != '-' {
		return time.Time{}, false
	}
	century, year, month, day := twoDigits(text, 0), twoDigits(text, 2), twoDigits(text, 5), twoDigits(text, 8)
	hour, minute, second := 0, 0, 0
	if len(text) == len(time.DateTime) {
		if text[10] != ' ' || text[13] != ':' || text[16] != ':' {
			return time.Time{}, false
		}
		hour, minute, second = twoDigits(text, 11), twoDigits(text, 14), twoDigits(text, 17)
	}
	if min(century, year, hour, minute, second) < 0 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59 {
		return time.Time{}, false
	}
	at := time.Date(100*century+year, time.Month(month), day, hour, minute, second, 0, time.UTC)
	if day > shortestMonth && at.Day() != day {
		return time.Time{}, false
	}
	return at, true
}

// shortestMonth is the number of days that every month has.
const shortestMonth = 28

// twoDigits returns the number that the two digits at text[i:] represent, or -1 if they are not digits.
func twoDigits(text string, i int) int {
	tens, ones := text[i]-'0', text[i+1]-'0'
	if tens > 9 || ones > 9 {
		return -1
	}
	return int(10*tens + ones)
}
