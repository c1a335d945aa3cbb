package lenient

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// quote returns s as a JSON string.
func quote(s string) string {
	if !utf8.ValidString(s) {
		return quoteInvalid(s)
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	// A string can always be encoded.
	_ = encoder.Encode(s)
	return strings.TrimSuffix(out.String(), "\n")
}

// quoteInvalid keeps the bytes that are no UTF-8 as they are, for the encoder to refuse them: encoding/json would put another
// character in their place.
func quoteInvalid(s string) string {
	var out strings.Builder
	out.WriteByte('"')
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && size == 1 {
			out.WriteString(s[:1])
		} else {
			quoted := quote(s[:size])
			out.WriteString(quoted[1 : len(quoted)-1])
		}
		s = s[size:]
	}
	out.WriteByte('"')
	return out.String()
}

// isQuoted reports whether raw has a quote at either end. What stands between them is not looked at.
func isQuoted(raw string) bool {
	return len(raw) >= 2 && raw[0] == '"' && raw[len(raw)-1] == '"'
}

// textOf returns the text of raw, a JSON scalar as it came: what a string says, nothing for null or where nothing came,
// and anything else as it is written.
func textOf(raw string) string {
	switch {
	case raw == "null":
		return ""
	case !isQuoted(raw):
		return raw
	}
	if inner := raw[1 : len(raw)-1]; !strings.Contains(inner, `\`) && utf8.ValidString(inner) {
		return inner
	}
	var text string
	// The string was checked when it came in.
	_ = json.Unmarshal([]byte(raw), &text)
	return text
}
