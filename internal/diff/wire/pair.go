package wire

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// pairing is two documents, operation by operation.
type pairing struct {
	before, after *openapi3.T
	// old are the operations of the old document by "GET /path".
	old map[string]*openapi3.Operation
	// both are the operations that both documents have; gone are those that only the old one has.
	both, gone []pair
	// newPaths are the paths that only the new document has.
	newPaths []string
	// schemes maps the names of security schemes that were renamed to their old names.
	schemes map[string]string
}

// pair is an operation before and after.
type pair struct {
	// name is "GET /path" of the old document.
	name          string
	before, after side
	// pathAfter is the path in the new document.
	pathAfter string
	// rename maps the names of the old path's parameters to those of the new path.
	rename map[string]string
}

// side is an operation with the path that holds it.
type side struct {
	item *openapi3.PathItem
	op   *openapi3.Operation
}

// pairUp brings together the operations that have the same method and the same path, whatever its parameters are called. It
// fails if a document has an operation twice, for which of the two is meant would be a matter of luck.
func pairUp(before, after *openapi3.T) (*pairing, error) {
	p := &pairing{before: before, after: after, old: map[string]*openapi3.Operation{}, schemes: renamedSchemes(before, after)}
	olds, err := endpoints(before)
	if err != nil {
		return nil, err
	}
	news, err := endpoints(after)
	if err != nil {
		return nil, err
	}
	for _, key := range slices.Sorted(maps.Keys(olds)) {
		old, now := olds[key], news[key]
		one := pair{name: old.method + " " + old.path, before: old.side, after: now.side, pathAfter: now.path}
		p.old[one.name] = old.op
		if now.op == nil {
			p.gone = append(p.gone, one)
			continue
		}
		one.rename = renamed(old.path, now.path)
		p.both = append(p.both, one)
	}
	p.newPaths = newPaths(byShape(before), byShape(after))
	return p, nil
}

// path is the path in the old document.
func (p *pair) path() string {
	_, path, _ := strings.Cut(p.name, " ")
	return path
}

// endpoint is an operation with what it is called by.
type endpoint struct {
	side
	method, path string
}

// endpoints are the operations of a document by method and anonymous path.
func endpoints(t *openapi3.T) (map[string]endpoint, error) {
	all := map[string]endpoint{}
	for _, path := range slices.Sorted(maps.Keys(t.Paths.Map())) {
		item := t.Paths.Value(path)
		if item == nil {
			continue
		}
		for method, op := range item.Operations() {
			key := method + " " + spec.AnonymousPath(path)
			if other, twice := all[key]; twice {
				return nil, fmt.Errorf("%s is there twice, as %s and as %s", method, other.path, path)
			}
			all[key] = endpoint{side{item, op}, method, path}
		}
	}
	return all, nil
}

func renamed(before, after string) map[string]string {
	if before == after {
		return nil
	}
	names := map[string]string{}
	news := spec.PathParameters(after)
	for i, name := range spec.PathParameters(before) {
		names[name] = news[i]
	}
	return names
}

// nameAfter is what a parameter of the old operation is called in the new one.
func (p *pair) nameAfter(parameter *openapi3.Parameter) string {
	if name, ok := p.rename[parameter.Name]; ok && parameter.In == openapi3.ParameterInPath {
		return name
	}
	return parameter.Name
}
