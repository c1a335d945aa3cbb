// Package edits is a small document with its overlay and its fixtures, and edits of document and overlay with what each of
// them does to whom: the table by which the boundaries of specdiff are proved. README.md shows the table to readers.
package edits

import (
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
)

//go:generate go run ./table

// Document and Overlay are what is edited.
var (
	//go:embed base.yaml
	Document string
	//go:embed overlay.yaml
	Overlay string
)

// Fixtures holds the recorded exchanges of the document as it is before the edits, in the folder "fixtures".
//
//go:embed fixtures
var Fixtures embed.FS

// Edit is one edit.
type Edit struct {
	// Name says what is done, and to what.
	Name string
	// Verb is what is done, and Of to what.
	Verb Verb
	Of   Kind
	// Document and Overlay are replacements: the old text, which stands there exactly once, and the new one, and so on.
	Document, Overlay []string
	// Wire is what the client of the old document makes of a server that follows the new one, Go what programs that use the
	// generated package make of it, and Fixtures what becomes of the recorded exchanges.
	Wire, Go, Fixtures Verdict
}

// Verb is what an edit does.
type Verb string

// The verbs. Alter is what the others do not say: another default, another place, another text.
const (
	Add       Verb = "add"
	Remove    Verb = "remove"
	Rename    Verb = "rename"
	Retype    Verb = "retype"
	Widen     Verb = "widen"
	Narrow    Verb = "narrow"
	Require   Verb = "require"
	Deprecate Verb = "deprecate"
	Alter     Verb = "alter"
)

// Kind is what an edit is of.
type Kind string

// The kinds, in the order of the table.
const (
	Text      Kind = "texts"
	Path      Kind = "paths and operations"
	Parameter Kind = "parameters"
	Body      Kind = "bodies"
	Response  Kind = "responses"
	Enum      Kind = "enumerations"
	Schema    Kind = "schemas"
	Security  Kind = "security"
	Server    Kind = "servers"
	GoFact    Kind = "the overlay"
)

// Verdict is the worst change that a boundary finds.
type Verdict struct {
	// None is true if there is no change.
	None     bool
	Severity change.Severity
	// Text is a part of the subject, the text, the advice or the rule of a change of that severity.
	Text string
}

// String is the severity in a word, or "none".
func (v Verdict) String() string {
	if v.None {
		return "none"
	}
	return v.Severity.String()
}

// Check returns how the changes that a boundary found differ from the verdict; nil if they do not.
func (v Verdict) Check(found []change.Change) error {
	lines := make([]string, len(found))
	worst, said := change.Compatible, false
	for i, c := range found {
		lines[i] = fmt.Sprintf("%s [%s]; %s", c.Line(), c.Rule, c.Advice)
		worst = max(worst, c.Severity)
	}
	for _, c := range found {
		for _, text := range []string{c.Subject, c.Text, c.Advice, c.Rule} {
			said = said || c.Severity == v.Severity && strings.Contains(text, v.Text)
		}
	}
	fault := func(format string, args ...any) error {
		return fmt.Errorf("%s; found was:\n%s", fmt.Sprintf(format, args...), strings.Join(lines, "\n"))
	}
	switch {
	case v.None && len(found) > 0:
		return fault("nothing is to be found")
	case v.None:
		return nil
	case len(found) == 0:
		return fmt.Errorf("nothing was found, and %s %q is to be", v.Severity, v.Text)
	case worst != v.Severity:
		return fault("the worst is %s and is to be %s", worst, v.Severity)
	case !said:
		return fault("no %s change says %q", v.Severity, v.Text)
	}
	return nil
}

// Apply returns the document and the overlay after the edit.
func (e Edit) Apply() (document, overlay string, err error) {
	if document, err = replace(Document, e.Document); err != nil {
		return "", "", fmt.Errorf("%s: the document: %w", e.Name, err)
	}
	if overlay, err = replace(Overlay, e.Overlay); err != nil {
		return "", "", fmt.Errorf("%s: the overlay: %w", e.Name, err)
	}
	return document, overlay, nil
}

// Write writes the document and the overlay after the edit into a folder and returns the names of the two files. The zero
// Edit edits nothing.
func (e Edit) Write(folder string) (spec, overlay string, err error) {
	document, actions, err := e.Apply()
	if err != nil {
		return "", "", err
	}
	spec, overlay = filepath.Join(folder, "openapi.yaml"), filepath.Join(folder, "overlay.yaml")
	for file, text := range map[string]string{spec: document, overlay: actions} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			return "", "", err
		}
	}
	return spec, overlay, nil
}

func replace(text string, pairs []string) (string, error) {
	if len(pairs)%2 != 0 {
		return "", fmt.Errorf("%d texts are no pairs", len(pairs))
	}
	for i := 0; i < len(pairs); i += 2 {
		if n := strings.Count(text, pairs[i]); n != 1 {
			return "", fmt.Errorf("%q stands there %d times, not once", pairs[i], n)
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return text, nil
}
