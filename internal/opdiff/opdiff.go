// Package opdiff shows how two OpenAPI documents differ, operation by operation, for people who replace one by the other. It
// compares facts and does not judge what breaks.
package opdiff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/upstream/facts"
)

// Difference is what changed in one operation. Old and New are "GET /path"; one of them is empty if the operation is only in
// the other document.
type Difference struct {
	Old, New string
	// Lost and Gained are the facts of the old document that the new one does not have, and the reverse.
	Lost, Gained []string
}

// operation is an operation with its facts: what they are compared by, and how they are shown.
type operation struct {
	facts.Operation

	lines map[string]string
}

// Compare returns the operations that differ, those of the old document first. Operations belong together if they have the
// same method and path, whatever their parameters are called, or the same operationId, or else if more than half of their
// facts are the same.
func Compare(before, after *openapi3.T) []Difference {
	olds, news := operations(before), operations(after)
	pairs := map[*operation]*operation{}
	pair := func(same func(a, b *operation) bool) {
		for _, a := range olds {
			for _, b := range news {
				if pairs[a] == nil && pairs[b] == nil && same(a, b) {
					pairs[a], pairs[b] = b, a
				}
			}
		}
	}
	pair(func(a, b *operation) bool { return a.Is(&b.Operation) })
	pair(func(a, b *operation) bool { return a.IsBelowServer(&b.Operation) })
	pair(func(a, b *operation) bool { return a.ID != "" && a.ID == b.ID })
	pair(func(a, b *operation) bool { return likeness(a.lines, b.lines) > 0.5 })

	var all []Difference
	for _, a := range olds {
		b := pairs[a]
		if b == nil {
			all = append(all, Difference{Old: a.Name()})
			continue
		}
		d := Difference{Old: a.Name(), New: b.Name(), Lost: missing(a.lines, b.lines), Gained: missing(b.lines, a.lines)}
		if d.Old != d.New || len(d.Lost)+len(d.Gained) > 0 {
			all = append(all, d)
		}
	}
	for _, b := range news {
		if pairs[b] == nil {
			all = append(all, Difference{New: b.Name()})
		}
	}
	return all
}

// Text writes differences for people.
func Text(all []Difference) string {
	var b strings.Builder
	for _, d := range all {
		switch {
		case d.New == "":
			fmt.Fprintf(&b, "- %s\n", d.Old)
		case d.Old == "":
			fmt.Fprintf(&b, "+ %s\n", d.New)
		case d.Old != d.New:
			fmt.Fprintf(&b, "~ %s is %s\n", d.Old, d.New)
		default:
			fmt.Fprintf(&b, "~ %s\n", d.Old)
		}
		for _, fact := range d.Lost {
			b.WriteString("    - " + fact + "\n")
		}
		for _, fact := range d.Gained {
			b.WriteString("    + " + fact + "\n")
		}
	}
	return b.String()
}

func operations(t *openapi3.T) []*operation {
	var all []*operation
	for _, op := range facts.Of(t) {
		o := &operation{Operation: op, lines: map[string]string{}}
		o.flatten(&o.Element)
		all = append(all, o)
	}
	return all
}

func (o *operation) flatten(e *facts.Element) {
	if line := e.String(); line != "" {
		o.lines[e.Key+strings.TrimPrefix(line, e.Place)] = line
	}
	for _, part := range e.Parts {
		o.flatten(part)
	}
}

// missing returns the facts of a that b does not have.
func missing(a, b map[string]string) []string {
	var all []string
	for key, line := range a {
		if _, found := b[key]; !found {
			all = append(all, line)
		}
	}
	slices.Sort(all)
	return all
}

// likeness is the share of facts that two operations have in common.
func likeness(a, b map[string]string) float64 {
	common := 0
	for key := range a {
		if _, found := b[key]; found {
			common++
		}
	}
	if all := len(a) + len(b) - common; all > 0 {
		return float64(common) / float64(all)
	}
	return 0
}
