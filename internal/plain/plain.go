// Package plain escapes untrusted text so that it is safe to print in a terminal or a log.
package plain

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longest is the maximum number of characters that Short shows.
const longest = 400

// Short returns s on one line, cut after 400 characters. Control characters, invisible characters and bytes that are not UTF-8 are
// escaped. "##[" is broken up, because a CI runner reads it as a workflow command anywhere in a log line.
func Short(s string) string { return visible(s, longest) }

// Line is Short without the length limit.
func Line(s string) string { return visible(s, len(s)) }

func visible(s string, longest int) string {
	var b strings.Builder
	count := 0
	for i, r := range s {
		if count++; count > longest {
			fmt.Fprintf(&b, "… (%d more characters)", utf8.RuneCountInString(s[i:]))
			break
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\n':
			b.WriteString(`\n`)
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r < utf8.RuneSelf && !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\x%02x`, r)
		case !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return strings.ReplaceAll(b.String(), "##[", "# #[")
}
