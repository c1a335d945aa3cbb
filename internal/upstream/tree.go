package upstream

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec"
)

// treeOf reads a document in JSON or YAML, its members in their order, and every element with its line.
func treeOf(name string, data []byte) (*yaml.Node, error) {
	if isJSON(data) {
		return jsonTree(name, data, 1)
	}
	return spec.Tree(name, data)
}

// jsonTree reads a document in JSON that begins on a line of a file.
func jsonTree(name string, data []byte, first int) (*yaml.Node, error) {
	r := &jsonReader{data: data, decoder: json.NewDecoder(bytes.NewReader(data)), line: first}
	r.decoder.UseNumber()
	node, err := r.next()
	if err == nil {
		if _, more := r.decoder.Token(); more != io.EOF {
			err = errors.New("something stands behind the document")
		}
	}
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return nil, &spec.Error{File: name, Line: r.lineAt(r.faultAt(err)), Msg: err.Error()}
	}
	root := &yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{node}, Line: first}
	return root, spec.CheckTree(name, root)
}

type jsonReader struct {
	data    []byte
	decoder *json.Decoder
	// line is that of data[at].
	line, at int
}

// next reads the next value.
func (r *jsonReader) next() (*yaml.Node, error) {
	token, err := r.decoder.Token()
	if err != nil {
		return nil, err
	}
	node := &yaml.Node{}
	delim, container := token.(json.Delim)
	if !container {
		if number, ok := token.(json.Number); ok {
			// As it is written: a detour through float64 would round it.
			node = &yaml.Node{Kind: yaml.ScalarNode, Value: number.String()}
		} else if err := node.Encode(token); err != nil {
			return nil, err
		}
		node.Line = r.lineAt(int(r.decoder.InputOffset()))
		return node, nil
	}
	node.Kind, node.Tag, node.Line = yaml.SequenceNode, "!!seq", r.lineAt(int(r.decoder.InputOffset()))
	if delim == '{' {
		node.Kind, node.Tag = yaml.MappingNode, "!!map"
	}
	for r.decoder.More() {
		// The members of an object are keys and values by turns.
		child, err := r.next()
		if err != nil {
			return nil, err
		}
		node.Content = append(node.Content, child)
	}
	_, err = r.decoder.Token()
	return node, err
}

// lineAt returns the line of an offset; offsets only grow.
func (r *jsonReader) lineAt(offset int) int {
	offset = min(offset, len(r.data))
	if offset > r.at {
		r.line += bytes.Count(r.data[r.at:offset], []byte("\n"))
		r.at = offset
	}
	return r.line
}

func (r *jsonReader) faultAt(err error) int {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return int(syntax.Offset)
	}
	return int(r.decoder.InputOffset())
}

// encode writes a tree as YAML.
func encode(root *yaml.Node) ([]byte, error) {
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	err := errors.Join(encoder.Encode(root), encoder.Close())
	return out.Bytes(), err
}

// get returns the value of a key in a mapping, or nil.
func get(node *yaml.Node, key string) *yaml.Node {
	for i := 0; node != nil && node.Kind == yaml.MappingNode && i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == key {
			return node.Content[i+1]
		}
	}
	return nil
}

// value returns the text of a key in a mapping, or "".
func value(node *yaml.Node, key string) string {
	if found := get(node, key); found != nil && found.Kind == yaml.ScalarNode {
		return found.Value
	}
	return ""
}

// set gives a key of a mapping a value, which takes the line of the old one, or of the mapping.
func set(node *yaml.Node, key string, value *yaml.Node) {
	if value.Line == 0 {
		value.Line = node.Line
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == key {
			node.Content[i+1] = value
			return
		}
	}
	node.Content = append(node.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key, Line: value.Line}, value)
}

// remove takes a key out of a mapping and returns its value, or nil.
func remove(node *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == key {
			value := node.Content[i+1]
			node.Content = append(node.Content[:i:i], node.Content[i+2:]...)
			return value
		}
	}
	return nil
}

func textNode(text string) *yaml.Node {
	node := &yaml.Node{}
	node.SetString(text)
	return node
}

func trueNode() *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: "true"} }

func listNode(items ...*yaml.Node) *yaml.Node {
	node := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Content: items}
	if len(items) > 0 {
		node.Line = items[0].Line
	}
	return node
}
