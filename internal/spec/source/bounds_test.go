package source

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestARedirectAwayFromHTTPSIsRefused(t *testing.T) {
	request := func(url string) *http.Request { return httptest.NewRequest(http.MethodGet, url, nil) }
	safe, unsafe := request("https://docs.example.com/a"), request("http://docs.example.com/a")
	require.NoError(t, sameOrSafer(safe, []*http.Request{unsafe}))
	require.NoError(t, sameOrSafer(safe, []*http.Request{safe}))
	err := sameOrSafer(unsafe, []*http.Request{safe})
	assert.EqualError(t, err, "a redirect leads away from https, to http://docs.example.com/a")
}

func TestACommitsFolderThatIsTooLargeIsRefused(t *testing.T) {
	before := maxCommit
	t.Cleanup(func() { maxCommit = before })
	maxCommit = 1 << 20
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "a.yaml"), make([]byte, 1<<20+1), 0o600))
	for _, arguments := range [][]string{
		{"init", "-q"}, {"add", "."},
		{"-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false", "commit", "-q", "-m", "one"},
	} {
		command := exec.CommandContext(t.Context(), "git", arguments...)
		command.Dir = folder
		require.NoError(t, command.Run())
	}
	_, err := Open(t.Context(), folder, "HEAD:a.yaml")
	assert.EqualError(t, err, "HEAD:a.yaml: more than 1 MB are in this folder of the commit")
}
