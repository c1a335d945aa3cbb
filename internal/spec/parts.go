package spec

import (
	"net/url"
	"path"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec/node"
)

// parts are the files that a document refers to, and their elements. The kind of an element in such a file is known only from a
// reference to it.
type parts struct {
	conversion

	source Source
	trees  map[string]*yaml.Node // by path; nil for a file that cannot be read, which the library reports
	found  []element             // inner elements first
	seen   map[*yaml.Node]bool
}

// element is an object of a file.
type element struct {
	file   string
	kind   Kind
	object *yaml.Node
}

// Files returns the names of the files that a document refers to, as far as they can be read.
func (s Source) Files() []string {
	root, err := s.Tree()
	if err != nil {
		return nil
	}
	var names []string
	p, _ := s.readParts(root, toWhole)
	for file, tree := range p.trees {
		if tree != nil {
			names = append(names, s.NameOf(file))
		}
	}
	return names
}

// readParts reads the files that a document refers to. The document itself must be OpenAPI 3.0, or have been converted to it. A
// reference that leads back to itself is an error, as in [checkReferences].
func (s Source) readParts(root *yaml.Node, c conversion) (parts, error) {
	p := parts{conversion: c, source: s, trees: map[string]*yaml.Node{s.location(): root}, seen: map[*yaml.Node]bool{}}
	err := p.find(s.location(), "document", root.Content[0])
	delete(p.trees, s.location())
	return p, err
}

// lower31 converts the elements from OpenAPI 3.1 to 3.0. It calls note for each keyword that is left out.
func (p parts) lower31(note func(file string, n Note)) {
	for _, e := range p.found {
		l := &lowering{conversion: p.conversion, root: p.trees[e.file], part: true}
		l.lower(e.kind, nil, e.object)
		for _, n := range l.notes {
			note(p.source.NameOf(e.file), n)
		}
	}
}

// find finds the elements inside an object, and those that it refers to.
func (p *parts) find(file string, kind Kind, object *yaml.Node) error {
	return p.from.walk(kind, nil, object, func(kind Kind, _ []string, object *yaml.Node) error {
		if p.seen[object] {
			return nil
		}
		p.seen[object] = true
		if file != p.source.location() {
			p.found = append(p.found, element{file, kind, object})
		}
		nameWholeFile(file, object, file == p.source.location())
		if err := p.checkEnd(file, object); err != nil {
			return err
		}
		other, target := p.target(file, object)
		if target == nil || p.seen[target] {
			return nil
		}
		return p.find(other, kind, target)
	})
}

// nameWholeFile writes a reference from a file to a whole file in one way: the file's name. The library does not follow "#", and takes
// "box.yaml#" for a different schema than "box.yaml".
func nameWholeFile(file string, object *yaml.Node, isDocument bool) {
	value := node.Get(object, "$ref")
	if value == nil || isDocument && strings.HasPrefix(value.Value, "#") {
		return
	}
	name, pointer, hasPointer := strings.Cut(value.Value, "#")
	if name == "" && !hasPointer || strings.Trim(pointer, "/") != "" || strings.Contains(name, ":") {
		return
	}
	value.Value = path.Clean(name)
	if name == "" || path.Join(path.Dir(file), name) == file {
		value.Value = path.Base(file)
	}
}

// checkEnd returns an error if the references that begin at an object lead back to it.
func (p *parts) checkEnd(file string, object *yaml.Node) error {
	for other, at, steps := file, object, 0; at != nil && steps < maxReferences; steps++ {
		if other, at = p.target(other, at); at == object {
			return endless(p.source.NameOf(file), object)
		}
	}
	return nil
}

// target returns the file and the node of the element that an object refers to, or "" and nil.
func (p *parts) target(file string, object *yaml.Node) (string, *yaml.Node) {
	reference, err := url.Parse(node.Value(object, "$ref"))
	if err != nil || reference.Host != "" || *reference == (url.URL{}) {
		return "", nil
	}
	if reference.Path != "" {
		file = path.Join(path.Dir(file), reference.Path)
	}
	root, known := p.trees[file]
	if !known && isBelow(path.Dir(p.source.location()), file) {
		root, _ = p.source.partTree(p.source.NameOf(file), file)
		p.trees[file] = root
	}
	if root == nil {
		return "", nil
	}
	if reference.Fragment == "" {
		return file, root.Content[0]
	}
	return file, Find(root, "#"+reference.Fragment)
}
