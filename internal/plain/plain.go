// Package plain writes texts from outside so that a terminal or a log shows them and does nothing else.
package plain

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longest is how many characters of a text people are shown; programs get it whole.
const longest = 400

// Short returns a text on one line, of characters that show themselves: everything that moves the cursor, colours, hides or
// turns around what follows, or is not UTF-8, is written as its code. Long texts are cut. "##[" would begin a command of a
// workflow wherever it is in a line of its log, so it is pulled apart.
func Short(s string) string { return visible(s, longest) }

// Line is Short without the cut.
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
