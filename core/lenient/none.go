package lenient

import "github.com/hostclients/hostclients/core/internal/scan"

// The functions in this file decide which JSON is accepted even though it has no value.

// isNone reports whether raw, JSON as received, means that there is no value. PHP writes false for a lookup that found
// nothing, and databases write the empty string.
func isNone(raw string) bool {
	switch raw {
	case "", `null`, `false`, `""`:
		return true
	}
	return false
}

// noneIn returns data as a string, without allocating, if it means that there is no value.
func noneIn(data []byte) (raw string, ok bool) {
	switch string(data) {
	case `null`:
		return `null`, true
	case `false`:
		return `false`, true
	case `""`:
		return `""`, true
	}
	return "", false
}

// standIn returns data if it may replace a list or an object: null, false, or a string.
func standIn(data []byte) (raw string, ok bool) {
	if raw, ok := noneIn(data); ok {
		return raw, true
	}
	if scan.String(data, 0) != len(data) {
		return "", false
	}
	return string(data), true
}

// standInText returns the string that was received instead of a list or an object, or "".
func standInText(raw string) string {
	if !isQuoted(raw) {
		return ""
	}
	return textOf(raw)
}

// isNumeric reports whether data is accepted for a number or a date: a JSON number, or a string that begins like a number, such as
// "512 MB".
func isNumeric(data []byte) bool {
	return scan.Value(data, 0, 0) == len(data) && beginsLikeNumber(data)
}

// beginsLikeNumber does what isNumeric does, for valid JSON.
func beginsLikeNumber(data []byte) bool {
	i := 0
	if data[i] == '"' {
		i++
	}
	if c := scan.At(data, i); c == '+' || c == '-' {
		i++
	}
	if scan.At(data, i) == '.' {
		i++
	}
	return scan.Digits(data, i) > i
}
