package redoc_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/upstream/redoc"
)

const document = `{"openapi":"3.0.3","info":{"title":"A \u003c/script> \/ b","version":"1"},"paths":{"\/b":{},"/a":{"get":{"responses":{"200":{"description":"ok"}}}}}}`

func page(script string) []byte {
	return []byte("<!DOCTYPE html><html><head><script>var x = 1</script>__redoc_definition = {}</head><body><p>__redoc_definition = {}</p>\n<script>" + script + "</script></body></html>")
}

func TestTheDocumentIsTakenOutOfAPageOfEachGeneration(t *testing.T) {
	for name, script := range map[string]string{
		"the newer one": "import { hydrate } from \"x\";\n const __redoc_definition = " + document + ";\n hydrate({definition: __redoc_definition})",
		"the older one": "const __redoc_state = {\"menu\":{\"activeItemIdx\":-1},\"spec\":{\"data\":" + document + "},\"options\":{}};\nRedoc.hydrate(__redoc_state)",
	} {
		t.Run(name, func(t *testing.T) {
			got, err := redoc.Document(page(script))
			require.NoError(t, err)
			assert.JSONEq(t, document, string(got))
		})
	}
}

func TestAPageWithoutItsDocumentSaysWhatIsMissing(t *testing.T) {
	for want, data := range map[string][]byte{
		"the page does not carry its document, it loads it from https://docs.example.com/openapi.yaml: give that instead": []byte(`<redoc spec-url="https://docs.example.com/openapi.yaml"></redoc>`),
		"the page was not built by Redoc, or carries no document":                                                         page("var y = 2"),
		"the page's __redoc_definition is damaged: unexpected EOF":                                                        page(`const __redoc_definition = {"openapi":`),
		"the page's __redoc_state: there is no spec.data in it":                                                           page(`const __redoc_state = {"spec":{}};`),
		"what the page carries is no document of OpenAPI 3":                                                               page(`const __redoc_definition = {"swagger":"2.0","paths":{}};`),
		"the document has no paths":                                                                                       page(`const __redoc_definition = {"openapi":"3.0.3"};`),
	} {
		_, err := redoc.Document(data)
		assert.EqualError(t, err, want)
	}
	_, err := redoc.Document(nil)
	assert.Error(t, err)
}

func TestTheAddressOfADocumentDoesNotFillTheError(t *testing.T) {
	_, err := redoc.Document([]byte("<redoc spec-url='https://docs.example.com/a\n" + strings.Repeat("b", 1000) + "'>"))
	require.ErrorContains(t, err, "it loads it from https://docs.example.com/a bbb")
	assert.Less(t, len(err.Error()), 250)
	assert.NotContains(t, err.Error(), "\n")
}

func TestAPageOfMegabytesIsScannedOnce(t *testing.T) {
	for _, script := range []string{
		strings.Repeat("__redoc_state ", 500_000), "__redoc_definition = " + strings.Repeat(`{"a":`, 500_000),
		strings.Repeat("</script><script>", 400_000), "__redoc_state = {\"spec\":" + strings.Repeat("[", 2_000_000),
	} {
		_, err := redoc.Document(page(script))
		require.Error(t, err)
		assert.Less(t, len(err.Error()), 250)
	}
}

// Pages as the real Redoc builds them, of every document here, by both of its command lines. REDOC_BIN is the folder of those
// commands; .ci/run installs them.
func TestEveryDocumentComesBackOutOfARealPage(t *testing.T) {
	bin := os.Getenv("REDOC_BIN")
	if bin == "" {
		t.Skip("REDOC_BIN is not set: the real Redoc needs Node.js, which .ci/run has")
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
				found, err := redoc.Document(data)
				require.NoError(t, err)
				assert.Equal(t, meaning(t, file, nil), meaning(t, "", found))
			})
		}
	}
}

// meaning is what a document says, whatever it is written in: a tree in which keys are texts, and numbers and dates are as
// they are written.
func meaning(t *testing.T, file string, data []byte) any {
	t.Helper()
	if file != "" {
		var err error
		data, err = os.ReadFile(file)
		require.NoError(t, err)
	}
	var node yaml.Node
	require.NoError(t, yaml.Unmarshal(data, &node))
	return tree(&node)
}

func tree(node *yaml.Node) any {
	switch node.Kind {
	case yaml.DocumentNode:
		return tree(node.Content[0])
	case yaml.MappingNode:
		object := map[string]any{}
		for i := 0; i < len(node.Content); i += 2 {
			object[node.Content[i].Value] = tree(node.Content[i+1])
		}
		return object
	case yaml.SequenceNode:
		list := []any{}
		for _, item := range node.Content {
			list = append(list, tree(item))
		}
		return list
	}
	if node.Tag == "!!timestamp" {
		return "!!str " + node.Value // JSON has no dates
	}
	return node.Tag + " " + node.Value
}
