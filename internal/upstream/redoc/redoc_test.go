package redoc_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/upstream/redoc"
)

const document = `{"openapi":"3.0.3","info":{"title":"A \u003c/script> \/ b","version":"1"},"paths":{"\/b":{},"/a":{"get":{"responses":{"200":{"description":"ok"}}}}}}`

func page(script string) []byte {
	return []byte("<!DOCTYPE html><html><head><script>var x = 1</script>__redoc_definition = {}</head><body><p>__redoc_definition = {}</p>\n<script>" + script + "</script></body></html>")
}

func TestTheDocumentIsExtractedFromNewerAndOlderPages(t *testing.T) {
	for name, script := range map[string]string{
		"a newer page":  "import { hydrate } from \"x\";\n const __redoc_definition = " + document + ";\n hydrate({definition: __redoc_definition})",
		"an older page": "const __redoc_state = {\"menu\":{\"activeItemIdx\":-1},\n\"spec\":{\"data\":" + document + "},\"options\":{}};\nRedoc.hydrate(__redoc_state)",
	} {
		t.Run(name, func(t *testing.T) {
			got, line, err := redoc.Document("page.html", page(script))
			require.NoError(t, err)
			assert.JSONEq(t, document, string(got))
			assert.Equal(t, 3, line)
		})
	}
}

func TestAPageWithoutItsDocumentIsRejectedWithFileAndLine(t *testing.T) {
	for want, data := range map[string][]byte{
		"page.html:2: the page loads its document from https://docs.example.com/openapi.yaml: import that instead": []byte("<html>\n" + `<redoc spec-url="https://docs.example.com/openapi.yaml"></redoc>`),
		"page.html: want a page that Redoc built, got one without a document":                                      page("var y = 2"),
		"page.html:2: __redoc_definition: unexpected EOF":                                                          page(`const __redoc_definition = {"openapi":`),
		"page.html:3: __redoc_state: want the document in spec.data":                                               page("\nconst __redoc_state = {\"spec\":{}};"),
	} {
		_, _, err := redoc.Document("page.html", data)
		assert.EqualError(t, err, want)
	}
	_, _, err := redoc.Document("page.html", nil)
	assert.Error(t, err)
}

func TestALongAddressIsShortenedInTheError(t *testing.T) {
	_, _, err := redoc.Document("page.html", []byte("<redoc spec-url='https://docs.example.com/a\n"+strings.Repeat("b", 1000)+"'>"))
	require.ErrorContains(t, err, "from https://docs.example.com/a bbb")
	assert.Less(t, len(err.Error()), 250)
	assert.NotContains(t, err.Error(), "\n")
}

func TestAPageOfSeveralMegabytesIsRejectedQuickly(t *testing.T) {
	for _, script := range []string{
		strings.Repeat("__redoc_state ", 500_000), "__redoc_definition = " + strings.Repeat(`{"a":`, 500_000),
		strings.Repeat("</script><script>", 400_000), "__redoc_state = {\"spec\":" + strings.Repeat("[", 2_000_000),
	} {
		_, _, err := redoc.Document("page.html", page(script))
		require.Error(t, err)
		assert.Less(t, len(err.Error()), 250)
	}
}

// TestEveryDocumentCanBeExtractedFromARealPage builds a page from every document with both of Redoc's commands. REDOC_BIN is the
// folder of the commands, which .ci/run installs.
func TestEveryDocumentCanBeExtractedFromARealPage(t *testing.T) {
	bin := os.Getenv("REDOC_BIN")
	if bin == "" {
		t.Skip("REDOC_BIN is not set: the real Redoc needs Node.js, which .ci/run installs")
	}
	files, err := filepath.Glob("../../../specs/*/openapi.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	files = append(files, "../../generate/testdata/sample/openapi.yaml")
	for name, command := range map[string][]string{
		"@redocly/cli": {"redocly", "build-docs"},
		"redoc-cli":    {"redoc-cli", "bundle"},
	} {
		for _, file := range files {
			t.Run(name+" "+filepath.Base(filepath.Dir(file)), func(t *testing.T) {
				built := filepath.Join(t.TempDir(), "page.html")
				cmd := exec.CommandContext(t.Context(), filepath.Join(bin, command[0]), command[1], file, "-o", built)
				cmd.Env = append(os.Environ(), "REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true")
				out, err := cmd.CombinedOutput()
				require.NoError(t, err, string(out))
				data, err := os.ReadFile(built)
				require.NoError(t, err)
				found, _, err := redoc.Document("page.html", data)
				require.NoError(t, err)
				source, err := os.ReadFile(file)
				require.NoError(t, err)
				assert.JSONEq(t, meaning(t, file, source), meaning(t, built, found))
			})
		}
	}
}

// meaning returns a YAML or JSON document as JSON.
func meaning(t *testing.T, file string, data []byte) string {
	t.Helper()
	root, err := spec.Tree(file, data)
	require.NoError(t, err)
	text, err := spec.JSON(file, root)
	require.NoError(t, err)
	return string(text)
}
