package upstream

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec"
)

// kind is a kind of object in a document.
type kind string

// shape is how a word's value holds objects.
type shape int

const (
	fact  shape = iota // no objects, but something that is compared
	prose              // for people: descriptions, examples, links
	one                // an object
	list               // a list of objects
	many               // objects by names that the vendor chose
)

// word is what may stand in an object.
type word struct {
	shape shape
	kind  kind
}

// grammar says which words stand in which objects. The word "*" is any name that the vendor chose.
type grammar map[kind]map[string]word

// words is how a grammar's objects are written below: facts and prose by name, then what holds objects.
func words(facts, forPeople string, objects map[string]word) map[string]word {
	all := map[string]word{}
	for _, name := range strings.Fields(facts) {
		all[name] = word{shape: fact}
	}
	for _, name := range strings.Fields(forPeople) {
		all[name] = word{shape: prose}
	}
	for name, w := range objects {
		all[name] = w
	}
	return all
}

// What schemas of both formats have, and parameters and headers of the older one.
const (
	values = " type format default enum multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength " +
		"pattern maxItems minItems uniqueItems "
	objects = " $ref maxProperties minProperties required readOnly discriminator xml "
)

var openAPI = grammar{
	"document": words("openapi security", "tags externalDocs", map[string]word{
		"info": {one, "info"}, "servers": {list, "server"}, "paths": {many, "path item"}, "components": {one, "components"},
	}),
	"info":            words("title version", "description termsOfService contact license", nil),
	"server":          words("url", "description", map[string]word{"variables": {many, "server variable"}}),
	"server variable": words("enum default", "description", nil),
	"components": words("", "examples links", map[string]word{
		"schemas": {many, "schema"}, "responses": {many, "response"}, "parameters": {many, "parameter"},
		"requestBodies": {many, "request body"}, "headers": {many, "header"}, "securitySchemes": {many, "security scheme"},
		"callbacks": {many, "callback"},
	}),
	"path item": words("$ref", "summary description", map[string]word{
		"get": {one, "operation"}, "put": {one, "operation"}, "post": {one, "operation"}, "delete": {one, "operation"},
		"options": {one, "operation"}, "head": {one, "operation"}, "patch": {one, "operation"}, "trace": {one, "operation"},
		"servers": {list, "server"}, "parameters": {list, "parameter"},
	}),
	"operation": words("operationId deprecated security", "tags summary description externalDocs", map[string]word{
		"parameters": {list, "parameter"}, "requestBody": {one, "request body"}, "responses": {many, "response"},
		"callbacks": {many, "callback"}, "servers": {list, "server"},
	}),
	"callback": {"$ref": {shape: fact}, "*": {one, "path item"}},
	"parameter": words("$ref name in required deprecated allowEmptyValue style explode allowReserved",
		"description example examples", map[string]word{"schema": {one, "schema"}, "content": {many, "media type"}}),
	"header": words("$ref required deprecated allowEmptyValue style explode", "description example examples",
		map[string]word{"schema": {one, "schema"}, "content": {many, "media type"}}),
	"request body": words("$ref required", "description", map[string]word{"content": {many, "media type"}}),
	"response": words("$ref", "description links", map[string]word{
		"headers": {many, "header"}, "content": {many, "media type"},
	}),
	"media type": words("", "example examples", map[string]word{"schema": {one, "schema"}, "encoding": {many, "encoding"}}),
	"encoding":   words("contentType style explode allowReserved", "", map[string]word{"headers": {many, "header"}}),
	"security scheme": words("$ref type name in scheme bearerFormat openIdConnectUrl", "description",
		map[string]word{"flows": {many, "OAuth flow"}}),
	"OAuth flow": words("authorizationUrl tokenUrl refreshUrl scopes", "", nil),
	"schema": words(values+objects+"nullable writeOnly deprecated", "title description example externalDocs", map[string]word{
		"items": {one, "schema"}, "not": {one, "schema"}, "additionalProperties": {one, "schema"}, "properties": {many, "schema"},
		"allOf": {list, "schema"}, "anyOf": {list, "schema"}, "oneOf": {list, "schema"},
	}),
}

var swagger = grammar{
	"document": words("swagger host basePath schemes consumes produces security", "tags externalDocs", map[string]word{
		"info": {one, "info"}, "paths": {many, "path item"}, "definitions": {many, "schema"}, "parameters": {many, "parameter"},
		"responses": {many, "response"}, "securityDefinitions": {many, "security scheme"},
	}),
	"info": openAPI["info"],
	"path item": words("", "", map[string]word{ // no $ref, which the conversion would pass over
		"get": {one, "operation"}, "put": {one, "operation"}, "post": {one, "operation"}, "delete": {one, "operation"},
		"options": {one, "operation"}, "head": {one, "operation"}, "patch": {one, "operation"}, "parameters": {list, "parameter"},
	}),
	"operation": words("operationId deprecated security consumes produces schemes", "tags summary description externalDocs",
		map[string]word{"parameters": {list, "parameter"}, "responses": {many, "response"}}),
	"parameter": words(values+"$ref name in required allowEmptyValue collectionFormat", "description example",
		map[string]word{"schema": {one, "schema"}, "items": {one, "schema"}}),
	"header": words(values+"collectionFormat", "description", map[string]word{"items": {one, "schema"}}),
	"response": words("$ref", "description examples", map[string]word{
		"schema": {one, "schema"}, "headers": {many, "header"},
	}),
	"security scheme": words("type name in flow authorizationUrl tokenUrl scopes", "description", nil),
	"schema": words(values+objects+"collectionFormat", "title description example externalDocs", map[string]word{
		"items": {one, "schema"}, "additionalProperties": {one, "schema"}, "properties": {many, "schema"},
		"allOf": {list, "schema"},
	}),
}

// A walker goes over a document with its grammar.
type walker struct {
	file    string
	grammar grammar
	root    *yaml.Node
	// modern is whether the document is OpenAPI 3.1, and not yet 3.0.
	modern bool
}

func (w *walker) fault(node *yaml.Node, format string, args ...any) error {
	return &spec.Error{File: w.file, Line: node.Line, Msg: fmt.Sprintf(format, args...)}
}

// each calls do for every object of the document, the inner ones first.
func (w *walker) each(do func(k kind, node *yaml.Node) error) error {
	return w.visit("document", w.root.Content[0], do)
}

func (w *walker) visit(k kind, node *yaml.Node, do func(kind, *yaml.Node) error) error {
	if node.Kind != yaml.MappingNode {
		return w.fault(node, "the %s here is no mapping", k)
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		inner, known := w.grammar[k][key.Value]
		if !known && !isExtension(key.Value) {
			inner = w.grammar[k]["*"]
		}
		if err := w.inside(inner, key, value, do); err != nil {
			return err
		}
	}
	return do(k, node)
}

// inside visits the objects in the value of a word.
func (w *walker) inside(inner word, key, value *yaml.Node, do func(kind, *yaml.Node) error) error {
	switch inner.shape {
	case one:
		if inner.kind == "schema" && value.Tag == "!!bool" {
			return w.always(key, value)
		}
		return w.visit(inner.kind, value, do)
	case list:
		if value.Kind != yaml.SequenceNode {
			return w.fault(value, "%s is no list", key.Value)
		}
		for _, item := range value.Content {
			if err := w.inside(word{one, inner.kind}, nil, item, do); err != nil {
				return err
			}
		}
	case many:
		if value.Kind != yaml.MappingNode {
			return w.fault(value, "%s is no mapping", key.Value)
		}
		for i := 0; i+1 < len(value.Content); i += 2 {
			if isExtension(value.Content[i].Value) && (inner.kind == "path item" || inner.kind == "response") {
				continue
			}
			if err := w.inside(word{one, inner.kind}, nil, value.Content[i+1], do); err != nil {
				return err
			}
		}
	case fact, prose:
	}
	return nil
}

// always reads a schema that is a boolean: OpenAPI 3.0 has them in one place, and OpenAPI 3.1 everywhere.
func (w *walker) always(key, value *yaml.Node) error {
	switch {
	case key != nil && key.Value == "additionalProperties":
		return nil
	case w.modern && value.Value == "true":
		*value = yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: value.Line}
		return nil
	}
	return w.fault(value, "%s is no schema here", value.Value)
}

func isExtension(key string) bool { return strings.HasPrefix(key, "x-") }

var types = []string{"array", "boolean", "integer", "number", "object", "string"}

// check refuses what the format does not have: what nobody reads would be lost without a word.
func (w *walker) check() error {
	return w.each(func(k kind, node *yaml.Node) error {
		for i := 0; i+1 < len(node.Content); i += 2 {
			key, value := node.Content[i], node.Content[i+1]
			_, known := w.grammar[k][key.Value]
			_, free := w.grammar[k]["*"]
			if !known && !free && !isExtension(key.Value) {
				return w.fault(key, "%s has no meaning in the %s", key.Value, k)
			}
			if err := w.checkWord(k, key, value); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *walker) checkWord(k kind, key, value *yaml.Node) error {
	switch {
	case key.Value == "$ref" && w.grammar[k]["$ref"] == (word{shape: fact}):
		if !strings.HasPrefix(value.Value, "#/") {
			return w.fault(value, "the reference %s leaves the document", value.Value)
		}
		if spec.Find(w.root, value.Value) == nil {
			return w.fault(value, "the reference %s leads nowhere", value.Value)
		}
	case key.Value == "type" && k != "security scheme" && w.grammar[k]["type"] == (word{shape: fact}):
		// Swagger has files, too, in forms and answers.
		file := value.Value == "file" && get(w.root.Content[0], "swagger") != nil
		if !slices.Contains(types, value.Value) && !file {
			return w.fault(value, "%q is no type", value.Value)
		}
	}
	return nil
}
