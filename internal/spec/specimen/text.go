package specimen

import (
	"crypto/sha256"
	"fmt"
	"regexp/syntax"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// epoch is the start of generated times.
var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func (g Generator) text(place string, schema *openapi3.Schema) any {
	n := g.number(place)
	text := g.formatted(place, schema.Format, n)
	if text == "" && g.Least && g.fits(schema, "placeholder") {
		return "placeholder"
	}
	if matching, ok := g.matching(schema, n); ok {
		return matching
	}
	if text == "" {
		name := place[strings.LastIndex(place, ".")+1:]
		text = fmt.Sprintf("%s-%d", strings.Trim(name, "[]0123456789"), n%1000)
	}
	least := int(min(schema.MinLength, mostLetters))
	text += strings.Repeat(fmt.Sprint(n%10), max(0, least-utf8.RuneCountInString(text)))
	if runes := []rune(text); schema.MaxLength != nil && uint64(len(runes)) > *schema.MaxLength {
		text = string(runes[uint64(len(runes))-*schema.MaxLength:])
	}
	return text
}

// mostLetters limits the length of generated strings, whatever the schema requires.
const mostLetters = 1 << 20

// matching returns a string that matches the pattern and the length limits of a schema, and whether it found one.
func (g Generator) matching(schema *openapi3.Schema, n uint64) (string, bool) {
	tree, err := syntax.Parse(schema.Pattern, syntax.Perl)
	if schema.Pattern == "" || err != nil {
		return "", false
	}
	// Try a few repetitions, then as few as possible, then as many as the minimum length needs.
	for _, times := range [][2]int{{0, 3}, {0, 0}, {int(min(schema.MinLength, 1000)), 0}} {
		var b strings.Builder
		w := writer{out: &b, n: n, more: times[0], choice: times[1]}
		w.write(tree.Simplify())
		if text := b.String(); g.fits(schema, text) {
			return text, true
		}
	}
	return "", false
}

// formatted returns a string of a format, or "" if the format is unknown.
func (g Generator) formatted(place, format string, n uint64) string {
	at := epoch.Add(time.Duration(n%31_536_000) * time.Second)
	switch format {
	case "date-time":
		return at.Format(time.RFC3339)
	case "date":
		return at.Format(time.DateOnly)
	case "uuid":
		return UUID(sha256.Sum256([]byte(g.Seed + place)))
	case "email":
		return fmt.Sprintf("user%d@example.com", n%1000)
	case "uri", "url":
		return fmt.Sprintf("https://example.com/%d", n%1000)
	case "hostname":
		return fmt.Sprintf("host%d.example.com", n%1000)
	case "ipv4":
		return fmt.Sprintf("192.0.2.%d", n%254+1)
	case "ipv6":
		return fmt.Sprintf("2001:db8::%x", n%65535+1)
	}
	return ""
}

// UUID returns the first bytes of b as a UUID of version 4.
func UUID(b [sha256.Size]byte) string {
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16])
}

// writer writes a string that matches a regular expression. Choices are derived from n.
type writer struct {
	out *strings.Builder
	n   uint64
	// more is the number of repetitions beyond the minimum, and choice the greatest number that may be added to it.
	more, choice int
}

func (w *writer) choose(of int) int {
	if of <= 0 {
		return 0
	}
	chosen := w.n % uint64(of)
	w.n = w.n/uint64(of) ^ (w.n * 0x9e3779b97f4a7c15)
	return int(chosen) //nolint:gosec // less than of
}

func (w *writer) repeat(re *syntax.Regexp, least, most int) {
	if most < 0 {
		most = least + w.more + w.choice
	}
	from, to := min(least+w.more, most), min(least+w.more+w.choice, most)
	for range from + w.choose(to-from+1) {
		if w.out.Len() > mostLetters {
			return
		}
		w.write(re.Sub[0])
	}
}

func (w *writer) write(re *syntax.Regexp) {
	switch re.Op {
	case syntax.OpLiteral:
		w.out.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		pair := 2 * w.choose(len(re.Rune)/2)
		low, high := re.Rune[pair], min(re.Rune[pair+1], re.Rune[pair]+25)
		w.out.WriteRune(low + rune(w.choose(int(high-low+1)))) //nolint:gosec // at most 26
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		w.out.WriteByte('x')
	case syntax.OpCapture:
		w.write(re.Sub[0])
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			w.write(sub)
		}
	case syntax.OpAlternate:
		w.write(re.Sub[w.choose(len(re.Sub))])
	case syntax.OpStar:
		w.repeat(re, 0, -1)
	case syntax.OpPlus:
		w.repeat(re, 1, -1)
	case syntax.OpQuest:
		w.repeat(re, 0, 1)
	case syntax.OpRepeat:
		w.repeat(re, re.Min, re.Max)
	default: // anchors and the empty match write nothing
	}
}
