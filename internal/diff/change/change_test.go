package change_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/diff/change"
)

var removed = change.Change{
	Boundary: change.Wire, Severity: change.Breaking, Rule: "operation-removed", Operation: "GET /box/{id}", Text: "removed",
}

func TestAFingerprintIsOfWhatChangedAndNotOfWhereItStands(t *testing.T) {
	elsewhere := removed
	elsewhere.Old, elsewhere.Advice = &change.Place{File: "openapi.yaml", Line: 7}, "call listBoxes"
	assert.Equal(t, removed.Fingerprint(), elsewhere.Fingerprint())
	for name, edit := range map[string]func(*change.Change){
		"boundary":  func(c *change.Change) { c.Boundary = change.Go },
		"severity":  func(c *change.Change) { c.Severity = change.Doubtful },
		"rule":      func(c *change.Change) { c.Rule = "removed" },
		"operation": func(c *change.Change) { c.Operation = "GET /box" },
		"subject":   func(c *change.Change) { c.Subject = "a" },
		"text":      func(c *change.Change) { c.Text = "gone" },
		// The same letters in other fields.
		"border": func(c *change.Change) { c.Operation, c.Subject = "GET /box/{id", "}" },
	} {
		c := removed
		edit(&c)
		assert.NotEqual(t, removed.Fingerprint(), c.Fingerprint(), name)
	}
}

func TestChangesAreSortedByBoundaryAndTheWorstComesFirst(t *testing.T) {
	added := change.Change{Boundary: change.Wire, Severity: change.Compatible, Operation: "GET /a"}
	method := change.Change{Boundary: change.Go, Severity: change.Breaking, Subject: "API.GetBox"}
	all := []change.Change{method, added, removed}
	change.Sort(all)
	assert.Equal(t, []change.Change{removed, added, method}, all)

	worst, found := change.Worst(all, change.Wire)
	assert.True(t, found)
	assert.Equal(t, change.Breaking, worst)
	_, found = change.Worst(all, change.Fixtures)
	assert.False(t, found)
}

func TestASeverityIsAWordInJSON(t *testing.T) {
	text, err := json.Marshal(removed)
	require.NoError(t, err)
	assert.JSONEq(t, `{"boundary":"wire","severity":"breaking","rule":"operation-removed","operation":"GET /box/{id}","text":"removed"}`, string(text))
	var again change.Change
	require.NoError(t, json.Unmarshal(text, &again))
	assert.Equal(t, removed, again)
	assert.ErrorContains(t, json.Unmarshal([]byte(`{"severity":"dreadful"}`), &again), `"dreadful" is no severity`)
}

func TestAChangeIsALineForReaders(t *testing.T) {
	assert.Equal(t, "breaking wire: GET /box/{id}: removed", removed.Line())
	assert.Equal(t, "compatible go: API.GetBox: new", change.Change{Boundary: change.Go, Subject: "API.GetBox", Text: "new"}.Line())
}
