package report_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/diff/report"
)

// two returns the reports of two APIs. Only the second has breaking changes.
func two() report.Reports {
	mild, bad := boxes(), boxes()
	mild.API, mild.Changes = "lids", mild.Changes[1:2]
	return report.Reports{mild, bad}
}

func TestTextAndMarkdownContainAllReportsInOrder(t *testing.T) {
	for mark, text := range map[string]string{
		"specdiff ":     written(t, text(two()...)),
		"### specdiff:": written(t, two().Markdown),
	} {
		parts := strings.Split(text, "\n\n"+mark)
		require.Len(t, parts, 2)
		assert.Contains(t, parts[0], "lids")
		assert.Contains(t, parts[1], "boxes")
	}
}

func TestTheHeadingOfOtherDocumentsNamesNoAPI(t *testing.T) {
	r := report.Report{Old: "a.yaml", New: "b.yaml"}
	assert.Contains(t, written(t, text(r)), "specdiff: a.yaml -> b.yaml\n")
	assert.Contains(t, written(t, one(r).Markdown), "### specdiff\n\na.yaml → b.yaml\n")
}

func TestTheWorstChangeOfAllReportsIsAnnotatedFirst(t *testing.T) {
	lines := strings.Split(written(t, two().Annotations), "\n")
	assert.True(t, strings.HasPrefix(lines[0], "::error "), lines[0])
	assert.Contains(t, lines[3], "/lid", "compatible changes are in the order of the reports")
}

func TestReportsShareTheLengthOfAComment(t *testing.T) {
	short, long := boxes(), many(3000)
	out := written(t, report.Reports{long, short, long}.Markdown)
	assert.LessOrEqual(t, len(out), 65536-256)
	assert.Greater(t, len(out), 60000)
	assert.Equal(t, 2, strings.Count(out, "Left out"))
}

func TestReportsAreOneListInJSON(t *testing.T) {
	var all struct{ Reports []struct{ API string } }
	out := written(t, two().JSON)
	require.NoError(t, json.Unmarshal([]byte(out), &all))
	require.Len(t, all.Reports, 2)
	assert.Equal(t, "lids", all.Reports[0].API)
	assert.NoError(t, validator(t, report.Schema)(out))
	assert.NoError(t, validator(t, report.Schema)(written(t, report.Reports{}.JSON)))
}

func TestEachReportIsARunWithACategoryInSARIF(t *testing.T) {
	var log struct {
		Runs []struct {
			AutomationDetails *struct{ ID string }
			Results           []struct{ RuleIndex int }
		}
	}
	require.NoError(t, json.Unmarshal([]byte(written(t, append(two(), report.Report{}).SARIF)), &log))
	require.Len(t, log.Runs, 3)
	assert.Equal(t, "specdiff/lids/", log.Runs[0].AutomationDetails.ID)
	assert.Equal(t, "specdiff/boxes/", log.Runs[1].AutomationDetails.ID)
	assert.Nil(t, log.Runs[2].AutomationDetails)
	assert.Len(t, log.Runs[1].Results, len(two()[1].Changes)+1)
}
