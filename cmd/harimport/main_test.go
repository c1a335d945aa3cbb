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

// command returns a function that runs harimport in an empty folder.
func command(t *testing.T) func(args ...string) (stdout, stderr string, status int) {
	t.Helper()
	file, err := os.Executable()
	require.NoError(t, err)
	elsewhere := t.TempDir()
	return func(args ...string) (stdout, stderr string, status int) {
		cmd := exec.CommandContext(t.Context(), file, args...)
		cmd.Dir, cmd.Env = elsewhere, append(os.Environ(), "TEST_AS_COMMAND=1")
		var out, errOut bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &errOut
		_ = cmd.Run()
		return out.String(), errOut.String(), cmd.ProcessState.ExitCode()
	}
}

// repository returns a root folder whose only API is the sample, and the path for the sample's recorded fixtures.
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

var customer = []string{"-replace", "customer.example.net=example.com", "-replace", "Erika Example="}

func TestAnExistingFixtureNeedsForceOrAdd(t *testing.T) {
	run := command(t)
	root, recorded := repository(t)
	har, err := filepath.Abs(archive)
	require.NoError(t, err)
	require.NoError(t, os.Mkdir(recorded, 0o755))
	const old = "version: 2\ninteractions: []\n"
	for _, name := range []string{"getCrate.yaml", "ping.yaml"} {
		require.NoError(t, os.WriteFile(filepath.Join(recorded, name), []byte(old), 0o600))
	}
	before := contents(t, recorded)
	synthetic := contents(t, filepath.Join(filepath.Dir(recorded), "synthetic"))
	args := append([]string{"-root", root}, customer...)

	stdout, stderr, status := run(append(args, "sample", har)...)
	assert.Equal(t, 1, status)
	assert.Equal(t, "harimport: "+filepath.Join(recorded, "getCrate.yaml")+" exists: -add adds exchanges to it, -force replaces it\n", stderr)
	assert.Empty(t, stdout)
	assert.Equal(t, before, contents(t, recorded))

	stdout, stderr, status = run(append(args, "-add", "sample", har)...)
	assert.Equal(t, 0, status, stderr)
	assert.Contains(t, stdout, "added to "+filepath.Join(recorded, "getCrate.yaml")+": 4 exchanges\n")
	assert.Contains(t, stdout, "wrote "+filepath.Join(recorded, "useTicket.yaml")+": 1 exchange\n")

	stdout, stderr, status = run(append(args, "-force", "sample", har)...)
	assert.Equal(t, 0, status, stderr)
	assert.Contains(t, stdout, "replaced "+filepath.Join(recorded, "getCrate.yaml")+": 4 exchanges\n")
	assert.Contains(t, stderr, "redacted: useTicket.yaml, exchange 0, request URL, key: by its name\n")
	made := contents(t, recorded)
	assert.Len(t, made, 7)
	assert.Equal(t, old, made["ping.yaml"])
	assert.Contains(t, made["getCrate.yaml"], "url: https://shop.example.com/v1/crates/7\n")
	assert.Contains(t, made["runCommand.yaml"], `{"result":"done for "}`)
	assert.NotContains(t, stdout+stderr+made["getCrate.yaml"]+made["runCommand.yaml"]+made["replaceCrate.yaml"], "hunter2")
	assert.Equal(t, synthetic, contents(t, filepath.Join(filepath.Dir(recorded), "synthetic")))
}

func TestTheCommandWorksForADocumentInAnotherModule(t *testing.T) {
	run := command(t)
	page, err := filepath.Abs("../../internal/har/testdata/page.har")
	require.NoError(t, err)
	for name, test := range map[string]struct {
		args   []string
		folder string
	}{
		"fixtures next to the document": {nil, "api/fixtures"},
		"fixtures elsewhere":            {[]string{"-fixtures", "tapes"}, "tapes"},
	} {
		root := t.TempDir()
		require.NoError(t, os.CopyFS(filepath.Join(root, "api"), os.DirFS(sample)))
		require.NoError(t, os.RemoveAll(filepath.Join(root, "api", "fixtures")))
		args := append([]string{"-root", root, "-spec", "api/openapi.yaml", "-overlay", "api/overlay.yaml"}, test.args...)
		stdout, stderr, status := run(append(args, page)...)
		assert.Equal(t, 0, status, "%s: %s", name, stderr)
		assert.Equal(t, "wrote "+filepath.Join(root, test.folder, "recorded", "getCrate.yaml")+": 1 exchange\n", stdout, name)
		assert.Contains(t, stderr, "skipped 2 exchanges: a response that is not JSON, such as an HTML page\n", name)
		assert.Contains(t, contents(t, filepath.Join(root, test.folder, "recorded"))["getCrate.yaml"], "/v1/crates/7", name)
	}
}

func TestAnErrorPrintsOneLineExitsWithStatusOneAndChangesNothing(t *testing.T) {
	run := command(t)
	root, recorded := repository(t)
	har, err := filepath.Abs(archive)
	require.NoError(t, err)
	text, err := os.ReadFile(har)
	require.NoError(t, err)
	bad := filepath.Join(t.TempDir(), "bad.har")
	require.NoError(t, os.WriteFile(bad, bytes.Replace(text, []byte(`"encoding": "base64"`), []byte(`"encoding": "rot13"`), 1), 0o600))
	require.NoError(t, os.Mkdir(recorded, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(recorded, "getCrate.yaml"), []byte("old"), 0o600))

	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"a body with an unknown encoding": {[]string{"-root", root, "-force", "sample", har, bad}, bad + `, entry 0: the response body has the encoding "rot13"`},
		"a missing archive":               {[]string{"-root", root, "-force", "sample", har, "nothing.har"}, "nothing.har"},
		"a missing API":                   {[]string{"-root", root, "nothing", har}, "specs/nothing/openapi.yaml: no such file or directory"},
		"a misspelled API":                {[]string{"-root", root, "sampel", har}, `did you mean "sample"?`},
		"a root without the API":          {[]string{"sample", har}, "specs/sample/openapi.yaml: no such file or directory"},
		"an archive that is a document":   {[]string{"-root", root, "sample", filepath.Join(root, "overlays", "sample.yaml")}, "want an HTTP archive"},
		"a missing document":              {[]string{"-spec", "nothing.yaml", har}, "nothing.yaml: no such file or directory"},
	} {
		stdout, stderr, status := run(test.args...)
		assert.Equal(t, 1, status, name)
		assert.Empty(t, stdout, name)
		assert.Equal(t, 1, strings.Count(stderr, "\n"), "%s: %s", name, stderr)
		assert.True(t, strings.HasPrefix(stderr, "harimport: "), "%s: %s", name, stderr)
		assert.Contains(t, stderr, test.want, name)
		assert.Equal(t, map[string]string{"getCrate.yaml": "old"}, contents(t, recorded), name)
	}
}

func TestAnInvalidCommandLinePrintsOneLineAndExitsWithStatusTwo(t *testing.T) {
	run := command(t)
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"no arguments":                    {nil, "want at least one archive, such as traffic.har"},
		"no archive":                      {[]string{"sample"}, "want at least one archive, such as traffic.har"},
		"no archive for a document":       {[]string{"-spec", "api.yaml"}, "want at least one archive, such as traffic.har"},
		"an unknown flag":                 {[]string{"-forced", "sample", "a.har"}, "unknown flag -forced: did you mean -force?"},
		"both -add and -force":            {[]string{"-add", "-force", "sample", "a.har"}, "want -add or -force, got both"},
		"an overlay without its document": {[]string{"-overlay", "b.yaml", "sample", "a.har"}, "-overlay and -fixtures need -spec"},
		"a replacement without =":         {[]string{"-replace", "a", "sample", "a.har"}, "want old=new"},
		"an empty string to replace":      {[]string{"-replace", "=b", "sample", "a.har"}, "want old=new"},
	} {
		_, stderr, status := run(test.args...)
		assert.Equal(t, 2, status, name)
		assert.Contains(t, stderr, test.want, name)
		assert.Contains(t, stderr, "; harimport -h lists the flags\n", name)
		assert.Equal(t, 1, strings.Count(stderr, "\n"), stderr)
	}
}
