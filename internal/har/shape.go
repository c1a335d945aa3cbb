package har

import (
	"regexp"
	"unicode"
)

// shape recognizes a secret by its format, independently of its name.
type shape struct {
	what, placeholder string
	pattern           *regexp.Regexp
	group             int // the group of the pattern that is the secret
	confirm           func(found string) bool
}

var shapes = []shape{
	{"a PEM key", "PEM", regexp.MustCompile(`(?s)-----BEGIN [A-Z0-9 ]*KEY-----.*?(?:-----END [A-Z0-9 ]*KEY-----|$)`), 0, nil},
	{"a JWT", "JWT", regexp.MustCompile(`eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)*`), 0, nil},
	{
		"a bearer or basic credential", "TOKEN",
		regexp.MustCompile(`(?i)\b(?:bearer|basic)(?: |%20|\+)+([A-Za-z0-9+/._~-]{6,}=*)`), 1, hasDigit,
	},
	{
		"a named secret inside a value", "SECRET",
		regexp.MustCompile(`(?i)[a-z_-]*(?:password|passwd|secret|token|api[_-]?key|access[_-]?key|session(?:[_-]?id)?|sid)\\*["']?(?:=|:\s*\\*["'])([^\s"'&,;<>\\]{4,})`), 1, noPlaceholder,
	},
	{"a long random string", "TOKEN", regexp.MustCompile(`[A-Za-z0-9_-]{24,}`), 0, looksRandom},
}

// noPlaceholder reports whether a string is a value, and not the placeholder of another rule.
func noPlaceholder(text string) bool { return regexp.MustCompile(`[^A-Z_-]`).MatchString(text) }

func hasDigit(text string) bool { return regexp.MustCompile(`[0-9]`).MatchString(text) }

var uuid = regexp.MustCompile(`^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)

// looksRandom reports whether letters and digits alternate as often as in a token. Names have few digits and long words. UUIDs
// are IDs, not secrets.
func looksRandom(text string) bool {
	digits, changes, last := 0, 0, 0
	for _, r := range text {
		class := 1
		switch {
		case unicode.IsDigit(r):
			class = 2
			digits++
		case unicode.IsUpper(r):
			class = 3
		case r == '-' || r == '_':
			class = last
		}
		if last != 0 && class != last {
			changes++
		}
		last = class
	}
	return digits >= 3 && digits < len(text) && changes*10 >= len(text)*3 && !uuid.MatchString(text)
}

// redact replaces each match of the shape with its placeholder.
func (s shape) redact(text string) (redacted string, found bool) {
	out, last := "", 0
	for _, at := range s.pattern.FindAllStringSubmatchIndex(text, -1) {
		start, end := at[2*s.group], at[2*s.group+1]
		if s.confirm != nil && !s.confirm(text[start:end]) || text[start:end] == s.placeholder {
			continue
		}
		out, last, found = out+text[last:start]+s.placeholder, end, true
	}
	return out + text[last:], found
}
