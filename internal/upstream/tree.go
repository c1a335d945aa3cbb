package upstream

import (
	"bytes"
	"errors"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec"
)

// treeOf reads a document in JSON or YAML. The tree has no aliases, and every node has its line.
func treeOf(name string, data []byte) (*yaml.Node, error) {
	if isJSON(data) {
		return spec.JSONTree(name, data, 1)
	}
	return spec.Tree(name, data)
}

// encode writes a tree as YAML.
func encode(root *yaml.Node) ([]byte, error) {
	quote(root)
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	err := errors.Join(encoder.Encode(root), encoder.Close())
	return out.Bytes(), err
}

// mistakable matches strings that old YAML parsers read as booleans or as base-60 numbers.
var mistakable = regexp.MustCompile(`^(?i:y|n|yes|no|on|off)$|^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$`)

// quote quotes two kinds of strings: those that parsers could misread, and multi-line strings that begin with whitespace, because the
// encoder would write these as invalid blocks.
func quote(at *yaml.Node) {
	isBlock := strings.Contains(at.Value, "\n") && strings.ContainsRune(" \t\n", rune(at.Value[0]))
	if at.Kind == yaml.ScalarNode && (isBlock || at.Tag == "!!str" && at.Style == 0 && mistakable.MatchString(at.Value)) {
		at.Style = yaml.DoubleQuotedStyle
	}
	for _, child := range at.Content {
		quote(child)
	}
}
