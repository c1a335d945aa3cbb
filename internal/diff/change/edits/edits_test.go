package edits_test

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/contract"
	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/diff/change/edits"
	"github.com/hostclients/hostclients/internal/spec"
)

// senseless are the verbs that say nothing of a kind.
var senseless = map[edits.Kind][]edits.Verb{
	edits.Path:     {edits.Widen, edits.Require},                   // a path has no values, and nobody must call it
	edits.Enum:     {edits.Require},                                // a value is chosen
	edits.Security: {edits.Deprecate},                              // OpenAPI 3.0 has no word for it
	edits.Server:   {edits.Retype, edits.Require, edits.Deprecate}, // a server is a URL, and one of several
}

func TestTheTableHasEveryVerbOfEveryKind(t *testing.T) {
	assert.GreaterOrEqual(t, len(edits.All), 60)
	verbs := []edits.Verb{
		edits.Add, edits.Remove, edits.Rename, edits.Retype, edits.Widen, edits.Narrow, edits.Require, edits.Deprecate,
	}
	for _, kind := range []edits.Kind{
		edits.Path, edits.Parameter, edits.Body, edits.Response, edits.Enum, edits.Security, edits.Server,
	} {
		for _, verb := range verbs {
			there := slices.ContainsFunc(edits.All, func(e edits.Edit) bool { return e.Of == kind && e.Verb == verb })
			assert.Equal(t, !slices.Contains(senseless[kind], verb), there, "%s %s", verb, kind)
		}
	}
}

func TestEveryEditIsNamedOnceAndSaysWhatIsToBeFound(t *testing.T) {
	names := map[string]bool{}
	for _, e := range edits.All {
		assert.False(t, names[e.Name], "%s stands there twice", e.Name)
		names[e.Name] = true
		assert.NotEmpty(t, e.Name)
		assert.NotEmpty(t, e.Verb, e.Name)
		assert.NotEmpty(t, e.Of, e.Name)
		for _, v := range []edits.Verdict{e.Wire, e.Go, e.Fixtures} {
			assert.Equal(t, v.None, v.Text == "", "%s: %v", e.Name, v)
		}
		if len(e.Document) == 0 {
			assert.True(t, e.Wire.None && e.Fixtures.None, "%s: the overlay is for Go alone", e.Name)
		}
	}
}

func TestEveryEditIsSingle(t *testing.T) {
	for _, e := range edits.All {
		edited, actions, err := e.Apply()
		require.NoError(t, err)
		inDocument := places(parsed(t, edits.Document), parsed(t, edited))
		inOverlay := places(parsed(t, edits.Overlay), parsed(t, actions))
		switch {
		case e.Name == "nothing":
			assert.Zero(t, inDocument+inOverlay)
		case len(e.Document) == 0:
			assert.Equal(t, 1, inOverlay, e.Name)
		case e.Verb == edits.Rename:
			assert.Contains(t, []int{1, 2, 3}, inDocument, "%s: the name, and where it is used", e.Name)
		default:
			assert.Equal(t, 1, inDocument, e.Name)
		}
		if len(e.Document) > 0 {
			assert.LessOrEqual(t, inOverlay, 1, "%s: the overlay follows with a target at most", e.Name)
		}
	}
}

func parsed(t *testing.T, text string) *yaml.Node {
	t.Helper()
	var root yaml.Node
	require.NoError(t, yaml.Unmarshal([]byte(text), &root))
	return root.Content[0]
}

// places counts the elements in which two trees differ. A key that has come for another one is one, whatever it holds; so
// are a list in another order, a schema of another type, and a property with its place in the list of those that are required.
func places(a, b *yaml.Node) int {
	switch {
	case a.Kind != b.Kind, a.Kind == yaml.ScalarNode && a.Value != b.Value:
		return 1
	case a.Kind == yaml.SequenceNode:
		return placesOfItems(a.Content, b.Content)
	case a.Kind == yaml.MappingNode:
		return placesOfMembers(members(a), members(b))
	}
	return 0
}

func placesOfItems(a, b []*yaml.Node) int {
	if len(a) != len(b) {
		return 1
	}
	count, moved := 0, true
	for i := range a {
		count += places(a[i], b[i])
		moved = moved && slices.ContainsFunc(b, func(other *yaml.Node) bool { return places(a[i], other) == 0 })
	}
	if moved {
		return min(count, 1)
	}
	return count
}

func placesOfMembers(a, b map[string]*yaml.Node) int {
	if a["type"] != nil && b["type"] != nil && a["type"].Value != b["type"].Value || (a["$ref"] == nil) != (b["$ref"] == nil) {
		return 1
	}
	gone, come, count := 0, 0, 0
	for key, node := range a {
		switch {
		case b[key] == nil:
			gone++
		case key != "required" || a["properties"] == nil || places(a["properties"], b["properties"]) == 0:
			count += places(node, b[key])
		}
	}
	for key := range b {
		if a[key] == nil {
			come++
		}
	}
	return count + max(gone, come)
}

func members(node *yaml.Node) map[string]*yaml.Node {
	all := map[string]*yaml.Node{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		all[node.Content[i].Value] = node.Content[i+1]
	}
	return all
}

func TestTheTreesOfTwoDocumentsDifferInPlaces(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"{a: 1, b: [2, 3]}", "{b: [2, 3], a: 1}", 0},
		{"{a: 1, b: [2, 3]}", "{a: 2, b: [2, 4]}", 2},
		{"{a: 1, b: [2, 3]}", "{c: 1, b: [2]}", 2},
		{"{a: 1}", "{a: 1, b: 2, c: 3}", 2},
		{"[1, 2, 3]", "[3, 1, 2]", 1},
		{"[1, 2, 3]", "[3, 1, 4]", 3},
		{"{type: string, maxLength: 1}", "{type: integer, maximum: 1}", 1},
		{"{$ref: x}", "{type: array, items: {$ref: x}}", 1},
		{"{required: [a], properties: {a: {}}}", "{required: [], properties: {}}", 1},
		{"{required: [a], properties: {a: {}}}", "{required: [], properties: {a: {}}}", 1},
		{"{a: {b: 1}}", "{a: [1]}", 1},
	} {
		assert.Equal(t, test.want, places(parsed(t, test.a), parsed(t, test.b)), "%s and %s", test.a, test.b)
	}
}

func TestTheDocumentHasItsFixtures(t *testing.T) {
	file, overlay, err := edits.Edit{}.Write(t.TempDir())
	require.NoError(t, err)
	d, err := spec.Load(file, overlay)
	require.NoError(t, err)
	folder := t.TempDir()
	require.NoError(t, os.CopyFS(folder, edits.Fixtures))
	folder = path.Join(filepath.ToSlash(folder), "fixtures")
	var files []string
	for template, item := range d.T.Paths.Map() {
		for method, op := range item.Operations() {
			fixtures, err := contract.Fixtures(folder, op.OperationID)
			require.NoError(t, err)
			assert.Empty(t, contract.Missing(d.T, method, template, fixtures), op.OperationID)
			for _, f := range fixtures {
				files = append(files, path.Base(f.File))
				out := contract.Replay(t.Context(), d.T, method, template, f.Interaction)
				assert.Equal(t, contract.Outcome{}, out, "%s, interaction %d", f.File, f.Interaction.ID)
			}
		}
	}
	slices.Sort(files)
	held, err := edits.Fixtures.ReadDir("fixtures/synthetic")
	require.NoError(t, err)
	assert.Len(t, held, len(slices.Compact(files)), "a fixture of no operation")
}

func TestAVerdictIsTheWorstChangeAndWhatItSays(t *testing.T) {
	worst := change.Change{
		Severity: change.Breaking, Rule: "field-removed", Subject: "Box.Note", Text: "it is gone", Advice: "do without",
	}
	lesser := change.Change{Severity: change.Compatible, Text: "Age is new"}
	found := []change.Change{lesser, worst}
	for _, text := range []string{"field-removed", "Box.Note", "is gone", "do without"} {
		assert.NoError(t, edits.Verdict{Severity: change.Breaking, Text: text}.Check(found))
	}
	assert.NoError(t, edits.Verdict{None: true}.Check(nil))
	for says, test := range map[string]struct {
		verdict edits.Verdict
		found   []change.Change
	}{
		"nothing is to be found":                        {edits.Verdict{None: true}, []change.Change{lesser}},
		"nothing was found":                             {edits.Verdict{Text: "Age"}, nil},
		"the worst is breaking and is to be compatible": {edits.Verdict{Text: "Age is new"}, found},
		`no breaking change says "Age is new"`:          {edits.Verdict{Severity: change.Breaking, Text: "Age is new"}, found},
		"the worst is compatible and is to be doubtful": {edits.Verdict{Severity: change.Doubtful}, []change.Change{lesser}},
	} {
		assert.ErrorContains(t, test.verdict.Check(test.found), says)
	}
}

func TestAnEditThatDoesNotFitIsAnError(t *testing.T) {
	for says, e := range map[string]edits.Edit{
		"crate: the document: 1 texts are no pairs":            {Name: "crate", Document: []string{"a"}},
		`the overlay: "crates" stands there 0 times, not once`: {Overlay: []string{"crates", "boxes"}},
		"times, not once": {Document: []string{"boxes", "crates"}},
	} {
		_, _, err := e.Write(t.TempDir())
		assert.ErrorContains(t, err, says)
	}
}

func TestTheREADMEShowsTheTable(t *testing.T) {
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	assert.Equal(t, edits.Readme(), string(text), "go generate ./internal/diff/change/edits mends it")
	for _, line := range strings.Split(string(text), "\n") {
		assert.LessOrEqual(t, len(line), 125, line)
	}
}
