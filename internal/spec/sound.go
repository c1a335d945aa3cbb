package spec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec/node"
)

var (
	// namedElements and listedElements are the OpenAPI keywords that hold mappings and lists of elements. The libraries panic if
	// such an element is null.
	namedElements = strings.Fields("paths webhooks callbacks responses content encoding headers links variables schemas parameters " +
		"requestBodies securitySchemes properties patternProperties dependentSchemas $defs definitions securityDefinitions")
	listedElements = strings.Fields("servers parameters security tags allOf anyOf oneOf prefixItems")
	// values lists the keywords for values of the API, where null is allowed.
	values = strings.Fields("example examples default enum const")
)

// maxReferences limits the length of a chain of references.
const maxReferences = 100

// checkReferences rejects a reference that leads back to itself. The libraries would resolve it to nil and panic.
func checkReferences(file string, root, node *yaml.Node) error {
	for at, steps := node, 0; steps < maxReferences; steps++ { // if node only leads into a cycle, the error is found at a member of the cycle
		reference := childOf(at, "$ref")
		if reference == nil || reference.Kind != yaml.ScalarNode || !strings.HasPrefix(reference.Value, "#/") {
			break
		}
		if at = Find(root, reference.Value); at == nil {
			break
		}
		if at == node {
			return endless(file, node)
		}
	}
	for _, child := range node.Content {
		if err := checkReferences(file, root, child); err != nil {
			return err
		}
	}
	return nil
}

// endless returns the error for a reference that leads back to itself.
func endless(file string, reference *yaml.Node) error {
	return &Error{File: file, Line: reference.Line, Msg: "the reference leads back to itself: want a reference to an element"}
}

// elementNulls rejects null where an element of OpenAPI is required. If at is a mapping from names to elements, word is its keyword. If
// at is an element itself, word is "".
func elementNulls(file, word string, at *yaml.Node) error {
	isElement := word == ""
	for key, value := range node.Pairs(at) {
		children, inside := []*yaml.Node{value}, ""
		switch {
		case isElement && slices.Contains(values, key.Value), IsExtension(key.Value) && word != "properties" && word != "headers":
			continue
		case !isElement && isNull(value):
			return null(file, value, word+": "+key.Value)
		case word == "callbacks", isElement && slices.Contains(namedElements, key.Value): // a callback also maps names to elements
			inside = key.Value
		}
		if value.Kind == yaml.SequenceNode {
			children, inside = value.Content, ""
			for i, item := range children {
				if isElement && isNull(item) && slices.Contains(listedElements, key.Value) {
					return null(file, item, fmt.Sprintf("%s[%d]", key.Value, i))
				}
			}
		}
		for _, child := range children {
			if err := elementNulls(file, inside, child); err != nil {
				return err
			}
		}
	}
	return nil
}

func isNull(node *yaml.Node) bool { return node.Kind == yaml.ScalarNode && node.ShortTag() == "!!null" }

func null(file string, node *yaml.Node, at string) error {
	return &Error{File: file, Line: node.Line, Msg: at + ": want an object, got null"}
}

// checkEndless rejects schemas that no library can resolve.
func (d *Document) checkEndless() error {
	return eachEndless(d.T, func(pointer, msg string) error { return d.At(pointer, "%s", msg) })
}

// eachEndless calls visit for each schema that refers to itself through its alternatives, or is a list of itself, until visit returns an
// error.
func eachEndless(t *openapi3.T, visit func(pointer, msg string) error) error {
	consists, listed := map[*openapi3.Schema]int{}, map[*openapi3.Schema]int{}
	return t.WalkSchemas(func(pointer string, ref *openapi3.SchemaRef) error {
		if isEndless(ref.Value, itself, consists) {
			return visit(pointer, "the schema refers to itself through allOf, anyOf, oneOf or not: break the cycle")
		}
		if isEndless(ref.Value, lists, listed) {
			return visit(pointer, "the schema is a list of itself: want items of another type")
		}
		return nil
	})
}

// itself returns the schemas that apply to the same value as s.
func itself(s *openapi3.Schema) openapi3.SchemaRefs {
	return slices.Concat(s.AllOf, s.AnyOf, s.OneOf, openapi3.SchemaRefs{s.Not})
}

// lists returns the items of a schema and the schemas of its allOf.
func lists(s *openapi3.Schema) openapi3.SchemaRefs { return append(slices.Clone(s.AllOf), s.Items) }

// isEndless reports whether following parts from a schema leads into a cycle. State remembers the schemas that were followed before.
func isEndless(s *openapi3.Schema, parts func(*openapi3.Schema) openapi3.SchemaRefs, state map[*openapi3.Schema]int) bool {
	const begun, ended = 1, 2
	if state[s] != 0 {
		return state[s] == begun
	}
	state[s] = begun
	for _, part := range parts(s) {
		if part != nil && part.Value != nil && isEndless(part.Value, parts, state) {
			return true
		}
	}
	state[s] = ended
	return false
}
