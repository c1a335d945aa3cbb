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

// Lower31 turns a document of OpenAPI 3.1 into one of 3.0, where an element keeps its line. It rewrites what 3.0 spells
// differently, and returns a note about everything that it leaves out because 3.0 has no word for it. The tree must have no
// aliases; see [Tree].
//
// The libraries read 3.1 by themselves, but to oasdiff one meaning in two spellings is a change, and oapi-codegen rejects
// several types, reads a constant as any value, and drops what is beside a reference.
func Lower31(root *yaml.Node) []Note {
	l := &lowering{root: root, moved: map[string]string{}}
	l.walk(l.hoist)
	for range deepestCallbacks {
		l.walk(l.inlinePathItem)
	}
	node.Remove(node.Get(root.Content[0], "components"), "pathItems") // which are in the places of references to them now
	l.walk(l.lower)
	slices.SortStableFunc(l.notes, func(a, b Note) int { return a.Line - b.Line })
	return l.notes
}

// openAPI31 is OpenAPI30 with the words of 3.1 that hold objects which a document of 3.0 can have, too.
var openAPI31 = func() Grammar {
	objects := maps.Clone(OpenAPI30.Objects)
	objects["components"], objects["schema"] = maps.Clone(objects["components"]), maps.Clone(objects["schema"])
	objects["components"]["pathItems"] = Word{Map, "path item"}
	objects["schema"]["$defs"] = Word{Map, "schema"}
	return Grammar{Objects: objects}
}()

type lowering struct {
	root *yaml.Node
	// moved are the references to schemas that were moved, or have other names, by the old ones.
	moved map[string]string
	notes []Note
}

func (l *lowering) walk(visit func(kind Kind, at []string, object *yaml.Node)) {
	_ = openAPI31.Walk(l.root, func(kind Kind, at []string, object *yaml.Node) error {
		visit(kind, at, object)
		return nil
	})
}

// leaveOut removes the words of an object that 3.0 does not have, with a note for each.
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

// hoist makes components of the schemas that are defined inside of others.
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

// nameTarget notes the other names that references may have for a schema: its anchor and its identifier.
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
	for range maxReferences { // what an anchor names may have been moved, too
		moved := l.redirected(reference.Value)
		if moved == reference.Value {
			return
		}
		reference.Value = moved
	}
}

// redirected is where a reference leads now. A definition may have definitions, too: the longest reference that was moved is the
// one that is meant.
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
	if kind != "schema" { // which has been lowered
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

// dialect is how OpenAPI 3.1 reads schemas unless the document says otherwise.
const dialect = "https://spec.openapis.org/oas/3.1/dialect/base"

func (l *lowering) lowerDocument(object *yaml.Node) {
	node.Set(object, "openapi", node.Text("3.0.3"))
	if node.Value(object, "jsonSchemaDialect") == dialect {
		node.Remove(object, "jsonSchemaDialect")
	}
	if hooks := node.Get(object, "webhooks"); hooks != nil && len(hooks.Content) == 0 {
		node.Remove(object, "webhooks")
	}
	for _, word := range []string{"$schema", "$id", "$comment"} { // which say something about the file, and nothing about the API
		node.Remove(object, word)
	}
	if node.Get(object, "paths") == nil {
		node.Set(object, "paths", node.Map(object.Line))
	}
}

// deepestCallbacks is how deep callbacks may be in callbacks that are path items of the components.
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

// lowerBooleans replaces the schemas inside of an object that are true or false.
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
