package goapi_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/diff/edits"
	"github.com/hostclients/hostclients/internal/diff/goapi"
	"github.com/hostclients/hostclients/internal/generate"
)

// root is the repository's root, seen from this package.
const root = "../../.."

// comparer serves all tests: what generated packages import is loaded once.
var comparer = goapi.New(root)

// boxes are the document and the edits of the table.
var boxes = func() *edits.Base {
	base, err := edits.Read("../testdata/edits", "boxes")
	if err != nil {
		panic(err)
	}
	return base
}()

var document, overlay = boxes.Files["openapi.yaml"], boxes.Files["overlay.yaml"]

// write puts a document and its overlay into a folder of their own.
func write(t *testing.T, document, overlay string) goapi.Side {
	t.Helper()
	folder := t.TempDir()
	side := goapi.Side{Spec: filepath.Join(folder, "openapi.yaml"), Overlay: filepath.Join(folder, "overlay.yaml")}
	require.NoError(t, os.WriteFile(side.Spec, []byte(document), 0o600))
	require.NoError(t, os.WriteFile(side.Overlay, []byte(overlay), 0o600))
	return side
}

func compare(t *testing.T, before, after goapi.Side) []change.Change {
	t.Helper()
	found, err := comparer.Compare(t.Context(), before, after)
	require.NoError(t, err)
	return found
}

// text is what people read of changes.
func text(all []change.Change) string {
	var b strings.Builder
	for _, c := range all {
		fmt.Fprintf(&b, "%s %s [%s] %s | %s | %s\n", c.Severity, c.Rule, c.Subject, c.Operation, c.Text, c.Advice)
	}
	return b.String()
}

func TestEveryEditGetsItsVerdict(t *testing.T) {
	old := base(t)
	var absorbed atomic.Int32
	for _, edit := range boxes.Edits {
		t.Run(edit.Name, func(t *testing.T) {
			t.Parallel()
			files, err := boxes.Apply(edit)
			require.NoError(t, err)
			document, overlay := files["openapi.yaml"], files["overlay.yaml"]
			found, err := old.Compare(t.Context(), write(t, document, overlay))
			require.NoError(t, err)
			require.NoError(t, edit.Go.Check(found))
			for _, c := range found {
				assert.NotEqual(t, "code-changed", c.Rule, text(found))
				assert.NotEqual(t, "go-incompatible", c.Rule, text(found))
			}
			if actions := advised(found); actions != "" {
				absorbed.Add(1)
				keepsTheOldNames(t, old, write(t, document, overlay+actions), actions)
			}
		})
	}
	t.Cleanup(func() {
		assert.GreaterOrEqual(t, int(absorbed.Load()), 10, "edits that rename what the overlay can keep")
	})
}

// base is the document of the table as it is before the edits.
func base(t *testing.T) *goapi.Old {
	t.Helper()
	old, err := comparer.Load(t.Context(), write(t, document, overlay))
	require.NoError(t, err)
	return old
}

// What the constants of an enumeration are called depends on what the operation is called.
func TestARenamedListKeepsTheConstantsOfItsValuesButThoseThatAreGone(t *testing.T) {
	document := strings.NewReplacer(
		"operationId: listBoxes", "operationId: searchBoxes", "enum: [red, blue]", "enum: [red]",
	).Replace(document)
	old := base(t)
	found, err := old.Compare(t.Context(), write(t, document, overlay))
	require.NoError(t, err)
	verdict := edits.Verdict{Word: "breaking", Text: "constant ListBoxesParamsColourBlue removed"}
	require.NoError(t, verdict.Check(found))
	actions := advised(found)
	require.NotEmpty(t, actions)
	keepsTheOldNames(t, old, write(t, document, overlay+actions), actions)
}

// advised are the actions that the advice of changes would add to the overlay.
func advised(found []change.Change) string {
	actions := ""
	for _, c := range found {
		if _, action, ok := strings.Cut(c.Advice, "to keep the old name, add to the overlay: "); ok {
			actions += "  " + action + "\n"
		}
	}
	return actions
}

// keepsTheOldNames demands that programs compile again. What the document changed beside names remains: other values are
// refused, and a value that is gone has no constant.
func keepsTheOldNames(t *testing.T, old *goapi.Old, after goapi.Side, actions string) {
	t.Helper()
	again, err := old.Compare(t.Context(), after)
	require.NoError(t, err)
	for _, c := range again {
		assert.NotContains(t, c.Rule, "renamed", "%s\nwith %s", text(again), actions)
		if c.Severity == change.Breaking {
			assert.Contains(t, []string{"rule-changed", "constant-removed"}, c.Rule, "%s\nwith %s", text(again), actions)
		}
	}
}

func TestTheParametersOfAnotherOperationCannotBeCalledAsThoseOfOneThatIsGone(t *testing.T) {
	const head = "openapi: 3.0.3\ninfo: {title: Boxes, version: '1'}\npaths:\n"
	operation := func(name, parameters string) string {
		return "  /" + name + ": {get: {operationId: " + name + ", parameters: [" + parameters + "], responses: {'204': {description: None.}}}}\n"
	}
	const colour = "{name: colour, in: query, schema: {type: string}}"
	overlay := "overlay: 1.1.0\ninfo: {title: Boxes, version: '1'}\nactions:\n" +
		"  - {target: $.info, description: The title., update: {title: Boxes and lids}}\n"
	found := compare(t, write(t, head+operation("boxes", colour)+operation("lids", ""), overlay), write(t, head+operation("lids", colour), overlay))
	advice := ""
	for _, c := range found {
		if c.Rule == "type-renamed" {
			advice = c.Advice
		}
	}
	assert.Equal(t, "the overlay cannot keep the old name", advice, text(found))
}

// An action that adds names to names would make more names than values.
func TestNamesThatAreListedAlreadyAreToBeListedInOrder(t *testing.T) {
	const names = "actions:\n  - target: $.components.schemas.Size\n    description: Names of the values.\n    update: {x-enum-varnames: [%s]}\n"
	named := func(list string) string {
		return strings.Replace(overlay, "actions:\n", fmt.Sprintf(names, list), 1)
	}
	before := write(t, document, named("Small, Large"))
	for rule, after := range map[string]goapi.Side{
		"constant-exchanged": write(t, strings.Replace(document, "[small, large]", "[large, small]", 1), named("Small, Large")),
		"constant-renamed":   write(t, strings.Replace(document, "[small, large]", "[large, small]", 1), named("Big, Little")),
	} {
		found := compare(t, before, after)
		require.Len(t, found, 2, text(found))
		for _, c := range found {
			assert.Equal(t, rule, c.Rule)
			assert.Equal(t, change.Breaking, c.Severity)
			assert.Equal(t, "list the names in the order of the values: x-enum-varnames: [Large, Small]", c.Advice)
			require.NotNil(t, c.New, "it is that of the enumeration")
			assert.Equal(t, after.Spec, c.New.File)
		}
	}
}

func TestWhatTheOverlayCannotKeepIsSaid(t *testing.T) {
	for _, edit := range boxes.Edits {
		if edit.Name != "an enumeration renamed" {
			continue
		}
		files, err := boxes.Apply(edit)
		require.NoError(t, err)
		found := compare(t, write(t, document, overlay), write(t, files["openapi.yaml"], files["overlay.yaml"]))
		require.Len(t, found, 1, text(found))
		assert.Equal(t, "the overlay cannot keep the old name", found[0].Advice)
		return
	}
	t.Fatal("there is no such edit")
}

func TestAnActionWithoutTargetIsAChangeAndTheOthersApply(t *testing.T) {
	without := strings.Replace(overlay, "$.paths['/boxes'].post", "$.paths['/crates'].post", 1)
	after := write(t, document, without)
	found := compare(t, write(t, document, overlay), after)
	require.Len(t, found, 2, text(found))
	assert.Equal(t, "overlay-target-gone", found[0].Rule)
	assert.Equal(t, &change.Place{File: after.Overlay, Line: 7}, found[0].New)
	assert.Equal(t, "repeat-changed", found[1].Rule, "the pages of listBoxes and the result of moveBox are as they were")
}

// Who follows the advice adds actions for the new document to the overlay that both documents have.
func TestAnActionOfTheSharedOverlayMayFitTheNewDocumentAlone(t *testing.T) {
	const name = "  - target: $.components.schemas.Sticker\n    description: The old name.\n    update: {x-go-type-name: Label}\n"
	before := write(t, document, overlay+name)
	after := write(t, strings.NewReplacer(
		"    Label:\n", "    Sticker:\n", "schemas/Label'", "schemas/Sticker'", "email: {type: string}", "email: {type: integer}",
	).Replace(document), "")
	after.Overlay = before.Overlay
	found := compare(t, before, after)
	require.NotEmpty(t, found)
	assert.Equal(t, "field-type-changed", found[0].Rule, "the name is kept, and the rest is compared: %s", text(found))
	for _, c := range found[1:] {
		assert.Equal(t, change.Compatible, c.Severity, text(found))
	}
}

// An overlay may be what makes the document good at all. What is known by then is not lost.
func TestADocumentThatIsNoGoodWithoutTheActionIsAnErrorBesideTheChange(t *testing.T) {
	const id = `
  - target: $.paths['/boxes/{id}'].delete
    description: It has no operationId.
    update: {operationId: deleteBox}
`
	document := strings.Replace(document, "      operationId: deleteBox\n", "", 1)
	before := write(t, document, overlay+id)
	after := write(t, strings.Replace(document, "/boxes/{id}:", "/crates/{id}:", 1), overlay+id)
	found, err := comparer.Compare(t.Context(), before, after)
	require.ErrorContains(t, err, "the new document: "+after.Spec)
	require.ErrorContains(t, err, "DELETE /crates/{id} has no operationId")
	require.Len(t, found, 1, text(found))
	assert.Equal(t, "overlay-target-gone", found[0].Rule)
}

func TestAnErrorNamesTheSide(t *testing.T) {
	good := write(t, document, overlay)
	broken := write(t, strings.Replace(document, "operationId: getBox", "operationId: deleteBox", 1), overlay)
	typed := write(t,
		strings.Replace(document, "{type: string, nullable: true}", "{type: string, x-go-type: core.Nothing}", 1),
		overlay)
	missing := goapi.Side{Spec: filepath.Join(t.TempDir(), "openapi.yaml")}
	bare := goapi.Side{Spec: good.Spec, Overlay: missing.Spec}
	unset := goapi.Side{Spec: good.Spec, Overlay: good.Overlay, Config: missing.Spec}
	unfit := write(t, document, strings.Replace(overlay, ".post", ".trace", 1))
	for name, test := range map[string]struct {
		before, after goapi.Side
		says          string
	}{
		"a fault of the old document":          {broken, good, "the old document: " + broken.Spec + ":"},
		"a fault of the new document":          {good, broken, "the new document: " + broken.Spec + ":"},
		"an old document that is not there":    {missing, good, "the old document: " + missing.Spec + ": no such file"},
		"a package that does not compile":      {good, typed, "the new document: its package does not compile: "},
		"an old package that does not compile": {typed, good, "the old document: its package does not compile: "},
		"an overlay that is not there":         {good, bare, "the new document: " + missing.Spec},
		"a configuration that is not there":    {good, unset, "the new document: " + missing.Spec},
		"an old overlay that does not fit":     {unfit, good, "the old document: " + unfit.Overlay + ":7: "},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := comparer.Compare(t.Context(), test.before, test.after)
			assert.ErrorContains(t, err, test.says)
		})
	}
}

// rules are the rules of changes.
func rules(all []change.Change) []string {
	var names []string
	for _, c := range all {
		names = append(names, c.Rule)
	}
	return names
}

func TestATypeIsRenamedIfThereIsOneOfItsShapeOnEachSide(t *testing.T) {
	// Two operations answer with a box or a lid, of which both are a text alone.
	document := func(first, second string) string {
		text := "openapi: 3.0.3\ninfo: {title: Boxes, version: '1'}\npaths:\n"
		schemas := map[string]bool{first: true, second: true}
		for path, schema := range map[string]string{"one": first, "two": second} {
			text += "  /" + path + ": {get: {operationId: " + path + ", responses: {'200': {description: It., content: " +
				"{application/json: {schema: {$ref: '#/components/schemas/" + schema + "'}}}}}}}\n"
		}
		text += "components:\n  schemas:\n"
		for name := range schemas {
			text += "    " + name + ": {type: object, properties: {text: {type: string}}}\n"
		}
		return text
	}
	overlay := "overlay: 1.1.0\ninfo: {title: Boxes, version: '1'}\nactions:\n" +
		"  - {target: $.info, description: The title., update: {title: Boxes and lids}}\n"
	for _, test := range []struct {
		was, is [2]string
		renamed bool
	}{
		{[2]string{"Box", "Box"}, [2]string{"Crate", "Crate"}, true},
		{[2]string{"Box", "Lid"}, [2]string{"Crate", "Crate"}, false},
		{[2]string{"Box", "Box"}, [2]string{"Crate", "Cover"}, false},
	} {
		found := compare(t, write(t, document(test.was[0], test.was[1]), overlay), write(t, document(test.is[0], test.is[1]), overlay))
		if test.renamed {
			assert.Contains(t, rules(found), "type-renamed", text(found))
		} else {
			assert.NotContains(t, rules(found), "type-renamed", text(found))
			assert.Contains(t, rules(found), "type-removed", text(found))
		}
	}
}

func TestWhatIsLeftOutMattersWhereItIsSent(t *testing.T) {
	kept := func(field string) string {
		return strings.Replace(document, field+"}", field+", x-go-type-skip-optional-pointer: true, x-omitempty: false}", 1)
	}
	left := func(field string) string {
		return strings.Replace(document, field+"}", field+", x-go-type-skip-optional-pointer: true}", 1)
	}
	for field, want := range map[string][]string{
		"weight: {type: number":  nil, // in answers
		"comment: {type: string": {"field-omission-changed"},
	} {
		require.NotEqual(t, kept(field), left(field))
		found := compare(t, write(t, kept(field), overlay), write(t, left(field), overlay))
		assert.Equal(t, want, rules(found), text(found))
	}
}

func TestAChangeSaysWhereItStands(t *testing.T) {
	line := func(text, part string) int {
		above, _, _ := strings.Cut(text, part)
		return strings.Count(above, "\n") + 1
	}
	before := write(t, document, overlay)
	changes := strings.NewReplacer("email: {type: string}", "email: {type: integer}", "maximum: 100", "maximum: 50")
	changed := "# One line more.\n" + changes.Replace(document)
	after := write(t, changed, overlay)
	found := compare(t, before, after)
	require.Len(t, found, 2, text(found))
	for i, part := range []string{"operationId: listBoxes", "email:"} {
		assert.Equal(t, &change.Place{File: before.Spec, Line: line(document, part)}, found[1-i].Old, text(found))
		assert.Equal(t, &change.Place{File: after.Spec, Line: line(changed, part)}, found[1-i].New, text(found))
	}
}

func TestEveryAPIIsLikeItself(t *testing.T) {
	names, err := generate.Names(root)
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			side := goapi.Side{
				Spec: filepath.Join(root, "specs", name, "openapi.yaml"), Overlay: filepath.Join(root, "overlays", name+".yaml"),
				Config: filepath.Join(root, "specs", name, "codegen.yaml"),
			}
			assert.Empty(t, compare(t, side, side))
		})
	}
}

// The working directory is neither read for more than the names of files nor left.
func TestItWorksFromAnyWorkingDirectory(t *testing.T) {
	module, err := filepath.Abs(root)
	require.NoError(t, err)
	before := write(t, document, overlay)
	after := write(t, strings.Replace(document, "operationId: getBox", "operationId: fetchBox", 1), overlay)
	elsewhere := filepath.Dir(after.Spec)
	t.Chdir(elsewhere)
	found, err := goapi.Compare(t.Context(), module, before, goapi.Side{Spec: "openapi.yaml", Overlay: "overlay.yaml"})
	require.NoError(t, err)
	require.Len(t, found, 1, text(found))
	assert.Equal(t, "openapi.yaml", found[0].New.File)
	stands, err := os.Getwd()
	require.NoError(t, err)
	assert.Equal(t, elsewhere, stands)
}
