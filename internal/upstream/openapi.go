package upstream

import (
	"bytes"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/spec/node"
	"github.com/hostclients/hostclients/internal/upstream/redoc"
)

func importOpenAPI(name string, data []byte) (*yaml.Node, []spec.Note, error) {
	root, err := treeOf(name, data)
	if err != nil {
		return nil, nil, err
	}
	return settle(name, root)
}

// settle converts a document to OpenAPI 3.0 and checks it.
func settle(name string, root *yaml.Node) (_ *yaml.Node, notes []spec.Note, err error) {
	version := node.Value(root.Content[0], "openapi")
	switch {
	case strings.HasPrefix(version, "3.0"):
	case strings.HasPrefix(version, "3.1"):
		notes = spec.Lower31(root)
	default:
		msg := "openapi: want 3.0 or 3.1, got " + spec.Beginning(version, 20)
		return nil, nil, &spec.Error{File: name, Line: root.Content[0].Line, Msg: msg}
	}
	return root, notes, spec.OpenAPI30.Check(name, root)
}

func isHTML(data []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(data), []byte("<")) }

func isRedoc(data []byte) bool {
	return isHTML(data) && (bytes.Contains(data, []byte("__redoc_")) || bytes.Contains(data, []byte("<redoc ")))
}

func importRedoc(name string, data []byte) (*yaml.Node, []spec.Note, error) {
	found, first, err := redoc.Document(name, data)
	if err != nil {
		return nil, nil, err
	}
	root, err := spec.JSONTree(name, found, first)
	if err != nil {
		return nil, nil, err
	}
	return settle(name, root)
}
