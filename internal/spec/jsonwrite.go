package spec

import (
	"bytes"
	"encoding/json"
	"fmt"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec/node"
)

// JSON writes a tree as JSON, its members in their order.
func JSON(root *yaml.Node) ([]byte, error) {
	var out bytes.Buffer
	if err := writeJSON(&out, root.Content[0]); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func writeJSON(out *bytes.Buffer, value *yaml.Node) error {
	switch value.Kind {
	case yaml.MappingNode, yaml.SequenceNode:
		return writeContainer(out, value)
	}
	text, err := scalarJSON(value)
	if err != nil {
		return fmt.Errorf("line %d: %w", value.Line, err)
	}
	out.Write(text)
	return nil
}

func writeContainer(out *bytes.Buffer, container *yaml.Node) error {
	delims, keyed := "[]", container.Kind == yaml.MappingNode
	if keyed {
		delims = "{}"
	}
	out.WriteByte(delims[0])
	for i, child := range container.Content {
		switch {
		case keyed && i%2 == 1:
			out.WriteByte(':')
		case i > 0:
			out.WriteByte(',')
		}
		if keyed && i%2 == 0 {
			child = node.Text(child.Value) // YAML reads 200 as a number
		}
		if err := writeJSON(out, child); err != nil {
			return err
		}
	}
	out.WriteByte(delims[1])
	return nil
}

func scalarJSON(scalar *yaml.Node) ([]byte, error) {
	switch scalar.ShortTag() {
	case "!!timestamp": // JSON has no dates
		return json.Marshal(scalar.Value)
	case "!!int", "!!float":
		if json.Valid([]byte(scalar.Value)) { // as it is written
			return []byte(scalar.Value), nil
		}
	}
	var value any
	if err := scalar.Decode(&value); err != nil {
		return nil, err
	}
	return json.Marshal(value)
}
