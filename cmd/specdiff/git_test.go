package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	// root is the absolute path of this module. It is absolute because tests change the working folder.
	root string
	// runnerTemp is the value of RUNNER_TEMP for actions. They build specdiff in this folder, once for all tests.
	runnerTemp string
)

// TestMain runs specdiff instead of the tests if BE_SPECDIFF is set, so that git can use the test binary as its diff driver.
func TestMain(m *testing.M) {
	if os.Getenv("BE_SPECDIFF") != "" {
		main()
	}
	var err error
	if root, err = filepath.Abs(filepath.Join("..", "..")); err != nil {
		panic(err)
	}
	if runnerTemp, err = os.MkdirTemp("", "runner-"); err != nil {
		panic(err)
	}
	status := m.Run()
	_ = os.RemoveAll(runnerTemp)
	os.Exit(status)
}

// gitDiffs calls inFolder, makes specdiff the diff driver for YAML files, and returns a function that runs git.
func gitDiffs(t *testing.T) func(arguments ...string) string {
	t.Helper()
	inFolder(t)
	self, err := os.Executable()
	require.NoError(t, err)
	t.Setenv("BE_SPECDIFF", "yes")
	git := func(arguments ...string) string {
		t.Helper()
		command := exec.CommandContext(t.Context(), "git", append([]string{"--no-pager"}, arguments...)...)
		output, err := command.CombinedOutput()
		require.NoError(t, err, string(output))
		return string(output)
	}
	git("config", "user.name", "Tester")
	git("config", "user.email", "tester@example.com")
	git("config", "diff.openapi.command", `"`+self+`" -git -at wire`)
	require.NoError(t, os.WriteFile(".gitattributes", []byte("*.yaml diff=openapi\n"), 0o600))
	return git
}

func TestGitDiffPrintsTheReportOfADocument(t *testing.T) {
	git := gitDiffs(t)
	require.NoError(t, os.WriteFile("same.yaml", []byte(changed), 0o600))
	require.NoError(t, os.WriteFile("none.txt", []byte("Dear all"), 0o600))
	output := git("diff")
	assert.Contains(t, output, "specdiff: a/same.yaml -> b/same.yaml\n\n* GET /box (listBoxes)\n  breaking    wire: ")
	assert.Contains(t, output, "] b/same.yaml:8\n")
	assert.NotContains(t, output, "git-blob", "want no name of git's temporary file")
	assert.Contains(t, output, "-Dear customers\n", "want the ordinary diff of a file without the driver")

	git("commit", "-qam", "second")
	assert.Contains(t, git("log", "-p", "--ext-diff", "-1"), "specdiff: a/same.yaml -> b/same.yaml\n")
	assert.Contains(t, git("show", "--ext-diff"), "specdiff: a/same.yaml -> b/same.yaml\n")
}

func TestGitDiffContinuesAfterADocumentThatCannotBeCompared(t *testing.T) {
	git := gitDiffs(t)
	require.NoError(t, os.WriteFile("changed.yaml", []byte("openapi: 3.0.3\npaths: ["), 0o600))
	git("mv", "more.yaml", "renamed.yaml")
	require.NoError(t, os.WriteFile("new.yaml", []byte("{openapi: 3.0.3, paths: {}}"), 0o600))
	require.NoError(t, os.WriteFile("last.txt", []byte("the last"), 0o600))
	git("rm", "-q", "same.yaml")
	git("add", "-A")
	output := git("diff", "--cached", "--find-renames=50%", "v1")
	for _, text := range []string{
		"specdiff changed.yaml: not compared: ", "; git diff --no-ext-diff shows the lines\n", "specdiff same.yaml: a deleted document\n",
		"specdiff new.yaml: a new document\n", "specdiff: a/more.yaml -> b/renamed.yaml\n\nnothing changed", "+the last",
	} {
		assert.Contains(t, output, text)
	}
}

func TestAnUnmergedDocumentIsNotCompared(t *testing.T) {
	status, stdout, _ := command(t, "-git", "same.yaml")
	assert.Equal(t, 0, status)
	assert.Equal(t, "specdiff same.yaml: unmerged\n", stdout)
}
