package lenient

import "github.com/hostclients/hostclients/core/internal/scan"

// The functions of this file decide what may come in place of a value without being one, and is kept.

// isNone reports whether raw, JSON as received, says that there is nothing. PHP writes false for a lookup that found
// nothing, and databases write the empty text.
func isNone(raw string) bool {
	switch raw {
	case "", `null`, `false`, `""`:
		return true
	}
	return false
}

// noneIn returns data, without an allocation, if it says that there is nothing.
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

// standIn returns data if it may come in place of a list or an object: null, false, or a text.
func standIn(data []byte) (raw string, ok bool) {
	if raw, ok := noneIn(data); ok {
		return raw, true
	}
	if scan.String(data, 0) != len(data) {
		return "", false
	}
	return string(data), true
}

// standInText returns the text of raw, which came in place of a list or an object, if it is one.
func standInText(raw string) string {
	if !isQuoted(raw) {
		return ""
	}
	return textOf(raw)
}

// isNumeric reports whether data, which says something, may come in place of a number or a date: a JSON number, or a text that
// begins like a number, such as "512 MB".
func isNumeric(data []byte) bool {
	return scan.Value(data, 0, 0) == len(data) && beginsLikeNumber(data)
}

// beginsLikeNumber is isNumeric for what is known to be JSON.
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
