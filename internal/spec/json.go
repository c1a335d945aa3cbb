package spec

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
	"gopkg.in/yaml.v3"
)

// JSONTree is [Tree] for a JSON document that begins on line first of a file. Numbers keep their spelling.
func JSONTree(file string, data []byte, first int) (*yaml.Node, error) {
	var text json.RawMessage
	if err := json.Unmarshal(data, &text); err != nil {
		line := first
		if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
			line += bytes.Count(data[:min(int(syntax.Offset), len(data))], []byte("\n"))
		}
		return nil, &Error{File: file, Line: line, Msg: err.Error()}
	}
	root := treeOfJSON(data, first)
	return root, checkTree(file, root)
}

// treeOfJSON returns the tree of valid JSON.
func treeOfJSON(data []byte, first int) *yaml.Node {
	// checkTree reports duplicate keys, with their lines.
	decoder := jsontext.NewDecoder(bytes.NewBuffer(data), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	r := &jsonReader{Decoder: decoder, data: data, line: first}
	return &yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{r.value()}, Line: first}
}

// isJSON reports whether data is a valid JSON object. Other data that begins with a brace may still be YAML.
func isJSON(data []byte) bool {
	start := bytes.TrimLeft(data, " \t\r\n")
	return len(start) > 0 && start[0] == '{' && json.Valid(data)
}

// jsonReader converts valid JSON to YAML nodes with line numbers.
type jsonReader struct {
	*jsontext.Decoder
	data []byte
	at   int
	line int
}

func (r *jsonReader) value() *yaml.Node {
	token, _ := r.ReadToken()
	node := &yaml.Node{Kind: yaml.ScalarNode}
	switch kind := token.Kind(); kind {
	case '{', '[':
		if node.Kind, node.Tag = yaml.SequenceNode, "!!seq"; kind == '{' {
			node.Kind, node.Tag = yaml.MappingNode, "!!map"
		}
	case '"':
		node.Tag, node.Value = "!!str", token.String()
	case '0':
		node.Value = token.String()
		node.Tag = node.ShortTag()
	case 't', 'f':
		node.Tag, node.Value = "!!bool", strconv.FormatBool(token.Bool())
	default:
		node.Tag, node.Value = "!!null", "null"
	}
	end := int(r.InputOffset())
	r.line += bytes.Count(r.data[r.at:end], []byte("\n"))
	r.at, node.Line = end, r.line
	if node.Kind == yaml.ScalarNode {
		return node
	}
	for next := r.PeekKind(); next != '}' && next != ']' && next != 0; next = r.PeekKind() {
		node.Content = append(node.Content, r.value())
	}
	_, _ = r.ReadToken() // the closing delimiter
	return node
}
