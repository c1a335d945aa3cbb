package accepted_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/diff/accepted"
	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/spec"
)

var (
	removed = change.Change{
		Boundary: change.Wire, Severity: change.Breaking, Rule: "operation-removed", Operation: "GET /box/{id}", Text: "removed",
		Advice: "call listBoxes",
	}
	method = change.Change{
		Boundary: change.Go, Severity: change.Breaking, Rule: "method-removed", Subject: "API.GetBox", Text: "removed",
	}
)

func list(t *testing.T, text string) spec.Source {
	t.Helper()
	file := filepath.Join(t.TempDir(), "accepted.yaml")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return spec.File(file)
}

// of returns an entry that accepts the change.
func of(c change.Change) string {
	const entry = "- fingerprint: %s\n  reason: Nobody calls it.\n  date: 2026-01-31\n  change: removed\n"
	return fmt.Sprintf(entry, c.Fingerprint())
}

func TestAnAcceptedChangeIsNotReported(t *testing.T) {
	l, err := accepted.Read(list(t, "# Reviewed changes.\n"+of(removed)))
	require.NoError(t, err)
	left, silenced, stale := l.Apply([]change.Change{removed, method})
	assert.NoError(t, stale)
	assert.Equal(t, []change.Change{method}, left)
	silent := removed
	silent.Advice = "Nobody calls it. (2026-01-31)"
	assert.Equal(t, []change.Change{silent}, silenced)
}

func TestAnAcceptedChangeMayMoveToAnotherLine(t *testing.T) {
	l, err := accepted.Read(list(t, of(removed)))
	require.NoError(t, err)
	moved := removed
	moved.Old = &change.Place{File: "openapi.yaml", Line: 7}
	left, silenced, stale := l.Apply([]change.Change{moved, removed})
	assert.NoError(t, stale)
	assert.Empty(t, left)
	assert.Len(t, silenced, 2)
}

func TestAnAcceptedChangeThatChangesAgainIsReported(t *testing.T) {
	file := list(t, of(method)+of(removed))
	l, err := accepted.Read(file)
	require.NoError(t, err)
	again := removed
	again.Args = []string{"moved"}
	left, silenced, stale := l.Apply([]change.Change{again, method})
	assert.Equal(t, []change.Change{again}, left)
	assert.Len(t, silenced, 1)
	assert.EqualError(t, stale, file.Name+":5: no change matches this entry, so remove it: "+removed.Fingerprint()+" removed")
}

func TestTheErrorNamesEveryEntryThatMatchesNoChange(t *testing.T) {
	l, err := accepted.Read(list(t, of(method)+of(removed)))
	require.NoError(t, err)
	_, _, stale := l.Apply(nil)
	assert.ErrorContains(t, stale, "accepted.yaml:1: ")
	assert.ErrorContains(t, stale, "accepted.yaml:5: ")
}

func TestAMissingOrEmptyListAcceptsNothing(t *testing.T) {
	missing := spec.File(filepath.Join(t.TempDir(), "accepted.yaml"))
	for _, file := range []spec.Source{missing, list(t, ""), list(t, "# nothing yet\n"), list(t, "[]\n")} {
		l, err := accepted.Read(file)
		require.NoError(t, err)
		left, silenced, stale := l.Apply([]change.Change{removed})
		assert.NoError(t, stale)
		assert.Equal(t, []change.Change{removed}, left)
		assert.Empty(t, silenced)
	}
	_, err := accepted.Read(spec.File(t.TempDir()))
	assert.Error(t, err, "want an error: a folder is not a missing file")
}

func TestAnErrorInTheListHasItsLine(t *testing.T) {
	good := of(removed)
	with := func(old, replacement string) string { return "\n" + strings.Replace(good, old, replacement, 1) }
	for name, test := range map[string]struct{ text, want string }{
		"an unknown field":            {with("reason:", "because:"), `:3: unknown field "because"`},
		"an additional field":         {with("  date:", "  until: 2027-01-01\n  date:"), `:4: unknown field "until"`},
		"no reason":                   {with("  reason: Nobody calls it.\n", ""), ":2: the reason is missing"},
		"an empty reason":             {with("Nobody calls it.", "' '"), ":3: the reason is empty"},
		"a null reason":               {with("Nobody calls it.", "~"), ":3: the reason must be a string"},
		"a reason that is a list":     {with("Nobody calls it.", "[a]"), ":3: the reason must be a string"},
		"no date":                     {with("  date: 2026-01-31\n", ""), ":2: the date is missing"},
		"an impossible day":           {with("2026-01-31", "2026-02-31"), `:2: the date must be a valid day as YYYY-MM-DD, got "2026-02-31"`},
		"a day in a different format": {with("2026-01-31", "31.1.2026"), `:2: the date must be a valid day as YYYY-MM-DD, got "31.1.2026"`},
		"no change":                   {with("  change: removed\n", ""), ":2: the change is missing"},
		"no fingerprint": {
			with("fingerprint: "+removed.Fingerprint()+"\n  ", ""),
			":2: the fingerprint is missing",
		},
		"an invalid fingerprint": {
			with(removed.Fingerprint(), "0123456789ABCDEF"),
			":2: the fingerprint must have 16 digits, 0 to 9 and a to f, got \"0123456789ABCDEF\"",
		},
		"a fingerprint that is a number": {
			with(removed.Fingerprint(), "123456789012345"),
			":2: the fingerprint must have 16 digits, 0 to 9 and a to f, got \"123456789012345\"",
		},
		"a fingerprint twice": {
			good + good,
			":5: the fingerprint " + removed.Fingerprint() + " occurs twice, first on line 1",
		},
		"a field twice":        {with("  date:", "  reason: b\n  date:"), ":4: the field reason occurs twice"},
		"a mapping":            {"\naccepted: []\n", ":2: want a list of accepted changes"},
		"a string in the list": {good + "- text\n", ":5: want an accepted change"},
		"a reason that is an alias": {
			with(removed.Fingerprint(), "&a "+removed.Fingerprint()+"\n  reason: *a") + "#",
			":3: the reason must be a string",
		},
		"an alias":          {with("Nobody calls it.", "&a b") + "- *a\n", ":6: want an accepted change"},
		"a second document": {good + "---\n" + good, ":5: want a single YAML document"},
		"invalid YAML":      {good + "- a: [\n", "accepted.yaml:5: "},
		"binary data":       {"\x00", "accepted.yaml: "},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := accepted.Read(list(t, test.text))
			assert.ErrorContains(t, err, test.want)
		})
	}
}

func TestAllErrorsInTheListAreReported(t *testing.T) {
	_, err := accepted.Read(list(t, "- date: x\n- text\n- fingerprint: a\n"))
	wants := []string{":1: the fingerprint is missing", `:1: the date must be a valid day as YYYY-MM-DD, got "x"`, ":2: want an", ":3: the reason is missing"}
	for _, want := range wants {
		assert.ErrorContains(t, err, want)
	}
}

func TestASuggestedEntryIsAcceptedOnceItHasAReason(t *testing.T) {
	hostile := []change.Change{
		removed, method, removed,
		{Text: "a\n- fingerprint: 0000000000000000\n  reason: x"}, {Text: "b: c # d 'e' \"f\" {g} [h] *i &j !k %l @m `n`"},
		{Text: "\x1b[31m\x00\u2028"}, {Text: "invalid UTF-8 \xff"}, {Text: strings.Repeat("x", 10000)}, {Text: "~"}, {Text: "<<: *a"},
	}
	text := string(accepted.Suggest(hostile))
	_, err := accepted.Read(list(t, text))
	assert.ErrorContains(t, err, ":2: the reason is empty")
	assert.ErrorContains(t, err, ":3: the date is empty")

	text = strings.NewReplacer(`reason: ""`, "reason: Known.", `date: ""`, "date: 2026-01-31").Replace(text)
	l, err := accepted.Read(list(t, text))
	require.NoError(t, err)
	left, silenced, stale := l.Apply(hostile)
	assert.NoError(t, stale)
	assert.Empty(t, left)
	assert.Len(t, silenced, len(hostile))
}

func TestASuggestionDescribesTheChange(t *testing.T) {
	assert.Equal(t, "- fingerprint: "+removed.Fingerprint()+`
  reason: ""
  date: ""
  change: 'breaking wire: GET /box/{id}: removed'
`, string(accepted.Suggest([]change.Change{removed})))
	assert.Empty(t, accepted.Suggest(nil))
}
