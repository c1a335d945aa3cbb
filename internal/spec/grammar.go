package spec

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec/node"
)

// Kind is a kind of object in an OpenAPI document, such as "operation".
type Kind string

// String returns the kind with its article, for error messages.
func (k Kind) String() string {
	switch {
	case k == "info":
		return string(k)
	case k == "document" || k == "components" || k == "paths" || k == "responses":
		return "the " + string(k)
	case strings.ContainsRune("aeioOx", rune(k[0])):
		return "an " + string(k)
	}
	return "a " + string(k)
}

// Shape is how the value of a keyword contains objects.
type Shape int

// The shapes of values.
const (
	Fact  Shape = iota // no object that the grammar describes
	Prose              // documentation, such as descriptions and titles
	One                // an object
	List               // a list of objects
	Map                // a mapping from names to objects
)

// Word describes a keyword in an object.
type Word struct {
	Shape Shape
	Kind  Kind
}

// IsProse reports whether the keyword is only documentation and does not affect the API.
func (w Word) IsProse() bool { return w.Shape == Prose || slices.Contains(proseKinds, w.Kind) }

var proseKinds = []Kind{"tag", "external docs", "contact", "license", "link", "example"}

// Grammar lists the keywords that may appear in each kind of object of a document.
type Grammar struct {
	// Name is the name of the format in errors.
	Name string
	// Types are the values that a schema's type may have.
	Types []string
	// Objects are the keywords of each kind of object. The keyword "*" stands for every name that is not an extension.
	Objects map[Kind]map[string]Word
}

// Words returns the keywords of an object: facts and prose by name, and the keywords that contain objects.
func Words(facts, prose string, objects map[string]Word) map[string]Word {
	all := map[string]Word{}
	for _, name := range strings.Fields(facts) {
		all[name] = Word{Shape: Fact}
	}
	for _, name := range strings.Fields(prose) {
		all[name] = Word{Shape: Prose}
	}
	maps.Copy(all, objects)
	return all
}

// schemaWords are the keywords about values that schemas have in every version, and that parameters have in Swagger 2.0.
const schemaWords = " type format default enum multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength " +
	"pattern maxItems minItems uniqueItems "

// objectWords are the keywords about objects and references that schemas have in every version.
const objectWords = " $ref maxProperties minProperties required readOnly "

// Methods are the keywords of a path item that contain operations.
var Methods = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}

func operations() map[string]Word {
	all := map[string]Word{"servers": {List, "server"}, "parameters": {List, "parameter"}}
	for _, method := range Methods {
		all[method] = Word{One, "operation"}
	}
	return all
}

// OpenAPI30 is the grammar of OpenAPI 3.0.
var OpenAPI30 = Grammar{
	Name:  "OpenAPI 3.0",
	Types: []string{"array", "boolean", "integer", "number", "object", "string"},
	Objects: map[Kind]map[string]Word{
		"document": Words("openapi security", "", map[string]Word{
			"info": {One, "info"}, "servers": {List, "server"}, "paths": {One, "paths"}, "components": {One, "components"},
			"tags": {List, "tag"}, "externalDocs": {One, "external docs"},
		}),
		"info": Words("title version", "description termsOfService", map[string]Word{
			"contact": {One, "contact"}, "license": {One, "license"},
		}),
		"contact":         Words("", "name url email", nil),
		"license":         Words("", "name url", nil),
		"tag":             Words("", "name description", map[string]Word{"externalDocs": {One, "external docs"}}),
		"external docs":   Words("", "description url", nil),
		"server":          Words("url", "description", map[string]Word{"variables": {Map, "server variable"}}),
		"server variable": Words("enum default", "description", nil),
		"components": Words("", "", map[string]Word{
			"schemas": {Map, "schema"}, "responses": {Map, "response"}, "parameters": {Map, "parameter"},
			"requestBodies": {Map, "request body"}, "headers": {Map, "header"}, "securitySchemes": {Map, "security scheme"},
			"callbacks": {Map, "callback"}, "examples": {Map, "example"}, "links": {Map, "link"},
		}),
		"paths":     {"*": {One, "path item"}},
		"path item": Words("$ref", "summary description", operations()),
		"operation": Words("operationId deprecated security", "tags summary description", map[string]Word{
			"parameters": {List, "parameter"}, "requestBody": {One, "request body"}, "responses": {One, "responses"},
			"callbacks": {Map, "callback"}, "servers": {List, "server"}, "externalDocs": {One, "external docs"},
		}),
		"callback": {"$ref": {Shape: Fact}, "*": {One, "path item"}},
		"parameter": Words("$ref name in required deprecated allowEmptyValue style explode allowReserved", "description example",
			map[string]Word{"schema": {One, "schema"}, "content": {Map, "media type"}, "examples": {Map, "example"}}),
		"header": Words("$ref required deprecated allowEmptyValue style explode", "description example",
			map[string]Word{"schema": {One, "schema"}, "content": {Map, "media type"}, "examples": {Map, "example"}}),
		"request body": Words("$ref required", "description", map[string]Word{"content": {Map, "media type"}}),
		"responses":    {"*": {One, "response"}},
		"response": Words("$ref", "description", map[string]Word{
			"headers": {Map, "header"}, "content": {Map, "media type"}, "links": {Map, "link"},
		}),
		"media type": Words("", "example", map[string]Word{
			"schema": {One, "schema"}, "encoding": {Map, "encoding"}, "examples": {Map, "example"},
		}),
		"encoding": Words("contentType style explode allowReserved", "", map[string]Word{"headers": {Map, "header"}}),
		"example":  Words("$ref", "summary description value externalValue", nil),
		"link": Words("$ref operationRef operationId parameters requestBody", "description",
			map[string]Word{"server": {One, "server"}}),
		"security scheme": Words("$ref type name in scheme bearerFormat openIdConnectUrl", "description",
			map[string]Word{"flows": {One, "OAuth flows"}}),
		"OAuth flows": Words("", "", map[string]Word{
			"implicit": {One, "OAuth flow"}, "password": {One, "OAuth flow"}, "clientCredentials": {One, "OAuth flow"},
			"authorizationCode": {One, "OAuth flow"},
		}),
		"OAuth flow": Words("authorizationUrl tokenUrl refreshUrl scopes", "", nil),
		"schema": Words(schemaWords+objectWords+"nullable writeOnly deprecated", "title description example", map[string]Word{
			"items": {One, "schema"}, "not": {One, "schema"}, "additionalProperties": {One, "schema"},
			"properties": {Map, "schema"}, "allOf": {List, "schema"}, "anyOf": {List, "schema"}, "oneOf": {List, "schema"},
			"discriminator": {One, "discriminator"}, "xml": {One, "xml"}, "externalDocs": {One, "external docs"},
		}),
		"discriminator": Words("propertyName mapping", "", nil),
		"xml":           Words("name namespace prefix attribute wrapped", "", nil),
	},
}

// IsExtension reports whether a keyword is an extension. Grammars do not describe extensions.
func IsExtension(word string) bool { return strings.HasPrefix(word, "x-") }

// Word returns the description of a keyword in a kind of object, and whether the keyword may appear there.
func (g Grammar) Word(kind Kind, name string) (Word, bool) {
	word, known := g.Objects[kind][name]
	if !known && !IsExtension(name) {
		word, known = g.Objects[kind]["*"]
	}
	return word, known
}

// child is an object inside another.
type child struct {
	kind Kind
	node *yaml.Node
	path []string // relative to the outer object
}

// children returns the objects in the value of a keyword. It does not check that they are mappings.
func (w Word) children(key string, value *yaml.Node) []child {
	var all []child
	switch {
	case w.Shape == One:
		all = append(all, child{w.Kind, value, []string{key}})
	case w.Shape == List && value.Kind == yaml.SequenceNode:
		for i, item := range value.Content {
			all = append(all, child{w.Kind, item, []string{key, strconv.Itoa(i)}})
		}
	case w.Shape == Map:
		for name, item := range node.Pairs(value) {
			all = append(all, child{w.Kind, item, []string{key, name.Value}})
		}
	}
	return all
}

// Walk calls visit for every object of a document, inner objects first, with the tokens of its JSON pointer. It skips values of the
// wrong shape; see [Grammar.Fault].
func (g Grammar) Walk(root *yaml.Node, visit func(kind Kind, at []string, object *yaml.Node) error) error {
	return g.walk("document", nil, root.Content[0], visit)
}

func (g Grammar) walk(kind Kind, at []string, object *yaml.Node, visit func(Kind, []string, *yaml.Node) error) error {
	if object.Kind != yaml.MappingNode {
		return nil
	}
	for key, value := range node.Pairs(object) {
		word, _ := g.Word(kind, key.Value)
		for _, c := range word.children(key.Value, value) {
			if err := g.walk(c.kind, slices.Concat(at, c.path), c.node, visit); err != nil {
				return err
			}
		}
	}
	return visit(kind, at, object)
}

// Fault returns the invalid node and an error message if the value of a keyword is invalid in a kind of object. It checks the shape of
// the value, the target of a reference, and the type of a schema. The message is "" if the value is valid.
func (g Grammar) Fault(root *yaml.Node, kind Kind, key, value *yaml.Node) (at *yaml.Node, msg string) {
	word, known := g.Word(kind, key.Value)
	isFact := known && word.Shape == Fact
	switch {
	case word.Shape == List && value.Kind != yaml.SequenceNode:
		return value, fmt.Sprintf("%s: want a list, got %s", key.Value, shapeOf(value))
	case word.Shape == Map && value.Kind != yaml.MappingNode:
		return value, fmt.Sprintf("%s: want a mapping, got %s", key.Value, shapeOf(value))
	case key.Value == "$ref" && isFact && strings.HasPrefix(value.Value, "#/"):
		if Find(root, value.Value) == nil {
			return value, fmt.Sprintf("the reference %s has no target", value.Value)
		}
	case key.Value == "type" && isFact && kind != "security scheme":
		if !slices.Contains(g.Types, value.Value) {
			return value, fmt.Sprintf("type: want one of %s, got %q", strings.Join(g.Types, ", "), value.Value)
		}
	}
	for _, c := range word.children(key.Value, value) {
		isBool := c.kind == "schema" && key.Value == "additionalProperties" && c.node.Tag == "!!bool"
		if c.node.Kind != yaml.MappingNode && !isBool {
			return c.node, fmt.Sprintf("want %s, got %s", c.kind, shapeOf(c.node))
		}
	}
	return nil, ""
}

// Check rejects keywords that are not in the grammar, because a conversion would drop them silently. It also rejects invalid values and
// references to other files.
func (g Grammar) Check(file string, root *yaml.Node) error {
	return g.Walk(root, func(kind Kind, _ []string, object *yaml.Node) error {
		invalid := func(at *yaml.Node, format string, args ...any) error {
			return &Error{File: file, Line: at.Line, Msg: fmt.Sprintf(format, args...)}
		}
		for key, value := range node.Pairs(object) {
			word, known := g.Word(kind, key.Value)
			if !known && !IsExtension(key.Value) {
				return invalid(key, "unknown field %q in %s of %s", Beginning(key.Value, 40), kind, g.Name)
			}
			if at, msg := g.Fault(root, kind, key, value); msg != "" {
				return invalid(at, "%s", msg)
			}
			if isReference := key.Value == "$ref" && word == (Word{Shape: Fact}); isReference && !strings.HasPrefix(value.Value, "#/") {
				return invalid(value, "the reference %s leaves the document: bundle the document into one file first", value.Value)
			}
		}
		return nil
	})
}

// shapeOf describes a node in errors. It does not include the content, which may be long.
func shapeOf(node *yaml.Node) string {
	switch {
	case node.Kind == yaml.MappingNode:
		return "a mapping"
	case node.Kind == yaml.SequenceNode:
		return "a list"
	case node.Tag == "!!null":
		return "null"
	case node.Tag == "!!bool":
		return node.Value
	}
	return "a single value"
}
