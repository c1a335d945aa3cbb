package main_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	sample  = "../../internal/generate/testdata/sample"
	archive = "../../internal/har/testdata/browser.har"
)

// command builds the command and returns a function that runs it, somewhere else.
func command(t *testing.T) func(args ...string) (said string, status int) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "harimport")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", file, ".").CombinedOutput()
	require.NoError(t, err, string(out))
	elsewhere := t.TempDir()
	return func(args ...string) (string, int) {
		cmd := exec.CommandContext(t.Context(), file, args...)
		cmd.Dir = elsewhere
		var stdout, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		_ = cmd.Run()
		assert.Empty(t, stdout.String())
		return stderr.String(), cmd.ProcessState.ExitCode()
	}
}

// repository returns a root with the sample as its one API, and the folder of its recorded fixtures.
func repository(t *testing.T) (root, recorded string) {
	t.Helper()
	root = t.TempDir()
	require.NoError(t, os.CopyFS(filepath.Join(root, "specs", "sample"), os.DirFS(sample)))
	require.NoError(t, os.Mkdir(filepath.Join(root, "overlays"), 0o755))
	require.NoError(t, os.Rename(filepath.Join(root, "specs", "sample", "overlay.yaml"), filepath.Join(root, "overlays", "sample.yaml")))
	return root, filepath.Join(root, "specs", "sample", "fixtures", "recorded")
}

func contents(t *testing.T, folder string) map[string]string {
	t.Helper()
	files := map[string]string{}
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	for _, entry := range entries {
		data, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		require.NoError(t, err)
		files[entry.Name()] = string(data)
	}
	return files
}

func TestTheCommandReplacesTheFixturesOfWhatItHasExchangesOf(t *testing.T) {
	run := command(t)
	root, recorded := repository(t)
	har, err := filepath.Abs(archive)
	require.NoError(t, err)
	require.NoError(t, os.Mkdir(recorded, 0o755))
	for _, name := range []string{"getCrate.yaml", "ping.yaml"} {
		require.NoError(t, os.WriteFile(filepath.Join(recorded, name), []byte("old"), 0o600))
	}
	synthetic := contents(t, filepath.Join(filepath.Dir(recorded), "synthetic"))

	said, status := run("-root", root, "-replace", "customer.example.net=example.com", "-replace", "Erika Example=", "sample", har)
	assert.Equal(t, 0, status, said)
	assert.Empty(t, said)
	made := contents(t, recorded)
	assert.Len(t, made, 7)
	assert.Equal(t, "old", made["ping.yaml"])
	assert.Contains(t, made["getCrate.yaml"], "url: https://shop.example.com/v1/crates/7\n")
	assert.Contains(t, made["runCommand.yaml"], `{"result":"done for "}`)
	assert.NotContains(t, strings.Join([]string{made["getCrate.yaml"], made["runCommand.yaml"], made["replaceCrate.yaml"]}, ""), "hunter2")
	assert.Equal(t, synthetic, contents(t, filepath.Join(filepath.Dir(recorded), "synthetic")))
}

func TestAFaultIsOneLineAndExitStatusOneAndChangesNothing(t *testing.T) {
	run := command(t)
	root, recorded := repository(t)
	har, err := filepath.Abs(archive)
	require.NoError(t, err)
	text, err := os.ReadFile(har)
	require.NoError(t, err)
	bad := filepath.Join(t.TempDir(), "bad.har")
	require.NoError(t, os.WriteFile(bad, bytes.Replace(text, []byte("/v1/tickets/"), []byte("/v1/vouchers/"), 1), 0o600))
	require.NoError(t, os.Mkdir(recorded, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(recorded, "getCrate.yaml"), []byte("old"), 0o600))

	for name, test := range map[string]struct {
		args []string
		says string
	}{
		"an exchange of no operation":   {[]string{"-root", root, "sample", har, bad}, bad + ", entry 5: GET /v1/vouchers/ab.12 is no operation of the document"},
		"an archive that is not there":  {[]string{"-root", root, "sample", har, "nothing.har"}, "nothing.har"},
		"an API that is not there":      {[]string{"-root", root, "nothing", har}, "specs/nothing/openapi.yaml: no such file or directory"},
		"a root that is no repository":  {[]string{"sample", har}, "specs/sample/openapi.yaml: no such file or directory"},
		"an archive that is a document": {[]string{"-root", root, "sample", filepath.Join(root, "overlays", "sample.yaml")}, "is no HTTP archive"},
	} {
		said, status := run(test.args...)
		assert.Equal(t, 1, status, name)
		assert.Equal(t, 1, strings.Count(said, "\n"), "%s: %s", name, said)
		assert.True(t, strings.HasPrefix(said, "harimport: "), "%s: %s", name, said)
		assert.Contains(t, said, test.says, name)
		assert.Equal(t, map[string]string{"getCrate.yaml": "old"}, contents(t, recorded), name)
	}
}

func TestACommandLineThatIsNoneIsExitStatusTwoAndTheUsage(t *testing.T) {
	run := command(t)
	for name, test := range map[string]struct {
		args []string
		says string
	}{
		"nothing":                      {nil, "api file.har"},
		"no archive":                   {[]string{"sample"}, "api file.har"},
		"an unknown flag":              {[]string{"-force", "sample", "a.har"}, "-force"},
		"a replacement without a text": {[]string{"-replace", "a", "sample", "a.har"}, "it wants old=new"},
		"a replacement of nothing":     {[]string{"-replace", "=b", "sample", "a.har"}, "it wants old=new"},
	} {
		said, status := run(test.args...)
		assert.Equal(t, 2, status, name)
		assert.Contains(t, said, test.says, name)
		assert.Contains(t, said, "-replace", "%s: the usage names the flags", name)
	}
}
