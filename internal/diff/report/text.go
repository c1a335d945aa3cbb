package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/plain"
)

// palette colors words for a terminal if it is true.
type palette bool

func (p palette) paint(code, word string) string {
	if !p {
		return word
	}
	return "\x1b[" + code + "m" + word + "\x1b[0m"
}

func (p palette) severity(s change.Severity) string {
	code := map[change.Severity]string{change.Breaking: "1;31", change.Risky: "33", change.Compatible: "32"}[s]
	return p.paint(code, fmt.Sprintf("%-10s", s))
}

// Text writes the reports for people: the changes by operation, breaking ones first, each with its rule, place and advice, and
// a summary.
func (all Reports) Text(w io.Writer, colors bool) error {
	var b bytes.Buffer
	for i, r := range all {
		if i > 0 {
			b.WriteString("\n")
		}
		r.text(&b, palette(colors))
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (r Report) text(b *bytes.Buffer, p palette) {
	b.WriteString("specdiff")
	if r.API != "" {
		b.WriteString(" " + plain.Short(r.API))
	}
	fmt.Fprintf(b, ": %s -> %s\n", plain.Short(r.Old), plain.Short(r.New))
	for _, g := range grouped(r.Changes) {
		title := plain.Short(g.title())
		if title == "" {
			title = "the document as a whole"
		}
		// The asterisk keeps a text from a document from beginning a line, where "::" would be a workflow command.
		b.WriteString("\n* " + p.paint("1", title) + "\n")
		for _, c := range g.changes {
			p.line(b, "", c)
		}
	}
	switch {
	case len(r.Changes) > 0:
	case len(r.notCompared()) > 0:
		b.WriteString("\nnothing changed in what was compared\n")
	default:
		b.WriteString("\nnothing changed\n")
	}
	if len(r.Accepted) > 0 {
		b.WriteString("\n* " + p.paint("1", fmt.Sprintf("accepted before: %d", len(r.Accepted))) + "\n")
		for _, g := range grouped(r.Accepted) {
			for _, c := range g.changes {
				p.line(b, g.title(), c)
			}
		}
	}
	b.WriteString("\n")
	if left := r.notCompared(); len(left) > 0 {
		fmt.Fprintf(b, "not compared: %s\n", plain.Short(strings.Join(left, ", ")))
	}
	b.WriteString(r.summary() + "\n")
}

// line writes a change. Title is the operation, or "" if it is already in the heading.
func (p palette) line(b *bytes.Buffer, title string, c change.Change) {
	fmt.Fprintf(b, "  %s  %s: ", p.severity(c.Severity), plain.Short(string(c.Boundary)))
	if title != "" {
		b.WriteString(plain.Short(title) + ": ")
	}
	b.WriteString(plain.Short(c.What()) + "\n      [" + plain.Short(c.Rule) + "]")
	if at := position(c); at != "" {
		b.WriteString(" " + plain.Short(at))
	}
	b.WriteString("\n")
	if c.Why != "" {
		b.WriteString("      because " + plain.Short(c.Why) + "\n")
	}
	if c.Advice != "" {
		b.WriteString("      -> " + plain.Short(c.Advice) + "\n")
	}
}

// summary returns the counts and the suggested version on one line.
func (r Report) summary() string {
	var parts []string
	found := counts(r.Changes)
	for _, at := range r.boundaries() {
		if _, missing := r.Missing[at]; missing {
			parts = append(parts, fmt.Sprintf("%s: not compared", at))
			continue
		}
		parts = append(parts, fmt.Sprintf("%s: %s", at, found[at]))
	}
	if len(r.Accepted) > 0 {
		parts = append(parts, fmt.Sprintf("accepted: %s", countOf(r.Accepted)))
	}
	if r.Bump != "" {
		parts = append(parts, "suggested version: "+plain.Short(r.Bump))
	}
	return strings.Join(parts, "; ")
}
