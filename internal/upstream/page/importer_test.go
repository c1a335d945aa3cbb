package page_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/upstream/page"
)

// vendors holds a page for each importer, as text and as HTML. The text must become document. The document from the HTML must contain
// each string in lines.
var vendors = []struct {
	name                 string
	importer             page.Importer
	text, html, document string
	lines                []string
}{
	{"HostBill", page.HostBill, hostBillText, hostBillHTML, hostBillDocument, []string{"lines: 8-14\n", "lines: \"14\"\n"}},
	{"WHASOLS", page.WHASOLS, whasolsText, whasolsHTML, whasolsDocument, []string{"lines: 4-16\n"}},
	{"WebSoftSolus", page.WebSoftSolus, webSoftSolusText, webSoftSolusHTML, webSoftSolusDocument, []string{"lines: 6-9\n"}},
}

// imported returns the document of a page as YAML and parsed. The document must be valid.
func imported(t *testing.T, importer page.Importer, body string) (string, *openapi3.T) {
	t.Helper()
	document, err := importer.Import("page.txt", []byte(body))
	require.NoError(t, err)
	var text bytes.Buffer
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	require.NoError(t, encoder.Encode(document))
	parsed, err := openapi3.NewLoader().LoadFromData(text.Bytes())
	require.NoError(t, err)
	require.NoError(t, parsed.Validate(t.Context()))
	return text.String(), parsed
}

// facts returns a document without the line numbers.
func facts(document string) string {
	var kept []string
	for text := range strings.Lines(document) {
		if !strings.HasPrefix(strings.TrimSpace(text), "lines: ") {
			kept = append(kept, text)
		}
	}
	return strings.Join(kept, "")
}

// rejection is a page that an importer rejects, and the error.
type rejection struct{ page, want string }

func rejected(t *testing.T, importer page.Importer, cases map[string]rejection) {
	t.Helper()
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			document, err := importer.Import("page.txt", []byte(test.page))
			require.EqualError(t, err, test.want)
			assert.Nil(t, document)
		})
	}
}

// edited returns a page with one change. The text before must occur exactly once.
func edited(t *testing.T, body, before, after string) string {
	t.Helper()
	require.Equal(t, 1, strings.Count(body, before), "want %q once in the page", before)
	return strings.Replace(body, before, after, 1)
}

func TestTextAndHTMLOfAPageBecomeTheSameDocument(t *testing.T) {
	for _, vendor := range vendors {
		t.Run(vendor.name, func(t *testing.T) {
			document, _ := imported(t, vendor.importer, vendor.text)
			assert.Equal(t, vendor.document, document)
			document, _ = imported(t, vendor.importer, vendor.html)
			assert.Equal(t, facts(vendor.document), facts(document))
			for _, lines := range vendor.lines {
				assert.Contains(t, document, lines)
			}
		})
	}
}

func TestEachPageIsDetectedOnlyByItsImporter(t *testing.T) {
	for i, vendor := range vendors {
		for _, body := range []string{vendor.text, vendor.html} {
			for j, other := range vendors {
				assert.Equal(t, i == j, other.importer.Detect([]byte(body)), "importer of %s, page of %s", other.name, vendor.name)
				assert.Equal(t, i == j, other.importer.Detect([]byte("\ufeff"+body)), "importer of %s, page of %s, with a byte order mark", other.name, vendor.name)
			}
		}
	}
}

func TestOtherContentIsNotDetected(t *testing.T) {
	documents, err := filepath.Glob("../../../specs/*/openapi.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, documents)
	others := []string{"", "{}", "<html><body><p>Path</p></body></html>", "\xff\xfe", "GET /items\nParameters"}
	for _, file := range documents {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		others = append(others, string(data))
	}
	for _, other := range others {
		for _, vendor := range vendors {
			assert.False(t, vendor.importer.Detect([]byte(other)), "importer of %s, %.60q", vendor.name, other)
		}
	}
}

func TestAPageWithoutOperationsIsRejected(t *testing.T) {
	for _, vendor := range vendors {
		for _, body := range []string{"", "Nothing here.", "\n\n"} {
			_, err := vendor.importer.Import("page.txt", []byte(body))
			assert.EqualError(t, err, "page.txt:1: want at least one operation, found none")
		}
		_, err := vendor.importer.Import("page.txt", []byte("one\ntwo \xff"))
		assert.EqualError(t, err, "page.txt:2: want UTF-8")
	}
}
