package edits

import (
	"fmt"
	"strings"
)

// head is what README.md says before the tables.
const head = `# What an edit breaks

[boxes.txtar](boxes.txtar) holds a small document, its overlay and recorded exchanges. Each of the %d edits below is made alone,
to the document or to the overlay, and each of specdiff's boundaries must find what the table says:

- **wire**: a client of the old document talks to a server that follows the new one;
- **Go**: a program that uses the package made from the old document is compiled with the one made from the new document;
- **fixtures**: the exchanges are replayed against the new document.

Each cell is the worst change that is found. *None* is no change at all, *compatible* breaks nobody, *risky* breaks some users or
means something else to them, *breaking* breaks somebody who did nothing unusual. The files beside this one show how each edit
is made and what the reports say about it. ` + "`go test ./internal/diff/edits -update`" + ` writes this file.
`

// Readme is the table of the edits and their verdicts, for readers.
func (b *Base) Readme() string {
	var text strings.Builder
	fmt.Fprintf(&text, head, len(b.Edits))
	group := ""
	for _, e := range b.Edits {
		if e.Group != group {
			group = e.Group
			fmt.Fprintf(&text, "\n## %s\n\n| edit | wire | Go | fixtures |\n|---|---|---|---|\n", group)
		}
		fmt.Fprintf(&text, "| %s | %s | %s | %s |\n", e.Name, e.Wire.Word, e.Go.Word, e.Fixtures.Word)
	}
	return text.String()
}
