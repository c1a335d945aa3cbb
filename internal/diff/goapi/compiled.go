package goapi

import (
	"strings"

	"golang.org/x/exp/apidiff"
)

// compareCompiled reports what apidiff finds in the type-checked packages, unless another change already explains it. Apidiff
// ignores type arguments; the comparison of the plans covers those.
func (d *differ) compareCompiled() {
	for _, f := range apidiff.Changes(d.was.pkg, d.is.pkg).Changes {
		subject, text := finding(f)
		t := d.topicOf(subject)
		switch {
		case f.Compatible && !isExplained(d.known, subject):
			d.report(compatible, "go-compatible", t, "%s: %s", text)
		case f.Compatible:
		case text == incomparable && !d.broken[subject]:
			d.report(risky, "type-not-comparable", t, "type %s: its values can no longer be compared with == or used as map keys")
		case text != incomparable && !isExplained(d.broken, subject):
			d.report(breaking, "go-incompatible", t, "%s: %s", text)
		}
	}
}

// incomparable is apidiff's text for a type whose values can no longer be compared.
const incomparable = "old is comparable, new is not"

// finding splits apidiff's message into its subject, such as InvoicesService.Get or Box.Note, and its text.
func finding(f apidiff.Change) (subject, text string) {
	subject, text, _ = strings.Cut(f.Message, ": ")
	subject, _, _ = strings.Cut(strings.NewReplacer("(*", "", ")", "").Replace(subject), ", method set")
	return subject, text
}

// topicOf returns the topic for the subject of a finding: a type or a part of a type.
func (d *differ) topicOf(subject string) topic {
	typeName, _, _ := strings.Cut(subject, ".")
	old, current := d.was.types[typeName], d.is.types[d.renamed(typeName)]
	t := topic{subject: subject, name: subject, op: d.userOf(subject, old != nil, current != nil)}
	if old != nil {
		t.old = &old.Origin
	}
	if current != nil {
		t.new = &current.Origin
	}
	return t
}
