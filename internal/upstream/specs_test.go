package upstream_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/document"
	"github.com/hostclients/hostclients/internal/upstream"
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
			ours, err := document.Load(filepath.Join(folder, "openapi.yaml"), filepath.Join(root, "overlays", api+".yaml"))
			require.NoError(t, err)
			rows, err := upstream.Deviations(filepath.Join(folder, "README.md"))
			require.NoError(t, err)
			missing, err := upstream.Missing(pin.Document, ours.T)
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
