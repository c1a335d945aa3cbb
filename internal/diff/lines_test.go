package diff_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/diff/edits"
	"github.com/hostclients/hostclients/internal/diff/report"
)

var update = flag.Bool("update", false, "write the current reports into the cases in testdata/lines")

// Each case of testdata/lines has two documents and the expected reports. The lines in a report must be those of the original
// files, even if the documents are converted before they are compared.
func TestEachChangeHasItsLineInADocumentOfAnyFormat(t *testing.T) {
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
					assert.True(t, at == nil || at.Line > 0, "want a line for %s", c.Text)
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
			assert.Equal(t, len(r.Changes), strings.Count(yields["sarif"], `"startLine"`), "want a line for each result")
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

func TestAChangeHasTheSameLineInOpenAPI30And31(t *testing.T) {
	base, err := edits.Read("testdata/edits", "boxes")
	require.NoError(t, err)
	places := func(version string, before, after map[string]string) (all []string) {
		as := func(text string) string { return strings.Replace(text, "openapi: 3.0.3", "openapi: "+version, 1) }
		place := folder(t, map[string]string{"old.yaml": as(before["openapi.yaml"]), "new.yaml": as(after["openapi.yaml"])})
		r, err := comparer(t, place, change.Wire).Documents(t.Context(), "old.yaml", "new.yaml")
		require.NoError(t, err)
		for _, c := range r.Changes {
			text := c.Line()
			for _, at := range []*change.Place{c.Old, c.New} {
				if at != nil {
					assert.Positive(t, at.Line, text)
					text += fmt.Sprintf(" %s:%d", at.File, at.Line)
				}
			}
			all = append(all, text)
		}
		return all
	}
	found := 0
	for _, e := range base.Edits {
		after, err := base.Apply(e)
		require.NoError(t, err)
		want := places("3.0.3", base.Files, after)
		assert.Equal(t, want, places("3.1.0", base.Files, after), e.Name)
		found += len(want)
	}
	assert.Greater(t, found, 100)
}
