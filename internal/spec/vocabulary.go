package spec

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/near"
	"github.com/hostclients/hostclients/internal/spec/node"
)

// vocabulary lists the extensions of this project, and of oapi-codegen where overlays use them, with the kinds of objects in
// which each means something. overlays/README.md explains them.
var vocabulary = map[string][]Kind{
	// Facts about the API: documents.
	"x-source":          {"server", "operation", "parameter", "request body", "response", "schema", "security scheme"},
	"x-inferred":        {"server", "operation", "parameter", "request body", "response", "schema", "security scheme"},
	"x-condition":       {"parameter", "schema"},
	"x-empty-allowed":   {"parameter", "schema"},
	"x-permissions":     {"operation"},
	"x-extensible-enum": {"schema"},
	"x-secret":          {"parameter"},

	// Overlays, which add what Go needs.
	"x-pagination":     {"operation"},
	"x-result":         {"operation"},
	"x-retry":          {"operation"},
	"x-timeout":        {"operation"},
	"x-error-codes":    {"document", "operation"},
	"x-error-body":     {"document", "operation"},
	"x-error-envelope": {"document", "operation"},
	"x-usual-errors":   {"document", "operation"},
	"x-response-noise": {"document", "operation"},
	"x-credential":     {"schema"},
	"x-token-exchange": {"security scheme"},
	"x-session":        {"security scheme"},
	"x-form":           {"document", "operation", "schema"},
	"x-go-service":     {"tag", "operation"},

	// Overlays, which describe the mock server's records.
	"x-resource": {"document", "operation"},

	// Read by oapi-codegen.
	"x-go-name":                       {"schema", "parameter", "security scheme", "server", "operation"},
	"x-go-type":                       {"schema"},
	"x-go-type-import":                {"schema"},
	"x-go-type-name":                  {"schema"},
	"x-go-type-skip-optional-pointer": {"schema"},
	"x-omitempty":                     {"schema"},
	"x-omitzero":                      {"schema"},
	"x-enum-varnames":                 {"schema"},
	"x-deprecated-reason":             {"operation", "parameter", "schema"},
}

// everywhere is the extension in which specimport records a repair. It may be on any object.
const everywhere = "x-repaired"

// checkVocabulary passes unknown extensions to strange, and drops them, because a misspelled one would silently do nothing.
// Without strange, such an extension is an error. Grammar says whether words that kin-openapi refuses without a line are errors, too.
func (d *Document) checkVocabulary(grammar bool, strange func(name string, fault *Error)) error {
	return OpenAPI30.Walk(d.root, func(kind Kind, at []string, object *yaml.Node) error {
		var first error
		node.Keep(object, func(key, value *yaml.Node) bool {
			var fault *Error
			if IsExtension(key.Value) {
				if fault = d.checkExtension(key, kind, at); fault != nil && strange != nil {
					strange(key.Value, fault)
					return false
				}
			} else if grammar && (key.Value == "$ref" || key.Value == "type" && value.Kind == yaml.ScalarNode) {
				// kin-openapi refuses these, too, but without a line.
				if at, msg := OpenAPI30.Fault(d.root, kind, key, value); msg != "" {
					fault = d.fault(at, "%s", msg)
				}
			}
			if fault != nil && first == nil {
				first = fault
			}
			return true
		})
		return first
	})
}

// nearWord returns the word of the vocabulary that an unknown extension probably means; "" if none is similar.
func nearWord(name string) string {
	return near.Word(name, slices.Sorted(maps.Keys(vocabulary)), min(2, len(name)/4))
}

// isRelative reports whether an extension is like a word of this project, and still a word of its own: the word in the singular
// or the plural, or a longer one that begins with it, such as x-resourceId beside x-resource.
func isRelative(name, word string) bool {
	if name == word+"s" || name+"s" == word {
		return true
	}
	rest, longer := strings.CutPrefix(name, word)
	return longer && (rest[0] == '-' || rest[0] >= 'A' && rest[0] <= 'Z')
}

func (d *Document) checkExtension(key *yaml.Node, kind Kind, at []string) *Error {
	place := fmt.Sprint(kind)
	if len(at) > 0 {
		place += ", at " + Pointer(at...)
	}
	kinds, known := vocabulary[key.Value]
	switch {
	case key.Value == everywhere:
		return nil
	case !known && nearWord(key.Value) != "":
		return d.fault(key, "unknown extension %s in %s: did you mean %s?", key.Value, place, nearWord(key.Value))
	case !known:
		return d.fault(key, "unknown extension %s in %s", key.Value, place)
	case !slices.Contains(kinds, kind):
		return d.fault(key, "the extension %s is not allowed in %s", key.Value, place)
	}
	return nil
}

func (d *Document) fault(node *yaml.Node, format string, args ...any) *Error {
	file, line := d.where(node)
	return &Error{File: file, Line: line, Msg: fmt.Sprintf(format, args...)}
}

// isKnown reports whether an extension is one of this project's words.
func isKnown(name string) bool {
	_, known := vocabulary[name]
	return known || name == everywhere
}
