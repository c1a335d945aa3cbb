package accepted

import (
	"bytes"
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// Suggest returns entries for changes, to be pasted into the list. What only a person can say, the reason and the day, is
// left empty, and [Read] refuses the list until it is there.
func Suggest(changes []change.Change) []byte {
	entries := []entry{}
	suggested := map[string]bool{}
	for _, c := range changes {
		if f := c.Fingerprint(); !suggested[f] {
			suggested[f] = true
			// YAML cannot hold what is not UTF-8, which becomes U+FFFD here; and long texts of many lines are nothing for readers.
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

// longest is how many characters of a change are written for readers.
const longest = 400
