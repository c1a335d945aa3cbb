package accepted

import (
	"bytes"
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// Suggest returns YAML entries for the changes, to paste into the list, or nil if there are no changes. Reason and date are empty, and
// [Read] refuses the list until a person fills them in.
func Suggest(changes []change.Change) []byte {
	entries := []entry{}
	suggested := map[string]bool{}
	for _, c := range changes {
		if f := c.Fingerprint(); !suggested[f] {
			suggested[f] = true
			// The conversion to runes replaces invalid UTF-8, which YAML cannot contain.
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
		panic(fmt.Sprintf("encode entries: %v", err)) // cannot happen, because entries consist of strings
	}
	return b.Bytes()
}

// longest is the maximum number of characters in the description of a change.
const longest = 400
