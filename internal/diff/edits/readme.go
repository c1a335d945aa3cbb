package edits

import (
	"fmt"
	"strings"
)

// head is the beginning of README.md, before the tables.
const head = `# What an edit breaks

[boxes.txtar](boxes.txtar) contains a small document, its overlay and recorded exchanges. Each of the %d edits below is a separate test
case. It changes the document or the overlay, and the tables show what each boundary of specdiff must report:

- **wire**: a client generated from the old document calls a server that follows the new one;
- **Go**: a program that uses the package generated from the old document is compiled with the package of the new document;
- **fixtures**: the recorded exchanges are replayed against the new document.

Each cell is the worst severity that is reported. *None* means no change. A *compatible* change breaks no ordinary program, a *risky* one
breaks some programs or may change their meaning, and a *breaking* one breaks ordinary programs. The other files in this folder contain
the edits and the expected texts. ` + "`go test ./internal/diff/edits -update`" + ` writes this file.
`

// Readme returns README.md: the tables of the edits and their verdicts.
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
