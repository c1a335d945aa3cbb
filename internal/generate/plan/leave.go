package plan

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/spec"
)

// leftOut lists the parts of a document that the plan leaves out or simplifies. Whenever a part is added, the plan is built again
// from the start, because types that were made for that part might conflict with others.
type leftOut struct {
	// operations maps the pointers of operations that are left out to the reason.
	operations map[string]error
	// raw maps the pointers of schemas that become raw JSON to the reason.
	raw map[string]error
	// names holds the names that oapi-codegen uses for parts of unions.
	names map[string]bool
}

// errRebuild means that the plan must be built again from the start.
var errRebuild = errors.New("the plan must be built again")

// unfit returns err, the reason why an operation cannot be generated. If the plan may be partial, unfit leaves out the operation
// and returns nil.
func (b *builder) unfit(d *draft, err error) error {
	if err == nil || !b.config.Partial {
		return err
	}
	b.leftOut.operations[d.Pointer] = err
	b.rebuild = true
	return nil
}

// note adds a note about the document at a pointer.
func (b *builder) note(pointer, format string, args ...any) {
	if b.config.Foreign {
		b.notes = append(b.notes, b.doc.At(pointer, format, args...))
	}
}

// reportNotes passes the notes to Config.Note, in the order of the document. It returns an error if no operation is left.
func (b *builder) reportNotes() error {
	if !b.config.Partial {
		return nil
	}
	var reasons []error
	for _, pointer := range sorted(b.leftOut.operations) {
		reasons = append(reasons, b.leftOut.operations[pointer])
		b.note(pointer, "the operation is left out: %s", specError(b.leftOut.operations[pointer]).Msg)
	}
	b.plan.LeftOut = b.leftOut.operations
	for _, pointer := range sorted(b.leftOut.raw) {
		b.note(pointer, "the schema becomes raw JSON: %s", specError(b.leftOut.raw[pointer]).Msg)
	}
	switch {
	case len(b.plan.Operations) > 0:
	case !b.config.Foreign:
		return errors.Join(reasons...)
	default:
		return errors.Join(append([]error{b.doc.At("/paths", "no operation of the document can be generated")}, reasons...)...)
	}
	if b.config.Note == nil {
		return nil
	}
	slices.SortStableFunc(b.notes, func(a, b error) int { return specError(a).Line - specError(b).Line })
	done := map[string]bool{}
	for _, note := range b.notes {
		if text := note.Error(); !done[text] {
			done[text] = true
			b.config.Note(text)
		}
	}
	return nil
}

// specError returns err as a [spec.Error], which has no line if err has none.
func specError(err error) *spec.Error {
	if e := (*spec.Error)(nil); errors.As(err, &e) {
		return e
	}
	return &spec.Error{Msg: err.Error()}
}

// give reserves the first of several names that is free. In a foreign document, if no name is free, it adds a number to the last. In
// other documents, it accepts only the first name.
func (b *builder) give(n *namespace, what string, at Origin, names ...string) (string, error) {
	if !b.config.Foreign {
		return names[0], n.take(names[0], what, at)
	}
	free := func(name string) bool {
		_, taken := n.taken[name]
		return !taken && !b.leftOut.names[name]
	}
	name := spec.Unique(names[len(names)-1], "", func(name string) bool { return !free(name) })
	if i := slices.IndexFunc(names, free); i >= 0 {
		name = names[i]
	}
	if name != names[0] {
		other := "a type that oapi-codegen generates"
		if o, ok := n.taken[names[0]]; ok {
			other = o.what
		}
		b.note(at.Pointer, "%s is named %s in Go, because %s is already the name of %s", what, name, names[0], other)
	}
	return name, n.take(name, what, at)
}

// sameName matches oapi-codegen's error for a duplicate name.
var sameName = regexp.MustCompile(`duplicate typename '([^']+)'`)

// unreadable handles an error from oapi-codegen. If the error is about a schema, the schema becomes raw JSON. If the error is about
// a duplicate name, the name is left to oapi-codegen. In both cases, unreadable returns errRebuild, and otherwise an error with
// err's text.
func (c *catalog) unreadable(err error) error {
	reason := err.Error()
	if found := sameName.FindStringSubmatch(reason); len(found) > 1 && !c.leftOut.names[found[1]] {
		c.leftOut.names[found[1]] = true
		return errRebuild
	}
	const before, after = "error converting Schema ", " to Go type: "
	for rest := reason; ; {
		_, named, found := strings.Cut(rest, before)
		if !found {
			break
		}
		name, why, _ := strings.Cut(named, after)
		if known := c.byName[name]; known != nil && c.leftOut.raw[known.pointer] == nil {
			c.leftOut.raw[known.pointer] = fmt.Errorf("oapi-codegen: %s", spec.Beginning(spec.OneLine(why), 160))
			return errRebuild
		}
		rest = named
	}
	return c.placed(spec.Beginning(reason, 300))
}

// placed returns an error of oapi-codegen, with the line of the schema whose name it gives to a second type.
func (c *catalog) placed(reason string) error {
	if found := sameName.FindStringSubmatch(reason); len(found) > 1 && c.byName[found[1]] != nil {
		return c.doc.At(c.byName[found[1]].pointer, "oapi-codegen gives the name %s to an alternative of a union: rename this schema in an overlay (x-go-name)", found[1])
	}
	return &spec.Error{File: c.doc.File(), Msg: "oapi-codegen: " + reason}
}
