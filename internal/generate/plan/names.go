package plan

import (
	"fmt"
	"go/token"
	"slices"
	"strings"
	"unicode"

	"github.com/hostclients/hostclients/internal/spec"
)

// initialisms maps lowercase words to their spelling in Go names, such as id to ID and ids to IDs.
var initialisms = func() map[string]string {
	const all = "ACL API ASCII CPU CSS DNS EOF GUID HTML HTTP HTTPS ID IP JSON QPS RAM RPC SLA SMTP SQL SSH TCP TLS TTL UDP UI GID " +
		"UID UUID URI URL UTF8 VM XML XMPP XSRF XSS SIP RTP AMQP DB TS"
	words := map[string]string{}
	for word := range strings.FieldsSeq(all) {
		words[strings.ToLower(word)+"s"] = word + "s"
		words[strings.ToLower(word)] = word // after the plural: HTTPS must not become HTTPs
	}
	return words
}()

// words splits a name from the document into the words of a Go name: at characters that are neither letters nor digits, before a
// capital that begins a word, and after a number. Each word is capitalized, and initialisms get their usual spelling.
func words(name string) []string {
	var found []string
	for _, part := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		runes, start := []rune(part), 0
		for i := 1; i < len(runes); i++ {
			if beginsWord(runes, i) {
				found, start = append(found, goWord(runes[start:i])), i
			}
		}
		found = append(found, goWord(runes[start:]))
	}
	return found
}

// beginsWord reports whether a word begins at i, which is not 0.
func beginsWord(runes []rune, i int) bool {
	before, here := runes[i-1], runes[i]
	switch {
	case unicode.IsDigit(before):
		return !unicode.IsDigit(here)
	case !unicode.IsUpper(here):
		return false
	case !unicode.IsUpper(before):
		return true
	}
	// The last of several capitals begins a word if a lowercase letter follows, except for a plural s: "DNSRecords", but not "IPs".
	next := i + 1
	if next == len(runes) || !unicode.IsLower(runes[next]) {
		return false
	}
	plural := runes[next] == 's' && (next+1 == len(runes) || !unicode.IsLower(runes[next+1]))
	return !plural
}

func goWord(runes []rune) string {
	if word, ok := initialisms[strings.ToLower(string(runes))]; ok {
		return word
	}
	return string(unicode.ToUpper(runes[0])) + string(runes[1:])
}

// symbols maps the ASCII symbols to words.
var symbols = map[rune]string{
	' ': "Space", '!': "Exclamation", '"': "Quote", '#': "Hash", '$': "Dollar", '%': "Percent", '&': "And", '\'': "Apostrophe",
	'(': "Open", ')': "Close", '*': "Asterisk", '+': "Plus", ',': "Comma", '-': "Minus", '.': "Dot", '/': "Slash", ':': "Colon",
	';': "Semicolon", '<': "LessThan", '=': "Equal", '>': "GreaterThan", '?': "Question", '@': "At", '[': "OpenBracket",
	'\\': "Backslash", ']': "CloseBracket", '^': "Caret", '_': "Underscore", '`': "Backquote", '{': "OpenBrace", '|': "Or",
	'}': "CloseBrace", '~': "Tilde",
}

// spelled returns a name for a text. Every character that is not a letter or digit becomes a word.
func spelled(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch word, known := symbols[r]; {
		case known:
			b.WriteString(" " + word + " ")
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, " U%X ", r)
		}
	}
	return strings.Join(words(b.String()), "")
}

// goName returns the Go name of a type, a field or a method. It consists of the words of name. A name without words is spelled out,
// as is a signed number, and a name that would begin with a digit is prefixed with N.
func goName(name string) string {
	joined := strings.Join(words(name), "")
	if negative := strings.TrimLeft(name, "-+"); negative != name && negative != "" && unicode.IsDigit([]rune(negative)[0]) || joined == "" {
		joined = spelled(name)
	}
	// Letters without case are replaced: Go does not export a name that begins with one, and oapi-codegen drops them.
	var b strings.Builder
	for _, r := range joined {
		if unicode.IsUpper(r) || unicode.IsLower(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "U%X", r)
		}
	}
	switch joined = b.String(); {
	case joined == "":
		return "Empty"
	case unicode.IsDigit([]rune(joined)[0]):
		return "N" + joined
	}
	return joined
}

// valueNames returns the names of the values of an enum, in the same order. A name consists of the words of the value. Values
// that would share a name are spelled out, and numbered if they still share it.
func valueNames(values []string) []string {
	names := make([]string, len(values))
	for i, value := range values {
		names[i] = strings.Join(words(value), "")
		if names[i] == "" || strings.ContainsAny(value[:1], "-+") {
			names[i] = spelled(value)
		}
		if names[i] == "" {
			names[i] = "Empty"
		}
	}
	plain := slices.Clone(names)
	for i, name := range plain {
		if count(plain, name) > 1 && spelled(values[i]) != "" {
			names[i] = spelled(values[i])
		}
	}
	for i := range names {
		names[i] = spec.Unique(names[i], "", func(name string) bool { return slices.Contains(names[:i], name) })
	}
	return names
}

func count[T comparable](list []T, item T) (n int) {
	for _, other := range list {
		if other == item {
			n++
		}
	}
	return n
}

// argName returns the name of a Go parameter for name. It begins with a lowercase letter, and differs from all names that generated
// functions use.
func argName(name string) string {
	all := words(goName(name))
	all[0] = strings.ToLower(all[0])
	lower := strings.Join(all, "")
	if token.IsKeyword(lower) || slices.Contains(usedNames, lower) {
		return lower + "Arg"
	}
	return lower
}

// usedNames are the names that generated functions use: packages, variables, and predeclared identifiers.
var usedNames = []string{
	"s", "c", "ctx", "body", "params", "opts", "api", "client", "login", "refresh", "challenge", "result", "start", "first", "cursor", "number", "at",
	"page", "next", "last", "position", "value", "err", "core", "runtime", "lenient", "nullable", "json", "context", "iter", "time", "fmt",
	"any", "append", "bool", "error", "false", "int", "int64", "new", "nil", "string", "true",
}

// singular returns a word without its plural ending.
func singular(word string) string {
	switch {
	case strings.HasSuffix(word, "ies"):
		return strings.TrimSuffix(word, "ies") + "y"
	case strings.HasSuffix(word, "sses"), strings.HasSuffix(word, "xes"), strings.HasSuffix(word, "ches"), strings.HasSuffix(word, "shes"):
		return strings.TrimSuffix(word, "es")
	case strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss") && !strings.HasSuffix(word, "us"):
		return strings.TrimSuffix(word, "s")
	}
	return word
}

// sameWord reports whether two words are the same, in the singular or the plural.
func sameWord(a, b string) bool {
	return strings.EqualFold(singular(a), singular(b))
}

// withoutWords returns the words of name without every occurrence of the sequence without.
func withoutWords(name, without []string) []string {
	var left []string
	for i := 0; i < len(name); i++ {
		if i+len(without) <= len(name) && slices.EqualFunc(name[i:i+len(without)], without, sameWord) {
			i += len(without) - 1
			continue
		}
		left = append(left, name[i])
	}
	return left
}

// namespace holds the names that are already used in a package or a type.
type namespace struct {
	of    string // describes the namespace in errors: "the package"
	taken map[string]taken
}

type taken struct {
	what string
	at   Origin
}

// take reserves a name for an element. It returns an error if another element has it.
func (n *namespace) take(name, what string, at Origin) error {
	other, ok := n.taken[name]
	if !ok {
		if n.taken == nil {
			n.taken = map[string]taken{}
		}
		n.taken[name] = taken{what, at}
		return nil
	}
	where := ""
	if other.at.File != "" {
		where = fmt.Sprintf(" (%s:%d)", other.at.File, other.at.Line)
	}
	return &spec.Error{File: at.File, Line: at.Line, Msg: fmt.Sprintf(
		"%s and %s%s both get the Go name %s in %s: rename one of them in an overlay (x-go-name, x-go-type-name, x-go-service)",
		what, other.what, where, name, n.of)}
}
