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
		fault := func(format string, args ...any) *Error {
			return &Error{File: file, Line: line, Msg: fmt.Sprintf(format, args...)}
		}
		if err := d.applyAction(&one, fault, unfit); err != nil {
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
func (d *Document) applyAction(one *overlay.Overlay, fault func(string, ...any) *Error, unfit func(*Error)) error {
	action := one.Actions[0]
	misfit := func(fault *Error) error {
		if unfit == nil {
			return fault
		}
		unfit(fault)
		return nil
	}
	if strings.TrimSpace(action.Description) == "" {
		return fault("the action on %s has no description: say what it fixes, or what it adds", action.Target)
	}
	targets, gone, err := d.targets(one, action.Target)
	if err != nil {
		return fault("the overlay no longer applies: %v", err)
	}
	if len(gone) > 0 {
		if err := misfit(fault("the overlay no longer applies: %v", gone[0])); err != nil {
			return err
		}
		// The action still applies to the targets that are left, if there are any.
		if len(targets) == 0 {
			return nil
		}
	}
	changed, err := d.change(one, targets)
	if err != nil {
		return fault("the overlay no longer applies: %v", err)
	}
	if !changed {
		needless := fault("the overlay no longer applies: %s is the same without it", action.Target)
		needless.Needless = true
		return misfit(needless)
	}
	return nil
}

var union = regexp.MustCompile(`\[('[^']*'(?:\s*,\s*'[^']*')+)\]`)

// targets returns the targets of an action, and an error for each that is not there. In a selector like ['A','B'], each name
// must exist. The overlay library only requires one.
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

// change applies an overlay of one action and reports whether that changed anything. To save two more searches for
// the targets of an update, the library gets each target as a document.
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

// place starts the comment that carries the place of an overlay's node through the library, which keeps no lines.
const place = "\x00"

// mark marks the nodes of an overlay; of a document, those that the library has copied inside of it.
func mark(at *yaml.Node, file string, line int, all bool) {
	if _, _, known := marked(at); all || at.Line == 0 && !known {
		at.LineComment = place + file + ":" + strconv.Itoa(max(line, at.Line))
	}
	for _, child := range at.Content {
		mark(child, file, line, all)
	}
}

// marked returns the place that a node carries.
func marked(node *yaml.Node) (file string, line int, ok bool) {
	at, ok := strings.CutPrefix(node.LineComment, place)
	if !ok {
		return "", 0, false
	}
	i := strings.LastIndexByte(at, ':')
	line, _ = strconv.Atoi(at[i+1:])
	return at[:i], line, true
}

// settle restores the lines of what overlays have added.
func settle(at *yaml.Node) {
	if _, line, ok := marked(at); ok {
		at.Line = line
	}
	for _, child := range at.Content {
		settle(child)
	}
}
