package spec

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"

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
	r := &jsonReader{Decoder: json.NewDecoder(bytes.NewReader(data)), data: data, line: first}
	r.UseNumber()
	return &yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{r.value()}, Line: first}
}

// isJSON reports whether data is a valid JSON object. Other data that begins with a brace may still be YAML.
func isJSON(data []byte) bool {
	start := bytes.TrimLeft(data, " \t\r\n")
	return len(start) > 0 && start[0] == '{' && json.Valid(data)
}

// jsonReader converts valid JSON to YAML nodes with line numbers.
type jsonReader struct {
	*json.Decoder
	data []byte
	at   int
	line int
}

func (r *jsonReader) value() *yaml.Node {
	token, _ := r.Token()
	end := int(r.InputOffset())
	r.line += bytes.Count(r.data[r.at:end], []byte("\n"))
	r.at = end
	node := &yaml.Node{Kind: yaml.ScalarNode, Line: r.line}
	switch token := token.(type) {
	case json.Delim:
		if node.Kind, node.Tag = yaml.SequenceNode, "!!seq"; token == '{' {
			node.Kind, node.Tag = yaml.MappingNode, "!!map"
		}
		for r.More() {
			node.Content = append(node.Content, r.value())
		}
		_, _ = r.Token() // the closing delimiter
	case string:
		node.Tag, node.Value = "!!str", token
	case json.Number:
		node.Value = token.String()
		node.Tag = node.ShortTag()
	case bool:
		node.Tag, node.Value = "!!bool", strconv.FormatBool(token)
	default:
		node.Tag, node.Value = "!!null", "null"
	}
	return node
}
