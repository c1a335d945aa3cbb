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

// vocabulary lists the known extensions with the kinds of objects that each may be used on. They are the extensions of this project,
// and those of oapi-codegen that overlays use. overlays/README.md explains them.
var vocabulary = map[string][]Kind{
	// Facts about the API: documents.
	"x-source":          {"server", "operation", "parameter", "request body", "response", "schema", "security scheme"},
	"x-inferred":        {"server", "operation", "parameter", "request body", "response", "schema", "security scheme"},
	"x-condition":       {"parameter", "schema"},
	"x-empty-allowed":   {"parameter", "schema"},
	"x-permissions":     {"operation"},
	"x-extensible-enum": {"schema"},
	"x-secret":          {"parameter"},

	// For Go; used in overlays.
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

	// For the mock server's records; used in overlays.
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

// checkVocabulary rejects unknown extensions, because a misspelled one would silently do nothing. If strange is not nil, it is called
// for each of them, and they are dropped instead. If grammar is true, invalid types and references are errors too, because kin-openapi
// reports them without a line.
func (d *Document) checkVocabulary(grammar bool, strange func(name string, unknown *Error)) error {
	return OpenAPI30.Walk(d.root, func(kind Kind, at []string, object *yaml.Node) error {
		var first error
		node.Keep(object, func(key, value *yaml.Node) bool {
			var invalid *Error
			if IsExtension(key.Value) {
				if invalid = d.checkExtension(key, kind, at); invalid != nil && strange != nil {
					strange(key.Value, invalid)
					return false
				}
			} else if grammar && (key.Value == "$ref" || key.Value == "type" && value.Kind == yaml.ScalarNode) {
				if at, msg := OpenAPI30.Fault(d.root, kind, key, value); msg != "" {
					invalid = d.errorAt(at, "%s", msg)
				}
			}
			if invalid != nil && first == nil {
				first = invalid
			}
			return true
		})
		return first
	})
}

// nearWord returns the known extension that an unknown one probably means, or "" if none is similar.
func nearWord(name string) string {
	return near.Word(name, slices.Sorted(maps.Keys(vocabulary)), min(2, len(name)/4))
}

// isRelative reports whether an extension is similar to a known one but probably not a misspelling: the singular or the plural of it,
// or a longer name that begins with it, such as x-resourceId and x-resource.
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
	case key.Value == Repaired: // allowed on any object
		return nil
	case !known && nearWord(key.Value) != "":
		return d.errorAt(key, "unknown extension %s in %s: did you mean %s?", key.Value, place, nearWord(key.Value))
	case !known:
		return d.errorAt(key, "unknown extension %s in %s", key.Value, place)
	case !slices.Contains(kinds, kind):
		return d.errorAt(key, "the extension %s is not allowed in %s", key.Value, place)
	}
	return nil
}

func (d *Document) errorAt(node *yaml.Node, format string, args ...any) *Error {
	file, line := d.where(node)
	return &Error{File: file, Line: line, Msg: fmt.Sprintf(format, args...)}
}

// isKnown reports whether an extension is in the vocabulary.
func isKnown(name string) bool {
	_, known := vocabulary[name]
	return known || name == Repaired
}
