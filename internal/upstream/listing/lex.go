package listing

import (
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"
)

// class says what a line, or a value, looks like.
type class int

const (
	blank    class = iota
	comment        // "# …"
	marker         // "---"
	entry          // "key: …"
	dash           // "- …"
	text           // anything else: a value of its own, or the continuation of one
	nothing        // no value on this line
	scalar         // a plain or quoted value
	flow           // "{…}" or "[…]"
	block          // "|" or ">"
	foreign        // what this package does not read: anchors, aliases, tags, block scalars that say how far they are indented
	unclosed       // a quoted value or a flow that never ends
)

// A token is an entry or an item, with all lines of its value, except those of a block scalar.
type token struct {
	kind   class  // of the line: entry, dash or text
	inner  class  // of what stands after the dash: entry, or the class of a value
	offset int    // columns from the dash to what stands after it
	key    string // of the entry
	value  class  // of the entry, or of the item
	text   string // the value
	node   *yaml.Node
	pos    int
	next   int // where the next token begins
}

// A flow or a quoted value may take so many lines, and bytes of lines: a bracket that nothing closes must not cost the rest
// of the listing for each line.
const (
	mostLines = 200
	mostBytes = 1 << 15
)

var (
	blockHeader = regexp.MustCompile(`^[|>][+-]?([ \t]+#.*)?$`)
	lateComment = regexp.MustCompile(`[ \t]#.*$`)
)

// classify says what a line looks like by itself.
func classify(s string) class {
	switch {
	case s == "":
		return blank
	case s[0] == '#':
		return comment
	case s == "---" || s == "..." || s[0] == '%':
		return marker
	case s == "-" || strings.HasPrefix(s, "- "):
		return dash
	}
	if _, _, ok := cut(s); ok {
		return entry
	}
	return text
}

// cut splits an entry.
func cut(s string) (key, value string, ok bool) {
	switch s[0] {
	case '"', '\'':
		end := closing(s)
		if end < 0 || end+1 >= len(s) || s[end+1] != ':' || end+2 < len(s) && s[end+2] != ' ' {
			return "", "", false
		}
		if err := yaml.Unmarshal([]byte(s[:end+1]), &key); err != nil {
			return "", "", false
		}
		return key, strings.TrimSpace(s[end+2:]), true
	case '{', '[', '}', ']', ',', '&', '*', '!', '|', '>', '%', '@', '`':
		return "", "", false
	}
	if strings.HasPrefix(s, "? ") {
		return "", "", false
	}
	plain := lateComment.ReplaceAllString(s, "")
	if before, _, found := strings.Cut(plain, ": "); found {
		return before, strings.TrimSpace(s[len(before)+2:]), true
	}
	if before, found := strings.CutSuffix(plain, ":"); found {
		return before, strings.TrimSpace(s[len(before)+1:]), true
	}
	return "", "", false
}

// closing returns where the quoted value at the beginning of a text ends, or -1.
func closing(s string) int {
	for i := 1; i < len(s); i++ {
		switch {
		case s[0] == '"' && s[i] == '\\':
			i++
		case s[i] == s[0] && s[0] == '\'' && i+1 < len(s) && s[i+1] == '\'':
			i++
		case s[i] == s[0]:
			return i
		}
	}
	return -1
}

// flowEnd returns where the flow at the beginning of a text ends, or -1.
func flowEnd(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i
			}
		case '"', '\'':
			// A quote opens only where a value begins: "it's" does not.
			if !strings.ContainsRune("{[,: \n", rune(s[i-1])) {
				continue
			}
			end := closing(s[i:])
			if end < 0 {
				return -1
			}
			i += end
		case '#':
			if s[i-1] != ' ' && s[i-1] != '\n' {
				continue
			}
			end := strings.IndexByte(s[i:], '\n')
			if end < 0 {
				return -1
			}
			i += end
		}
	}
	return -1
}

func classOf(value string) class {
	if value == "" || value[0] == '#' {
		return nothing
	}
	switch value[0] {
	case '|', '>':
		if blockHeader.MatchString(value) {
			return block
		}
		return foreign
	case '{', '[':
		return flow
	case '&', '*', '!', '@', '`', '%':
		return foreign
	}
	return scalar
}

// skip returns the first line from i on that is neither blank nor a comment.
func skip(lines []line, i int) int {
	if i < len(lines) {
		return lines[i].speaks
	}
	return i
}

// lex reads the token that begins at a line.
func lex(lines []line, pos int) token {
	s := lines[pos].text
	t := token{kind: lines[pos].class, pos: pos, next: pos + 1}
	if t.kind == dash {
		rest := strings.TrimLeft(s[1:], " ")
		t.offset = max(len(s)-len(rest), 2)
		s = rest
	}
	t.inner = nothing
	if s != "" {
		switch classify(s) {
		case entry:
			t.inner = entry
			t.key, s, _ = cut(s)
		case dash:
			t.inner, t.value = foreign, foreign // a list in a list has no place in OpenAPI
			return t
		}
	}
	t.value = classOf(s)
	if t.value == nothing {
		if next := skip(lines, t.next); next < len(lines) && lines[next].class == text {
			// The value begins on the next line.
			s = lines[next].text
			t.value = classOf(s)
			t.next = next + 1
			if t.value == block {
				t.value = foreign
			}
		}
	}
	t.finish(lines, s)
	if t.inner != entry {
		t.inner = t.value
	}
	return t
}

// finish adds the further lines of a value, and decodes it.
func (t *token) finish(lines []line, s string) {
	switch {
	case t.value == flow || t.value == scalar && (s[0] == '"' || s[0] == '\''):
		ends := flowEnd
		if t.value == scalar {
			ends = closing
		}
		if ends(s) >= 0 {
			break
		}
		var parts strings.Builder
		parts.WriteString(s)
		for i := t.next; i < len(lines) && i-t.pos <= mostLines && parts.Len()-len(s) < mostBytes; i++ {
			parts.WriteString("\n " + lines[i].text)
		}
		whole := parts.String()
		end := ends(whole)
		if end < 0 {
			t.value, t.next = unclosed, t.pos+1
			return
		}
		t.next += strings.Count(whole[:end], "\n")
		if rest := strings.IndexByte(whole[end:], '\n'); rest >= 0 {
			whole = whole[:end+rest]
		}
		s = whole
	case t.value == scalar:
		var further strings.Builder
		for !lateComment.MatchString(lines[t.next-1].text) {
			next := t.next
			for next < len(lines) && lines[next].text == "" {
				next++
			}
			if next == len(lines) || lines[next].class != text {
				break
			}
			further.WriteString("\n " + lines[next].text)
			t.next = next + 1
		}
		s += further.String()
	default:
		return
	}
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(s), &document); err != nil || len(document.Content) != 1 || anchored(&document) {
		t.value = foreign
		return
	}
	t.node = document.Content[0]
	t.text = t.node.Value
	if t.value == scalar && t.node.Kind != yaml.ScalarNode {
		t.value = foreign
	}
}

// anchored says whether a value uses what the grammar does not look through.
func anchored(node *yaml.Node) bool {
	if node.Kind == yaml.AliasNode || node.Anchor != "" {
		return true
	}
	for _, child := range node.Content {
		if anchored(child) {
			return true
		}
	}
	return false
}
