package spec

import (
	"bytes"
	"encoding/json"
	"errors"

	"gopkg.in/yaml.v3"
)

// JSONTree reads a JSON document that begins on line first of a file, as [Tree] reads YAML. Numbers stay as they are written.
func JSONTree(file string, data []byte, first int) (*yaml.Node, error) {
	var text json.RawMessage
	if err := json.Unmarshal(data, &text); err != nil {
		line := first
		if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
			line += bytes.Count(data[:min(int(syntax.Offset), len(data))], []byte("\n"))
		}
		return nil, &Error{File: file, Line: line, Msg: err.Error()}
	}
	return validTree(file, data, first)
}

// validTree is JSONTree for JSON that is valid.
func validTree(file string, data []byte, first int) (*yaml.Node, error) {
	r := &jsonReader{data: data, line: first}
	root := &yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{r.value()}, Line: first}
	return root, CheckTree(file, root)
}

// isJSON reports whether data is a JSON object. One that is not valid may still be YAML.
func isJSON(data []byte) bool {
	start := bytes.TrimLeft(data, " \t\r\n")
	return len(start) > 0 && start[0] == '{' && json.Valid(data)
}

// jsonReader reads valid JSON.
type jsonReader struct {
	data []byte
	at   int
	line int
}

// value reads the next value, and what separates it from the one after it.
func (r *jsonReader) value() *yaml.Node {
	r.skip()
	node := &yaml.Node{Kind: yaml.ScalarNode, Line: r.line}
	switch r.data[r.at] {
	case '{':
		node.Kind, node.Tag = yaml.MappingNode, "!!map"
		r.content(node, '}')
	case '[':
		node.Kind, node.Tag = yaml.SequenceNode, "!!seq"
		r.content(node, ']')
	case '"':
		node.Tag, node.Value = "!!str", r.text()
	default:
		end := bytes.IndexAny(r.data[r.at:], ",:]} \t\r\n")
		if end < 0 {
			end = len(r.data) - r.at
		}
		node.Value = string(r.data[r.at : r.at+end])
		node.Tag = node.ShortTag()
		r.at += end
	}
	r.skip()
	return node
}

// content reads the members of an object, which are keys and values by turns, or the items of an array.
func (r *jsonReader) content(node *yaml.Node, end byte) {
	r.at++
	for r.skip(); r.data[r.at] != end; {
		node.Content = append(node.Content, r.value())
	}
	r.at++
}

// skip goes to the next value or to the end of an array or object.
func (r *jsonReader) skip() {
	for ; r.at < len(r.data); r.at++ {
		switch r.data[r.at] {
		case '\n':
			r.line++
		case ' ', '\t', '\r', ',', ':':
		default:
			return
		}
	}
}

func (r *jsonReader) text() string {
	start, escaped := r.at, false
	for r.at++; r.data[r.at] != '"'; r.at++ {
		if r.data[r.at] == '\\' {
			escaped = true
			r.at++
		}
	}
	r.at++
	if !escaped {
		return string(r.data[start+1 : r.at-1])
	}
	var text string
	_ = json.Unmarshal(r.data[start:r.at], &text) // it is valid
	return text
}
