package listing_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/upstream/listing"
)

func TestANumberGluedToADigitIsTakenOff(t *testing.T) {
	document := beginning + "tags:\n  - name: a\npaths:\n  /boxes:\n    get:\n      summary: Get.\n      responses:\n" +
		"        200:\n          description: Done.\n"
	flat := listed(document, false)
	require.Contains(t, flat, "\n12200:\n")
	comesBack(t, document)
}

func TestTextAroundTheListingIsLeftOut(t *testing.T) {
	want := operations("tags: [a]\n")
	for name, data := range map[string]string{
		"nothing":                 listed(want, true),
		"before":                  before + listed(want, true),
		"after":                   listed(want, true) + after,
		"dates and sizes after":   listed(want, true) + "2026-04-08 19:26:45\n13.87 KB\n14 bytes\n",
		"counts before":           "1\n2 files\n" + listed(want, true),
		"line ends of another OS": strings.ReplaceAll(before+listed(want, true)+after, "\n", "\r\n"),
		"a byte order mark":       "\ufeff" + listed(want, true),
		"a space before all":      "1 " + strings.TrimPrefix(listed(want, true), "1"),
		"without a last line":     strings.TrimSuffix(listed(strings.TrimSuffix(want, "\n"), true), "\n"),
	} {
		got, err := listing.Import("listing.txt", []byte(data))
		require.NoError(t, err, name)
		assert.Equal(t, want, string(got), name)
	}
}

func TestSpacesAtTheEndOfALineStay(t *testing.T) {
	want := operations("summary: a  \ndescription: |\n  b  \n  c\n")
	got, err := listing.Import("listing.txt", []byte(listed(want, true)))
	require.NoError(t, err)
	assert.Equal(t, want, string(got))
}

func TestNumbersThatDoNotCountUpAreRefused(t *testing.T) {
	flat := before + listed(operations("tags: [a]\n"), true)
	gap := strings.Replace(flat, between(flat, "2info", "10 "), "", 1) // lines 2 to 9 are lost
	for want, data := range map[string]string{
		"listing.txt:13: line 6 is expected here, and lines go on in line 13":                          strings.Replace(flat, "6 /boxes:\n", "", 1),
		"listing.txt:13: line 6 is expected here, and lines go on in line 14":                          strings.Replace(flat, "6 /boxes:", "/boxes:", 1),
		"listing.txt:9: line 2 is expected here, and lines go on in line 9":                            gap,
		"listing.txt:14: line 6 comes again, where line 7 is expected":                                 strings.Replace(flat, "6 /boxes:\n", "6 /boxes:\n6 /boxes:\n", 1),
		"listing.txt:1: no line 1 of an OpenAPI document is in this listing":                           strings.Replace(flat, "1openapi", "openapi", 1),
		"listing.txt:13: 2 spaces before the text: only listings that lost their indentation are read": strings.Replace(flat, "6 /boxes:", "6  /boxes:", 1),
		"listing.txt:13: a tab indents the text":                                                       strings.Replace(flat, "6 /boxes:", "6\t/boxes:", 1),
	} {
		_, err := listing.Import("listing.txt", []byte(data))
		assert.EqualError(t, err, want)
	}
}

// between is a part of a text, up to another.
func between(text, from, to string) string {
	_, rest, _ := strings.Cut(text, "\n"+from)
	part, _, _ := strings.Cut(rest, "\n"+to)
	return from + part + "\n"
}
