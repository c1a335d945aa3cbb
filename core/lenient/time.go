package lenient

import (
	"strings"
	"time"
)

// Time is a moment or a date: a JSON string in the layout of RFC 3339 (2022-02-06T21:04:45+00:00), in the layout
// 2022-02-06 21:04:45 or in the layout 2022-02-06. The last two name no time zone. The dates that databases and PHP write
// for none (0000-00-00, 0000-00-00 00:00:00, -0001-11-30 00:00:00, the empty string), numbers, and strings in another layout
// that begin with a digit (06.02.2022) are accepted, but have no value. The zero value means that the field is absent; it encodes as null.
//
// No method returns a bare [time.Time]: the zero one lies before every other, so a due date that never came would be overdue.
type Time struct {
	raw string // the JSON as received; decoded on each call
}

// NewTime returns t as a Time that encodes in RFC 3339, to the nanosecond, in the zone of t, or in UTC if RFC 3339 has no
// offset for that: it knows whole minutes, fewer than a day. The name of the zone is lost. The year is one of 0 to 9999.
func NewTime(t time.Time) Time {
	if _, offset := t.Zone(); offset%60 != 0 || offset <= -day || offset >= day {
		t = t.UTC()
	}
	return Time{`"` + t.Format(time.RFC3339Nano) + `"`}
}

// day is one in seconds.
const day = 24 * 60 * 60

// NewDateTime returns the wall clock of t, to the second, as a Time without a zone: 2022-02-06 21:04:45. The year is one
// of 0 to 9999.
func NewDateTime(t time.Time) Time {
	wall := wallClock(t.Truncate(time.Second), time.UTC)
	return Time{`"` + wall.Format(time.DateTime) + `"`}
}

// NewDate returns a day as a Time without a zone: 2022-02-06. The year is one of 0 to 9999; a day or a month out of its
// range is normalized as by [time.Date].
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

// In returns the time in loc, and whether there is one. A string without a zone is read as a time in loc, as by [time.Date]; any
// other is converted.
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
	case len(text) == len(time.DateTime) && text[10] == ' ' && text[11] != ' ': // to package time, two spaces are as good as one
		return time.DateTime
	}
	return time.RFC3339Nano
}

// isRFC3339 reports whether a text that package time takes for RFC 3339 is that: package time also takes hours of one digit,
// commas, and offsets that no clock has.
func isRFC3339(text string) bool {
	if text[len("2006-01-02T15")] != ':' || strings.Contains(text, ",") {
		return false
	}
	offset := text[len(text)-len("+00:00"):]
	return strings.HasSuffix(text, "Z") || offset[1:3] < "24" && offset[4:] < "60"
}

// isZeroDate reports whether text begins with the date that databases write for none, or with what PHP makes of that. Package
// time takes neither for a date, but is slow to say so.
func isZeroDate(text string) bool {
	return strings.HasPrefix(text, "0000-00-00") || strings.HasPrefix(text, "-0001-11-30")
}

// String returns the string as received, including 0000-00-00; "" for null, false and if nothing was received.
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

// MarshalJSON writes the time in the form in which it was received.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.raw == "" {
		return []byte("null"), nil
	}
	return []byte(t.raw), nil
}

// UnmarshalJSON reads any of the forms listed at [Time].
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

// wallTime reads a text in one of the layouts without a zone as package time does, only faster. What it does not read may still
// be a time.
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

// twoDigits returns the number of two digits, or -1 for other characters.
func twoDigits(text string, i int) int {
	tens, ones := text[i]-'0', text[i+1]-'0'
	if tens > 9 || ones > 9 {
		return -1
	}
	return int(10*tens + ones)
}
