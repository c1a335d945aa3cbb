package spec

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// A place is a kind of element of an OpenAPI document.
type place string

const (
	root      place = "the document"
	info      place = "info"
	server    place = "a server"
	operation place = "an operation"
	parameter place = "a parameter"
	body      place = "a request body"
	response  place = "a response"
	schema    place = "a schema"
	scheme    place = "a security scheme"
	tag       place = "a tag"
	other     place = "this element"
)

// vocabulary lists the extensions of this project, and of oapi-codegen where overlays use them, with the places where
// each means something. overlays/README.md explains them.
var vocabulary = map[string][]place{
	// Facts about the API: documents.
	"x-source":          {server, operation, parameter, body, response, schema, scheme},
	"x-inferred":        {server, operation, parameter, body, response, schema, scheme},
	"x-condition":       {parameter, schema},
	"x-empty-allowed":   {parameter, schema},
	"x-extensible-enum": {schema},
	"x-permissions":     {operation},

	// What Go needs beside them: overlays.
	"x-pagination":     {operation},
	"x-result":         {operation},
	"x-retry":          {operation},
	"x-timeout":        {operation},
	"x-error-codes":    {root, operation},
	"x-error-body":     {root, operation},
	"x-error-envelope": {root, operation},
	"x-credential":     {schema},
	"x-token-exchange": {scheme},
	"x-form":           {root, operation, schema},
	"x-go-service":     {tag, operation},

	// Read by oapi-codegen.
	"x-go-name":                       {schema, parameter, scheme, server, operation},
	"x-go-type":                       {schema},
	"x-go-type-import":                {schema},
	"x-go-type-name":                  {schema},
	"x-go-type-skip-optional-pointer": {schema},
	"x-omitempty":                     {schema},
	"x-omitzero":                      {schema},
	"x-enum-varnames":                 {schema},
	"x-deprecated-reason":             {operation, parameter, schema},
}

// checkVocabulary tells strange about extensions that nobody reads: a misspelled one would silently do nothing. If strange
// returns no error, the extension is dropped.
func (d *Document) checkVocabulary(strange func(name string, fault *Error) error) error {
	return d.walk(d.root.Content[0], nil, root, func(node *yaml.Node, i int, fault *Error) error {
		if err := strange(node.Content[i].Value, fault); err != nil {
			return err
		}
		node.Content[i], node.Content[i+1] = nil, nil
		return nil
	})
}

// nearWord returns the word of the vocabulary that an unknown extension is probably meant to be; "" if it is like none.
func nearWord(name string) string {
	for _, word := range slices.Sorted(maps.Keys(vocabulary)) {
		if name != word && distance(name, word) <= min(2, len(word)/4) {
			return word
		}
	}
	return ""
}

// distance is the number of letters to insert, remove or replace to make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}

// walk checks an element and what is below it. An extension that means nothing, which is the pair at i of a node, is told to
// strange, which may set both to nil to have them taken out.
func (d *Document) walk(node *yaml.Node, path []string, at place, strange func(node *yaml.Node, i int, fault *Error) error) error {
	if node.Kind == yaml.SequenceNode {
		for i, child := range node.Content {
			if err := d.walk(child, append(path, fmt.Sprint(i)), placeOf(path, fmt.Sprint(i), at), strange); err != nil {
				return err
			}
		}
		return nil
	}
	if node.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		if strings.HasPrefix(key.Value, "x-") && !namesAreFree(path) {
			if fault := d.checkExtension(key, path, at); fault != nil {
				if err := strange(node, i, fault); err != nil {
					return err
				}
			}
			continue
		}
		if isData(path, key.Value) {
			continue
		}
		if !namesAreFree(path) {
			if err := d.checkWord(key, value, at); err != nil {
				return err
			}
		}
		if err := d.walk(value, append(path, key.Value), placeOf(path, key.Value, at), strange); err != nil {
			return err
		}
	}
	node.Content = slices.DeleteFunc(node.Content, func(child *yaml.Node) bool { return child == nil })
	return nil
}

func (d *Document) checkExtension(key *yaml.Node, path []string, at place) *Error {
	places, known := vocabulary[key.Value]
	if word := nearWord(key.Value); !known && word != "" {
		return d.fault(key, "unknown extension %s in %s, at %s: did you mean %s?", key.Value, at, Pointer(path...), word)
	}
	if !known {
		return d.fault(key, "unknown extension %s in %s, at %s", key.Value, at, Pointer(path...))
	}
	if !slices.Contains(places, at) {
		return d.fault(key, "the extension %s means nothing in %s, at %s", key.Value, at, Pointer(path...))
	}
	return nil
}

var types = []string{"array", "boolean", "integer", "number", "object", "string"}

// checkWord refuses what kin-openapi refuses too, but without a line: a reference to nothing, a type that is none.
func (d *Document) checkWord(key, value *yaml.Node, at place) error {
	switch {
	case key.Value == "$ref" && strings.HasPrefix(value.Value, "#/"):
		if Find(d.root, value.Value) == nil {
			return d.fault(value, "the reference %s leads nowhere", value.Value)
		}
	case key.Value == "type" && at == schema && value.Kind == yaml.ScalarNode && !slices.Contains(types, value.Value):
		return d.fault(value, "%q is no type of a schema", value.Value)
	}
	return nil
}

func (d *Document) fault(node *yaml.Node, format string, args ...any) *Error {
	return &Error{File: d.files.of(node, d.File()), Line: node.Line, Msg: fmt.Sprintf(format, args...)}
}

// namesAreFree reports whether the keys below path are names that the API chose, not words of OpenAPI.
func namesAreFree(path []string) bool {
	if len(path) == 0 {
		return false
	}
	switch path[len(path)-1] {
	case "properties":
		// A schema may have a property that is called "properties".
		return !namesAreFree(path[:len(path)-1])
	case "schemas", "securitySchemes", "headers", "examples", "mapping":
		return len(path) == 2 || !namesAreFree(path[:len(path)-1])
	}
	return false
}

// isData reports whether what stands below path and key is a value of the API, not OpenAPI.
func isData(path []string, key string) bool {
	if namesAreFree(path) || len(path) > 0 && path[len(path)-1] == "responses" {
		return false
	}
	return key == "example" || key == "examples" || key == "default" || key == "enum"
}

var method = regexp.MustCompile(`^(get|put|post|delete|options|head|patch|trace)$`)

// placeOf returns what the element below path and token is, given what path itself is.
func placeOf(path []string, token string, above place) place {
	if above == schema {
		return schema
	}
	last := ""
	if len(path) > 0 {
		last = path[len(path)-1]
	}
	switch {
	case len(path) == 0 && token == "info":
		return info
	case len(path) == 1 && last == "servers":
		return server
	case len(path) == 1 && last == "tags":
		return tag
	case len(path) == 2 && path[0] == "paths" && method.MatchString(token):
		return operation
	case last == "parameters":
		return parameter
	case token == "requestBody", len(path) == 2 && last == "requestBodies":
		return body
	case last == "responses":
		return response
	case len(path) == 2 && last == "securitySchemes":
		return scheme
	case token == "schema", len(path) == 2 && last == "schemas":
		return schema
	}
	return other
}
