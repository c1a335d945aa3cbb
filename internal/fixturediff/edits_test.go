package fixturediff_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/change/edits"
	"github.com/hostclients/hostclients/internal/document"
	"github.com/hostclients/hostclients/internal/fixturediff"
)

func TestEveryEditOfTheTableHasItsVerdictForTheFixtures(t *testing.T) {
	load := func(t *testing.T, e edits.Edit) *document.Document {
		t.Helper()
		spec, overlay, err := e.Write(t.TempDir())
		require.NoError(t, err)
		d, _, err := document.LoadLenient(spec, overlay)
		require.NoError(t, err)
		return d
	}
	folder := t.TempDir()
	require.NoError(t, os.CopyFS(folder, edits.Fixtures))
	base := load(t, edits.Edit{})
	for _, edit := range edits.All {
		t.Run(edit.Name, func(t *testing.T) {
			in := fixturediff.Input{Folder: filepath.Join(folder, "fixtures"), Old: base.T, New: load(t, edit).T}
			found, err := fixturediff.Compare(t.Context(), in)
			require.NoError(t, err)
			assert.NoError(t, edit.Fixtures.Check(found))
		})
	}
}
