package source_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/source"
)

func write(t *testing.T, folder string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(folder, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
}

func open(t *testing.T, folder, name string) *source.Source {
	t.Helper()
	s, err := source.Open(t.Context(), folder, name)
	require.NoError(t, err)
	return s
}

func TestAFileIsWhatItSays(t *testing.T) {
	folder := t.TempDir()
	write(t, folder, map[string]string{"a.txt": "anything"})
	s := open(t, folder, "a.txt")
	assert.Equal(t, "anything", string(s.Data))
	assert.Equal(t, filepath.Join(folder, "a.txt"), s.File)
	require.NoError(t, s.Close())
	assert.FileExists(t, s.File, "what somebody else made stays")

	s = open(t, t.TempDir(), filepath.Join(folder, "a.txt"))
	assert.Equal(t, "anything", string(s.Data))
}

func TestTheMainFileOfAFolderIsFound(t *testing.T) {
	for name, test := range map[string]struct {
		files map[string]string
		want  string
	}{
		"by its name":           {map[string]string{"openapi.yaml": "openapi: 3.0.3", "other.yaml": "openapi: 3.0.3", "parts/box.yaml": "type: object"}, "openapi.yaml"},
		"by what it says":       {map[string]string{"box.yaml": "type: object", "api.yml": "info: {}\nopenapi: 3.0.3"}, "api.yml"},
		"as JSON":               {map[string]string{"box.json": "{}", "api.json": `{"swagger":"2.0"}`}, "api.json"},
		"the newer of two":      {map[string]string{"swagger.json": `{"swagger":"2.0"}`, "openapi.json": `{"openapi":"3.0.3"}`}, "openapi.json"},
		"not by other contents": {map[string]string{"README.md": "openapi: 3", "api.yaml": "openapi: 3.0.3"}, "api.yaml"},
	} {
		folder := t.TempDir()
		write(t, folder, test.files)
		assert.Equal(t, filepath.Join(folder, test.want), open(t, folder, ".").File, name)
	}
	folder := t.TempDir()
	write(t, folder, map[string]string{"readme.yaml": "a: b"})
	_, err := source.Open(t.Context(), folder, ".")
	assert.ErrorContains(t, err, "no file in this folder is an OpenAPI document")
	write(t, folder, map[string]string{"a.yaml": "openapi: 3.0.3", "b.yaml": "openapi: 3.0.3"})
	_, err = source.Open(t.Context(), folder, ".")
	assert.ErrorContains(t, err, "which of a.yaml, b.yaml is the document?")
}

// repository returns a folder whose first commit, tagged v1, has documents that are not there any more.
func repository(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	git := func(arguments ...string) {
		t.Helper()
		command := exec.CommandContext(t.Context(), "git", append([]string{"-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"}, arguments...)...)
		command.Dir = folder
		output, err := command.CombinedOutput()
		require.NoError(t, err, string(output))
	}
	git("init", "-q")
	write(t, folder, map[string]string{"specs/box/openapi.yaml": "openapi: 3.0.3", "specs/box/parts/box.yaml": "type: object", "one.json": "{}"})
	git("add", ".")
	git("commit", "-q", "-m", "one")
	git("tag", "v1")
	git("rm", "-q", "-r", "specs", "one.json")
	write(t, folder, map[string]string{"now/a.yaml": "a"})
	return folder
}

func TestACommitsDocumentComesWithWhatLiesBesideIt(t *testing.T) {
	folder := repository(t)
	for _, name := range []string{"v1:specs/box/openapi.yaml", "v1:specs/box", "v1:specs/box/"} {
		s := open(t, filepath.Join(folder, "now"), name)
		assert.Equal(t, "openapi: 3.0.3", string(s.Data), name)
		assert.Equal(t, name, s.Name)
		assert.FileExists(t, filepath.Join(filepath.Dir(s.File), "parts", "box.yaml"))
		require.NoError(t, s.Close())
		assert.NoFileExists(t, s.File, "nothing is left behind")
	}
	s := open(t, folder, "v1:one.json")
	assert.Equal(t, "{}", string(s.Data))
	require.NoError(t, s.Close())
}

func TestACommitsFolderIsAFolder(t *testing.T) {
	s, err := source.Folder(t.Context(), repository(t), "v1:specs")
	require.NoError(t, err)
	assert.FileExists(t, filepath.Join(s.File, "box", "openapi.yaml"))
	require.NoError(t, s.Close())
	assert.NoDirExists(t, s.File)
	_, err = source.Folder(t.Context(), repository(t), "v1:none")
	assert.ErrorIs(t, err, os.ErrNotExist)
	assert.ErrorContains(t, err, "open v1:none: ")
}

func TestAFileIsMeantBeforeACommit(t *testing.T) {
	folder := repository(t)
	write(t, folder, map[string]string{"v1:one.json": "a file with an odd name"})
	assert.Equal(t, "a file with an odd name", string(open(t, folder, "v1:one.json").Data))
}

func TestANameThatIsNothingSaysWhatItCouldHaveBeen(t *testing.T) {
	folder := repository(t)
	for name, want := range map[string]string{
		"none.yaml":         "none.yaml: there is no such file or folder, and it is neither a URL nor a git-ref:path",
		"v2:one.json":       "v2:one.json: there is no such file or folder, and no commit v2",
		"v1:two.json":       "v1:two.json: file does not exist",
		"v1:../two.json":    "the path leaves the repository",
		"--output=x:a.json": `"--output=x" is no reference to a commit`,
	} {
		_, err := source.Open(t.Context(), folder, name)
		assert.ErrorContains(t, err, want, name)
	}
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(t.TempDir()))
	_, err := source.Open(t.Context(), t.TempDir(), "v1:one.json")
	assert.ErrorContains(t, err, "v1:one.json: there is no such file or folder, and git rev-parse")
}

func TestAURLIsFetched(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api.yaml" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		_, _ = w.Write([]byte("openapi: 3.0.3"))
	}))
	t.Cleanup(server.Close)
	s := open(t, t.TempDir(), server.URL+"/api.yaml")
	assert.Equal(t, "openapi: 3.0.3", string(s.Data))
	require.NoError(t, s.Close())
	assert.NoFileExists(t, s.File)
	_, err := source.Open(t.Context(), t.TempDir(), server.URL+"/other.yaml")
	assert.ErrorContains(t, err, "403 Forbidden")
}
