package report

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/plain"
)

// commands are GitHub's names for the severities.
var commands = map[change.Severity]string{change.Breaking: "error", change.Risky: "warning", change.Compatible: "notice"}

// Annotations writes the changes as GitHub workflow commands. GitHub shows them as annotations on the lines of the documents. It only
// shows the first few of each kind, so the worst come first.
func (all Reports) Annotations(w io.Writer) error {
	var b bytes.Buffer
	for _, severity := range change.Severities {
		for _, r := range all {
			for _, c := range sortedCopy(r.Changes) {
				if c.Severity == severity {
					b.WriteString(annotation(c) + "\n")
				}
			}
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

func annotation(c change.Change) string {
	var properties []string
	if at := place(c); at != nil && at.File != "" {
		// The name is not shortened, because GitHub has to find the file.
		properties = append(properties, "file="+escapeProperty(plain.Line(filepath.ToSlash(at.File))))
		if at.Line > 0 {
			properties = append(properties, "line="+strconv.Itoa(at.Line))
		}
	}
	properties = append(properties, "title="+escapeProperty(plain.Short(fmt.Sprintf("%s at %s: %s", c.Severity, c.Boundary, c.Rule))))
	message := plain.Short(c.What())
	if c.Operation != "" {
		message = plain.Short(c.Operation) + ": " + message
	}
	if c.Advice != "" {
		message += "\n" + plain.Short(c.Advice)
	}
	return "::" + commands[c.Severity] + " " + strings.Join(properties, ",") + "::" + escapeData(message)
}

// escapeData escapes the message of a command as GitHub's own toolkit does.
func escapeData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

// escapeProperty escapes the value of a property of a command as GitHub's own toolkit does.
func escapeProperty(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(s)
}
