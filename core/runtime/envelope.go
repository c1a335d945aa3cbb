package runtime

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/core/internal/codec"
)

// rejection returns the first envelope that finds an error in a response, and the value of its field. It returns nil if there is no
// error.
func (o *Operation) rejection(data []byte) (*Envelope, any) {
	for i := range o.Envelopes {
		v := &o.Envelopes[i]
		member, ok, err := codec.Property(data, v.Field)
		if !ok || err != nil {
			continue
		}
		found, err := codec.Tree(member)
		if err != nil {
			continue
		}
		if v.fits(found) {
			return v, found
		}
	}
	return nil, nil
}

// fits reports whether the value of the field means a failure.
func (v *Envelope) fits(found any) bool {
	if v.Falsy {
		return empty(found) || isNo(found)
	}
	return !empty(found)
}

// empty follows PHP's empty(). The back ends of these APIs use it to decide whether there is an error.
func empty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case bool:
		return !v
	case string:
		return v == "" || v == "0"
	case json.Number:
		number, err := v.Float64()
		return err == nil && number == 0
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

// isNo reports whether v is a string that means no, even though it is true in PHP.
func isNo(v any) bool {
	text, _ := v.(string)
	return strings.EqualFold(text, "false") || strings.EqualFold(text, "no") || strings.EqualFold(text, "off")
}

// at returns the value at a dot-separated path in a JSON tree, or nil if the path is empty or leads nowhere.
func at(tree any, path string) any {
	if path == "" {
		return nil
	}
	for _, name := range strings.Split(path, ".") {
		object, ok := tree.(map[string]any)
		if !ok {
			return nil
		}
		tree = object[name]
	}
	return tree
}

// maxTexts and maxText limit the strings in a message. The error's body contains the rest.
const (
	maxTexts = 100
	maxText  = 8 << 10
)

// texts returns the strings and numbers in a JSON tree, in order, up to a limit. The values of an object are sorted by name.
func texts(tree any) []string {
	var all []string
	length := 0
	var visit func(any)
	add := func(text string) {
		if room := maxText - length; len(text) > room {
			text = strings.ToValidUTF8(text[:room], "")
		}
		length += len(text)
		all = append(all, text)
	}
	visit = func(tree any) {
		if len(all) >= maxTexts || length >= maxText {
			return
		}
		switch tree := tree.(type) {
		case string:
			add(tree)
		case json.Number:
			add(tree.String())
		case []any:
			for _, item := range tree {
				visit(item)
			}
		case map[string]any:
			for _, name := range slices.Sorted(maps.Keys(tree)) {
				visit(tree[name])
			}
		}
	}
	visit(tree)
	return all
}
