package lenient

import (
	"encoding/json"
	"errors"
	"strings"
)

// errNotUTF8 is returned for a string that cannot be written as JSON.
var errNotUTF8 = errors.New("a string is not UTF-8")

// quote returns s as a JSON string. Unlike encoding/json, it does not replace invalid UTF-8 with U+FFFD, so that MarshalJSON can
// report it.
func quote(s string) string {
	const controls, letters = "\b\f\n\r\t", "bfnrt"
	const hex = "0123456789abcdef"
	out := append(make([]byte, 0, len(s)+2), '"')
	for _, c := range []byte(s) {
		i := strings.IndexByte(controls, c)
		switch {
		case i >= 0:
			out = append(out, '\\', letters[i])
		case c < ' ':
			out = append(out, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		case c == '"' || c == '\\':
			out = append(out, '\\', c)
		default:
			out = append(out, c)
		}
	}
	return string(append(out, '"'))
}

// isQuoted reports whether raw begins and ends with a quotation mark.
func isQuoted(raw string) bool {
	return len(raw) >= 2 && raw[0] == '"' && raw[len(raw)-1] == '"'
}

// textOf returns the value of raw, a JSON scalar as received: the value of a string, "" for null and for an absent field, and any
// other scalar unchanged.
func textOf(raw string) string {
	switch {
	case raw == "null":
		return ""
	case !isQuoted(raw):
		return raw
	}
	if inner := raw[1 : len(raw)-1]; !strings.Contains(inner, `\`) {
		return inner
	}
	var text string
	// UnmarshalJSON has checked the string.
	_ = json.Unmarshal([]byte(raw), &text)
	return text
}
