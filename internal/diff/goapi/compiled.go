package goapi

import (
	"strings"

	"golang.org/x/exp/apidiff"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/generate/plan"
)

// compareCompiled adds what apidiff finds in the compiled packages and no change above tells: it is the judge of what compiles. (It
// takes no notice of type arguments, which the plans compare.)
func (d *differ) compareCompiled() {
	for _, f := range apidiff.Changes(d.was.pkg, d.is.pkg).Changes {
		subject, text := finding(f)
		e := d.compiled(subject)
		switch {
		case f.Compatible && !isExplained(d.known, subject):
			d.report(change.Compatible, "go-compatible", e, "%s: %s", subject, text)
		case f.Compatible:
		case text == incomparable && !d.broken[subject]:
			d.report(change.Risky, "type-not-comparable", e, "type %s: its values can no longer be compared with == or be keys of maps", subject)
		case text != incomparable && !isExplained(d.broken, subject):
			d.report(change.Breaking, "go-incompatible", e, "%s: %s", subject, text)
		}
	}
}

// incomparable is what apidiff says of a type whose values can no longer be compared.
const incomparable = "old is comparable, new is not"

// finding is what apidiff says, and of what: InvoicesService.Get, or Box.Note.
func finding(f apidiff.Change) (subject, text string) {
	subject, text, _ = strings.Cut(f.Message, ": ")
	subject, _, _ = strings.Cut(strings.NewReplacer("(*", "", ")", "").Replace(subject), ", method set")
	return subject, text
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
