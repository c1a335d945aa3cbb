package report_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/diff/report"
)

// command parses a workflow command as GitHub's runner does.
func command(t *testing.T, line string) (name string, properties map[string]string, message string) {
	t.Helper()
	require.True(t, strings.HasPrefix(line, "::"), line)
	head, message, ok := strings.Cut(line[2:], "::")
	require.True(t, ok, line)
	name, list, _ := strings.Cut(head, " ")
	properties = map[string]string{}
	for _, property := range strings.Split(list, ",") {
		key, value, ok := strings.Cut(property, "=")
		require.True(t, ok, line)
		properties[key] = strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%").Replace(value)
	}
	return name, properties, strings.NewReplacer("%0D", "\r", "%0A", "\n", "%25", "%").Replace(message)
}

func TestAnnotationsAreWorkflowCommandsWorstFirst(t *testing.T) {
	assert.Equal(t, `::error file=specs/boxes/openapi.yaml,line=12,title=breaking at wire%3A request-parameter-removed::`+
		`GET /box/{id}: query parameter color: removed%0Ado not send it
::error title=breaking at go%3A method-removed::GET /box: API.ListBoxes: gone
::warning file=new.yaml,title=risky at wire%3A info-changed::different title
::notice title=compatible at wire%3A description-changed::GET /box: explained
::notice title=compatible at wire%3A limit-loosened::GET /box/{id}: query parameter count: the maximum is 100, was 50
::notice file=new.yaml,line=40,title=compatible at wire%3A operation-added::GET /lid: new
`, written(t, one(boxes()).Annotations))
}

func TestNoTextFromADocumentEscapesItsAnnotation(t *testing.T) {
	for name, hostile := range hostile {
		t.Run(name, func(t *testing.T) {
			r := with(hostile)
			lines := strings.Split(strings.TrimSuffix(written(t, one(r).Annotations), "\n"), "\n")
			require.Len(t, lines, len(r.Changes))
			for _, line := range lines {
				assert.Equal(t, -1, strings.IndexFunc(line, unicode.IsControl))
				kind, properties, message := command(t, line)
				assert.Contains(t, []string{"error", "warning", "notice"}, kind)
				assert.Subset(t, []string{"file", "line", "title"}, keys(properties))
				if file, ok := properties["file"]; ok && name == "a property" {
					assert.Equal(t, "d"+hostile, file)
				}
				assert.LessOrEqual(t, strings.Count(message, "\n"), 1)
			}
		})
	}
}

func keys(m map[string]string) []string {
	var all []string
	for key := range m {
		all = append(all, key)
	}
	return all
}

func TestTheRunnerUnescapesAnAnnotation(t *testing.T) {
	r := report.Report{Changes: []change.Change{{
		Rule: "a,b:c", Text: "50%, %0A and ::error::x", Advice: "go: on", Old: &change.Place{File: "a,line=9::b%.yaml", Line: 3},
	}}}
	name, properties, message := command(t, strings.TrimSpace(written(t, one(r).Annotations)))
	assert.Equal(t, "notice", name)
	assert.Equal(t, map[string]string{"file": "a,line=9::b%.yaml", "line": "3", "title": "compatible at : a,b:c"}, properties)
	assert.Equal(t, "50%, %0A and ::error::x\ngo: on", message)
}
