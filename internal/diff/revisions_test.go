package diff_test

import (
	"bytes"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/diff"
	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/diff/report"
)

// commit commits all files of a repository and tags the commit. It creates the repository if necessary.
func commit(t *testing.T, place, tag string) {
	t.Helper()
	for _, arguments := range [][]string{
		{"init", "-q"},
		{"add", "-A"},
		{"-c", "user.name=Tester", "-c", "user.email=tester@example.com", "commit", "-q", "--allow-empty", "-m", tag},
		{"tag", tag},
	} {
		git := exec.CommandContext(t.Context(), "git", arguments...)
		git.Dir = place
		output, err := git.CombinedOutput()
		require.NoError(t, err, string(output))
	}
}

const overlay = `overlay: 1.1.0
info: {title: Boxes, version: "1"}
actions:
  - target: $.paths['/box'].get.parameters[1]
    description: The limit has a maximum.
    update: {schema: {maximum: 100}}
`

// releases returns a comparer for a new repository with two releases and uncommitted files.
func releases(t *testing.T) *diff.Comparer {
	t.Helper()
	c := repository(t, map[string]string{"specs/lids/openapi.yaml": boxes, "specs/README.md": "Specs.\n"})
	c.At = []change.Boundary{change.Wire}
	commit(t, c.Root, "v1")
	put(t, c.Root, map[string]string{
		"specs/boxes/openapi.yaml": without(t, boxes, color), "specs/locks/openapi.yaml": boxes, "overlays/locks.yaml": overlay,
	})
	commit(t, c.Root, "v2")
	put(t, c.Root, map[string]string{"overlays/lids.yaml": overlay, "overlays/locks.yaml": edited(t, overlay, "100", "50")})
	return c
}

func TestAllAPIsAreComparedBetweenTwoCommits(t *testing.T) {
	all, err := releases(t).Revisions(t.Context(), "v1", "v2")
	require.NoError(t, err)
	require.Len(t, all, 3)
	assert.Equal(t, "boxes", all[0].API)
	assert.Equal(t, "v1:specs/boxes/openapi.yaml", all[0].Old)
	assert.Equal(t, "v2:specs/boxes/openapi.yaml", all[0].New)
	require.Len(t, all[0].Changes, 1)
	assert.Equal(t, "request-parameter-removed", all[0].Changes[0].Rule)
	assert.Equal(t, &change.Place{File: "v1:specs/boxes/openapi.yaml", Line: 9}, all[0].Changes[0].Old)
	assert.Empty(t, all[1].Changes, "want no changes of lids")
	assert.Equal(t, "api-added", all[2].Changes[0].Rule)
	assert.Equal(t, report.Minor, all[2].Bump)

	back, err := releases(t).Revisions(t.Context(), "v2", "v1")
	require.NoError(t, err)
	assert.Equal(t, "api-removed", back[2].Changes[0].Rule)
	assert.Equal(t, change.Breaking, back[2].Changes[0].Severity)
}

func TestACommitIsComparedWithTheWorkingFolder(t *testing.T) {
	all, err := releases(t).Revisions(t.Context(), "v2", "")
	require.NoError(t, err)
	require.Len(t, all, 3)
	assert.Equal(t, "specs/boxes/openapi.yaml", all[0].New)
	assert.Empty(t, all[0].Changes)
	for i, rule := range map[int]string{1: "request-parameter-max-set", 2: "request-parameter-max-decreased"} {
		require.Len(t, all[i].Changes, 1)
		assert.Equal(t, rule, all[i].Changes[0].Rule)
		require.NotNil(t, all[i].Changes[0].New)
	}
	assert.Equal(t, "overlays/locks.yaml", all[2].Changes[0].New.File, "want the overlay, where the maximum is set")
}

func TestAPlaceInACommitIsInTheNotationOfGit(t *testing.T) {
	c := releases(t)
	r, err := c.Documents(t.Context(), "v1:specs/boxes/openapi.yaml", "specs/boxes/openapi.yaml")
	require.NoError(t, err)
	require.Len(t, r.Changes, 1)
	assert.Equal(t, &change.Place{File: "v1:specs/boxes/openapi.yaml", Line: 9}, r.Changes[0].Old)
}

func TestAnUnknownCommitIsAnError(t *testing.T) {
	c := releases(t)
	for _, revisions := range [][2]string{{"v3", "v2"}, {"v1", "v3"}, {"--all", "v1"}} {
		_, err := c.Revisions(t.Context(), revisions[0], revisions[1])
		assert.Error(t, err, revisions)
	}
	put(t, c.Root, map[string]string{"specs/boxes/openapi.yaml": "openapi: 3.0.3\npaths: ["})
	_, err := c.Revisions(t.Context(), "v2", "")
	assert.ErrorContains(t, err, "boxes: ")
}

func TestAChangelogListsTheChangesForUsersBySeverity(t *testing.T) {
	all := report.Reports{
		{API: "boxes", Changes: []change.Change{
			{Boundary: change.Wire, Severity: change.Breaking, Operation: "GET /box", Text: "seen in Go\nas well"},
			{Boundary: change.Wire, Severity: change.Breaking, Operation: "GET /lid", Subject: "query parameter a", Text: "removed"},
			{Boundary: change.Go, Severity: change.Breaking, Operation: "GET /box", Subject: "API.ListBoxes", Text: "API.ListBoxes is gone"},
			{Boundary: change.Fixtures, Severity: change.Breaking, Operation: "GET /box", Text: "a fixture"},
			{Boundary: change.Go, Severity: change.Compatible, Subject: "Lid", Text: "type Lid is new"},
		}},
		{API: "locks"},
	}
	var b bytes.Buffer
	require.NoError(t, diff.Changelog(&b, all))
	assert.Equal(t, "### Breaking\n\n- `boxes`, GET /box: API.ListBoxes is gone\n"+
		"- `boxes`, GET /lid: query parameter a: removed\n\n### Added and widened\n\n- `boxes`: type Lid is new\n", b.String())
	b.Reset()
	require.NoError(t, diff.Changelog(&b, all[1:]))
	assert.Equal(t, "No document of an API changed.\n", b.String())
}
