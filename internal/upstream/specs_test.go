package upstream_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/upstream"
)

const root = "../.."

// withUpstream lists the APIs with an upstream.yaml. withoutUpstream lists those without.
var (
	withUpstream    = []string{"hostbill", "webpros", "websoftsolus", "whasols", "whmcs"}
	withoutUpstream = []string{}
)

// Our document must have every fact of the vendor's document, or our README must say why not. The overlay is applied before the
// comparison, because it is part of the client too.
func TestEveryDocumentHasTheFactsThatItsVendorPublishes(t *testing.T) {
	for _, api := range withUpstream {
		t.Run(api, func(t *testing.T) {
			a := pinnedAPI(t, api)
			missing, invented, err := upstream.Compare(a.pin, a.document.T)
			require.NoError(t, err)
			for _, fact := range invented {
				t.Errorf("the vendor's document does not have this element of ours: want x-source or x-inferred on it:\n%s", fact)
			}
			unexcused, unneeded := upstream.Excuse(missing, a.deviations)
			for _, fact := range unexcused {
				t.Errorf("our document lacks a fact that the vendor states, and specs/%s/README.md does not say why:\n%s", api, fact)
			}
			for _, row := range unneeded {
				t.Errorf("%s:%d: delete this row, because no missing fact matches it: %s", row.File, row.Line, row.Says)
			}
		})
	}
}

// pinned is an API's pin, its document, and the deviations in its README.
type pinned struct {
	pin        *upstream.Document
	document   *spec.Document // with its overlay
	deviations []upstream.Deviation
}

func pinnedAPI(t *testing.T, api string) pinned {
	t.Helper()
	folder := filepath.Join(root, "specs", api)
	pin, err := upstream.ReadPin(read(t, filepath.Join(folder, "upstream.yaml")))
	require.NoError(t, err)
	document, err := spec.Load(filepath.Join(folder, "openapi.yaml"), filepath.Join(root, "overlays", api+".yaml"))
	require.NoError(t, err)
	deviations, err := upstream.Deviations(read(t, filepath.Join(folder, "README.md")))
	require.NoError(t, err)
	return pinned{pin, document, deviations}
}

// read returns the name and the content of a file.
func read(t *testing.T, file string) (string, []byte) {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	return file, data
}

func TestEveryAPIIsListedWithOrWithoutUpstream(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "specs", "*", "openapi.yaml"))
	require.NoError(t, err)
	var apis []string
	for _, file := range files {
		apis = append(apis, filepath.Base(filepath.Dir(file)))
	}
	assert.ElementsMatch(t, apis, slices.Concat(withUpstream, withoutUpstream))
	for _, api := range withoutUpstream {
		assert.NoFileExists(t, filepath.Join(root, "specs", api, "upstream.yaml"), "want the API in withUpstream")
	}
}

// The WHMCS document in this repository is the vendor's, so its pin can be generated again.
func TestThePinOfWHMCSMatchesItsDocument(t *testing.T) {
	folder := filepath.Join(root, "specs", "whmcs")
	_, data := read(t, filepath.Join(folder, "openapi.yaml"))
	_, pinned := read(t, filepath.Join(folder, "upstream.yaml"))
	date := regexp.MustCompile(`(?m)^pinned: (\S+)$`).FindSubmatch(pinned)
	require.NotNil(t, date)
	made, err := load(t, "openapi.yaml", string(data)).Pin(string(date[1]))
	require.NoError(t, err)
	assert.Equal(t, string(made), string(pinned))
}
