package accepted

import (
	"bytes"
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// Suggest returns entries for changes, to be pasted into the list. Reason and date are left empty for a person to fill in:
// until then, [Read] refuses the list.
func Suggest(changes []change.Change) []byte {
	entries := []entry{}
	suggested := map[string]bool{}
	for _, c := range changes {
		if f := c.Fingerprint(); !suggested[f] {
			suggested[f] = true
			// YAML cannot hold invalid UTF-8, which becomes U+FFFD, and readers need no long texts.
			line := []rune(strings.Join(strings.Fields(c.Line()), " "))
			if len(line) > longest {
				line = append(line[:longest], '…')
			}
			entries = append(entries, entry{Fingerprint: f, Change: string(line)})
		}
	}
	if len(entries) == 0 {
		return nil
	}
	var b bytes.Buffer
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := encoder.Encode(entries); err != nil {
		panic(fmt.Sprintf("strings are not YAML: %v", err)) // four strings always are
	}
	return b.Bytes()
}

// longest is the maximum number of characters of a change's text.
const longest = 400
