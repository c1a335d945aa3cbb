package spec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec/node"
)

// JSON returns a tree as JSON, with the members in their original order. File is its name in errors.
func JSON(file string, root *yaml.Node) ([]byte, error) {
	text, _, err := writeLines(file, root)
	return bytes.ReplaceAll(text, []byte("\n"), nil), err
}

// writeLines is JSON with each member and each item on a separate line. It also returns the node that each line begins with, so that
// a line number leads back to an element of the tree.
func writeLines(file string, root *yaml.Node) (text []byte, nodes []*yaml.Node, err error) {
	w := &jsonWriter{file: file, nodes: root.Content[:1:1]}
	err = w.value(root.Content[0])
	return w.out.Bytes(), w.nodes, err
}

type jsonWriter struct {
	file  string
	out   bytes.Buffer
	nodes []*yaml.Node
}

func (w *jsonWriter) value(value *yaml.Node) error {
	switch value.Kind {
	case yaml.MappingNode:
		return w.container(value, "{}", true)
	case yaml.SequenceNode:
		return w.container(value, "[]", false)
	}
	text, err := scalarJSON(value)
	if err != nil {
		return &Error{File: w.file, Line: value.Line, Msg: err.Error(), cause: err}
	}
	w.out.Write(text)
	return nil
}

func (w *jsonWriter) container(container *yaml.Node, delims string, keyed bool) error {
	w.out.WriteByte(delims[0])
	for i, child := range container.Content {
		if keyed && i%2 == 1 {
			w.out.WriteByte(':')
		} else {
			if i > 0 {
				w.out.WriteByte(',')
			}
			w.out.WriteByte('\n')
			w.nodes = append(w.nodes, child)
		}
		if keyed && i%2 == 0 {
			child = node.Text(child.Value) // YAML reads 200 as a number
		}
		if err := w.value(child); err != nil {
			return err
		}
	}
	w.out.WriteByte(delims[1])
	return nil
}

func scalarJSON(scalar *yaml.Node) ([]byte, error) {
	var value any
	switch scalar.ShortTag() {
	case "!!str", "!!timestamp": // JSON has no dates
		if !strings.ContainsFunc(scalar.Value, isEscaped) {
			return []byte(`"` + scalar.Value + `"`), nil
		}
		value = scalar.Value
	case "!!int", "!!float":
		if json.Valid([]byte(scalar.Value)) { // keeps the spelling of the number
			return []byte(scalar.Value), nil
		}
		fallthrough
	default:
		if err := scalar.Decode(&value); err != nil {
			return nil, err
		}
		if number, ok := value.(float64); ok && (math.IsInf(number, 0) || math.IsNaN(number)) {
			return nil, fmt.Errorf("want a number that JSON can express, got %s", scalar.Value)
		}
	}
	text, err := json.Marshal(value)
	return escapeControls(text), err
}

// isEscaped reports whether a character of a string may have to be escaped.
func isEscaped(r rune) bool { return r < ' ' || r > '~' || strings.ContainsRune(`"\<>&`, r) }

// escapeControls escapes characters that JSON allows in strings and YAML does not, because the libraries read JSON as YAML.
func escapeControls(text []byte) []byte {
	isControl := func(r rune) bool { return r >= 0x7f && r <= 0x9f || r == 0xfeff || r == 0xfffe || r == 0xffff }
	if bytes.IndexFunc(text, isControl) < 0 {
		return text
	}
	var escaped []byte
	for _, r := range string(text) {
		if isControl(r) {
			escaped = fmt.Appendf(escaped, `\u%04x`, r)
		} else {
			escaped = utf8.AppendRune(escaped, r)
		}
	}
	return escaped
}
