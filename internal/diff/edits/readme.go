package edits

import (
	"fmt"
	"strings"
)

// head is the text of README.md above the tables.
const head = `# What an edit breaks

[boxes.txtar](boxes.txtar) contains a small document, its overlay and recorded exchanges. Each of the %d edits below changes the document
or the overlay, and is a separate test case. The tables show what specdiff must report at each boundary:

- **wire**: a client generated from the old document calls a server that follows the new document;
- **Go**: a program that uses the old package is compiled with the new package;
- **fixtures**: the recorded exchanges are checked against the new document.

Each cell is the worst severity that is reported. *None* means no change. A *compatible* change breaks no ordinary program. A *risky* change
breaks some programs, or may change their meaning. A *breaking* change breaks ordinary programs. The other files in this folder contain
the edits and the expected messages. ` + "`go test ./internal/diff/edits -update`" + ` writes this file.
`

// Readme returns the text of README.md: the tables of the edits and their verdicts.
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
