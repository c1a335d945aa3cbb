package spec

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec/node"
)

// lowerSwagger converts the tree of a foreign Swagger 2.0 document to OpenAPI 3.0. Invalid elements are left out, with a note for each.
func (d *Document) lowerSwagger(note func(string)) error {
	if err := repairSwagger(d.File(), d.root); err != nil {
		return err
	}
	e := &easing{d: d, note: note, words: swagger20}
	_ = swagger20.Walk(d.root, func(kind Kind, _ []string, object *yaml.Node) error {
		e.swagger(kind, object)
		return nil
	})
	e.all()
	e.leaveOutAll()
	root, err := convertSwagger(d.File(), d.root)
	if err != nil {
		return err
	}
	d.root = root
	return nil
}

// swagger repairs errors that only Swagger 2.0 documents have.
func (e *easing) swagger(kind Kind, object *yaml.Node) {
	if repairs := node.Get(object, Repaired); repairs != nil {
		for _, text := range repairs.Content {
			e.say(object, "%s", text.Value)
		}
	}
	if kind == "schema" || kind == "parameter" || kind == "header" {
		e.swaggerType(object)
	}
	node.Keep(object, func(key, value *yaml.Node) bool {
		word, known := e.words.Word(kind, key.Value)
		isReference := key.Value == "$ref" && known && word == (Word{Shape: Fact})
		switch {
		case !known && !IsExtension(key.Value):
			e.say(key, "%s is ignored: Swagger 2.0 has no such field in %s", Beginning(key.Value, 40), kind)
		case isReference && !strings.HasPrefix(value.Value, "#/"):
			e.say(value, "the reference is ignored, because it points to another file: bundle the document into one file first")
		default:
			return true
		}
		return false
	})
}

// swaggerType converts a list of types to one type if possible. It removes an invalid type, so that any JSON is accepted.
func (e *easing) swaggerType(object *yaml.Node) {
	types := node.Get(object, "type")
	if types == nil {
		return
	}
	if types.Kind == yaml.SequenceNode {
		rest := slices.DeleteFunc(slices.Clone(types.Content), func(item *yaml.Node) bool { return item.Value == "null" })
		if len(rest) < len(types.Content) {
			node.Set(object, "x-nullable", node.True())
		}
		if len(rest) == 1 && rest[0].Kind == yaml.ScalarNode {
			*types = *rest[0]
		}
	}
	if types.Kind != yaml.ScalarNode || !slices.Contains(swagger20.Types, types.Value) {
		node.Remove(object, "type")
		got := shapeOf(types)
		if types.Kind == yaml.ScalarNode {
			got = fmt.Sprintf("%q", Beginning(types.Value, 40))
		}
		e.say(types, "the type is ignored: want one of %s, got %s", strings.Join(swagger20.Types, ", "), got)
	}
	e.items(object)
}
