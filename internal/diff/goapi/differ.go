package goapi

import (
	"fmt"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/exp/apidiff"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// differ compares two packages.
type differ struct {
	was, is *side
	found   []change.Change

	// names are the new names of what was renamed: of methods, types, fields, constants and options, by subject.
	names map[string]string
	// seen are the subjects about which something was said, or that are only other because of a rename.
	seen map[string]bool
}

func (d *differ) compare() {
	d.findRenames()
	d.compareMethods()
	d.compareTypes()
	d.compareConstants()
	d.compareFunctions()
	d.compareOperations()
	d.compareDefaults()
	d.compareDeprecations()
	d.addRest()
	d.compareRequests()
}

// report adds a change of a subject, which is the old one if it is there.
func (d *differ) report(severity change.Severity, rule, subject, format string, args ...any) *change.Change {
	c := change.Change{
		Boundary: change.Go,
		Severity: severity,
		Rule:     rule,
		Subject:  subject,
		Text:     fmt.Sprintf(format, args...),
		Args:     []string{subject},
	}
	for _, arg := range args {
		c.Args = append(c.Args, fmt.Sprint(arg))
	}
	d.seen[subject] = true
	other := d.renamed(subject)
	c.Old, c.New = d.was.place(subject), d.is.place(other)
	for _, side := range []struct {
		*side
		subject string
	}{{d.was, subject}, {d.is, other}} {
		if op := side.only(side.subject); op != nil && c.Operation == "" {
			c.Operation, c.OperationID = op.title(), op.ID
		}
	}
	d.found = append(d.found, c)
	return &d.found[len(d.found)-1]
}

// renamed returns the new name of an old subject.
func (d *differ) renamed(subject string) string {
	if name := d.names[subject]; name != "" {
		return name
	}
	if typeName, field, ok := strings.Cut(subject, "."); ok && d.names[typeName] != "" {
		return d.names[typeName] + "." + field
	}
	return subject
}

// only returns the operation that a subject belongs to: that of a method, or of a type that no other one uses; else nil.
func (s *side) only(subject string) *operation {
	typeName, method, _ := strings.Cut(subject, ".")
	if typeName == "API" {
		return s.operationOf(method)
	}
	if object, ok := s.pkg.Scope().Lookup(typeName).(*types.Const); ok {
		if named, ok := object.Type().(*types.Named); ok {
			typeName = named.Obj().Name()
		}
	}
	if users := s.users[typeName]; len(users) == 1 {
		return s.operations[users[0]]
	}
	return nil
}

// usedBy names the operations that use a type, if that is more than one.
func (s *side) usedBy(typeName string) string {
	users := s.users[typeName]
	if len(users) < 2 {
		return ""
	}
	const few = 3
	names := make([]string, 0, few)
	for _, name := range users[:min(few, len(users))] {
		names = append(names, "API."+name)
	}
	if more := len(users) - few; more > 0 {
		names[few-1] = fmt.Sprintf("%d others", more+1)
	}
	return " (used by " + strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1] + ")"
}

// addRest adds what apidiff calls incompatible and nothing above has spoken of: it is the judge of what compiles.
func (d *differ) addRest() {
	for _, c := range apidiff.Changes(d.was.pkg, d.is.pkg).Changes {
		if c.Compatible {
			continue
		}
		subject, text, _ := strings.Cut(c.Message, ": ")
		subject = strings.NewReplacer("(*", "", ")", "").Replace(subject)
		switch {
		case text == "old is comparable, new is not":
			d.report(change.Risky, "type-not-comparable", subject,
				"type %s: its values can no longer be compared with == or be keys of maps", subject)
		case d.seen[subject]:
		default:
			d.report(change.Breaking, "go-incompatible", subject, "%s: %s", subject, text)
		}
	}
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
