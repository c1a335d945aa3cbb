package edits_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/contract"
	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/diff/edits"
	"github.com/hostclients/hostclients/internal/spec"
)

const folder = "../testdata/edits"

var update = flag.Bool("update", false, "update the table of the edits")

func read(t *testing.T, name string) *edits.Base {
	t.Helper()
	base, err := edits.Read(folder, name)
	require.NoError(t, err)
	require.NotEmpty(t, base.Edits)
	return base
}

// inapplicable are the verbs that have no meaning for a group.
var inapplicable = map[string][]string{
	"Paths and operations": {"widen", "require"},               // a path has no range of values, and no call is mandatory
	"Enums":                {"require"},                        // no single value is mandatory
	"Security":             {"deprecate"},                      // OpenAPI 3.0 cannot deprecate a security scheme
	"Servers":              {"retype", "require", "deprecate"}, // a server is a URL, and clients choose one from the list
	"Parameters":           nil,
	"Bodies":               nil,
	"Responses":            nil,
}

func TestTheTableHasEveryVerbOfEveryGroup(t *testing.T) {
	all := read(t, "boxes").Edits
	for group, without := range inapplicable {
		for _, verb := range []string{"add", "remove", "rename", "retype", "widen", "narrow", "require", "deprecate"} {
			there := slices.ContainsFunc(all, func(e edits.Edit) bool { return e.Group == group && e.Verb == verb })
			assert.Equal(t, !slices.Contains(without, verb), there, "%s %s", verb, group)
		}
	}
}

func TestEveryEditHasAUniqueNameAndItsVerdicts(t *testing.T) {
	for _, name := range []string{"boxes", "shop"} {
		base, names := read(t, name), map[string]bool{}
		for _, e := range base.Edits {
			assert.False(t, names[e.Name], "%s appears twice", e.Name)
			names[e.Name] = true
			changed, err := base.Apply(e)
			require.NoError(t, err)
			assert.Equal(t, e.Name == "no change", assert.ObjectsAreEqual(base.Files, changed), e.Name)
			if name == "shop" {
				assert.NotNil(t, e.Rules, e.Name)
				assert.NotNil(t, e.Back, e.Name)
				continue
			}
			for _, v := range []edits.Verdict{e.Wire, e.Go, e.Fixtures} {
				assert.NotEmpty(t, v.Word, e.Name)
			}
			if base.Files["openapi.yaml"] == changed["openapi.yaml"] {
				assert.Equal(t, []string{"none", "none"}, []string{e.Wire.Word, e.Fixtures.Word}, "%s: the overlay affects only the Go package", e.Name)
			}
		}
	}
}

func TestTheBaseHasAllFixturesOfItsDocument(t *testing.T) {
	place := t.TempDir()
	require.NoError(t, read(t, "boxes").Write(place, edits.Edit{}))
	d, err := spec.Load(filepath.Join(place, "openapi.yaml"), filepath.Join(place, "overlay.yaml"))
	require.NoError(t, err)
	var files []string
	for _, op := range spec.Operations(d.T) {
		fixtures, err := contract.Fixtures(filepath.ToSlash(place)+"/fixtures", op.Op.OperationID)
		require.NoError(t, err)
		assert.Empty(t, contract.Missing(d.T, op.Method, op.Path, fixtures), op.Op.OperationID)
		for _, f := range fixtures {
			files = append(files, f.File)
			out := contract.Replay(t.Context(), d.T, op.Method, op.Path, f.Interaction)
			assert.Equal(t, contract.Outcome{}, out, "%s, interaction %d", f.File, f.Interaction.ID)
		}
	}
	entries, err := os.ReadDir(filepath.Join(place, "fixtures", "synthetic"))
	require.NoError(t, err)
	slices.Sort(files)
	assert.Len(t, entries, len(slices.Compact(files)), "each file belongs to an operation")
}

func TestAVerdictChecksTheWorstSeverityAndAText(t *testing.T) {
	worst := change.Change{Severity: change.Breaking, Rule: "field-removed", Subject: "Box.Note", Text: "it is gone", Advice: "do without"}
	lesser := change.Change{Severity: change.Compatible, Text: "Age is new"}
	found := []change.Change{lesser, worst}
	for _, text := range []string{"field-removed", "Box.Note", "is gone", "do without"} {
		assert.NoError(t, edits.Verdict{Word: "breaking", Text: text}.Check(found))
	}
	assert.NoError(t, edits.Verdict{Word: "none"}.Check(nil))
	for says, test := range map[string]struct {
		verdict edits.Verdict
		found   []change.Change
	}{
		"want no change":                                    {edits.Verdict{Word: "none"}, []change.Change{lesser}},
		"got no change":                                     {edits.Verdict{Word: "compatible", Text: "Age"}, nil},
		"want compatible as the worst severity":             {edits.Verdict{Word: "compatible", Text: "Age is new"}, found},
		`want a breaking change with "Age is`:               {edits.Verdict{Word: "breaking", Text: "Age is new"}, found},
		"want risky as the worst severity, got compatible:": {edits.Verdict{Word: "risky", Text: "Age"}, []change.Change{lesser}},
	} {
		assert.ErrorContains(t, test.verdict.Check(test.found), says)
	}
	assert.Equal(t, []string{"breaking field-removed", "compatible "}, edits.Rules(append(found, found...)))
}

func TestAnInvalidCaseIsAnError(t *testing.T) {
	place := t.TempDir()
	put := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(place, name), []byte(text), 0o600))
	}
	put("lids.txtar", "-- openapi.yaml --\na: 1\nb: 1\na: 1\n")
	for text, says := range map[string]string{
		"openapi.yaml:\n-a: 1\n":        "want these lines once, found them 2 times",
		"openapi.yaml:\n-c: 1\n":        "found them 0 times",
		"other.yaml:\n-a: 1\n":          "the base has no file other.yaml",
		"wire: dreadful\n":              `want "none", or a severity and a quotation, got "dreadful"`,
		"wire: breaking\n":              `got "breaking"`,
		"not a key\n":                   "is neither a key with a value nor a changed line",
		"openapi.yaml:\n-a: 1\n?a: 2\n": "is neither a key",
	} {
		put("lids-1.txtar", "-- one --\n"+text)
		base, err := edits.Read(place, "lids")
		if err == nil {
			_, err = base.Apply(base.Edits[0])
		}
		assert.ErrorContains(t, err, says, text)
	}
}

func TestTheREADMEShowsTheTable(t *testing.T) {
	file, table := filepath.Join(folder, "README.md"), read(t, "boxes").Readme()
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(table), 0o600))
	}
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, table, string(text), "the README is out of date; to update it, run go test ./internal/diff/edits -update")
}
