package goapi

import (
	"strings"

	"golang.org/x/exp/apidiff"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/generate/plan"
)

// compareCompiled adds what apidiff finds in the compiled packages and no change above tells: it is the judge of what compiles.
func (d *differ) compareCompiled() {
	for _, c := range apidiff.Changes(d.was.pkg, d.is.pkg).Changes {
		subject, text, _ := strings.Cut(c.Message, ": ")
		subject, _, _ = strings.Cut(strings.NewReplacer("(*", "", ")", "").Replace(subject), ", method set")
		e := d.compiled(subject)
		switch {
		case c.Compatible && isExplained(d.known, subject):
		case c.Compatible:
			d.report(change.Compatible, "go-compatible", e, "%s: %s", subject, text)
		case text == "old is comparable, new is not":
			if !d.broken[subject] {
				d.report(change.Risky, "type-not-comparable", e, "type %s: its values can no longer be compared with == or be keys of maps", subject)
			}
		case !isExplained(d.broken, subject):
			d.report(change.Breaking, "go-incompatible", e, "%s: %s", subject, text)
		}
	}
}

// compiled is the element of what apidiff calls by a subject: a part of a type, or the type.
func (d *differ) compiled(subject string) element {
	typeName, part, _ := strings.Cut(subject, ".")
	var old, current *plan.Origin
	if t := d.was.types[typeName]; t != nil {
		old = &t.Origin
	}
	if t := d.is.types[d.renamed(typeName)]; t != nil {
		current = &t.Origin
	}
	return d.typed(typeName, part, old, current)
}
