package spec

import (
	"context"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// parseWhole is parse for a document that may refer to other files. The elements that it refers to become components of the document,
// with the same names if possible. So it does not matter whether a document is in one file or in several.
func parseWhole(source Source, data []byte) (*openapi3.T, lines, error) {
	t, parts, err := parse(source, data)
	if err != nil || len(parts) == 0 {
		return t, parts, err
	}
	names := &namesOutside{
		file: source.location(), own: map[string]string{}, targets: map[string]map[string]bool{},
		longs: map[string]string{},
	}
	t.InternalizeRefs(context.Background(), names.note)
	// All names are known now. InternalizeRefs has modified the document, so it is parsed again.
	if t, parts, err = parse(source, data); err != nil {
		return nil, nil, err
	}
	if t.Components != nil {
		noteOwn(names, t.Components.Schemas)
		noteOwn(names, t.Components.Parameters)
		noteOwn(names, t.Components.Headers)
		noteOwn(names, t.Components.RequestBodies)
		noteOwn(names, t.Components.Responses)
		noteOwn(names, t.Components.SecuritySchemes)
		noteOwn(names, t.Components.Examples)
		noteOwn(names, t.Components.Links)
		noteOwn(names, t.Components.Callbacks)
	}
	t.InternalizeRefs(context.Background(), names.resolve)
	if t.Components != nil {
		refs := slices.Collect(maps.Values(t.Components.Schemas))
		EachSchema(refs, func(s *openapi3.Schema) { s.Defs = nil }) // those that are referred to are components now
	}
	return t, parts, nil
}

// namesOutside holds the names of elements in other files. Each name begins with the kind of the element: "schemas Box".
type namesOutside struct {
	file string
	// own maps the names of the document's components to the targets that they refer to in other files, or to "".
	own map[string]string
	// targets maps names in other files to the elements with that name, each as file#pointer.
	targets map[string]map[string]bool
	// longs maps long names to targets.
	longs map[string]string
}

// name returns the target of a reference as file#pointer, and its name in that file: the last part of the pointer, or the file's name
// without its extension. If the target is in the document itself, both are "".
func (n *namesOutside) name(ref openapi3.ComponentRef) (name, target string) {
	at := ref.RefPath()
	if at == nil || path.Clean(at.Path) == n.file {
		return "", ""
	}
	name = path.Base(at.Fragment)
	if at.Fragment == "" {
		name = strings.TrimSuffix(path.Base(at.Path), path.Ext(at.Path))
	}
	return ref.CollectionName() + " " + name, path.Clean(at.Path) + "#" + at.Fragment
}

// noteOwn records the document's components of one kind.
func noteOwn[R openapi3.ComponentRef](n *namesOutside, components map[string]R) {
	for name, ref := range components {
		target := ""
		if ref.RefString() != "" {
			_, target = n.name(ref)
		}
		n.own[ref.CollectionName()+" "+name] = target
	}
}

// note records the target of a reference and returns its long name.
func (n *namesOutside) note(t *openapi3.T, ref openapi3.ComponentRef) string {
	if name, target := n.name(ref); target != "" {
		if n.targets[name] == nil {
			n.targets[name] = map[string]bool{}
		}
		n.targets[name][target] = true
	}
	return n.long(t, ref)
}

// long returns a name for a target that includes its folders and file. If that name is taken, underscores are added.
func (n *namesOutside) long(t *openapi3.T, ref openapi3.ComponentRef) string {
	_, target := n.name(ref)
	name := openapi3.DefaultRefNameResolver(t, ref)
	for target != "" {
		key := ref.CollectionName() + " " + name
		_, own := n.own[key]
		if other, taken := n.longs[key]; !own && (!taken || other == target) {
			n.longs[key] = target
			break
		}
		name += "_"
	}
	return name
}

// resolve returns the name that a target has in its file, or its long name if that is not unique.
func (n *namesOutside) resolve(t *openapi3.T, ref openapi3.ComponentRef) string {
	key, target := n.name(ref)
	_, name, _ := strings.Cut(key, " ")
	own, taken := n.own[key]
	if target == "" || len(n.targets[key]) != 1 || taken && own != target || !openapi3.IdentifierRegExp.MatchString(name) {
		return n.long(t, ref)
	}
	return name
}

// outside returns the origin of an element in another file, if pointer names a schema or a parameter there, or a property of such a
// schema. For all other pointers it returns nil.
func (d *Document) outside(pointer string) *openapi3.Origin {
	tokens := strings.Split(pointer, "/")
	const properties = 4 // after "", components, schemas and the name
	if len(tokens) < properties || tokens[1] != "components" || d.T.Components == nil ||
		Find(d.root, "#"+strings.Join(tokens[:properties], "/")) != nil {
		return nil
	}
	name := unescape(tokens[3])
	if ref := d.T.Components.Parameters[name]; tokens[2] == "parameters" && ref != nil {
		return ref.Value.Origin
	}
	ref := d.T.Components.Schemas[name]
	if tokens[2] != "schemas" || ref == nil {
		return nil
	}
	for pair := range slices.Chunk(tokens[properties:], 2) {
		if len(pair) < 2 || pair[0] != "properties" || ref.Value.Properties[unescape(pair[1])] == nil {
			break
		}
		ref = ref.Value.Properties[unescape(pair[1])]
	}
	return ref.Value.Origin
}
