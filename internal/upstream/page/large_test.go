package page_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/upstream/page"
)

// numbered repeats a format with the numbers from 0 to times-1.
func numbered(format string, times int) string {
	var b strings.Builder
	for i := range times {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

const hostBillTableHead = "HTTP Request\nPOST /shelf\nQuery Parameters\nParameter | Type | Description |\n"

func TestAPageThatIsTooLargeIsRejected(t *testing.T) {
	rejected(t, page.HostBill, map[string]rejection{
		"operations": {
			numbered("HTTP Request\nGET /shelf%d\n", 10_001),
			"page.txt:20002: the page has more than 10000 operations",
		},
		"parameters": {
			hostBillTableHead + numbered("a%d | int | b |\n", 50_001),
			"page.txt:2: the page has more than 50000 parameters up to this operation",
		},
		"the same parameter": {
			hostBillTableHead + strings.Repeat("a | int | b |\n", 50_001),
			"page.txt:2: the page has more than 50000 parameters up to this operation",
		},
		"a path": {
			"HTTP Request\nGET " + strings.Repeat("/shelf", 400) + "\n",
			`page.txt:2: want a path of at most 2000 bytes, got "/shelf/shelf/shelf/shelf/shelf/shelf/she…"`,
		},
	})
	rejected(t, page.WebSoftSolus, map[string]rejection{
		"operations": {
			numbered("Path /shelf%d Method GET\n", 10_001),
			"page.txt:10001: the page has more than 10000 operations",
		},
	})
}

// Each of these pages would be slow with a quadratic algorithm.
func TestALargePageIsReadQuickly(t *testing.T) {
	for name, test := range map[string]struct {
		importer page.Importer
		text     string
		want     string
	}{
		"many names in the sample": {
			page.HostBill, numbered("\\\"s%d\\\": 1\n", 40_000) + hostBillTableHead +
				numbered("a%d | int | b |\n", 40_000) + "int |\n",
			"page.txt:80005: want a name for this parameter, in its row or as the only new name in the sample",
		},
		"spaces before text": {
			page.HostBill, "<html>" + strings.Repeat(" ", 1_000_000) + strings.Repeat("<b>x</b>", 400_000),
			"page.txt:1: want at least one operation, found none",
		},
		"bars within a cell": {
			page.HostBill, strings.Repeat(`a\|`, 500_000) + "|\n",
			"page.txt:1: want at least one operation, found none",
		},
	} {
		_, err := test.importer.Import("page.txt", []byte(test.text))
		assert.EqualError(t, err, test.want, name)
	}
}

func TestManyParametersOfOneOperationAreRead(t *testing.T) {
	_, parsed := imported(t, page.HostBill, hostBillTableHead+numbered("a%d | int | b |\n", 5_000))
	body := parsed.Paths.Value("/shelf").Post.RequestBody.Value.Content["application/json"].Schema.Value
	require.Len(t, body.Properties, 5_000)
}
