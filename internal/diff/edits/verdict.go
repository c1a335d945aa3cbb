package edits

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// Verdict is the worst change that a boundary must report. The zero Verdict accepts every result.
type Verdict struct {
	// Word is the severity, or "none" if there is no change.
	Word string
	// Text must occur in the subject, text, advice or rule of a change of that severity.
	Text string
}

func verdict(value string) (Verdict, error) {
	word, text, _ := strings.Cut(value, " ")
	var severity change.Severity
	if known := severity.UnmarshalText([]byte(word)) == nil; known != (text != "") || !known && word != "none" {
		return Verdict{}, fmt.Errorf("want \"none\", or a severity and a quotation, got %q", value)
	}
	return Verdict{word, text}, nil
}

// Check returns an error if the changes do not match the verdict.
func (v Verdict) Check(found []change.Change) error {
	if v.Word == "" {
		return nil
	}
	var lines []string
	worst, quoted := change.Compatible, false
	for _, c := range found {
		lines = append(lines, fmt.Sprintf("%s [%s]; %s", c.Line(), c.Rule, c.Advice))
		worst = max(worst, c.Severity)
		names := func(text string) bool { return strings.Contains(text, v.Text) }
		quoted = quoted || c.Severity.String() == v.Word && slices.ContainsFunc([]string{c.Subject, c.Text, c.Advice, c.Rule}, names)
	}
	switch list := strings.Join(lines, "\n"); {
	case v.Word == "none" && len(found) > 0:
		return fmt.Errorf("want no change, got:\n%s", list)
	case v.Word == "none":
		return nil
	case len(found) == 0:
		return fmt.Errorf("want %s %q, got no change", v.Word, v.Text)
	case worst.String() != v.Word:
		return fmt.Errorf("want %s as the worst severity, got %s:\n%s", v.Word, worst, list)
	case !quoted:
		return fmt.Errorf("want a %s change with %q, got:\n%s", v.Word, v.Text, list)
	}
	return nil
}

// Rules returns the distinct rules of changes as "severity rule", worst first.
func Rules(found []change.Change) []string {
	all := []string{}
	for _, severity := range change.Severities {
		var some []string
		for _, c := range found {
			if c.Severity == severity {
				some = append(some, severity.String()+" "+c.Rule)
			}
		}
		slices.Sort(some)
		all = append(all, slices.Compact(some)...)
	}
	return all
}
