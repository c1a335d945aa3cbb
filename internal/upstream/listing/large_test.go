package listing_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/upstream/listing"
)

// numbered repeats a text with the numbers from 0 on.
func numbered(format string, times int) string {
	var b strings.Builder
	for i := range times {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func TestAListingOfManyLinesComesBack(t *testing.T) {
	const times = 3_000
	for name, document := range map[string]string{
		"schemas": lone("Crate:\n  type: object\n" + numbered("Box%d:\n  $ref: '#/components/schemas/Lid'\n", times) +
			"Lid:\n  type: object\n"),
		"references": lone(numbered("Box%[1]d:\n  properties:\n    a:\n"+
			"      $ref: '#/components/schemas/Box%[1]d'\n", times/2)),
		"parameters": operations("parameters:\n" +
			strings.Repeat("  - name: a\n    in: query\n    schema:\n      type: string\n", times)),
		"a plain text":    operations("summary: a\n" + strings.Repeat("  and more\n", 8*times)),
		"a block of text": operations("description: |\n" + strings.Repeat("  and: more\n", times)),
		"comments":        operations("description: |\n" + strings.Repeat("  # more\n", 4*times) + "  and the end\n"),
		"blank lines":     operations("description:\n" + strings.Repeat("\n", 4*times) + "        the end\n"),
	} {
		got, err := listing.Import("listing.txt", []byte(listed(document, true)))
		if assert.NoError(t, err, name) {
			assert.Equal(t, meaning(t, []byte(document)), meaning(t, got), name)
		}
	}
}

// Each of these listings took minutes once, or gigabytes.
func TestAListingThatTakesTooMuchIsGivenUp(t *testing.T) {
	const tooMuch = "up to here there is too much to try: the listing is too large, or too much of it could be read otherwise"
	for want, document := range map[string]string{
		"4460: " + tooMuch: operations("") + numbered("x-%d: a\n", 20_000),
		"382: " + tooMuch:  lone("Box:\n  type: object\n" + numbered("  x-%d: a\n", 20_000)),
		"4462: " + tooMuch: lone("Box:\n  type: object\n  required:\n" + numbered("    - p%d\n", 6_000) + "  properties:\n" +
			numbered("    p%d:\n      type: string\n", 6_000)),
		"212: more than 200 objects and lists stand in one another here": lone("Box:\n" +
			strings.Repeat("properties:\na:\n", 5_000) + "type: string\n"),
		`13: the value of "a: [` + strings.Repeat("x", 76) + `…" does not end`: lone(
			strings.Repeat("a: ["+strings.Repeat("x", 100)+"\n", 4_000)),
	} {
		refused(t, document, want)
	}
}

func TestWhatComesOutAndIsNoYAMLIsRefusedWithItsLine(t *testing.T) {
	_, err := listing.Import("listing.txt", []byte(before+listed(lone("Box:\n  type: object\nBox:\n  type: object\n"), true)))
	assert.EqualError(t, err, `listing.txt:22: what comes out is no YAML: mapping key "Box" already defined at line 20`)
	_, err = listing.Import("listing.txt", []byte(listed(operations("summary: |\n  a\x01b\n"), true)))
	require.ErrorContains(t, err, "listing.txt:1: what comes out is no YAML: control characters are not allowed")
}

func TestALongLineIsShortenedInErrors(t *testing.T) {
	_, err := listing.Import("listing.txt", []byte(listed(operations(strings.Repeat("é", 10_000)+": b\n"), true)))
	require.ErrorContains(t, err, `listing.txt:8: "é`)
	assert.Less(t, len([]rune(err.Error())), 250)
}

func TestDetectOfALargeTextLooksAtItOnce(t *testing.T) {
	text := []byte(strings.Repeat("1 open: api\n", 1_000_000))
	assert.Zero(t, testing.AllocsPerRun(1, func() { listing.Detect(text) }))
}
