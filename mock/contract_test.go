package mock

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/contract"
	"github.com/hostclients/hostclients/mock/internal/model"
)

// TestEveryClientPassesItsContractTestsOverTCP runs the contract tests of each generated client against the mock server. The server
// must accept every request, and its responses must pass the same gates as the fixtures.
func TestEveryClientPassesItsContractTestsOverTCP(t *testing.T) {
	if testing.Short() {
		t.Skip("slow: builds the tests of all clients")
	}
	// One go command builds all test programs, because each go command alone takes half a second of CPU time.
	programs := t.TempDir()
	build := []string{"test", "-c", "-vet=off", "-ldflags=-s -w", "-o", programs + string(filepath.Separator)}
	for _, api := range APIs {
		build = append(build, "../gen/"+string(api))
	}
	out, err := exec.CommandContext(t.Context(), "go", build...).CombinedOutput()
	require.NoError(t, err, "%s", out)
	for _, api := range APIs {
		t.Run(string(api), func(t *testing.T) {
			loaded, err := model.Load(string(api))
			require.NoError(t, err)
			fixtures := 0
			for _, op := range loaded.Operations {
				all, err := op.Fixtures()
				require.NoError(t, err)
				fixtures += len(all)
			}
			srv := NewServer(t, api)
			tests := exec.CommandContext(t.Context(), filepath.Join(programs, string(api)+".test"), "-test.run=^TestContract")
			tests.Dir = filepath.Join("..", "gen", string(api))
			tests.Env = append(os.Environ(), contract.ServerVariable+"="+srv.URL())
			out, err := tests.CombinedOutput()
			require.NoError(t, err, "%s", out)
			assert.EqualValues(t, fixtures, srv.served.Load(), "each fixture is requested once")
		})
	}
}
