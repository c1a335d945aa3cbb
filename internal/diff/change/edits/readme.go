package edits

import (
	"fmt"
	"strings"
)

// head is what README.md says before the tables.
const head = `# What an edit breaks

[base.yaml](base.yaml) is a small document, [overlay.yaml](overlay.yaml) its overlay, and [fixtures](fixtures) holds recorded
exchanges of it. Each of the %d edits below is made alone, to the document or to the overlay, and each of specdiff's
boundaries must find what the table says:

- **wire**: a client of the old document talks to a server that follows the new one;
- **Go**: a program that uses the package made from the old document is compiled with the one made from the new document;
  the tests generate and type-check both;
- **fixtures**: the exchanges are replayed against the new document.

Each cell is the worst that is found: *none* is nothing at all, *compatible* breaks nobody, *doubtful* breaks some or means
something else to them, *breaking* breaks somebody who did nothing unusual. What is said of each change, and how each edit is
made, stands in the Go files beside this one. ` + "`go generate ./internal/diff/change/edits`" + ` writes this file.
`

// Readme is README.md of this package: the edits and their verdicts, for readers.
func Readme() string {
	var b strings.Builder
	fmt.Fprintf(&b, head, len(All))
	var kind Kind
	for _, e := range All {
		if e.Of != kind {
			kind = e.Of
			title := strings.ToUpper(string(kind[:1])) + string(kind[1:])
			fmt.Fprintf(&b, "\n## %s\n\n| edit | wire | Go | fixtures |\n|---|---|---|---|\n", title)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", e.Name, e.Wire, e.Go, e.Fixtures)
	}
	return b.String()
}
