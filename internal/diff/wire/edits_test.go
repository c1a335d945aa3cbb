package wire

import (
	"path/filepath"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/diff/edits"
	"github.com/hostclients/hostclients/internal/spec"
)

func TestEveryEditHasTheExpectedWireChanges(t *testing.T) {
	for _, name := range []string{"boxes", "shop"} {
		base, err := edits.Read("../testdata/edits", name)
		require.NoError(t, err)
		before := edited(t, base, edits.Edit{})
		for _, e := range base.Edits {
			t.Run(e.Name, func(t *testing.T) {
				after := edited(t, base, e)
				found, err := Compare(before, after)
				require.NoError(t, err)
				assert.NoError(t, e.Wire.Check(found))
				if e.Rules == nil {
					return
				}
				assert.Equal(t, e.Rules, edits.Rules(found))
				found, err = Compare(after, before)
				require.NoError(t, err)
				assert.Equal(t, e.Back, edits.Rules(found), "the reverse edit")
			})
		}
	}
}

// edited returns the document of a base after an edit.
func edited(t *testing.T, base *edits.Base, e edits.Edit) *openapi3.T {
	t.Helper()
	folder := t.TempDir()
	require.NoError(t, base.Write(folder, e))
	file := filepath.Join(folder, "openapi.yaml")
	if _, ok := base.Files["overlay.yaml"]; ok {
		d, _, err := spec.OpenLenient(spec.File(file), spec.File(filepath.Join(folder, "overlay.yaml")))
		require.NoError(t, err)
		return d.T
	}
	document, err := spec.ReadSource(spec.File(file))
	require.NoError(t, err)
	return document.T
}
