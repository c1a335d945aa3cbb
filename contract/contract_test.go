package contract

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMissingFixturesAreNamedAndASkeletonIsShown(t *testing.T) {
	op, err := samples.operation("listBoxes")
	require.NoError(t, err)
	err = op.complete(nil)
	require.Error(t, err)
	assert.Contains(t, err.Error(), "listBoxes has no fixture for a success and the error response 4XX")
	assert.Contains(t, err.Error(), "https://github.com/hostclients/hostclients/blob/main/CONTRIBUTING.md#adding-a-fixture explains the fields")
	assert.Contains(t, err.Error(), "../internal/generate/testdata/sample/fixtures/synthetic/listBoxes.yaml")
	assert.Contains(t, err.Error(), "Start with:\n\nversion: 2\ninteractions:\n  - id: 0\n    request:\n      method: GET\n")
}
