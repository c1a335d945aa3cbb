package spec

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// vocabulary lists the extensions of this project, and of oapi-codegen where overlays use them, with the kinds of objects in
// which each means something. overlays/README.md explains them.
var vocabulary = map[string][]Kind{
	// Facts about the API: documents.
	"x-source":        {"server", "operation", "parameter", "request body", "response", "schema", "security scheme"},
	"x-inferred":      {"server", "operation", "parameter", "request body", "response", "schema", "security scheme"},
	"x-condition":     {"parameter", "schema"},
	"x-empty-allowed": {"parameter", "schema"},
	"x-permissions":   {"operation"},

	// What Go needs beside them: overlays.
	"x-pagination":     {"operation"},
	"x-result":         {"operation"},
	"x-retry":          {"operation"},
	"x-timeout":        {"operation"},
	"x-error-codes":    {"document", "operation"},
	"x-error-body":     {"document", "operation"},
	"x-error-envelope": {"document", "operation"},
	"x-credential":     {"schema"},
	"x-token-exchange": {"security scheme"},
	"x-form":           {"document", "operation", "schema"},

	// Read by oapi-codegen.
	"x-go-name":                       {"schema", "parameter", "security scheme", "server"},
	"x-go-type":                       {"schema"},
	"x-go-type-import":                {"schema"},
	"x-go-type-name":                  {"schema"},
	"x-go-type-skip-optional-pointer": {"schema"},
	"x-omitempty":                     {"schema"},
	"x-omitzero":                      {"schema"},
	"x-enum-varnames":                 {"schema"},
	"x-deprecated-reason":             {"operation", "parameter", "schema"},
}

// everywhere is the extension in which specimport notes a repair, of whatever it had to repair.
const everywhere = "x-repaired"

// checkVocabulary refuses extensions that nobody reads: a misspelled one would silently do nothing.
func (d *Document) checkVocabulary() error {
	return d.walk(func(_ *yaml.Node, _ int, fault error) error { return fault })
}

// dropStrange takes the extensions that nobody reads out of a document.
func (d *Document) dropStrange() error {
	return d.walk(func(object *yaml.Node, i int, _ error) error {
		object.Content[i], object.Content[i+1] = nil, nil
		return nil
	})
}

// walk checks the words of every object. It passes an extension that means nothing, which is the pair at i of an object, to
// strange, which may set both to nil to remove them.
func (d *Document) walk(strange func(object *yaml.Node, i int, fault error) error) error {
	return OpenAPI30.Walk(d.root, func(kind Kind, at []string, object *yaml.Node) error {
		for i := 0; i+1 < len(object.Content); i += 2 {
			key, value := object.Content[i], object.Content[i+1]
			if IsExtension(key.Value) {
				if fault := d.checkExtension(key, kind, at); fault != nil {
					if err := strange(object, i, fault); err != nil {
						return err
					}
				}
				continue
			}
			// What kin-openapi refuses too, but without a line.
			if key.Value == "$ref" || key.Value == "type" && value.Kind == yaml.ScalarNode {
				if at, msg := OpenAPI30.Fault(d.root, kind, key, value); msg != "" {
					return d.fault(at, "%s", msg)
				}
			}
		}
		object.Content = slices.DeleteFunc(object.Content, func(child *yaml.Node) bool { return child == nil })
		return nil
	})
}

func (d *Document) checkExtension(key *yaml.Node, kind Kind, at []string) error {
	kinds, known := vocabulary[key.Value]
	switch {
	case key.Value == everywhere:
		return nil
	case !known:
		return d.fault(key, "unknown extension %s in %s, at %s", key.Value, kind, Pointer(at...))
	case !slices.Contains(kinds, kind):
		return d.fault(key, "the extension %s means nothing in %s, at %s", key.Value, kind, Pointer(at...))
	}
	return nil
}

func (d *Document) fault(node *yaml.Node, format string, args ...any) error {
	return &Error{File: d.files.of(node, d.origin), Line: node.Line, Msg: fmt.Sprintf(format, args...)}
}

// An operationId is the name of a method and of fixtures.
var methodName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*$`)

// checkOperations refuses operations that cannot become a method.
func (d *Document) checkOperations() error {
	seen := map[string]string{}
	for _, path := range d.T.Paths.InMatchingOrder() {
		operations := d.T.Paths.Value(path).Operations()
		for _, verb := range slices.Sorted(maps.Keys(operations)) {
			op := operations[verb]
			pointer := Pointer("paths", path, strings.ToLower(verb))
			if op.OperationID != "" && !methodName.MatchString(op.OperationID) {
				return d.At(pointer+"/operationId", "the operationId %q is no name: letters and digits, beginning with a letter", op.OperationID)
			}
			if op.OperationID == "" {
				return d.At(pointer, "%s %s has no operationId", verb, path)
			}
			if first, ok := seen[op.OperationID]; ok {
				return d.At(pointer+"/operationId", "the operationId %s is also that of %s", op.OperationID, first)
			}
			seen[op.OperationID] = verb + " " + path
		}
	}
	return nil
}
