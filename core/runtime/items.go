package runtime

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/hostclients/hostclients/core"
)

// maxItems limits the number of input errors that an error lists. The error's body contains the rest.
const maxItems = 100

// items returns the codes in a JSON tree whose numbers are json.Number. It accepts numbers, strings and member names at any depth,
// because the structure of such bodies is undocumented.
func (r CodeRange) items(tree any) []core.ErrorItem {
	search := itemSearch{codes: r}
	search.visit(tree, "", "")
	return search.found
}

type itemSearch struct {
	codes CodeRange
	found []core.ErrorItem
}

// visit searches the value at a path. Beside is the message next to the value, or "".
func (s *itemSearch) visit(tree any, at, beside string) {
	if len(s.found) >= maxItems || len(at) > maxPlace {
		return
	}
	switch tree := tree.(type) {
	case json.Number:
		s.add(tree.String(), at, beside)
	case string:
		s.add(tree, at, beside)
	case []any:
		for i, item := range tree {
			s.visit(item, fmt.Sprintf("%s[%d]", at, i), beside)
		}
	case map[string]any:
		said := messageIn(tree)
		for _, name := range slices.Sorted(maps.Keys(tree)) {
			text, _ := tree[name].(string)
			s.add(name, below(at, name), text)
			s.visit(tree[name], below(at, name), said)
		}
	}
}

// maxPlace is the maximum length of a path. A longer path does not help a reader.
const maxPlace = 1 << 10

// add adds an item if text is a code of the range.
func (s *itemSearch) add(text, at, message string) {
	code, err := strconv.ParseInt(text, 10, 64)
	if err == nil && code >= s.codes.First && code <= s.codes.Last && len(s.found) < maxItems {
		s.found = append(s.found, core.ErrorItem{Code: code, At: at, Message: message})
	}
}

// messageIn returns the message that an object contains for people, or "".
func messageIn(object map[string]any) string {
	for _, name := range []string{"message", "description", "error", "title"} {
		if text, ok := object[name].(string); ok {
			return text
		}
	}
	return ""
}
