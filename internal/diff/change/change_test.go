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
	Args: []string{"box", "id"},
}

func TestAFingerprintDependsOnTheChangeAndNotOnItsPlace(t *testing.T) {
	elsewhere := removed
	elsewhere.Old, elsewhere.Advice = &change.Place{File: "openapi.yaml", Line: 7}, "call listBoxes"
	elsewhere.Text, elsewhere.Subject, elsewhere.Why = "the operation is gone", "operation", "nobody can call it"
	assert.Equal(t, removed.Fingerprint(), elsewhere.Fingerprint())
	for name, edit := range map[string]func(*change.Change){
		"boundary":  func(c *change.Change) { c.Boundary = change.Go },
		"severity":  func(c *change.Change) { c.Severity = change.Risky },
		"rule":      func(c *change.Change) { c.Rule = "removed" },
		"operation": func(c *change.Change) { c.Operation = "GET /box" },
		"argument":  func(c *change.Change) { c.Args = []string{"box", "name"} },
		// The same letters are split differently between the arguments.
		"split": func(c *change.Change) { c.Args = []string{"bo", "xid"} },
	} {
		c := removed
		edit(&c)
		assert.NotEqual(t, removed.Fingerprint(), c.Fingerprint(), name)
	}
	a, b := change.Change{Subject: "a"}, change.Change{Subject: "b"}
	assert.NotEqual(t, a.Fingerprint(), b.Fingerprint(), "want a fingerprint that depends on the subject if there are no arguments")
}

func TestChangesAreSortedByBoundaryAndSeverity(t *testing.T) {
	added := change.Change{Boundary: change.Wire, Severity: change.Compatible, Operation: "GET /a"}
	method := change.Change{Boundary: change.Go, Severity: change.Breaking, Subject: "API.GetBox"}
	all := []change.Change{method, added, removed}
	change.Sort(all)
	assert.Equal(t, []change.Change{removed, added, method}, all)
}

func TestASeverityIsAWordInJSON(t *testing.T) {
	text, err := json.Marshal(removed)
	require.NoError(t, err)
	assert.JSONEq(t, `{"boundary":"wire","severity":"breaking","rule":"operation-removed","operation":"GET /box/{id}","text":"removed","args":["box","id"]}`, string(text))
	var again change.Change
	require.NoError(t, json.Unmarshal(text, &again))
	assert.Equal(t, removed, again)
	assert.ErrorContains(t, json.Unmarshal([]byte(`{"severity":"dreadful"}`), &again), `want compatible, risky or breaking, got "dreadful"`)
}

func TestALineNamesTheSubjectOnce(t *testing.T) {
	assert.Equal(t, "breaking wire: GET /box/{id}: removed", removed.Line())
	assert.Equal(t, "compatible go: API.GetBox: new", change.Change{Boundary: change.Go, Subject: "API.GetBox", Text: "new"}.Line())
	for subject, text := range map[string]string{
		"query parameter page": "removed the `query` request parameter `page`", "Box.Note": "type Box: field Note removed", "": "gone",
	} {
		assert.Equal(t, text, change.Change{Subject: subject, Text: text}.What(), "want no subject before a text that names it")
	}
	assert.Equal(t, "Box.Not: type Box: field Note removed", change.Change{Subject: "Box.Not", Text: "type Box: field Note removed"}.What())
}
