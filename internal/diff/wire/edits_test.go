package wire_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/diff/change/edits"
	"github.com/hostclients/hostclients/internal/diff/wire"
	"github.com/hostclients/hostclients/internal/spec"
)

func TestEveryEditOfTheTableHasItsVerdictOnTheWire(t *testing.T) {
	load := func(t *testing.T, e edits.Edit) *spec.Document {
		t.Helper()
		file, overlay, err := e.Write(t.TempDir())
		require.NoError(t, err)
		d, _, err := spec.LoadLenient(file, overlay)
		require.NoError(t, err)
		return d
	}
	base := load(t, edits.Edit{})
	for _, edit := range edits.All {
		t.Run(edit.Name, func(t *testing.T) {
			found, err := wire.Compare(base.T, load(t, edit).T)
			require.NoError(t, err)
			assert.NoError(t, edit.Wire.Check(found))
		})
	}
}
