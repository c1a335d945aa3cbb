package inventory_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/inventory"
)

func TestTheTableInTheREADMEIsWhatTheRepositoryHolds(t *testing.T) {
	apis, err := inventory.Read("../..")
	require.NoError(t, err)
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	want, err := inventory.Replace(string(readme), inventory.Table(apis))
	require.NoError(t, err)
	assert.Equal(t, want, string(readme), "go run ./cmd/inventory -write README.md mends it")
}

func TestEveryOperationHasASourceAndAFixture(t *testing.T) {
	apis, err := inventory.Read("../..")
	require.NoError(t, err)
	counts := map[string]int{}
	for _, api := range apis {
		counts[api.Name] = len(api.Operations)
		for _, op := range api.Operations {
			assert.NotEmpty(t, op.Source, "%s.%s has no x-source", api.Name, op.ID)
			assert.NotEmpty(t, op.Fixtures, "%s.%s has no fixture", api.Name, op.ID)
		}
	}
	assert.Equal(t, map[string]int{"whmcs": 23, "websoftsolus": 19}, counts)
}

func TestATextWithoutMarksIsRefused(t *testing.T) {
	_, err := inventory.Replace("no marks", "table")
	assert.Error(t, err)
}
