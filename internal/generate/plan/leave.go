package plan

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/spec"
)

// leaving holds what the plan of a foreign document leaves out. Whenever something is added, the plan is built again from the start,
// because types that were made for it might conflict with others.
type leaving struct {
	// operations maps the pointers of operations that are left out to the reason.
	operations map[string]error
	// raw maps the pointers of schemas that become raw JSON to the reason.
	raw map[string]error
	// names are those that oapi-codegen gives to parts of unions.
	names map[string]bool
}

// errAgain means that the plan has to be built again from the start.
var errAgain = errors.New("the plan has to be made again")

// isForeign reports whether the document may have parts that are left out.
func (c Config) isForeign() bool { return c.Note != nil }

// isPartial reports whether operations may be left out.
func (c Config) isPartial() bool { return c.Partial || c.isForeign() }

// unfit returns the error of an operation that cannot be generated. In a plan that may be partial it is left out instead.
func (b *builder) unfit(d *draft, err error) error {
	if err == nil || !b.config.isPartial() {
		return err
	}
	b.leaving.operations[d.Pointer] = err
	b.again = true
	return nil
}

// note adds a note about the document at a pointer.
func (b *builder) note(pointer, format string, args ...any) {
	if b.config.isForeign() {
		b.notes = append(b.notes, b.doc.At(pointer, format, args...))
	}
}

// tell passes the notes on, in the order of the document. It is an error if no operation is left.
func (b *builder) tell() error {
	if !b.config.isPartial() {
		return nil
	}
	var reasons []error
	for _, pointer := range sorted(b.leaving.operations) {
		reasons = append(reasons, b.leaving.operations[pointer])
		b.note(pointer, "the operation is left out: %s", faultOf(b.leaving.operations[pointer]).Msg)
	}
	b.plan.LeftOut = b.leaving.operations
	for _, pointer := range sorted(b.leaving.raw) {
		b.note(pointer, "the schema becomes raw JSON: %s", faultOf(b.leaving.raw[pointer]).Msg)
	}
	switch {
	case len(b.plan.Operations) > 0:
	case !b.config.isForeign():
		return errors.Join(reasons...) // documents of this project must not have such errors
	default:
		return errors.Join(append([]error{b.doc.At("/paths", "no operation of the document can be generated")}, reasons...)...)
	}
	slices.SortStableFunc(b.notes, func(a, b error) int { return faultOf(a).Line - faultOf(b).Line })
	told := map[string]bool{}
	for _, note := range b.notes {
		if text := note.Error(); !told[text] {
			told[text] = true
			b.config.Note(text)
		}
	}
	return nil
}

// faultOf returns an error with its line, if it has one.
func faultOf(err error) *spec.Error {
	if fault := (*spec.Error)(nil); errors.As(err, &fault) {
		return fault
	}
	return &spec.Error{Msg: err.Error()}
}

// give takes the first free name of several. If none is free in a foreign document, the last one gets a number. In other documents,
// only the first name may be used.
func (b *builder) give(n *namespace, what string, at Origin, names ...string) (string, error) {
	if !b.config.isForeign() {
		return names[0], n.take(names[0], what, at)
	}
	free := func(name string) bool {
		_, taken := n.taken[name]
		return !taken && !b.leaving.names[name]
	}
	name := spec.Unique(names[len(names)-1], "", func(name string) bool { return !free(name) })
	if i := slices.IndexFunc(names, free); i >= 0 {
		name = names[i]
	}
	if name != names[0] {
		other := "oapi-codegen"
		if o, ok := n.taken[names[0]]; ok {
			other = o.what
		}
		b.note(at.Pointer, "%s gets the Go name %s: %s is %s", what, name, names[0], other)
	}
	return name, n.take(name, what, at)
}

// sameName matches oapi-codegen's error about a duplicate name.
var sameName = regexp.MustCompile(`duplicate typename '([^']+)'`)

// unreadable finds the schema that oapi-codegen cannot read, and makes it raw JSON, or finds the name that oapi-codegen needs for a
// type of its own. It returns the error if it finds neither.
func (c *catalog) unreadable(err error) error {
	reason := err.Error()
	if found := sameName.FindStringSubmatch(reason); len(found) > 1 && !c.leaving.names[found[1]] {
		c.leaving.names[found[1]] = true
		return errAgain
	}
	const before, after = "error converting Schema ", " to Go type: "
	for rest := reason; ; {
		_, named, found := strings.Cut(rest, before)
		if !found {
			break
		}
		name, why, _ := strings.Cut(named, after)
		if known := c.byName[name]; known != nil && c.leaving.raw[known.pointer] == nil {
			c.leaving.raw[known.pointer] = fmt.Errorf("oapi-codegen: %s", spec.Beginning(spec.OneLine(why), 160))
			return errAgain
		}
		rest = named
	}
	return &spec.Error{File: c.doc.File(), Msg: "oapi-codegen: " + spec.Beginning(reason, 300)}
}
