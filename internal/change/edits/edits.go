// Package edits is a small document with its overlay, and edits of the two with what each of them does to whom: the table
// by which the boundaries of specdiff are proved.
package edits

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/hostclients/hostclients/internal/change"
)

// Document and Overlay are what is edited.
var (
	//go:embed base.yaml
	Document string
	//go:embed overlay.yaml
	Overlay string
)

// Edit is one edit.
type Edit struct {
	// Name says what is done, and to what.
	Name string
	// Document and Overlay are replacements: the old text, which stands there exactly once, and the new one, and so on.
	Document, Overlay []string
	// Go is what programs that use the generated package make of it.
	Go Verdict
}

// Verdict is the worst change that a boundary finds.
type Verdict struct {
	// None is true if there is no change.
	None     bool
	Severity change.Severity
	// Text is a part of the subject, the text or the advice of a change of that severity.
	Text string
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
