package wirediff_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/change/edits"
	"github.com/hostclients/hostclients/internal/document"
	"github.com/hostclients/hostclients/internal/wirediff"
)

func TestEveryEditOfTheTableHasItsVerdictOnTheWire(t *testing.T) {
	load := func(t *testing.T, e edits.Edit) *document.Document {
		t.Helper()
		spec, overlay, err := e.Write(t.TempDir())
		require.NoError(t, err)
		d, _, err := document.LoadLenient(spec, overlay)
		require.NoError(t, err)
		return d
	}
	base := load(t, edits.Edit{})
	for _, edit := range edits.All {
		t.Run(edit.Name, func(t *testing.T) {
			found, err := wirediff.Compare(base.T, load(t, edit).T)
			require.NoError(t, err)
			assert.NoError(t, edit.Wire.Check(found))
		})
	}
}
