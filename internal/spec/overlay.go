package spec

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/speakeasy-api/openapi/overlay"
	"gopkg.in/yaml.v3"
)

// apply applies an overlay one action at a time, so that an action that no longer fits the document can be reported at its line.
// Such an action is passed to unfit. If unfit is nil, it is an error.
func (d *Document) apply(source Source, unfit func(*Error)) error {
	file := source.Name
	tree, err := source.Tree()
	if err != nil {
		return err
	}
	mark(tree, file, 0, true)
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
		line := lines.Content[i].Line
		failed := func(format string, args ...any) *Error {
			return &Error{File: file, Line: line, Msg: fmt.Sprintf(format, args...)}
		}
		if err := d.applyAction(&one, failed, unfit); err != nil {
			return err
		}
		if action.Copy != "" {
			mark(d.root, file, line, false)
		}
	}
	settle(d.root)
	return nil
}

// applyAction applies an overlay of one action.
func (d *Document) applyAction(one *overlay.Overlay, failed func(string, ...any) *Error, unfit func(*Error)) error {
	action := one.Actions[0]
	misfit := func(err *Error) error {
		if unfit == nil {
			return err
		}
		unfit(err)
		return nil
	}
	if strings.TrimSpace(action.Description) == "" {
		return failed("the action on %s has no description: say what it fixes, or what it adds", action.Target)
	}
	targets, gone, err := d.targets(one, action.Target)
	if err != nil {
		return failed("the overlay no longer applies: %v", err)
	}
	if len(gone) > 0 {
		if err := misfit(failed("the overlay no longer applies: %v", gone[0])); err != nil {
			return err
		}
		// The action still applies to the remaining targets.
		if len(targets) == 0 {
			return nil
		}
	}
	changed, err := d.change(one, targets)
	if err != nil {
		return failed("the overlay no longer applies: %v", err)
	}
	if !changed {
		needless := failed("the overlay no longer applies: %s is the same without it", action.Target)
		needless.Needless = true
		return misfit(needless)
	}
	return nil
}

var union = regexp.MustCompile(`\[('[^']*'(?:\s*,\s*'[^']*')+)\]`)

// targets returns the targets of an action, and an error for each target that does not exist. In a selector like ['A','B'], each
// name must exist. The overlay library requires only one of them.
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

// change applies an overlay of one action and reports whether the document changed. It passes each target to the library as a whole
// document, because the library would search for the targets of an update twice more.
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
			return false, errors.New("the targets are of several kinds: want only objects, only arrays or only values")
		}
		warnings, err := here.ApplyToStrict(target)
		if err != nil {
			return false, err
		}
		changed = changed || len(warnings) == 0
	}
	return changed, nil
}

// place starts the comment that records the file and line of an overlay's node, because the library does not preserve lines.
const place = "\x00"

// mark records the file and line of nodes in their comments. If all is false, it marks only nodes without a line, which the library
// has copied within the document.
func mark(at *yaml.Node, file string, line int, all bool) {
	if _, _, known := marked(at); all || at.Line == 0 && !known {
		at.LineComment = place + file + ":" + strconv.Itoa(max(line, at.Line))
	}
	for _, child := range at.Content {
		mark(child, file, line, all)
	}
}

// marked returns the file and line that mark recorded in a node.
func marked(node *yaml.Node) (file string, line int, ok bool) {
	at, ok := strings.CutPrefix(node.LineComment, place)
	if !ok {
		return "", 0, false
	}
	i := strings.LastIndexByte(at, ':')
	line, _ = strconv.Atoi(at[i+1:])
	return at[:i], line, true
}

// settle restores the lines of the nodes that overlays have added.
func settle(at *yaml.Node) {
	if _, line, ok := marked(at); ok {
		at.Line = line
	}
	for _, child := range at.Content {
		settle(child)
	}
}
