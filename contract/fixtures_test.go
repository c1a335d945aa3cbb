package contract_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/contract"
)

func TestAFixtureOfAnotherVersionIsAnErrorThatNamesTheRightVersion(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "synthetic", "getBox.yaml")
	require.NoError(t, os.Mkdir(filepath.Dir(file), 0o700))
	require.NoError(t, os.WriteFile(file, []byte("version: 1\ninteractions: []\n"), 0o600))
	_, err := contract.Fixtures(folder, "getBox")
	assert.EqualError(t, err, file+": want version: 2, the format of go-vcr")
}
