package goapi

import (
	"strings"

	"golang.org/x/exp/apidiff"

	"github.com/hostclients/hostclients/internal/generate/plan"
)

// compareCompiled adds what apidiff finds in the compiled packages and no change above tells: it is the judge of what compiles. (It
// takes no notice of type arguments, which the plans compare.)
func (d *differ) compareCompiled() {
	for _, f := range apidiff.Changes(d.was.pkg, d.is.pkg).Changes {
		subject, text := finding(f)
		typeName, _, _ := strings.Cut(subject, ".")
		t := d.inType(subject, d.was.types[typeName], d.is.types[d.renamed(typeName)])
		switch {
		case f.Compatible && !isExplained(d.known, subject):
			d.report(compatible, "go-compatible", t, "%s: %s", text)
		case f.Compatible:
		case text == incomparable && !d.broken[subject]:
			d.report(risky, "type-not-comparable", t, "type %s: its values can no longer be compared with == or be keys of maps")
		case text != incomparable && !isExplained(d.broken, subject):
			d.report(breaking, "go-incompatible", t, "%s: %s", text)
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

// inType is the topic of a type, or of a part of it, of both packages; one of the types is nil if it is not there.
func (d *differ) inType(subject string, old, current *plan.Type) topic {
	t := topic{subject: subject, name: subject}
	if old != nil {
		t.old = &old.Origin
	}
	if current != nil {
		t.new = &current.Origin
	}
	typeName, _, _ := strings.Cut(subject, ".")
	t.op = d.userOf(typeName, old != nil, current != nil)
	return t
}
