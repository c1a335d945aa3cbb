package upstream

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec"
)

// treeOf reads a document in JSON or YAML. The tree has no aliases, and every element has its line.
func treeOf(name string, data []byte) (*yaml.Node, error) {
	if isJSON(data) {
		return jsonTree(name, data, 1)
	}
	return spec.Tree(name, data)
}

// jsonTree reads a JSON document that begins on a given line of a file.
func jsonTree(name string, data []byte, first int) (*yaml.Node, error) {
	r := &jsonReader{data: data, decoder: json.NewDecoder(bytes.NewReader(data)), line: first}
	r.decoder.UseNumber()
	node, err := r.next()
	if err == nil {
		if _, more := r.decoder.Token(); more != io.EOF {
			err = errors.New("want the end of the file after the document")
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
		switch token := token.(type) {
		case json.Number: // as it is written: a float64 would round it
			node = &yaml.Node{Kind: yaml.ScalarNode, Value: token.String()}
		default:
			if err := node.Encode(token); err != nil {
				return nil, err
			}
			if text, isText := token.(string); isText && node.Value != text {
				node.SetString(text) // Encode loses empty lines at the beginning of a text
			}
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
	quoteBlocks(root)
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	err := errors.Join(encoder.Encode(root), encoder.Close())
	return out.Bytes(), err
}

// quoteBlocks quotes texts that begin with an empty line or a space. The encoder writes them as blocks that no parser can
// read again.
func quoteBlocks(at *yaml.Node) {
	if at.Kind == yaml.ScalarNode && strings.Contains(at.Value, "\n") && strings.ContainsRune(" \t\n", rune(at.Value[0])) {
		at.Style = yaml.DoubleQuotedStyle
	}
	for _, child := range at.Content {
		quoteBlocks(child)
	}
}
