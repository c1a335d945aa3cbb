package report_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/diff/report"
)

func TestTheVersionBumpDependsOnTheChangesAndTheReleasedVersion(t *testing.T) {
	at := &change.Place{File: "new.yaml", Line: 1}
	of := func(boundary change.Boundary, severity change.Severity) change.Change {
		return change.Change{Boundary: boundary, Severity: severity, Rule: "r", Old: at, New: at}
	}
	worst := of(change.Go, change.Breaking)
	added := change.Change{Boundary: change.Wire, Rule: "r", New: at}
	method := change.Change{Boundary: change.Go, Rule: "method-added"}
	fixture := change.Change{Boundary: change.Fixtures, Rule: "fixture-added", New: at}
	for name, test := range map[string]struct {
		stable, before string
		changes        []change.Change
	}{
		"no change":                       {report.None, report.None, nil},
		"breaking at the wire":            {report.Major, report.Minor, []change.Change{of(change.Wire, change.Breaking)}},
		"breaking in Go":                  {report.Major, report.Minor, []change.Change{of(change.Go, change.Breaking)}},
		"breaking in fixtures":            {report.Patch, report.Patch, []change.Change{of(change.Fixtures, change.Breaking)}},
		"risky at the wire":               {report.Minor, report.Minor, []change.Change{of(change.Wire, change.Risky)}},
		"risky in Go":                     {report.Minor, report.Minor, []change.Change{of(change.Go, change.Risky)}},
		"risky in fixtures":               {report.Patch, report.Patch, []change.Change{of(change.Fixtures, change.Risky)}},
		"an addition, by its place":       {report.Minor, report.Minor, []change.Change{added}},
		"an addition, by its rule":        {report.Minor, report.Minor, []change.Change{method}},
		"an addition to fixtures":         {report.Patch, report.Patch, []change.Change{fixture}},
		"compatible, but not an addition": {report.Patch, report.Patch, []change.Change{of(change.Wire, change.Compatible)}},
		"compatible, without a place":     {report.Patch, report.Patch, []change.Change{{Boundary: change.Go, Rule: "r"}}},
		"the worst change comes first":    {report.Major, report.Minor, []change.Change{worst, fixture, added}},
		"the worst change comes last":     {report.Major, report.Minor, []change.Change{fixture, added, worst}},
		"a patch does not undo a minor":   {report.Minor, report.Minor, []change.Change{added, fixture}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, version := range []string{"v1.0.0", "v1.4.2", "2.0.0", "v10.0.0", "1.2.0-rc.1", "V2", " 3 ", "2024-01-01", "2024.01.01", "2.0.0.1"} {
				assert.Equal(t, test.stable, report.Bump(test.changes, version), version)
			}
			for _, version := range []string{"", "v0.9.9", "0.1.0", "v1.0.0-rc.1", "latest", "0.1.2.3", "00", "beta 2"} {
				assert.Equal(t, test.before, report.Bump(test.changes, version), version)
			}
		})
	}
}
