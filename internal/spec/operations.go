package spec

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/yaml.v3"
)

// Operation is an operation of a document, and where it is.
type Operation struct {
	// Method is the HTTP method in capital letters; Path is the path template.
	Method, Path string
	// Pointer is the operation's JSON pointer in the document.
	Pointer string
	Item    *openapi3.PathItem
	Op      *openapi3.Operation

	bases []string // the paths of its servers
}

// Name is the operation as people write it: "GET /path".
func (o *Operation) Name() string { return o.Method + " " + o.Path }

// Parameters returns the parameters of the operation as the function [Parameters] does.
func (o *Operation) Parameters() openapi3.Parameters { return Parameters(o.Item, o.Op) }

// Operations returns the operations of a document, by path and method. The order is the same every time.
func Operations(t *openapi3.T) []*Operation {
	var all []*Operation
	for _, path := range slices.Sorted(maps.Keys(t.Paths.Map())) {
		item := t.Paths.Value(path)
		if item == nil {
			continue
		}
		operations := item.Operations()
		for _, verb := range slices.Sorted(maps.Keys(operations)) {
			pointer := Pointer("paths", path, strings.ToLower(verb))
			op := operations[verb]
			all = append(all, &Operation{Method: verb, Path: path, Pointer: pointer, Item: item, Op: op, bases: bases(t, item, op)})
		}
	}
	return all
}

// Parameters returns the parameters of an operation: its own, and those of its path that it does not replace.
func Parameters(item *openapi3.PathItem, op *openapi3.Operation) openapi3.Parameters {
	var all openapi3.Parameters
	for _, list := range []openapi3.Parameters{op.Parameters, item.Parameters} {
		for _, ref := range list {
			if ref != nil && ref.Value != nil && all.GetByInAndName(ref.Value.In, ref.Value.Name) == nil {
				all = append(all, ref)
			}
		}
	}
	return all
}

// Security returns the alternatives that authenticate an operation, each a set of security schemes. A nil result means that it
// takes no credentials; an empty set, that it also works without.
func Security(t *openapi3.T, op *openapi3.Operation) [][]string {
	chosen := t.Security
	if op != nil && op.Security != nil {
		chosen = *op.Security
	}
	var alternatives [][]string
	for _, requirement := range chosen {
		alternatives = append(alternatives, slices.Sorted(maps.Keys(requirement)))
	}
	return alternatives
}

// An operationId is the name of a method and of fixtures.
var operationName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*$`)

// checkOperations refuses operations that cannot become a method.
func (d *Document) checkOperations() error {
	seen := map[string]*Operation{}
	for _, o := range Operations(d.T) {
		id := o.Op.OperationID
		switch {
		case id == "":
			return d.At(o.Pointer, "%s %s has no operationId", o.Method, o.Path)
		case !operationName.MatchString(id):
			return d.At(o.Pointer+"/operationId", "operationId: want letters and digits, a letter first, got %q", id)
		}
		if first, ok := seen[id]; ok {
			return d.At(o.Pointer+"/operationId", "the operationId %s is also that of %s %s", id, first.Method, first.Path)
		}
		seen[id] = o
	}
	return nil
}

// nameOperations gives every operation of a foreign document an operationId that is a name: the letters and digits of its own,
// with a capital where something else was between them, or else those of its method and path. A path parameter reads "By":
// GET /boxes/{id} is getBoxesById.
func (d *Document) nameOperations() {
	paths := childOf(d.root.Content[0], "paths")
	if paths == nil || paths.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(paths.Content); i += 2 {
		item := paths.Content[i+1]
		for j := 0; item.Kind == yaml.MappingNode && j+1 < len(item.Content); j += 2 {
			verb, op := item.Content[j], item.Content[j+1]
			if !slices.Contains(Methods, verb.Value) || op.Kind != yaml.MappingNode {
				continue
			}
			if id := childOf(op, "operationId"); id != nil {
				id.Value = camel(id.Value)
				continue
			}
			name := camel(verb.Value + " " + strings.ReplaceAll(paths.Content[i].Value, "{", " by "))
			key, value := &yaml.Node{}, &yaml.Node{}
			key.SetString("operationId")
			value.SetString(name)
			for _, node := range []*yaml.Node{key, value} {
				node.Line = verb.Line
				d.files[node] = d.files.of(verb, d.File())
			}
			op.Content = append(op.Content, key, value)
		}
	}
}

// camel returns the words of a text as one, in camel case.
func camel(text string) string {
	words := strings.FieldsFunc(text, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, word := range words {
		if i > 0 {
			words[i] = strings.ToUpper(word[:1]) + word[1:]
		}
	}
	return strings.Join(words, "")
}
