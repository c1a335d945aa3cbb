package upstream

import (
	"bytes"
	"encoding/json"
	"fmt"

	"gopkg.in/yaml.v3"
)

// jsonOf writes a tree as JSON, its members in their order.
func jsonOf(root *yaml.Node) ([]byte, error) {
	var out bytes.Buffer
	if err := writeJSON(&out, root.Content[0]); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func writeJSON(out *bytes.Buffer, node *yaml.Node) error {
	switch node.Kind {
	case yaml.MappingNode, yaml.SequenceNode:
		return writeContainer(out, node)
	}
	text, err := scalarJSON(node)
	if err != nil {
		return fmt.Errorf("line %d: %w", node.Line, err)
	}
	out.Write(text)
	return nil
}

func writeContainer(out *bytes.Buffer, node *yaml.Node) error {
	delims, keyed := "[]", node.Kind == yaml.MappingNode
	if keyed {
		delims = "{}"
	}
	out.WriteByte(delims[0])
	for i, child := range node.Content {
		switch {
		case keyed && i%2 == 1:
			out.WriteByte(':')
		case i > 0:
			out.WriteByte(',')
		}
		if keyed && i%2 == 0 {
			child = textNode(child.Value) // YAML reads 200 as a number
		}
		if err := writeJSON(out, child); err != nil {
			return err
		}
	}
	out.WriteByte(delims[1])
	return nil
}

func scalarJSON(node *yaml.Node) ([]byte, error) {
	switch node.ShortTag() {
	case "!!timestamp": // JSON has no dates
		return json.Marshal(node.Value)
	case "!!int", "!!float":
		if json.Valid([]byte(node.Value)) { // as it is written
			return []byte(node.Value), nil
		}
	}
	var value any
	if err := node.Decode(&value); err != nil {
		return nil, err
	}
	return json.Marshal(value)
}
