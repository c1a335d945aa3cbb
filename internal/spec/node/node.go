// Package node reads and changes mappings in trees of YAML. Every node that it adds has a line, so that an error about it
// can say where it is.
package node

import "gopkg.in/yaml.v3"

// Get returns the value of a key in a mapping, or nil.
func Get(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; mapping != nil && mapping.Kind == yaml.MappingNode && i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

// Value returns the scalar value of a key in a mapping, or "".
func Value(mapping *yaml.Node, key string) string {
	if found := Get(mapping, key); found != nil && found.Kind == yaml.ScalarNode {
		return found.Value
	}
	return ""
}

// Set sets the value of a key in a mapping. A new value without a line gets the line of the mapping.
func Set(mapping *yaml.Node, key string, value *yaml.Node) {
	place(value, mapping.Line)
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			mapping.Content[i+1] = value
			return
		}
	}
	mapping.Content = append(mapping.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key, Line: value.Line}, value)
}

// place puts what has no line on one.
func place(value *yaml.Node, line int) {
	if value.Line != 0 {
		return
	}
	value.Line = line
	for _, child := range value.Content {
		place(child, line)
	}
}

// Replace puts a key with a value at the place of the key old, which must be there, and of what the mapping has under the new key.
func Replace(mapping *yaml.Node, old, key string, value *yaml.Node) {
	if key != old {
		Remove(mapping, key)
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == old {
			line := mapping.Content[i].Line
			place(value, line)
			mapping.Content[i], mapping.Content[i+1] = &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key, Line: line}, value
			return
		}
	}
}

// Remove removes a key from a mapping and returns its value, or nil.
func Remove(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; mapping != nil && mapping.Kind == yaml.MappingNode && i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			value := mapping.Content[i+1]
			mapping.Content = append(mapping.Content[:i:i], mapping.Content[i+2:]...)
			return value
		}
	}
	return nil
}

// Keep removes the keys that are not wanted from a mapping.
func Keep(mapping *yaml.Node, wanted func(key string) bool) {
	if mapping == nil || mapping.Kind != yaml.MappingNode {
		return
	}
	var rest []*yaml.Node
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if wanted(mapping.Content[i].Value) {
			rest = append(rest, mapping.Content[i], mapping.Content[i+1])
		}
	}
	mapping.Content = rest
}

// At puts a new node on the line of the one that it is made of.
func At(origin, made *yaml.Node) *yaml.Node {
	made.Line = origin.Line
	return made
}

// Text returns a string.
func Text(text string) *yaml.Node {
	node := &yaml.Node{}
	node.SetString(text)
	return node
}

// True returns the boolean true.
func True() *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: "true"} }

// Null returns the null value.
func Null() *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"} }

// Map returns an empty mapping that is on a line.
func Map(line int) *yaml.Node { return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: line} }

// List returns a list, on the line of its first item.
func List(items ...*yaml.Node) *yaml.Node {
	node := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Content: items}
	if len(items) > 0 {
		node.Line = items[0].Line
	}
	return node
}
