package diff_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/diff/report"
)

var update = flag.Bool("update", false, "write the reports of the cases in testdata/lines into them")

// A case of testdata/lines is a pair of documents, and the reports about it. The lines are those of the documents as they are
// written, whatever has to be done to them before they can be compared.
func TestEachChangeIsOnItsLineInADocumentOfAnyFormat(t *testing.T) {
	cases, err := filepath.Glob("testdata/lines/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, cases)
	for _, file := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			require.NoError(t, err)
			place, names := t.TempDir(), map[string]string{}
			for _, f := range archive.Files {
				put(t, place, map[string]string{f.Name: string(f.Data)})
				names[strings.TrimSuffix(f.Name, filepath.Ext(f.Name))] = f.Name
			}
			r, err := comparer(t, place, change.Wire, change.Go).Documents(t.Context(), names["old"], names["new"])
			require.NoError(t, err)
			for _, c := range r.Changes {
				for _, at := range []*change.Place{c.Old, c.New} {
					assert.True(t, at == nil || at.Line > 0, "%s is nowhere", c.Text)
				}
			}
			yields := map[string]string{}
			for format, write := range map[string]func(*bytes.Buffer) error{
				"text":   func(out *bytes.Buffer) error { return report.Reports{r}.Text(out, false) },
				"github": func(out *bytes.Buffer) error { return report.Reports{r}.Annotations(out) },
				"sarif":  func(out *bytes.Buffer) error { return report.Reports{r}.SARIF(out) },
			} {
				var out bytes.Buffer
				require.NoError(t, write(&out))
				yields[format] = out.String()
			}
			assert.Equal(t, len(r.Changes), strings.Count(yields["sarif"], `"startLine"`), "each result has a line")
			for i, f := range archive.Files {
				if got, isYield := yields[f.Name]; isYield && *update {
					archive.Files[i].Data = []byte(got)
				} else if isYield {
					assert.Equal(t, string(f.Data), got, f.Name)
				}
			}
			if *update {
				require.NoError(t, os.WriteFile(file, txtar.Format(archive), 0o600))
			}
		})
	}
}
