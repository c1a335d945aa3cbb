package document

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/speakeasy-api/openapi/overlay"
	"gopkg.in/yaml.v3"
)

// apply applies the overlay in file, action by action, so that an action which does not fit the document any more can be
// named by its line.
func (d *Document) apply(file string) error {
	tree, err := readYAML(file)
	if err != nil {
		return err
	}
	var o overlay.Overlay
	if err := tree.Decode(&o); err != nil {
		return &Error{File: file, Msg: err.Error()}
	}
	if o.Version != overlay.Version110 {
		return &Error{File: file, Line: 1, Msg: fmt.Sprintf("overlay: %q: this project writes overlays of version %s, which selects RFC 9535 JSONPath", o.Version, overlay.Version110)}
	}
	if err := o.Validate(); err != nil {
		return &Error{File: file, Msg: err.Error()}
	}
	lines := childOf(tree.Content[0], "actions")
	for i, action := range o.Actions {
		line := lines.Content[i].Line
		if strings.TrimSpace(action.Description) == "" {
			return &Error{File: file, Line: line, Msg: fmt.Sprintf("the action on %s has no description: say which fault it mends, or what it adds", action.Target)}
		}
		one := o
		one.Actions = []overlay.Action{action}
		if err := d.everyName(&one, action.Target); err != nil {
			return &Error{File: file, Line: line, Msg: fmt.Sprintf("the overlay no longer applies: %v", err)}
		}
		warnings, err := one.ApplyToStrict(d.root)
		if err == nil && len(warnings) > 0 {
			err = fmt.Errorf("%s", strings.Join(warnings, "; "))
		}
		if err != nil {
			return &Error{File: file, Line: line, Msg: fmt.Sprintf("the overlay no longer applies: %v", err)}
		}
		d.claim(file, line, d.root)
	}
	return nil
}

var union = regexp.MustCompile(`\[('[^']*'(?:\s*,\s*'[^']*')+)\]`)

// everyName demands that each name of a selector like ['A','B'] is there: the overlay library is content if one is.
func (d *Document) everyName(o *overlay.Overlay, target string) error {
	for _, place := range union.FindAllStringSubmatchIndex(target, -1) {
		for _, name := range strings.Split(target[place[2]:place[3]], ",") {
			selector := target[:place[0]] + "[" + strings.TrimSpace(name) + "]"
			path, err := o.NewPath(selector, nil)
			if err != nil {
				return err
			}
			if len(path.Query(d.root)) == 0 {
				return fmt.Errorf("selector %q did not match any targets", selector)
			}
		}
	}
	return nil
}

// claim attributes the nodes that an action brought in to the overlay's file, and to the action's line if the overlay
// library has lost their own.
func (d *Document) claim(file string, line int, node *yaml.Node) {
	if _, known := d.files[node]; !known {
		d.files[node] = file
		if node.Line == 0 {
			node.Line = line
		}
	}
	for _, child := range node.Content {
		d.claim(file, line, child)
	}
}
