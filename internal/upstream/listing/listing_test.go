package listing_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/upstream/listing"
)

// before and after are what stands around a document in a web file manager.
const (
	before = "at path:ROOT / resources / openapi.yaml\nrun:R W Run\n23.87 KB\n2026-04-08 19:26:45\nR W Run\nerror_log\n📄openapi.yaml\n"
	after  = "\n© 2026 File manager\n12 files, 1.5 MB\n"
)

// listed shows a document as a web file manager does: numbered, with one space left of any indentation.
func listed(document string, spaces bool) string {
	var out strings.Builder
	for i, row := range strings.Split(document, "\n") {
		fmt.Fprint(&out, i+1)
		if text := strings.TrimLeft(row, " "); text != "" {
			if spaces && text != row {
				out.WriteByte(' ')
			}
			out.WriteString(text)
		}
		out.WriteByte('\n')
	}
	return out.String()
}

// comesBack imports a listing of a document, with what stands around it and without any space.
func comesBack(t *testing.T, document string) {
	t.Helper()
	for _, spaces := range []bool{true, false} {
		got, err := listing.Import("listing.txt", []byte(before+listed(document, spaces)+after))
		if assert.NoError(t, err, "spaces: %v", spaces) {
			assert.Equal(t, document, string(got), "spaces: %v", spaces)
		}
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	return string(data)
}

func TestTheDocumentOfWHMCSComesBackByteForByte(t *testing.T) {
	comesBack(t, read(t, "../../../specs/whmcs/openapi.yaml"))
}

func TestEveryDocumentHereComesBackOrIsRefused(t *testing.T) {
	files, err := filepath.Glob("../../../specs/*/openapi.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range append(files, "../../generate/testdata/sample/openapi.yaml") {
		want := read(t, file)
		for _, spaces := range []bool{true, false} {
			got, err := listing.Import("listing.txt", []byte(listed(want, spaces)))
			if err != nil {
				assert.Regexp(t, `^listing\.txt:[0-9]+: `, err.Error(), file)
				continue
			}
			assert.Equal(t, meaning(t, []byte(want)), meaning(t, got), file)
		}
	}
}

// Free values and extensions could go on through the rest of such a document, or belong to whatever is open. Without them even
// the largest document here comes back.
func TestALargeDocumentWithoutFreeValuesComesBack(t *testing.T) {
	var node yaml.Node
	require.NoError(t, yaml.Unmarshal([]byte(read(t, "../../../specs/whasols/openapi.yaml")), &node))
	dropFree(&node)
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	require.NoError(t, encoder.Encode(&node))
	comesBack(t, out.String())
}

func dropFree(node *yaml.Node) {
	kept := node.Content[:0]
	for i := 0; i < len(node.Content); i++ {
		if node.Kind == yaml.MappingNode && i%2 == 0 {
			if key := node.Content[i].Value; strings.HasPrefix(key, "x-") || key == "example" && node.Content[i+1].Kind != yaml.ScalarNode {
				i++
				continue
			}
		}
		dropFree(node.Content[i])
		kept = append(kept, node.Content[i])
	}
	node.Content = kept
}

func TestDetectKnowsAListing(t *testing.T) {
	document := operations("")
	for name, data := range map[string]string{
		"alone":              listed(document, true),
		"without spaces":     listed(document, false),
		"with text around":   before + listed(document, true) + after,
		"of another system":  "\ufeff" + strings.ReplaceAll(before+listed(document, true), "\n", "\r\n"),
		"after a comment":    listed("# Boxes\n---\n"+document, true),
		"with quoted names":  listed(strings.Replace(document, "openapi:", `"openapi":`, 1), true),
		"after other counts": "1 file\n2 folders\n" + listed(document, true),
	} {
		assert.True(t, listing.Detect([]byte(data)), name)
	}
	for name, data := range map[string]string{
		"nothing":         "",
		"the document":    document,
		"something else":  before + "1swagger: \"2.0\"\n2info:\n",
		"a later part":    "12openapi: 3.0.3\n",
		"numbers in text": "1 file\n2 folders\nopenapi: 3.0.3\n",
	} {
		assert.False(t, listing.Detect([]byte(data)), name)
	}
}

// meaning is what a document says: a tree of maps, lists, and values as they are written, with their types.
func meaning(t *testing.T, document []byte) any {
	t.Helper()
	var node yaml.Node
	require.NoError(t, yaml.Unmarshal(document, &node), string(document))
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
	return node.Tag + " " + node.Value
}
