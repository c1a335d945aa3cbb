package upstream

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec"
)

// check rejects what the grammar of a document does not have: an importer would drop it silently.
func check(file string, root *yaml.Node, grammar spec.Grammar) error {
	return grammar.Walk(root, func(kind spec.Kind, _ []string, object *yaml.Node) error {
		for i := 0; i+1 < len(object.Content); i += 2 {
			key, value := object.Content[i], object.Content[i+1]
			word, known := grammar.Word(kind, key.Value)
			if !known && !spec.IsExtension(key.Value) {
				return fault(file, key, "unknown word %q in %s of %s", spec.Beginning(key.Value, 40), kind, grammar.Name)
			}
			if at, msg := grammar.Fault(root, kind, key, value); msg != "" {
				return fault(file, at, "%s", msg)
			}
			if isReference := key.Value == "$ref" && word == (spec.Word{Shape: spec.Fact}); isReference && !strings.HasPrefix(value.Value, "#/") {
				return fault(file, value, "the reference %s leaves the document: bundle the document into one file first", value.Value)
			}
		}
		return nil
	})
}

func fault(file string, at *yaml.Node, format string, args ...any) error {
	return &spec.Error{File: file, Line: at.Line, Msg: fmt.Sprintf(format, args...)}
}
