package spec

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// parseWhole is parse for a document that may refer to other files: what they hold becomes components of the document,
// called as it is called there, so that a document which is split over files means what it meant in one.
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
	// Only now it is known which names there are, and the document is not what it was.
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
	return t, parts, nil
}

// namesOutside are the names of what other files hold. Names and targets stand behind their kind: "schemas Box".
type namesOutside struct {
	file string
	// own are the components of the document by name, with the target that each refers to, "" if it refers to none.
	own map[string]string
	// targets are the places in other files that are referred to, by what they are called there.
	targets map[string]map[string]bool
	// longs are the targets by the long names that were given to them.
	longs map[string]string
}

// name is what the target of a reference is called where it stands: the last part of the pointer, or the file without its
// extension. The target is "" if it is in the document itself.
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

// noteOwn notes the components of a kind.
func noteOwn[R openapi3.ComponentRef](n *namesOutside, components map[string]R) {
	for name, ref := range components {
		target := ""
		if ref.RefString() != "" {
			_, target = n.name(ref)
		}
		n.own[ref.CollectionName()+" "+name] = target
	}
}

// note notes a target, and gives it a name that no other has.
func (n *namesOutside) note(t *openapi3.T, ref openapi3.ComponentRef) string {
	if name, target := n.name(ref); target != "" {
		if n.targets[name] == nil {
			n.targets[name] = map[string]bool{}
		}
		n.targets[name][target] = true
	}
	return n.long(t, ref)
}

// long names a target by its folders and file too; if another has the name, with an addition.
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

// resolve names a target as it is called where it stands; if it is not the only one of that name, by its folders and files
// too.
func (n *namesOutside) resolve(t *openapi3.T, ref openapi3.ComponentRef) string {
	key, target := n.name(ref)
	_, name, _ := strings.Cut(key, " ")
	own, taken := n.own[key]
	if target == "" || len(n.targets[key]) != 1 || taken && own != target || !openapi3.IdentifierRegExp.MatchString(name) {
		return n.long(t, ref)
	}
	return name
}

// outside returns the origin of a schema or a parameter that another file holds, or of a property of such a schema; nil for all
// other pointers.
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
