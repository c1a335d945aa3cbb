package spec

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/speakeasy-api/openapi/overlay"
	"gopkg.in/yaml.v3"
)

// apply applies the overlay in file, action by action, so that an action which does not fit the document any more can be
// named by its line. Such an action is handed to unfit, and what that returns ends it, unless it is nil.
func (d *Document) apply(file string, unfit func(*Error) error) error {
	tree, err := readYAML(d.folder, file)
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
		no := func(reason error, needless bool) error {
			return unfit(&Error{
				File: file, Line: line, Msg: fmt.Sprintf("the overlay no longer applies: %v", reason), Needless: needless,
			})
		}
		gone, err := d.gone(&one, action.Target)
		if err != nil {
			return &Error{File: file, Line: line, Msg: fmt.Sprintf("the overlay no longer applies: %v", err)}
		}
		if len(gone) > 0 {
			if err := no(gone[0], false); err != nil {
				return err
			}
			// What is left of the targets gets the action all the same; of none, it has nothing to do.
			if path, err := one.NewPath(action.Target, nil); err != nil || len(path.Query(d.root)) == 0 {
				continue
			}
		}
		warnings, err := one.ApplyToStrict(d.root)
		if err != nil {
			return &Error{File: file, Line: line, Msg: fmt.Sprintf("the overlay no longer applies: %v", err)}
		}
		if len(warnings) > 0 {
			if err := no(fmt.Errorf("without it, %s is the same", action.Target), true); err != nil {
				return err
			}
		}
		d.claim(file, line, d.root)
	}
	return nil
}

var union = regexp.MustCompile(`\[('[^']*'(?:\s*,\s*'[^']*')+)\]`)

// gone returns an error for every target of an action that is not there. Of a selector like ['A','B'], each name must be: the
// overlay library is content if one is.
func (d *Document) gone(o *overlay.Overlay, target string) (gone []error, err error) {
	selectors := []string{}
	for _, place := range union.FindAllStringSubmatchIndex(target, -1) {
		for _, name := range strings.Split(target[place[2]:place[3]], ",") {
			selectors = append(selectors, target[:place[0]]+"["+strings.TrimSpace(name)+"]")
		}
	}
	for _, selector := range append(selectors, target) {
		path, err := o.NewPath(selector, nil)
		if err != nil {
			return nil, err
		}
		if len(path.Query(d.root)) == 0 {
			gone = append(gone, fmt.Errorf("selector %q did not match any targets", selector))
		}
	}
	return gone, nil
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
