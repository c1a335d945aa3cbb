package upstream

import (
	"bytes"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/upstream/redoc"
)

func importOpenAPI(name string, data []byte) ([]byte, error) {
	root, err := treeOf(name, data)
	if err != nil {
		return nil, err
	}
	changed, err := settle(name, root)
	if err != nil {
		return nil, err
	}
	if !changed && !isJSON(data) {
		return data, nil // with its own lines
	}
	return encode(root)
}

// settle makes a document OpenAPI 3.0, and reports whether it was not.
func settle(name string, root *yaml.Node) (changed bool, err error) {
	w := &walker{file: name, grammar: openAPI, root: root}
	version := get(root.Content[0], "openapi")
	if version == nil || !strings.HasPrefix(version.Value, "3.0") && !strings.HasPrefix(version.Value, "3.1") {
		return false, w.fault(root.Content[0], "neither OpenAPI 3.0 nor 3.1")
	}
	if strings.HasPrefix(version.Value, "3.1") {
		changed = true
		if err := w.lower(); err != nil {
			return false, err
		}
	}
	return changed, w.check()
}

func isHTML(data []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(data), []byte("<")) }

func isRedoc(data []byte) bool {
	return isHTML(data) && (bytes.Contains(data, []byte("__redoc_")) || bytes.Contains(data, []byte("<redoc ")))
}

func importRedoc(name string, data []byte) ([]byte, error) {
	found, err := redoc.Document(data)
	if err != nil {
		return nil, &spec.Error{File: name, Msg: err.Error()}
	}
	first := 1
	if before, _, ok := bytes.Cut(data, found); ok {
		first += bytes.Count(before, []byte("\n"))
	}
	root, err := jsonTree(name, found, first)
	if err != nil {
		return nil, err
	}
	if _, err := settle(name, root); err != nil {
		return nil, err
	}
	return encode(root)
}
