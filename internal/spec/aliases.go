package spec

import (
	"fmt"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec/node"
)

// mostNodes limits the size of a document, because a few lines of aliases can expand to billions of nodes.
const mostNodes = 2_000_000

// expandAliases returns a copy of a YAML tree in which aliases and merge keys are replaced by their targets, so that the tree can
// be written as JSON. The copies keep the lines of the originals.
func expandAliases(file string, root *yaml.Node) (*yaml.Node, error) {
	return (&expander{file: file}).expand(root, nil)
}

type expander struct {
	file  string
	nodes int
}

// expand returns a copy of a node. Above contains the anchored nodes that enclose it.
func (e *expander) expand(from *yaml.Node, above []*yaml.Node) (*yaml.Node, error) {
	if from.Kind == yaml.AliasNode {
		if slices.Contains(above, from.Alias) {
			return nil, &Error{File: e.file, Line: from.Line, Msg: fmt.Sprintf("the alias *%s contains itself", from.Value)}
		}
		from = from.Alias
	}
	if e.nodes++; e.nodes > mostNodes {
		return nil, &Error{File: e.file, Line: from.Line, Msg: fmt.Sprintf("the aliases expand to more than %d elements", mostNodes)}
	}
	if from.Anchor != "" {
		above = append(above[:len(above):len(above)], from)
	}
	to := *from
	to.Anchor, to.Content = "", nil
	var merged []*yaml.Node
	for i, child := range from.Content {
		isKey := from.Kind == yaml.MappingNode && i%2 == 0
		if isKey && child.Tag == "!!merge" {
			continue
		}
		made, err := e.expand(child, above)
		if err != nil {
			return nil, err
		}
		if from.Kind == yaml.MappingNode && !isKey && from.Content[i-1].Tag == "!!merge" {
			merged = append(merged, made)
			continue
		}
		to.Content = append(to.Content, made)
	}
	// The value of a merge key is a mapping or a list of mappings.
	for _, from := range merged {
		mappings := []*yaml.Node{from}
		if from.Kind == yaml.SequenceNode {
			mappings = from.Content
		}
		for _, mapping := range mappings {
			if mapping.Kind != yaml.MappingNode {
				return nil, &Error{File: e.file, Line: mapping.Line, Msg: "<<: want a mapping or a list of mappings, got " + shapeOf(mapping)}
			}
			merge(&to, mapping)
		}
	}
	return &to, nil
}

// merge adds the pairs of a mapping to another one, except for keys that exist already.
func merge(to, from *yaml.Node) {
	for key, value := range node.Pairs(from) {
		if node.Get(to, key.Value) == nil {
			to.Content = append(to.Content, key, value)
		}
	}
}
