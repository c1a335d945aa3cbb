package report

import (
	"bytes"
	"cmp"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/plain"
)

const (
	// limit is the maximum length of a GitHub comment, minus room for the marker by which the action finds its comment. GitHub counts
	// characters; counting bytes is never less strict.
	limit = 65536 - 256
	// unfolded is the largest number of changes with which the operations with breaking changes are still shown unfolded.
	unfolded = 30
)

// section is a folded part of the Markdown.
type section struct {
	head  string
	items []*item
	begun bool // one of the items is kept
}

// foot ends a section.
const foot = "\n</details>\n"

// item is the line of one change in a section.
type item struct {
	in       *section
	severity change.Severity // or accepted
	text     string
	kept     bool
}

// accepted takes the place of the severity of accepted changes, which are left out first.
const accepted = change.Compatible - 1

// Markdown writes the reports for a comment on a pull request. Each report gets a share of the maximum length. A report that is longer
// leaves out accepted changes first, then the least severe ones, and a line says how many.
func (all Reports) Markdown(w io.Writer) error {
	var b bytes.Buffer
	for i, r := range all {
		if i > 0 {
			b.WriteString("\n")
		}
		r.markdown(&b, (limit-b.Len())/(len(all)-i))
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (r Report) markdown(b *bytes.Buffer, limit int) {
	head := r.markdownHead()
	sections := r.sections()
	most := count{change.Breaking: limit, change.Risky: limit, change.Compatible: limit, accepted: limit}
	left := keep(sections, limit-len(head)-len(leftOut(most)))
	b.WriteString(head)
	for _, s := range sections {
		if !s.begun {
			continue
		}
		b.WriteString(s.head)
		for _, i := range s.items {
			if i.kept {
				b.WriteString(i.text)
			}
		}
		b.WriteString(foot)
	}
	if len(left) > 0 {
		b.WriteString(leftOut(left))
	}
}

// keep marks the items that fit into size, worst first, and counts those that do not fit.
func keep(sections []*section, size int) (left count) {
	var all []*item
	for _, s := range sections {
		all = append(all, s.items...)
	}
	slices.SortStableFunc(all, func(a, b *item) int { return cmp.Compare(b.severity, a.severity) })
	left = count{}
	for _, i := range all {
		need := len(i.text)
		if !i.in.begun {
			need += len(i.in.head) + len(foot)
		}
		if need > size {
			size = 0 // so that no less important item is kept
			left[i.severity]++
			continue
		}
		size -= need
		i.in.begun, i.kept = true, true
	}
	return left
}

func leftOut(left count) string {
	const text = "\n> Too long for a comment. Left out: %s; accepted: %d. The other formats of the report contain all changes.\n"
	return fmt.Sprintf(text, left, left[accepted])
}

func (r Report) markdownHead() string {
	var b strings.Builder
	b.WriteString("### specdiff")
	if r.API != "" {
		b.WriteString(": " + markdown(r.API))
	}
	fmt.Fprintf(&b, "\n\n%s → %s\n\n", markdown(r.Old), markdown(r.New))
	b.WriteString("| Boundary | Breaking | Risky | Compatible |\n| --- | --: | --: | --: |\n")
	found := counts(r.Changes)
	for _, at := range r.boundaries() {
		if _, missing := r.Missing[at]; missing {
			fmt.Fprintf(&b, "| %s | ? | ? | ? |\n", at)
			continue
		}
		n := found[at]
		fmt.Fprintf(&b, "| %s | %d | %d | %d |\n", at, n[change.Breaking], n[change.Risky], n[change.Compatible])
	}
	if r.Bump != "" {
		fmt.Fprintf(&b, "\nSuggested version: **%s**\n", markdown(r.Bump))
	}
	if left := r.notCompared(); len(left) > 0 {
		fmt.Fprintf(&b, "\nNot compared: %s\n", markdown(strings.Join(left, ", ")))
	}
	return b.String()
}

// sections returns a section for each operation, and one for the accepted changes at the end.
func (r Report) sections() []*section {
	var all []*section
	for _, g := range grouped(r.Changes) {
		open := ""
		if g.changes[0].Severity == change.Breaking && len(r.Changes) <= unfolded {
			open = " open"
		}
		name := "the document as a whole"
		if g.title() != "" {
			name = "<code>" + html.EscapeString(unlinked(plain.Short(g.title()))) + "</code>"
		}
		s := fold(open, name, g.changes)
		for _, c := range g.changes {
			s.add(c.Severity, markdownLine("", c))
		}
		all = append(all, s)
	}
	if len(r.Accepted) > 0 {
		s := fold("", "accepted before", r.Accepted)
		for _, g := range grouped(r.Accepted) {
			for _, c := range g.changes {
				s.add(accepted, markdownLine(g.title(), c))
			}
		}
		all = append(all, s)
	}
	return all
}

// fold returns an empty section for changes.
func fold(open, name string, changes []change.Change) *section {
	return &section{head: fmt.Sprintf("\n<details%s><summary>%s: %s</summary>\n\n", open, name, countOf(changes))}
}

func (s *section) add(severity change.Severity, text string) {
	s.items = append(s.items, &item{in: s, severity: severity, text: text})
}

// markdownLine returns a change as a list item. Title is the operation, or "" if it is already in the heading.
func markdownLine(title string, c change.Change) string {
	text := fmt.Sprintf("- **%s** %s: ", c.Severity, markdown(string(c.Boundary)))
	if title != "" {
		text += markdown(title) + ": "
	}
	text += markdown(c.What())
	if at := position(c); at != "" {
		text += " — " + markdown(at)
	}
	if c.Why != "" {
		text += "<br>because " + markdown(c.Why)
	}
	if c.Advice != "" {
		text += "<br>→ " + markdown(c.Advice)
	}
	return text + "\n"
}

// markdownSpecial escapes the special characters of Markdown and HTML. A dollar sign becomes an entity, because GitHub reads formulas
// between dollar signs even if they are escaped with a backslash.
var markdownSpecial = strings.NewReplacer(
	"&", "&amp;", "<", "&lt;", ">", "&gt;", "$", "&#36;",
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "|", `\|`, "~", `\~`, "#", "\\#", "!", `\!`,
)

// markdown escapes a string, so that Markdown shows it as it is.
func markdown(s string) string { return markdownSpecial.Replace(unlinked(plain.Short(s))) }

// names inserts a zero-width space into mentions, issue numbers and URLs.
var names = strings.NewReplacer("@", "@\u200b", "#", "#\u200b", "://", ":\u200b//", "www.", "www\u200b.", "GH-", "GH\u200b-")

// unlinked prevents GitHub from linking names in s and from notifying people.
func unlinked(s string) string { return names.Replace(s) }
