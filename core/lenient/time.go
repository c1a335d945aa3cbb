package lenient

import (
	"strings"
	"time"
)

// Time is a moment or a date: a JSON string in the layout of RFC 3339 (2022-02-06T21:04:45+00:00), in the layout
// 2022-02-06 21:04:45 or the layout 2022-02-06, of which the last two name no time zone, or null. The strings
// 0000-00-00, 0000-00-00 00:00:00 and the empty one, which is how databases write that there is no date, are no moment. It
// keeps the text it came as. The zero value is the absent moment, and encodes as null.
type Time struct {
	raw string // the JSON as it came
	at  time.Time
}

// NewTime returns t as a Time that encodes in RFC 3339, to the nanosecond, in the zone of t, or in UTC if RFC 3339 has no
// offset for that: it knows whole minutes, fewer than a day. The year is one of 0 to 9999.
func NewTime(t time.Time) Time {
	if _, offset := t.Zone(); offset%60 != 0 || offset <= -day || offset >= day {
		t = t.UTC()
	}
	return Time{`"` + t.Format(time.RFC3339Nano) + `"`, t}
}

// day is one in seconds.
const day = 24 * 60 * 60

// NewDateTime returns the wall clock of t, to the second, as a Time without a zone: 2022-02-06 21:04:45. The year is one
// of 0 to 9999.
func NewDateTime(t time.Time) Time {
	wall := wallClock(t.Truncate(time.Second), time.UTC)
	return Time{`"` + wall.Format(time.DateTime) + `"`, wall}
}

// NewDate returns a day as a Time without a zone: 2022-02-06. The year is one of 0 to 9999; a day or a month out of its
// range counts on, as [time.Date] has it.
func NewDate(year int, month time.Month, day int) Time {
	midnight := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	return Time{`"` + midnight.Format(time.DateOnly) + `"`, midnight}
}

// Time returns the moment, with a text that names no zone read as UTC; the zero time if there is none.
func (t Time) Time() time.Time { return t.at }

// In returns the moment in loc: a text that names no zone is what the clocks of loc show, as [time.Date] reads it, and any
// other is converted. It returns the zero time if there is no moment.
func (t Time) In(loc *time.Location) time.Time {
	switch {
	case t.isNone():
		return time.Time{}
	case layoutOf(t.String()) == time.RFC3339Nano:
		return t.at.In(loc)
	}
	return wallClock(t.at, loc)
}

// wallClock returns the moment at which the clocks of loc show what those of t show.
func wallClock(t time.Time, loc *time.Location) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), loc)
}

// isNone reports whether the JSON says that there is no moment.
func (t Time) isNone() bool {
	switch t.raw {
	case "", `null`, `""`, `"0000-00-00"`, `"0000-00-00 00:00:00"`:
		return true
	}
	return false
}

// layoutOf returns the one layout that a text of this look can have.
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

// String returns the text it came as; "" for null, and if nothing came.
func (t Time) String() string { return textOf(t.raw) }

// IsZero reports whether t is the zero value, that is: nothing came. A null or a 0000-00-00 that came is not it; ask
// t.Time().IsZero() whether there is a moment.
func (t Time) IsZero() bool { return t.raw == "" }

// MarshalJSON writes the text it came as.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.raw == "" {
		return []byte("null"), nil
	}
	return []byte(t.raw), nil
}

// UnmarshalJSON reads a JSON string in one of the layouts that [Time] names, or null.
func (t *Time) UnmarshalJSON(data []byte) error {
	came := Time{raw: string(data)}
	if !isQuoted(came.raw) && came.raw != "null" {
		return mismatch[Time](data)
	}
	if !came.isNone() {
		text := came.raw[1 : len(came.raw)-1]
		var err error
		layout := layoutOf(text)
		if came.at, err = time.Parse(layout, text); err != nil || layout == time.RFC3339Nano && !isRFC3339(text) {
			return mismatch[Time](data)
		}
	}
	*t = came
	return nil
}
