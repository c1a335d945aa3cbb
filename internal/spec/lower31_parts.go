package spec

import (
	"net/url"
	"path"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec/node"
)

// lowerParts converts the elements of other files that an OpenAPI 3.1 document refers to. It returns the trees of these files by path,
// and calls note for each keyword that is left out. Only references tell what an element of such a file is, so it must be called with
// the converted document. A file that cannot be read is not converted: the library reports it.
func (s Source) lowerParts(root *yaml.Node, note func(file string, n Note)) map[string]*yaml.Node {
	p := parts31{source: s, trees: map[string]*yaml.Node{s.location(): root}}
	p.find(s.location(), "document", root.Content[0])
	delete(p.trees, s.location())
	for _, e := range p.found {
		l := &lowering{root: p.trees[e.file], part: true}
		l.lower(e.kind, nil, e.object)
		for _, n := range l.notes {
			note(s.NameOf(e.file), n)
		}
	}
	return p.trees
}

// parts31 finds the elements of other files that a document refers to.
type parts31 struct {
	source Source
	trees  map[string]*yaml.Node // of the files, by path; nil for a file that cannot be read
	found  []element             // inner elements first
	seen   map[*yaml.Node]bool
}

// element is an object of a file.
type element struct {
	file   string
	kind   Kind
	object *yaml.Node
}

// find finds the elements inside an object, and those that it refers to. The document itself has been converted.
func (p *parts31) find(file string, kind Kind, object *yaml.Node) {
	_ = openAPI31.walk(kind, nil, object, func(kind Kind, _ []string, object *yaml.Node) error {
		if p.seen[object] {
			return nil
		}
		if p.seen == nil {
			p.seen = map[*yaml.Node]bool{}
		}
		p.seen[object] = true
		if file != p.source.location() {
			p.found = append(p.found, element{file, kind, object})
		}
		if other, target := p.target(file, object); target != nil && !p.seen[target] {
			p.find(other, kind, target)
		}
		return nil
	})
}

// target returns the element that an object refers to, and its file; nil if there is none.
func (p *parts31) target(file string, object *yaml.Node) (string, *yaml.Node) {
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
