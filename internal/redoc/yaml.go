package redoc

import (
	"bytes"
	"encoding/json"
	"errors"

	"gopkg.in/yaml.v3"
)

// YAML returns a JSON document as YAML, its members in the same order.
func YAML(document json.RawMessage) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.UseNumber()
	node, err := nodeOf(decoder)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	err = errors.Join(encoder.Encode(node), encoder.Close())
	return out.Bytes(), err
}

// nodeOf reads the next JSON value.
func nodeOf(decoder *json.Decoder) (*yaml.Node, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	delim, container := token.(json.Delim)
	if !container {
		var node yaml.Node
		if number, ok := token.(json.Number); ok {
			// As it is written: a detour through float64 would round it.
			return &yaml.Node{Kind: yaml.ScalarNode, Value: number.String()}, nil
		}
		err := node.Encode(token)
		return &node, err
	}
	node := &yaml.Node{Kind: yaml.SequenceNode}
	if delim == '{' {
		node.Kind = yaml.MappingNode
	}
	for decoder.More() {
		// The members of an object are keys and values by turns.
		child, err := nodeOf(decoder)
		if err != nil {
			return nil, err
		}
		node.Content = append(node.Content, child)
	}
	_, err = decoder.Token()
	return node, err
}
