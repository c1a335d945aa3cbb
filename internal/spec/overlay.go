package spec

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/speakeasy-api/openapi/overlay"
	"gopkg.in/yaml.v3"
)

// apply applies an overlay, action by action, so that an action which does not fit the document any more can be named by its
// line. Such an action is handed to unfit, and what that returns ends it, unless it is nil.
func (d *Document) apply(source Source, unfit func(*Error) error) error {
	file := source.Name
	tree, err := source.Tree()
	if err != nil {
		return err
	}
	var o overlay.Overlay
	if err := tree.Decode(&o); err != nil {
		return &Error{File: file, Msg: err.Error()}
	}
	if o.Version != overlay.Version110 {
		return &Error{File: file, Line: 1, Msg: fmt.Sprintf("overlay: want version %s, which selects RFC 9535 JSONPath, got %q", overlay.Version110, o.Version)}
	}
	if err := o.Validate(); err != nil {
		return &Error{File: file, Msg: err.Error()}
	}
	lines := childOf(tree.Content[0], "actions")
	for i, action := range o.Actions {
		one := o
		one.Actions = []overlay.Action{action}
		if err := d.applyAction(&one, claimant{d.files, file, lines.Content[i].Line}, unfit); err != nil {
			return err
		}
	}
	return nil
}

// applyAction applies an overlay of one action.
func (d *Document) applyAction(one *overlay.Overlay, c claimant, unfit func(*Error) error) error {
	action := one.Actions[0]
	fault := func(format string, args ...any) *Error {
		return &Error{File: c.file, Line: c.line, Msg: fmt.Sprintf(format, args...)}
	}
	if strings.TrimSpace(action.Description) == "" {
		return fault("the action on %s has no description: say what it fixes, or what it adds", action.Target)
	}
	targets, gone, err := d.targets(one, action.Target)
	if err != nil {
		return fault("the overlay no longer applies: %v", err)
	}
	if len(gone) > 0 {
		if err := unfit(fault("the overlay no longer applies: %v", gone[0])); err != nil {
			return err
		}
		// What is left of the targets gets the action all the same; of none, it has nothing to do.
		if len(targets) == 0 {
			return nil
		}
	}
	changed, err := d.change(one, targets)
	if err != nil {
		return fault("the overlay no longer applies: %v", err)
	}
	if !changed {
		needless := fault("the overlay no longer applies: without it, %s is the same", action.Target)
		needless.Needless = true
		if err := unfit(needless); err != nil {
			return err
		}
	}
	for _, target := range targets {
		c.claimUpdate(target, &action.Update, action.Copy != "")
	}
	return nil
}

var union = regexp.MustCompile(`\[('[^']*'(?:\s*,\s*'[^']*')+)\]`)

// targets returns the targets of an action, and an error for each that is not there. Of a selector like ['A','B'], each name must
// be: the overlay library is content if one is.
func (d *Document) targets(o *overlay.Overlay, target string) (found []*yaml.Node, gone []error, err error) {
	selectors := []string{}
	for _, place := range union.FindAllStringSubmatchIndex(target, -1) {
		for _, name := range strings.Split(target[place[2]:place[3]], ",") {
			selectors = append(selectors, target[:place[0]]+"["+strings.TrimSpace(name)+"]")
		}
	}
	for _, selector := range append(selectors, target) {
		path, err := o.NewPath(selector, nil)
		if err != nil {
			return nil, nil, err
		}
		if found = path.Query(d.root); len(found) == 0 {
			gone = append(gone, fmt.Errorf("selector %q did not match any targets", selector))
		}
	}
	return found, gone, nil
}

// change applies an overlay of one action and reports whether that changed anything. The library would look for the targets of an
// update twice more: it gets each of them as a document.
func (d *Document) change(one *overlay.Overlay, targets []*yaml.Node) (changed bool, err error) {
	action := one.Actions[0]
	if action.Remove || action.Update.IsZero() {
		warnings, err := one.ApplyToStrict(d.root)
		return len(warnings) == 0, err
	}
	action.Target = "$"
	here := *one
	here.Actions = []overlay.Action{action}
	for _, target := range targets {
		if target.Kind != targets[0].Kind {
			return false, errors.New("the targets are of several kinds: want objects, arrays or values only")
		}
		warnings, err := here.ApplyToStrict(target)
		if err != nil {
			return false, err
		}
		changed = changed || len(warnings) == 0
	}
	return changed, nil
}

// claimant attributes what an action brings into a document to the overlay: to the line of the node, or to that of the action
// if the overlay library has lost it.
type claimant struct {
	files sources
	file  string
	line  int
}

// claimUpdate attributes what an update has brought into a target. It looks only where the update wrote, so that an overlay of
// many actions does not walk the document as many times; what a copy wrote is not known, so that everything is looked at.
func (c claimant) claimUpdate(node, update *yaml.Node, everything bool) {
	if _, known := c.files[node]; !known || everything {
		c.claim(node)
		return
	}
	switch node.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			key := node.Content[i]
			if _, known := c.files[key]; !known {
				c.claim(key)
			}
			if written := childOf(update, key.Value); written != nil {
				c.claimUpdate(node.Content[i+1], written, false)
			}
		}
	case yaml.SequenceNode:
		for _, item := range slices.Backward(node.Content) {
			if _, known := c.files[item]; known {
				return
			}
			c.claim(item)
		}
	}
}

func (c claimant) claim(node *yaml.Node) {
	if _, known := c.files[node]; !known {
		c.files[node] = c.file
		if node.Line == 0 {
			node.Line = c.line
		}
	}
	for _, child := range node.Content {
		c.claim(child)
	}
}
