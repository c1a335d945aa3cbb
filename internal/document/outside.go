package document

import (
	"context"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// outside is a reference to another file in the text of a document.
var outside = regexp.MustCompile(`\$ref["']?\s*:\s*["']?[^"'#\s]`)

// parseWhole is parse for a document that may refer to other files: what they hold becomes components of the document,
// called as it is called there, so that a document which is split over files means what it meant in one.
func parseWhole(start, file string, data []byte) (*openapi3.T, error) {
	t, err := parse(start, file, data)
	if err != nil || !outside.Match(data) {
		return t, err
	}
	names := &namesOutside{
		file: path.Clean(filepath.ToSlash(file)), own: map[string]string{}, targets: map[string]map[string]bool{},
	}
	t.InternalizeRefs(context.Background(), names.note)
	// Only now it is known which names there are, and the document is not what it was.
	if t, err = parse(start, file, data); err != nil {
		return nil, err
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
	return t, nil
}

// namesOutside are the names of what other files hold. Names and targets stand behind their kind: "schemas Box".
type namesOutside struct {
	file string
	// own are the components of the document by name, with the target that each refers to, "" if it refers to none.
	own map[string]string
	// targets are the places in other files that are referred to, by what they are called there.
	targets map[string]map[string]bool
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

// long is a name that no other target has. The library looks for ever for that of what is in the document itself.
func (n *namesOutside) long(t *openapi3.T, ref openapi3.ComponentRef) string {
	if _, target := n.name(ref); target != "" {
		return openapi3.DefaultRefNameResolver(t, ref)
	}
	_, pointer, _ := strings.Cut(ref.RefString(), "#")
	name := strings.TrimPrefix(pointer, "/components/"+ref.CollectionName()+"/")
	return openapi3.InvalidIdentifierCharRegExp.ReplaceAllString(strings.TrimPrefix(name, "/"), "_")
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
