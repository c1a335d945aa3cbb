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
	"github.com/hostclients/hostclients/internal/spec"
)

// root is the path from this package to the repository's root.
const root = "../../.."

// comparer is shared by all tests, so that the imports of generated packages are loaded once.
var comparer = goapi.New(root)

// boxes is the boxes document in testdata/edits, with its edits.
var boxes = func() *edits.Base {
	base, err := edits.Read("../testdata/edits", "boxes")
	if err != nil {
		panic(err)
	}
	return base
}()

var document, overlay = boxes.Files["openapi.yaml"], boxes.Files["overlay.yaml"]

// write writes a document and its overlay into a new folder.
func write(tb testing.TB, document, overlay string) goapi.Side {
	tb.Helper()
	folder := tb.TempDir()
	side := goapi.Side{Spec: spec.File(filepath.Join(folder, "openapi.yaml")), Overlays: []spec.Source{spec.File(filepath.Join(folder, "overlay.yaml"))}}
	require.NoError(tb, os.WriteFile(side.Spec.Name, []byte(document), 0o600))
	require.NoError(tb, os.WriteFile(side.Overlays[0].Name, []byte(overlay), 0o600))
	return side
}

func compare(t *testing.T, before, after goapi.Side) []change.Change {
	t.Helper()
	found, err := comparer.Compare(t.Context(), before, after)
	require.NoError(t, err)
	assert.Empty(t, found.LeftOut)
	return found.Changes
}

// text formats changes, one per line.
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
			r, err := old.Compare(t.Context(), write(t, document, overlay))
			require.NoError(t, err)
			found := r.Changes
			require.NoError(t, edit.Go.Check(found))
			for _, c := range found {
				assert.NotContains(t, []string{"go-incompatible", "go-compatible"}, c.Rule, "want only changes that come from comparing the plans, got: %s", text(found))
			}
			if actions := advised(found); actions != "" {
				absorbed.Add(1)
				keepsTheOldNames(t, old, write(t, document, overlay+actions), found)
			}
		})
	}
	t.Cleanup(func() {
		assert.GreaterOrEqual(t, int(absorbed.Load()), 10, "want at least 10 edits that rename something whose old name the overlay can keep")
	})
}

// base loads boxes without an edit.
func base(t *testing.T) *goapi.Old {
	t.Helper()
	old, err := comparer.Load(t.Context(), write(t, document, overlay))
	require.NoError(t, err)
	return old
}

// The names of an enum's constants depend on the operation's name.
func TestARenamedEnumKeepsTheConstantsOfItsRemainingValues(t *testing.T) {
	document := strings.NewReplacer(
		"operationId: listBoxes", "operationId: searchBoxes", "enum: [red, blue]", "enum: [red]",
	).Replace(document)
	old := base(t)
	r, err := old.Compare(t.Context(), write(t, document, overlay))
	require.NoError(t, err)
	found := r.Changes
	verdict := edits.Verdict{Word: "breaking", Text: "constant ListBoxesParamsColorBlue is gone"}
	require.NoError(t, verdict.Check(found))
	require.NotEmpty(t, advised(found))
	keepsTheOldNames(t, old, write(t, document, overlay+advised(found)), found)
}

// advised returns the overlay actions in the advice of changes.
func advised(found []change.Change) string {
	actions := ""
	for _, c := range found {
		if _, action, ok := strings.Cut(c.Advice, "to keep the old name, add to the overlay: "); ok {
			actions += "  " + action + "\n"
		}
	}
	return actions
}

// keepsTheOldNames checks that the advised overlay undoes every rename and breaks nothing else.
func keepsTheOldNames(t *testing.T, old *goapi.Old, after goapi.Side, found []change.Change) {
	t.Helper()
	r, err := old.Compare(t.Context(), after)
	require.NoError(t, err)
	for _, c := range r.Changes {
		assert.NotContains(t, c.Rule, "renamed", "%s\nafter %s", text(r.Changes), text(found))
		assert.NotContains(t, c.Rule, "method-moved", "%s\nafter %s", text(r.Changes), text(found))
		if c.Severity == change.Breaking {
			assert.Contains(t, rules(found), c.Rule, "%s\nafter %s", text(r.Changes), text(found))
		}
	}
}

func TestParametersOfARemovedOperationAreNotPairedWithOthers(t *testing.T) {
	const head = "openapi: 3.0.3\ninfo: {title: Boxes, version: '1'}\npaths:\n"
	operation := func(name, parameters string) string {
		return "  /" + name + ": {get: {operationId: " + name + ", parameters: [" + parameters + "], responses: {'204': {description: None.}}}}\n"
	}
	const color = "{name: color, in: query, schema: {type: string}}"
	overlay := "overlay: 1.1.0\ninfo: {title: Boxes, version: '1'}\nactions:\n" +
		"  - {target: $.info, description: The title., update: {title: Boxes and lids}}\n"
	found := compare(t, write(t, head+operation("boxes", color)+operation("lids", ""), overlay), write(t, head+operation("lids", color), overlay))
	assert.Contains(t, rules(found), "method-removed", text(found))
	assert.Contains(t, rules(found), "method-argument-added", text(found))
	assert.NotContains(t, rules(found), "type-renamed", "the parameters belong to different methods: %s", text(found))
}

// An overlay cannot keep the old names. An update appends to a list, so x-enum-varnames would have more names than values.
func TestListedNamesMustBeInTheOrderOfTheValues(t *testing.T) {
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
			require.NotNil(t, c.New, "want the line of the enum")
			assert.Equal(t, after.Spec.Name, c.New.File)
		}
	}
}

// withLogin returns the document with a login whose option has the given name.
func withLogin(option string) string {
	const login = "      x-token-exchange: {operation: logIn, option: %s, fields: [user], token: token}\n"
	const operation = `  /login:
    post:
      operationId: logIn
      security: []
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, required: [user], properties: {user: {type: string}}}}}
      responses:
        "200":
          description: A token.
          content: {application/json: {schema: {type: object, required: [token], properties: {token: {type: string}}}}}
  /boxes:
`
	return strings.NewReplacer("token: {type: http, scheme: bearer}\n", "token:\n      type: http\n      scheme: bearer\n"+fmt.Sprintf(login, option),
		"  /boxes:\n", operation).Replace(document)
}

func TestTheAdviceNamesWhatTheOverlayCannotKeep(t *testing.T) {
	found := compare(t, write(t, withLogin("WithLogin"), overlay), write(t, withLogin("WithUser"), overlay))
	require.Len(t, found, 1, text(found))
	assert.Equal(t, "option-renamed", found[0].Rule)
	assert.Equal(t, "the overlay cannot keep the old name", found[0].Advice)
}

func TestAnActionWithoutTargetIsReportedAndTheOthersApply(t *testing.T) {
	without := strings.Replace(overlay, "$.paths['/boxes'].post", "$.paths['/crates'].post", 1)
	after := write(t, document, without)
	found := compare(t, write(t, document, overlay), after)
	require.Len(t, found, 2, text(found))
	assert.Equal(t, "overlay-target-gone", found[0].Rule)
	assert.Equal(t, &change.Place{File: after.Overlays[0].Name, Line: 7}, found[0].New)
	assert.Equal(t, "retry-changed", found[1].Rule, "want the pages of listBoxes and the result of moveBox unchanged")
}

// Users who follow the advice add actions for the new document to the overlay that both documents share.
func TestAnActionOfASharedOverlayMayFitOnlyTheNewDocument(t *testing.T) {
	const name = "  - target: $.components.schemas.Sticker\n    description: The old name.\n    update: {x-go-type-name: Label}\n"
	before := write(t, document, overlay+name)
	after := write(t, strings.NewReplacer(
		"    Label:\n", "    Sticker:\n", "schemas/Label'", "schemas/Sticker'", "email: {type: string}", "email: {type: integer}",
	).Replace(document), "")
	after.Overlays = before.Overlays
	found := compare(t, before, after)
	require.NotEmpty(t, found)
	assert.Equal(t, "field-type-changed", found[0].Rule, "want the old name, and a comparison of everything else: %s", text(found))
	for _, c := range found[1:] {
		assert.Equal(t, change.Compatible, c.Severity, text(found))
	}
}

// A document may be invalid without its overlay. The changes found so far are still returned.
func TestADocumentThatNeedsASkippedActionIsAnErrorAndAChange(t *testing.T) {
	const id = `
  - target: $.paths['/boxes/{id}'].delete
    description: It has no operationId.
    update: {operationId: deleteBox}
`
	document := strings.Replace(document, "      operationId: deleteBox\n", "", 1)
	before := write(t, document, overlay+id)
	after := write(t, strings.Replace(document, "/boxes/{id}:", "/crates/{id}:", 1), overlay+id)
	r, err := comparer.Compare(t.Context(), before, after)
	found := r.Changes
	require.ErrorContains(t, err, "the new document: "+after.Spec.Name)
	require.ErrorContains(t, err, "DELETE /crates/{id} has no operationId")
	require.Len(t, found, 1, text(found))
	assert.Equal(t, "overlay-target-gone", found[0].Rule)
}

func TestAnErrorNamesTheSide(t *testing.T) {
	good := write(t, document, overlay)
	broken := write(t, strings.Replace(document, "operationId: getBox", "operationId: deleteBox", 1), overlay)
	missing := goapi.Side{Spec: spec.File(filepath.Join(t.TempDir(), "openapi.yaml"))}
	bare := goapi.Side{Spec: good.Spec, Overlays: []spec.Source{missing.Spec}}
	unset := goapi.Side{Spec: good.Spec, Overlays: good.Overlays, Config: missing.Spec}
	unfit := write(t, document, strings.Replace(overlay, ".post", ".trace", 1))
	for name, test := range map[string]struct {
		before, after goapi.Side
		says          string
	}{
		"an error in the old document":     {broken, good, "the old document: " + broken.Spec.Name + ":"},
		"an error in the new document":     {good, broken, "the new document: " + broken.Spec.Name + ":"},
		"a missing old document":           {missing, good, "the old document: " + missing.Spec.Name + ": no such file"},
		"a missing overlay":                {good, bare, "the new document: " + missing.Spec.Name},
		"a missing configuration":          {good, unset, "the new document: " + missing.Spec.Name},
		"an old overlay that does not fit": {unfit, good, "the old document: " + unfit.Overlays[0].Name + ":7: "},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := comparer.Compare(t.Context(), test.before, test.after)
			assert.ErrorContains(t, err, test.says)
		})
	}
}

// rules returns the rules of changes.
func rules(all []change.Change) []string {
	var names []string
	for _, c := range all {
		names = append(names, c.Rule)
	}
	return names
}

func TestATypeIsRenamedIfExactlyOneTypeOnEachSideHasItsShape(t *testing.T) {
	// Two operations respond with objects of the same shape.
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

func TestARenamedTagIsARenamedServiceUnlessTheOverlayKeepsIt(t *testing.T) {
	tagged := func(tag string) string {
		return strings.NewReplacer("paths:\n", "tags: [{name: "+tag+"}]\npaths:\n", "      operationId: ", "      tags: ["+tag+"]\n      operationId: ").Replace(document)
	}
	old, err := comparer.Load(t.Context(), write(t, tagged("stock"), overlay))
	require.NoError(t, err)
	r, err := old.Compare(t.Context(), write(t, tagged("storage"), overlay))
	require.NoError(t, err)
	require.Len(t, r.Changes, 1, text(r.Changes))
	assert.Equal(t, "Client.Stock is now Client.Storage, and its type StockService is StorageService", r.Changes[0].Text)
	keepsTheOldNames(t, old, write(t, tagged("storage"), overlay+advised(r.Changes)), r.Changes)
}

func TestAChangedRuleForAnInnerValueNamesThatValue(t *testing.T) {
	before := strings.Replace(document, "reason: {type: string}", "reason: {type: object, properties: {why: {type: string}}}", 1)
	for change, says := range map[[2]string]string{
		{"labels: {type: array, items: {type: string}", "labels: {type: array, items: {type: string, maxLength: 5}"}: "an item of BoxRequest.Labels now must not be longer than 5",
		{"{why: {type: string}}", "{why: {type: string, minLength: 3}}"}:                                             "MoveBoxRequestReason.Why now must not be shorter than 3",
		{"{why: {type: string}}", "{why: {type: string}}, required: [why]"}:                                          "MoveBoxRequestReason.Why is now required",
	} {
		after := strings.Replace(before, change[0], change[1], 1)
		require.NotEqual(t, before, after)
		found := compare(t, write(t, before, overlay), write(t, after, overlay))
		assert.Contains(t, text(found), "| "+says)
	}
}

func TestOmissionMattersOnlyForFieldsThatAreSent(t *testing.T) {
	for field, want := range map[string][]string{
		"name: {type: string":               nil, // in responses
		"name: {type: string, minLength: 2": {"field-omission-changed"},
	} {
		left := strings.Replace(document, field, field+", x-omitzero: true", 1)
		require.NotEqual(t, document, left)
		found := compare(t, write(t, document, overlay), write(t, left, overlay))
		assert.Equal(t, want, rules(found), text(found))
	}
}

func TestAChangeHasItsLocation(t *testing.T) {
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
	for i, part := range []string{"{name: limit", "email:"} {
		assert.Equal(t, &change.Place{File: before.Spec.Name, Line: line(document, part)}, found[1-i].Old, text(found))
		assert.Equal(t, &change.Place{File: after.Spec.Name, Line: line(changed, part)}, found[1-i].New, text(found))
	}
}

// File names are relative to the working directory, which the comparison does not change.
func TestCompareWorksFromAnyWorkingDirectory(t *testing.T) {
	module, err := filepath.Abs(root)
	require.NoError(t, err)
	before := write(t, document, overlay)
	after := write(t, strings.Replace(document, "operationId: getBox", "operationId: fetchBox", 1), overlay)
	elsewhere := filepath.Dir(after.Spec.Name)
	t.Chdir(elsewhere)
	r, err := goapi.New(module).Compare(t.Context(), before, goapi.Side{Spec: spec.File("openapi.yaml"), Overlays: []spec.Source{spec.File("overlay.yaml")}})
	require.NoError(t, err)
	found := r.Changes
	require.Len(t, found, 1, text(found))
	assert.Equal(t, "openapi.yaml", found[0].New.File)
	current, err := os.Getwd()
	require.NoError(t, err)
	assert.Equal(t, elsewhere, current)
}

func TestAFingerprintDoesNotDependOnOtherUsersOfAType(t *testing.T) {
	removed := func(document string) change.Change {
		after := strings.Replace(document, "          name: {type: string}\n", "", 1)
		require.NotEqual(t, document, after)
		found := compare(t, foreign(t, document), foreign(t, after))
		require.Len(t, found, 1, text(found))
		return found[0]
	}
	const one = `openapi: 3.0.3
info: {title: Boxes, version: "1"}
paths:
  /box: {get: {operationId: getBox, responses: {"200": {$ref: '#/components/responses/Box'}}}}
`
	const components = `components:
  responses: {Box: {description: A box., content: {application/json: {schema: {$ref: '#/components/schemas/Box'}}}}}
  schemas:
    Box:
      type: object
      properties:
          name: {type: string}
          size: {type: integer}
`
	const two = `  /bag: {get: {operationId: getBag, responses: {"200": {$ref: '#/components/responses/Box'}}}}
`
	alone, shared := removed(one+components), removed(one+two+components)
	assert.Equal(t, "field Box.Name is gone (used by GeneralService.GetBag and GeneralService.GetBox)", shared.Text)
	shared.Operation = alone.Operation // a change has an operation only if a single operation uses the type
	assert.Equal(t, alone.Fingerprint(), shared.Fingerprint())
}
