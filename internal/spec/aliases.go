package spec

import (
	"fmt"

	"gopkg.in/yaml.v3"
)

// most is how many nodes aliases may stand for: a short text can stand for more than fits into any memory.
const most = 1 << 20

// expand puts what the aliases and merges of a tree stand for in their places, with the lines of where it is written, so that
// nobody else has to know of them.
func expand(file string, root *yaml.Node) error {
	e := &expander{file: file, above: map[*yaml.Node]bool{}}
	return e.expand(root)
}

type expander struct {
	file  string
	above map[*yaml.Node]bool
	count int
}

func (e *expander) expand(node *yaml.Node) error {
	for i, child := range node.Content {
		if child.Kind == yaml.AliasNode {
			copied, err := e.copy(child, child.Alias)
			if err != nil {
				return err
			}
			node.Content[i] = copied
			continue
		}
		if err := e.expand(child); err != nil {
			return err
		}
		child.Anchor = ""
	}
	if node.Kind == yaml.MappingNode {
		return e.merge(node)
	}
	return nil
}

// copy returns what an alias stands for. Aliases in it may not have been expanded yet.
func (e *expander) copy(alias, node *yaml.Node) (*yaml.Node, error) {
	if e.count++; e.count > most {
		return nil, &Error{File: e.file, Line: alias.Line, Msg: fmt.Sprintf("the aliases stand for more than %d elements", most)}
	}
	if node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	if e.above[node] {
		return nil, &Error{File: e.file, Line: alias.Line, Msg: "the alias stands for what it is in"}
	}
	e.above[node] = true
	defer delete(e.above, node)
	own := *node
	own.Anchor, own.Content = "", make([]*yaml.Node, len(node.Content))
	for i, child := range node.Content {
		copied, err := e.copy(alias, child)
		if err != nil {
			return nil, err
		}
		own.Content[i] = copied
	}
	if own.Kind == yaml.MappingNode {
		return &own, e.merge(&own)
	}
	return &own, nil
}

// merge replaces the merges of a mapping by the members that it does not have itself; the first merge goes before the others.
func (e *expander) merge(node *yaml.Node) error {
	var own, merges []*yaml.Node
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Tag == "!!merge" {
			merges = append(merges, node.Content[i+1])
			continue
		}
		own = append(own, node.Content[i], node.Content[i+1])
	}
	if merges == nil {
		return nil
	}
	known := map[string]bool{}
	for i := 0; i < len(own); i += 2 {
		known[own[i].Value] = true
	}
	for len(merges) > 0 {
		from := merges[0]
		merges = merges[1:]
		if from.Kind == yaml.SequenceNode {
			merges = append(append([]*yaml.Node{}, from.Content...), merges...)
			continue
		}
		if from.Kind != yaml.MappingNode {
			return &Error{File: e.file, Line: from.Line, Msg: "want a mapping, or a list of mappings, to merge"}
		}
		for i := 0; i+1 < len(from.Content); i += 2 {
			if key := from.Content[i].Value; !known[key] {
				known[key] = true
				own = append(own, from.Content[i], from.Content[i+1])
			}
		}
	}
	node.Content = own
	return nil
}
