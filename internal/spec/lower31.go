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

// At returns the note with its place in a file.
func (n Note) At(file string) string { return (&Error{File: file, Line: n.Line, Msg: n.Msg}).Error() }

// Lower31 converts an OpenAPI 3.1 document to 3.0. Elements keep their lines. Keywords that 3.0 spells differently are rewritten.
// Keywords that 3.0 does not have are left out, and a note is returned for each. The tree must not have aliases; see [Tree].
//
// The libraries can read 3.1 themselves, but oasdiff reports a change if two documents spell the same thing differently, and
// oapi-codegen rejects lists of types, reads a constant as any value, and drops the keywords next to a reference.
func Lower31(root *yaml.Node) []Note { return toOpenAPI30.convert(root) }

// convert is [Lower31] for a conversion.
func (c conversion) convert(root *yaml.Node) []Note {
	l := &lowering{conversion: c, root: root, moved: map[string]string{}}
	l.walk(l.hoist)
	for range deepestCallbacks {
		l.walk(l.inlinePathItem)
	}
	node.Remove(node.Get(root.Content[0], "components"), "pathItems") // each reference has a copy by now
	l.walk(l.lower)
	slices.SortStableFunc(l.notes, func(a, b Note) int { return a.Line - b.Line })
	return l.notes
}

// conversion is a conversion from OpenAPI 3.1.
type conversion struct {
	// from is the grammar of the document while it is converted. It has the keywords that contain what is converted.
	from Grammar
	// to is the grammar of the result. Other keywords are left out.
	to Grammar
}

// toOpenAPI30 leaves out what OpenAPI 3.0 does not have. toWhole keeps it if a comparison can use it: keywords of schemas, and webhooks.
var toOpenAPI30, toWhole = conversionTo(OpenAPI30), conversionTo(func() Grammar {
	objects := maps.Clone(OpenAPI30.Objects)
	objects["document"], objects["schema"] = maps.Clone(objects["document"]), maps.Clone(objects["schema"])
	objects["document"]["webhooks"] = Word{Map, "path item"}
	maps.Copy(objects["schema"], Words("minContains maxContains dependentRequired contentMediaType contentEncoding", "", map[string]Word{
		"if": {One, "schema"}, "then": {One, "schema"}, "else": {One, "schema"}, "contains": {One, "schema"}, "propertyNames": {One, "schema"},
		"unevaluatedItems": {One, "schema"}, "unevaluatedProperties": {One, "schema"}, "contentSchema": {One, "schema"},
		"prefixItems": {List, "schema"}, "patternProperties": {Map, "schema"}, "dependentSchemas": {Map, "schema"},
	}))
	return Grammar{Objects: objects}
}())

// conversionTo returns the conversion to a grammar. It converts the containers pathItems and $defs of OpenAPI 3.1.
func conversionTo(to Grammar) conversion {
	objects := maps.Clone(to.Objects)
	objects["components"], objects["schema"] = maps.Clone(objects["components"]), maps.Clone(objects["schema"])
	objects["components"]["pathItems"] = Word{Map, "path item"}
	objects["schema"]["$defs"] = Word{Map, "schema"}
	return conversion{from: Grammar{Objects: objects}, to: to}
}

type lowering struct {
	conversion

	root *yaml.Node
	// moved maps old references to new ones, for schemas that were moved or renamed.
	moved map[string]string
	// part is true for a file that the document refers to. Its definitions stay where they are.
	part  bool
	notes []Note
}

func (l *lowering) walk(visit func(kind Kind, at []string, object *yaml.Node)) {
	_ = l.from.Walk(l.root, func(kind Kind, at []string, object *yaml.Node) error {
		visit(kind, at, object)
		return nil
	})
}

// leaveOut removes the keywords of an object that the result cannot have, with a note for each.
func (l *lowering) leaveOut(kind Kind, object *yaml.Node) {
	node.Keep(object, func(key, value *yaml.Node) bool {
		_, known := l.to.Word(kind, key.Value)
		if !known && !IsExtension(key.Value) && (!l.part || key.Value != "$defs") {
			l.note(Note{value.Line, fmt.Sprintf("%s is ignored: the document is read as OpenAPI 3.0, which does not have it", key.Value)})
			return false
		}
		return true
	})
}

// note adds a note, unless a copy of the same element has already been noted.
func (l *lowering) note(note Note) {
	if !slices.Contains(l.notes, note) {
		l.notes = append(l.notes, note)
	}
}

// hoist moves schemas from the $defs of a schema to components/schemas.
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

// nameTarget records the names that references may use for a schema instead of its pointer: its anchor and its identifier.
func (l *lowering) nameTarget(at []string, object *yaml.Node) {
	if anchor := node.Value(object, "$anchor"); anchor != "" {
		l.moved["#"+anchor] = "#" + Pointer(at...)
	}
	if id := node.Value(object, "$id"); id != "" {
		l.moved[id] = "#" + Pointer(at...)
	}
}

// schemas returns the mapping components/schemas of the document. It adds the mapping if it is missing.
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

// redirect updates a reference to a schema that was moved, or to an element inside it.
func (l *lowering) redirect(object *yaml.Node) {
	reference := node.Get(object, "$ref")
	if reference == nil {
		return
	}
	for range maxReferences { // the target of an anchor may have been moved too
		moved := l.redirected(reference.Value)
		if moved == reference.Value {
			return
		}
		reference.Value = moved
	}
}

// redirected returns the new form of a reference to something that was moved. Definitions may be nested, so the longest match wins.
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
	if kind != "schema" { // lowerSchema has already done this
		l.leaveOut(kind, object)
	}
}

// anyResponse adds a default response without a schema to an operation.
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
	for _, word := range []string{"$schema", "$id", "$comment"} { // these describe the file, not the API
		node.Remove(object, word)
	}
	if node.Get(object, "paths") == nil {
		node.Set(object, "paths", node.Map(object.Line))
	}
}

// deepestCallbacks is how many levels of callbacks are inlined when path items in components/pathItems nest them.
const deepestCallbacks = 3

// inlinePathItem replaces a reference to a path item in components/pathItems, which 3.0 does not have.
func (l *lowering) inlinePathItem(kind Kind, _ []string, object *yaml.Node) {
	for steps := 0; kind == "path item" && steps < maxReferences; steps++ { // a path item may refer to another one
		reference := node.Value(object, "$ref")
		if !strings.HasPrefix(reference, "#/components/pathItems/") {
			return
		}
		target := Find(l.root, reference)
		if target == nil || target == object || target.Kind != yaml.MappingNode {
			return
		}
		node.Remove(object, "$ref")
		merge(object, node.Copy(target)) // a copy, because each path needs separate operations
	}
}

// lowerBooleans replaces the schemas true and false inside an object with {} and {not: {}}.
func (l *lowering) lowerBooleans(kind Kind, object *yaml.Node) {
	for key, value := range node.Pairs(object) {
		word, _ := l.from.Word(kind, key.Value)
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
