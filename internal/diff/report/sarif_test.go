package report_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/diff/report"
)

// log is the part of a SARIF log that the tests read.
type log struct {
	Version string
	Runs    []struct {
		Tool struct {
			Driver struct {
				Name  string
				Rules []struct {
					ID               string
					ShortDescription struct{ Text string }
				}
			}
		}
		Results []struct {
			RuleID    string
			RuleIndex int
			Level     string
			Message   struct{ Text string }
			Locations []struct {
				PhysicalLocation *struct {
					ArtifactLocation struct{ URI string }
					Region           *struct{ StartLine int }
				}
				LogicalLocations []struct{ FullyQualifiedName string }
			}
			PartialFingerprints map[string]string
			Suppressions        []struct{ Kind, Justification string }
		}
	}
}

func readLog(t *testing.T, text string) log {
	t.Helper()
	var l log
	require.NoError(t, json.Unmarshal([]byte(text), &l))
	require.Len(t, l.Runs, 1)
	return l
}

func TestTheSARIFMatchesTheOfficialSchema(t *testing.T) {
	schema, err := os.ReadFile("testdata/sarif-schema-2.1.0.json")
	require.NoError(t, err)
	validate := validator(t, schema)
	assert.NoError(t, validate(written(t, one(report.Report{}).SARIF)))
	good := written(t, one(boxes()).SARIF)
	assert.NoError(t, validate(good))
	assert.Error(t, validate(strings.Replace(good, `"level": "error"`, `"level": "bad"`, 1)))
	for name, hostile := range hostile {
		assert.NoError(t, validate(written(t, one(with(hostile)).SARIF)), name)
	}
}

func TestASARIFResultDescribesTheChange(t *testing.T) {
	r := boxes()
	r.Changes[0].Operation, r.Changes[0].OperationID = "", ""
	run := readLog(t, written(t, one(r).SARIF)).Runs[0]
	assert.Equal(t, "specdiff", run.Tool.Driver.Name)
	require.Len(t, run.Results, 7)

	worst := run.Results[0]
	assert.Equal(t, "request-parameter-removed", worst.RuleID)
	assert.Equal(t, "error", worst.Level)
	assert.Equal(t, "breaking wire: GET /box/{{id}}: query parameter color: removed\ndo not send it", worst.Message.Text)
	assert.Equal(t, "specs/boxes/openapi.yaml", worst.Locations[0].PhysicalLocation.ArtifactLocation.URI)
	assert.Equal(t, 12, worst.Locations[0].PhysicalLocation.Region.StartLine)
	assert.Equal(t, "GET /box/{id}", worst.Locations[0].LogicalLocations[0].FullyQualifiedName)
	assert.Equal(t, map[string]string{"specdiff/v1": r.Changes[4].Fingerprint()}, worst.PartialFingerprints)
	assert.Empty(t, worst.Suppressions)

	risky := run.Results[1]
	assert.Equal(t, "warning", risky.Level)
	assert.Nil(t, risky.Locations[0].PhysicalLocation.Region, "the line is not known")
	assert.Equal(t, "note", run.Results[2].Level)
	assert.Empty(t, run.Results[5].Locations, "a change without a line and an operation has no location")

	accepted := run.Results[6]
	require.Len(t, accepted.Suppressions, 1)
	assert.Equal(t, "external", accepted.Suppressions[0].Kind)
	assert.Equal(t, "the server is older", accepted.Suppressions[0].Justification)
	assert.NotContains(t, accepted.Message.Text, "older")

	for _, result := range run.Results {
		assert.Equal(t, result.RuleID, run.Tool.Driver.Rules[result.RuleIndex].ID)
	}
	assert.Len(t, run.Tool.Driver.Rules, 7)
}

func TestSARIFListsEachRuleOnce(t *testing.T) {
	run := readLog(t, written(t, one(many(9)).SARIF)).Runs[0]
	assert.Len(t, run.Results, 9)
	require.Len(t, run.Tool.Driver.Rules, 1)
	assert.Equal(t, "response field removed", run.Tool.Driver.Rules[0].ShortDescription.Text)
}

func TestNoSARIFMessageHasLinksOrPlaceholders(t *testing.T) {
	for name, hostile := range hostile {
		for _, result := range readLog(t, written(t, one(with(hostile)).SARIF)).Runs[0].Results {
			single := strings.NewReplacer("{{", "", "}}", "").Replace(result.Message.Text)
			assert.NotContains(t, single, "{", name)
			assert.NotContains(t, single, "}", name)
			assert.NotContains(t, single, "](", name)
		}
	}
}

func TestSARIFNamesFilesByURI(t *testing.T) {
	for name, uri := range map[string]string{
		"specs/a b.yaml": "specs/a%20b.yaml", "a#b?c%.yaml": "a%23b%3Fc%25.yaml",
		"a:b.yaml": "./a:b.yaml", "/srv/a.yaml": "file:///srv/a.yaml",
	} {
		r := report.Report{Changes: []change.Change{{Text: "t", New: &change.Place{File: name, Line: 1}}}}
		result := readLog(t, written(t, one(r).SARIF)).Runs[0].Results[0]
		assert.Equal(t, uri, result.Locations[0].PhysicalLocation.ArtifactLocation.URI)
	}
}
