package spec

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec/node"
)

// Note is a remark about a line of a document.
type Note struct {
	Line int
	Msg  string
}

// Lower31 converts a document of OpenAPI 3.1 to 3.0. Elements keep their lines. It rewrites what 3.0 spells differently. It leaves
// out what 3.0 has no keyword for, and returns a note about each. The tree must have no aliases; see [Tree].
//
// The libraries can read 3.1 themselves. But oasdiff reports a change if the same meaning is spelled in two ways. And oapi-codegen
// rejects several types, reads a constant as any value, and drops the keywords next to a reference.
func Lower31(root *yaml.Node) []Note {
	l := &lowering{root: root, moved: map[string]string{}}
	l.walk(l.hoist)
	for range deepestCallbacks {
		l.walk(l.inlinePathItem)
	}
	node.Remove(node.Get(root.Content[0], "components"), "pathItems") // they are copied to the references by now
	l.walk(l.lower)
	slices.SortStableFunc(l.notes, func(a, b Note) int { return a.Line - b.Line })
	return l.notes
}

// openAPI31 is OpenAPI30 with the keywords of 3.1 that hold objects of 3.0.
var openAPI31 = func() Grammar {
	objects := maps.Clone(OpenAPI30.Objects)
	objects["components"], objects["schema"] = maps.Clone(objects["components"]), maps.Clone(objects["schema"])
	objects["components"]["pathItems"] = Word{Map, "path item"}
	objects["schema"]["$defs"] = Word{Map, "schema"}
	return Grammar{Objects: objects}
}()

type lowering struct {
	root *yaml.Node
	// moved maps old references to new ones, for schemas that were moved or renamed.
	moved map[string]string
	notes []Note
}

func (l *lowering) walk(visit func(kind Kind, at []string, object *yaml.Node)) {
	_ = openAPI31.Walk(l.root, func(kind Kind, at []string, object *yaml.Node) error {
		visit(kind, at, object)
		return nil
	})
}

// leaveOut removes the keywords of an object that 3.0 does not have, with a note for each.
func (l *lowering) leaveOut(kind Kind, object *yaml.Node) {
	node.Keep(object, func(key, value *yaml.Node) bool {
		_, known := OpenAPI30.Word(kind, key.Value)
		if !known && !IsExtension(key.Value) {
			l.note(Note{value.Line, fmt.Sprintf("%s is left out: OpenAPI 3.0 does not have it", key.Value)})
			return false
		}
		return true
	})
}

// note adds a note, once for what has been copied.
func (l *lowering) note(note Note) {
	if !slices.Contains(l.notes, note) {
		l.notes = append(l.notes, note)
	}
}

// hoist turns schemas that are defined inside others into components.
func (l *lowering) hoist(kind Kind, at []string, object *yaml.Node) {
	if kind != "schema" {
		return
	}
	l.nameTarget(at, object)
	definitions := node.Get(object, "$defs")
	if definitions == nil || definitions.Kind != yaml.MappingNode {
		return
	}
	node.Remove(object, "$defs")
	schemas := l.schemas()
	for key, definition := range node.Pairs(definitions) {
		name := key.Value
		unique := Unique(name, "", func(name string) bool { return node.Get(schemas, name) != nil })
		key.SetString(unique)
		schemas.Content = append(schemas.Content, key, definition)
		l.moved["#"+Pointer(slices.Concat(at, []string{"$defs", name})...)] = "#" + Pointer("components", "schemas", unique)
	}
}

// nameTarget records the other names that references may use for a schema: its anchor and its identifier.
func (l *lowering) nameTarget(at []string, object *yaml.Node) {
	if anchor := node.Value(object, "$anchor"); anchor != "" {
		l.moved["#"+anchor] = "#" + Pointer(at...)
	}
	if id := node.Value(object, "$id"); id != "" {
		l.moved[id] = "#" + Pointer(at...)
	}
}

// schemas returns the schemas of the components, which it adds if there are none.
func (l *lowering) schemas() *yaml.Node {
	at := l.root.Content[0]
	for _, key := range []string{"components", "schemas"} {
		inner := node.Get(at, key)
		if inner == nil || inner.Kind != yaml.MappingNode {
			inner = node.Map(at.Line)
			node.Set(at, key, inner)
		}
		at = inner
	}
	return at
}

// redirect corrects a reference to a schema that was moved, or to something inside of it.
func (l *lowering) redirect(object *yaml.Node) {
	reference := node.Get(object, "$ref")
	if reference == nil {
		return
	}
	for range maxReferences { // the target of an anchor may have been moved, too
		moved := l.redirected(reference.Value)
		if moved == reference.Value {
			return
		}
		reference.Value = moved
	}
}

// redirected returns the new form of a reference. Definitions may be nested, so the longest moved reference wins.
func (l *lowering) redirected(reference string) string {
	for at := reference; at != ""; at = at[:max(0, strings.LastIndexByte(at, '/'))] {
		if moved, found := l.moved[at]; found {
			return moved + reference[len(at):]
		}
	}
	return reference
}

func (l *lowering) lower(kind Kind, _ []string, object *yaml.Node) {
	l.redirect(object)
	switch kind {
	case "document":
		l.lowerDocument(object)
	case "info":
		node.Remove(object, "summary")
	case "license":
		node.Remove(object, "identifier")
	case "operation":
		if node.Get(object, "responses") == nil {
			anyResponse(object, object.Line)
		}
	case "schema":
		l.lowerSchema(object)
	}
	l.lowerBooleans(kind, object)
	if kind != "schema" { // a schema has been lowered already
		l.leaveOut(kind, object)
	}
}

// anyResponse lets an operation have any response.
func anyResponse(op *yaml.Node, line int) {
	response, responses := node.Map(line), node.Map(line)
	node.Set(response, "description", node.Text(""))
	node.Set(responses, "default", response)
	node.Set(op, "responses", responses)
}

// dialect is the default dialect of schemas in OpenAPI 3.1.
const dialect = "https://spec.openapis.org/oas/3.1/dialect/base"

func (l *lowering) lowerDocument(object *yaml.Node) {
	node.Set(object, "openapi", node.Text("3.0.3"))
	if node.Value(object, "jsonSchemaDialect") == dialect {
		node.Remove(object, "jsonSchemaDialect")
	}
	if hooks := node.Get(object, "webhooks"); hooks != nil && len(hooks.Content) == 0 {
		node.Remove(object, "webhooks")
	}
	for _, word := range []string{"$schema", "$id", "$comment"} { // they describe the file, not the API
		node.Remove(object, word)
	}
	if node.Get(object, "paths") == nil {
		node.Set(object, "paths", node.Map(object.Line))
	}
}

// deepestCallbacks limits how deeply callbacks are nested through path items of the components.
const deepestCallbacks = 3

// inlinePathItem replaces a reference to a path item of the components, which 3.0 does not have.
func (l *lowering) inlinePathItem(kind Kind, _ []string, object *yaml.Node) {
	for steps := 0; kind == "path item" && steps < maxReferences; steps++ { // one may refer to another
		reference := node.Value(object, "$ref")
		if !strings.HasPrefix(reference, "#/components/pathItems/") {
			return
		}
		target := Find(l.root, reference)
		if target == nil || target == object || target.Kind != yaml.MappingNode {
			return
		}
		node.Remove(object, "$ref")
		merge(object, node.Copy(target)) // each path has operations of its own
	}
}

// lowerBooleans replaces the schemas inside an object that are true or false.
func (l *lowering) lowerBooleans(kind Kind, object *yaml.Node) {
	for key, value := range node.Pairs(object) {
		word, _ := openAPI31.Word(kind, key.Value)
		for _, c := range word.children(key.Value, value) {
			if c.kind != "schema" || c.node.Tag != "!!bool" || key.Value == "additionalProperties" {
				continue
			}
			anything := *node.Map(c.node.Line)
			if c.node.Value == "false" {
				node.Set(&anything, "not", node.Map(c.node.Line))
			}
			*c.node = anything
		}
	}
}
