// Package node reads and changes mappings in YAML trees. Every node that it adds has a line number for error messages.
package node

import (
	"iter"

	"gopkg.in/yaml.v3"
)

// Pairs yields the keys and values of a mapping. For any other node, and for nil, it yields nothing.
func Pairs(mapping *yaml.Node) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(key, value *yaml.Node) bool) {
		if mapping == nil || mapping.Kind != yaml.MappingNode {
			return
		}
		for i := 0; i+1 < len(mapping.Content); i += 2 {
			if !yield(mapping.Content[i], mapping.Content[i+1]) {
				return
			}
		}
	}
}

// Get returns the value of a key in a mapping, or nil.
func Get(mapping *yaml.Node, key string) *yaml.Node {
	if i := index(mapping, key); i >= 0 {
		return mapping.Content[i+1]
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

// Set sets the value of a key in a mapping. If the value has no line, it gets the line of the mapping.
func Set(mapping *yaml.Node, key string, value *yaml.Node) {
	place(value, mapping.Line)
	if i := index(mapping, key); i >= 0 {
		mapping.Content[i+1] = value
		return
	}
	mapping.Content = append(mapping.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key, Line: value.Line}, value)
}

// index returns the index of a key in the content of a mapping, or -1.
func index(mapping *yaml.Node, key string) int {
	if mapping != nil && mapping.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(mapping.Content); i += 2 {
			if mapping.Content[i].Value == key {
				return i
			}
		}
	}
	return -1
}

// place sets the line of a value, and of the nodes in it, unless they have one.
func place(value *yaml.Node, line int) {
	if value.Line != 0 {
		return
	}
	value.Line = line
	for _, child := range value.Content {
		place(child, line)
	}
}

// Replace replaces the key old, which must exist, and its value. If the mapping already has the new key elsewhere, that pair is removed.
func Replace(mapping *yaml.Node, old, key string, value *yaml.Node) {
	if key != old {
		Remove(mapping, key)
	}
	i := index(mapping, old)
	line := mapping.Content[i].Line
	place(value, line)
	mapping.Content[i], mapping.Content[i+1] = &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key, Line: line}, value
}

// Remove removes a key from a mapping and returns its value, or nil.
func Remove(mapping *yaml.Node, key string) *yaml.Node {
	i := index(mapping, key)
	if i < 0 {
		return nil
	}
	value := mapping.Content[i+1]
	mapping.Content = append(mapping.Content[:i:i], mapping.Content[i+2:]...)
	return value
}

// Keep removes the pairs of a mapping that are not wanted.
func Keep(mapping *yaml.Node, isWanted func(key, value *yaml.Node) bool) {
	var rest []*yaml.Node
	for key, value := range Pairs(mapping) {
		if isWanted(key, value) {
			rest = append(rest, key, value)
		}
	}
	if mapping != nil && mapping.Kind == yaml.MappingNode {
		mapping.Content = rest
	}
}

// Copy returns a deep copy of a node.
func Copy(of *yaml.Node) *yaml.Node {
	made := *of
	made.Content = nil
	for _, child := range of.Content {
		made.Content = append(made.Content, Copy(child))
	}
	return &made
}

// At gives a new node the line of its origin and returns it.
func At(origin, made *yaml.Node) *yaml.Node {
	made.Line = origin.Line
	return made
}

// Text returns a string node.
func Text(text string) *yaml.Node {
	node := &yaml.Node{}
	node.SetString(text)
	return node
}

// True returns a node with the boolean true.
func True() *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: "true"} }

// Null returns a null node.
func Null() *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"} }

// Map returns an empty mapping with the given line.
func Map(line int) *yaml.Node { return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: line} }

// List returns a list with the line of its first item.
func List(items ...*yaml.Node) *yaml.Node {
	node := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Content: items}
	if len(items) > 0 {
		node.Line = items[0].Line
	}
	return node
}
