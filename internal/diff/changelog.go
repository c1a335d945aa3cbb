package diff

import (
	"fmt"
	"io"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/diff/report"
	"github.com/hostclients/hostclients/internal/plain"
)

// Changelog writes the Go and wire changes in the form of CHANGELOG.md, grouped by severity and then by API. A wire change is left out
// if its operation has a Go change of the same severity.
func Changelog(w io.Writer, all report.Reports) error {
	var b strings.Builder
	titles := map[change.Severity]string{change.Breaking: "Breaking", change.Risky: "Changed", change.Compatible: "Added and widened"}
	for _, severity := range change.Severities {
		var lines []string
		for _, r := range all {
			lines = append(lines, changelogLines(r, severity)...)
		}
		if len(lines) > 0 {
			fmt.Fprintf(&b, "### %s\n\n%s\n\n", titles[severity], strings.Join(lines, "\n"))
		}
	}
	text := strings.TrimSuffix(b.String(), "\n")
	if text == "" {
		text = "No document of an API changed.\n"
	}
	_, err := io.WriteString(w, text)
	return err
}

// changelogLines returns the changes of an API that have the severity, one line each.
func changelogLines(r report.Report, severity change.Severity) []string {
	shown := map[string]bool{} // operations whose Go changes are listed
	var lines []string
	for _, at := range []change.Boundary{change.Go, change.Wire} {
		for _, c := range r.Changes {
			if c.Boundary != at || c.Severity != severity || at == change.Wire && c.Operation != "" && shown[c.Operation] {
				continue
			}
			if at == change.Go {
				shown[c.Operation] = true
			}
			line := "- `" + r.API + "`"
			if c.Operation != "" {
				line += ", " + c.Operation
			}
			lines = append(lines, plain.Line(line+": "+c.What()))
		}
	}
	return lines
}
