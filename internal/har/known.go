package har

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"html"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"
)

// shortestKnown is the minimum length of a secret that is redacted everywhere, because shorter strings occur in ordinary words.
// shortestNumber is the minimum for numbers, because shorter numbers occur in prices and times.
const (
	shortestKnown  = 6
	shortestNumber = 8
)

var number = regexp.MustCompile(`^[0-9.]+$`)

// known is a secret that was found at one location and is redacted everywhere.
type known struct {
	spellings   *regexp.Regexp
	placeholder string
}

// secrets maps each known secret to its placeholder.
type secrets map[string]string

// learn adds a secret, unless it is too short or an ordinary word. The first placeholder wins.
func (s secrets) learn(n names, placeholder, value string) {
	value = strings.TrimSpace(value)
	if len(value) < shortestKnown || n.words[value] || s[value] != "" || len(value) < shortestNumber && number.MatchString(value) {
		return
	}
	s[value] = placeholder
}

// compile returns the secrets, longest first, because a longer secret may contain a shorter one.
func (s secrets) compile() []known {
	values := slices.SortedFunc(maps.Keys(s), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
	var all []known
	for _, value := range values {
		patterns := []string{spelled(value)}
		for _, core := range base64Cores(value) {
			patterns = append(patterns, `[A-Za-z0-9+_-]*`+spelled(core)+`[A-Za-z0-9+_-]*(?:=|%3[dD]){0,2}`)
		}
		all = append(all, known{regexp.MustCompile(strings.Join(patterns, "|")), s[value]})
	}
	return all
}

// spelled returns a pattern for text. Each character may be escaped as in URLs, JSON or HTML. The escapes of URLs and JSON may be
// repeated.
func spelled(text string) string {
	var b strings.Builder
	for _, r := range text {
		char := string(r)
		ways := []string{regexp.QuoteMeta(char)}
		percent, unicode := "", ""
		for _, c := range []byte(char) {
			percent += fmt.Sprintf("%%(?:25)*(?i:%02x)", c)
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			unicode += fmt.Sprintf(`\\+u(?i:%04x)`, unit)
		}
		ways = append(ways, percent, unicode)
		switch r {
		case ' ':
			ways = append(ways, `\+`)
		case '\n', '\r', '\t':
			ways = append(ways, `\\+`+map[rune]string{'\n': "n", '\r': "r", '\t': "t"}[r])
		case '"', '\\', '/':
			ways = append(ways, `\\+`+regexp.QuoteMeta(char))
		}
		if escaped := html.EscapeString(char); escaped != char {
			ways = append(ways, escaped)
		}
		b.WriteString("(?:" + strings.Join(ways, "|") + ")")
	}
	return b.String()
}

// base64Cores returns the base64 characters that depend only on text, not on the bytes around it. Text may start at any of three
// offsets in a 3-byte group, and the alphabet may be the standard one or the one for URLs.
func base64Cores(text string) []string {
	var cores []string
	for before, dependent := range []int{0, 2, 3} {
		bytes := append(make([]byte, before), text...)
		encoded := base64.RawStdEncoding.EncodeToString(bytes)[dependent:]
		if len(bytes)%3 != 0 {
			encoded = encoded[:len(encoded)-1]
		}
		cores = append(cores, encoded)
		if other := strings.NewReplacer("+", "-", "/", "_").Replace(encoded); other != encoded {
			cores = append(cores, other)
		}
	}
	return cores
}
