package model

import (
	"io/fs"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec/node"
)

// leanFS is a file system of overlays without the actions that only concern Go: names, types and how fields are encoded. A server
// does not need them, and loads faster without them.
type leanFS struct{ fs.FS }

// ReadFile returns an overlay without those actions. A file that is not an overlay is returned unchanged, and the loader
// reports its error.
func (f leanFS) ReadFile(name string) ([]byte, error) {
	data, err := fs.ReadFile(f.FS, name)
	if err != nil {
		return nil, err
	}
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil || len(root.Content) == 0 {
		return data, nil //nolint:nilerr // the loader reports the error
	}
	actions := node.Get(root.Content[0], "actions")
	if actions == nil {
		return data, nil
	}
	lean := slices.DeleteFunc(slices.Clone(actions.Content), func(action *yaml.Node) bool {
		update := node.Get(action, "update")
		return update != nil && onlyGo(update)
	})
	if len(lean) == len(actions.Content) {
		return data, nil
	}
	actions.Content = lean
	return yaml.Marshal(&root)
}

// onlyGo reports whether an update writes only extensions for Go.
func onlyGo(update *yaml.Node) bool {
	if update.Kind != yaml.MappingNode || len(update.Content) == 0 {
		return false
	}
	for i := 0; i+1 < len(update.Content); i += 2 {
		key := update.Content[i].Value
		isGo := strings.HasPrefix(key, "x-go-") || strings.HasPrefix(key, "x-omit") || key == "x-enum-varnames" || key == "x-deprecated-reason"
		if !isGo && !onlyGo(update.Content[i+1]) {
			return false
		}
	}
	return true
}
