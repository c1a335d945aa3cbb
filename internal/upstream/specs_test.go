package upstream_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/upstream"
	"github.com/hostclients/hostclients/internal/upstream/facts"
)

const root = "../.."

// withUpstream are the APIs whose vendors' facts are pinned, and withoutUpstream those of which they are not yet.
var (
	withUpstream    = []string{"hostbill", "webpros", "websoftsolus", "whasols", "whmcs"}
	withoutUpstream = []string{}
)

// What a vendor says, our document says, too, or its README says why it does not. It is the document with its overlay, from
// which the client is made.
func TestEveryDocumentSaysWhatItsVendorPublishes(t *testing.T) {
	for _, api := range withUpstream {
		t.Run(api, func(t *testing.T) {
			folder := filepath.Join(root, "specs", api)
			pin, err := upstream.ReadPin(filepath.Join(folder, "upstream.yaml"))
			require.NoError(t, err)
			ours, err := spec.Load(filepath.Join(folder, "openapi.yaml"), filepath.Join(root, "overlays", api+".yaml"))
			require.NoError(t, err)
			rows, err := upstream.Deviations(filepath.Join(folder, "README.md"))
			require.NoError(t, err)
			missing, err := upstream.Missing(pin, ours.T)
			require.NoError(t, err)
			unexcused, unneeded := upstream.Excuse(missing, rows)
			for _, fact := range unexcused {
				t.Errorf("upstream says, and neither our document nor %s does:\n%s", filepath.Join(folder, "README.md"), fact)
			}
			for _, row := range unneeded {
				t.Errorf("%s:%d: upstream does not say otherwise: %s", row.File, row.Line, row.Says)
			}
		})
	}
}

func TestEveryAPIHasItsUpstreamOrIsToGetOne(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "specs", "*", "openapi.yaml"))
	require.NoError(t, err)
	var apis []string
	for _, file := range files {
		apis = append(apis, filepath.Base(filepath.Dir(file)))
	}
	assert.ElementsMatch(t, apis, slices.Concat(withUpstream, withoutUpstream))
	for _, api := range withoutUpstream {
		assert.NoFileExists(t, filepath.Join(root, "specs", api, "upstream.yaml"), "it is to be listed in withUpstream")
	}
}

// A reference page is not taken to say what pages like it have no word for, nor taken to be silent about what they say.
func TestAReferenceKnowsWhatItsPagesSay(t *testing.T) {
	for _, api := range withUpstream {
		pin, err := upstream.ReadPin(filepath.Join(root, "specs", api, "upstream.yaml"))
		require.NoError(t, err)
		knows := pin.Knows
		if knows == upstream.Everything() {
			continue // documents may leave out what they could say
		}
		said := map[string]bool{}
		for _, op := range facts.Of(pin.T) {
			noteSaid(said, &op.Element)
		}
		for words, known := range map[string]bool{
			"string integer boolean array object": knows.Types, "format": knows.Formats, "value": knows.Enums,
			"at pattern": knows.Limits, "default": knows.Defaults, "credentials:": knows.Security,
		} {
			says := slices.ContainsFunc(strings.Fields(words), func(word string) bool { return said[word] })
			assert.Equal(t, known, says, "%s: %s", pin.Format, words)
		}
	}
}

// noteSaid notes the first words of all facts of an element.
func noteSaid(said map[string]bool, e *facts.Element) {
	for _, fact := range e.Says {
		word, _, _ := strings.Cut(fact, " ")
		said[word] = true
	}
	for _, part := range e.Parts {
		noteSaid(said, part)
	}
}

// The vendor's own document is here, and the pin was made of a listing of it: the facts are the same.
func TestThePinOfWHMCSIsWhatItsDocumentSays(t *testing.T) {
	folder := filepath.Join(root, "specs", "whmcs")
	data, err := os.ReadFile(filepath.Join(folder, "openapi.yaml"))
	require.NoError(t, err)
	made, err := upstream.Pin("openapi.yaml", data, "2026-11-22")
	require.NoError(t, err)
	pinned, err := os.ReadFile(filepath.Join(folder, "upstream.yaml"))
	require.NoError(t, err)
	_, want, found := strings.Cut(string(made), "\ndocument:\n")
	require.True(t, found)
	_, got, found := strings.Cut(string(pinned), "\ndocument:\n")
	require.True(t, found)
	assert.Equal(t, want, got)
}
