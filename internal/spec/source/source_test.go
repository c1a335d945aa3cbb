package source_test

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/spec/source"
)

func write(t *testing.T, folder string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(folder, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
}

func open(t *testing.T, folder, name string) spec.Source {
	t.Helper()
	s, err := source.Open(t.Context(), folder, name)
	require.NoError(t, err)
	return s
}

func TestAFileIsReadByARelativeOrAnAbsoluteName(t *testing.T) {
	folder := t.TempDir()
	write(t, folder, map[string]string{"a.txt": "anything"})
	s := open(t, folder, "a.txt")
	assert.Equal(t, "anything", string(s.Data))
	assert.Equal(t, "a.txt", s.Name)
	assert.Equal(t, s.Name, open(t, folder, "./a.txt").Name)
	s = open(t, t.TempDir(), filepath.Join(folder, "a.txt"))
	assert.Equal(t, "anything", string(s.Data))
}

func TestTheMainFileOfAFolderIsFound(t *testing.T) {
	for name, test := range map[string]struct {
		files map[string]string
		want  string
	}{
		"by its name":            {map[string]string{"openapi.yaml": "openapi: 3.0.3", "other.yaml": "openapi: 3.0.3", "parts/box.yaml": "type: object"}, "openapi.yaml"},
		"by its version":         {map[string]string{"box.yaml": "type: object", "api.yml": "info: {}\nopenapi: 3.0.3"}, "api.yml"},
		"as JSON":                {map[string]string{"box.json": "{}", "api.json": `{"swagger":"2.0"}`}, "api.json"},
		"the newer of two":       {map[string]string{"swagger.json": `{"swagger":"2.0"}`, "openapi.json": `{"openapi":"3.0.3"}`}, "openapi.json"},
		"not as a folder":        {map[string]string{"openapi.yaml/box.yaml": "type: object", "api.yaml": "openapi: 3.0.3"}, "api.yaml"},
		"ignoring other formats": {map[string]string{"README.md": "openapi: 3", "api.yaml": "openapi: 3.0.3"}, "api.yaml"},
	} {
		folder := t.TempDir()
		write(t, folder, test.files)
		assert.Equal(t, test.want, open(t, folder, ".").Name, name)
	}
	folder := t.TempDir()
	write(t, folder, map[string]string{"readme.yaml": "a: b"})
	_, err := source.Open(t.Context(), folder, ".")
	assert.ErrorContains(t, err, "no file in this folder is an OpenAPI document")
	write(t, folder, map[string]string{"a.yaml": "openapi: 3.0.3", "b.yaml": "openapi: 3.0.3"})
	_, err = source.Open(t.Context(), folder, ".")
	assert.ErrorContains(t, err, "want one OpenAPI document in this folder, got a.yaml, b.yaml: name the file")
}

// repository returns the root of a git repository. Its first commit, tagged v1, contains documents that were removed later.
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

func TestACommitsDocumentIsOpenedWithItsNeighboringFiles(t *testing.T) {
	folder := repository(t)
	for _, name := range []string{"v1:specs/box/openapi.yaml", "v1:specs/box", "v1:specs/box/", "v1:/specs/box"} {
		s := open(t, filepath.Join(folder, "now"), name)
		assert.Equal(t, "openapi: 3.0.3", string(s.Data), name)
		assert.Equal(t, "v1:specs/box/openapi.yaml", strings.Replace(s.Name, ":/", ":", 1))
		beside, err := fs.ReadFile(s.FS, path.Join(path.Dir(s.Path), "parts/box.yaml"))
		require.NoError(t, err)
		assert.Equal(t, "type: object", string(beside))
	}
	assert.Equal(t, "{}", string(open(t, folder, "v1:one.json").Data))
}

func TestACommitIsAFileSystem(t *testing.T) {
	files, err := source.Commit(t.Context(), repository(t), "v1")
	require.NoError(t, err)
	require.NoError(t, fstest.TestFS(files, "specs/box/openapi.yaml", "specs/box/parts/box.yaml", "one.json"))
	_, err = source.Commit(t.Context(), repository(t), "v2")
	assert.EqualError(t, err, "v2: there is no such file or folder, and no commit v2")
	_, err = source.Open(t.Context(), repository(t), "v1:specs/none.yaml")
	assert.ErrorIs(t, err, fs.ErrNotExist)
	_, err = source.Open(t.Context(), t.TempDir(), "none.yaml")
	assert.ErrorIs(t, err, fs.ErrNotExist)
}

func TestAFileWinsOverACommitWithTheSameName(t *testing.T) {
	folder := repository(t)
	write(t, folder, map[string]string{"v1:one.json": "a file with an odd name"})
	assert.Equal(t, "a file with an odd name", string(open(t, folder, "v1:one.json").Data))
}

func TestTheErrorForAMissingDocumentSaysWhatWasTried(t *testing.T) {
	folder := repository(t)
	for name, want := range map[string]string{
		"none.yaml":         "none.yaml: there is no such file or folder, and it is neither a URL nor a git-ref:path",
		"v2:one.json":       "v2:one.json: there is no such file or folder, and no commit v2",
		"v1:two.json":       "v1:two.json: file does not exist",
		"v1:../two.json":    "the path leaves the repository",
		"--output=x:a.json": `want a reference to a commit, got "--output=x"`,
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
	assert.Equal(t, server.URL+"/api.yaml", s.Name)
	_, err := source.Open(t.Context(), t.TempDir(), server.URL+"/other.yaml")
	assert.ErrorContains(t, err, "403 Forbidden")
}

// commit creates a repository in a folder and commits all files.
func commit(t *testing.T, folder string) {
	t.Helper()
	for _, arguments := range [][]string{
		{"init", "-q"}, {"add", "-f", "."},
		{"-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false", "commit", "-q", "-m", "one"},
	} {
		command := exec.CommandContext(t.Context(), "git", arguments...)
		command.Dir = folder
		output, err := command.CombinedOutput()
		require.NoError(t, err, string(output))
	}
}

func TestGitAttributesDoNotChangeTheFilesOfACommit(t *testing.T) {
	folder := t.TempDir()
	write(t, folder, map[string]string{
		".gitattributes":    "specs/lid export-ignore\n*.yaml export-subst eol=crlf\n",
		"specs/box/a.yaml":  "openapi: 3.0.3\ninfo: {title: $Format:%s$}\n",
		"specs/lid/a.yaml":  "openapi: 3.0.3\n",
		"specs/[a]/é.yaml":  "swagger: 2\n",
		"specs/a/é.yaml":    "another\n",
		"specs/none/a.yaml": "",
	})
	require.NoError(t, os.Symlink("/etc/hostname", filepath.Join(folder, "specs", "box", "link.yaml")))
	commit(t, folder)
	files, err := source.Commit(t.Context(), folder, "HEAD")
	require.NoError(t, err)
	for name, want := range map[string]string{
		"box/a.yaml":  "openapi: 3.0.3\ninfo: {title: $Format:%s$}\n",
		"lid/a.yaml":  "openapi: 3.0.3\n",
		"[a]/é.yaml":  "swagger: 2\n",
		"none/a.yaml": "",
	} {
		data, err := fs.ReadFile(files, "specs/"+name)
		require.NoError(t, err)
		assert.Equal(t, want, string(data), name)
	}
	_, err = fs.Stat(files, "specs/box/link.yaml")
	require.ErrorIs(t, err, fs.ErrNotExist, "a symbolic link is left out, because it may lead outside the repository")
	assert.Equal(t, "swagger: 2\n", string(open(t, folder, "HEAD:specs/[a]").Data), "[a] is a name, not a pattern")
}

func TestAPathThatBeginsWithADotStartsFromTheFolder(t *testing.T) {
	folder := t.TempDir()
	write(t, folder, map[string]string{"a.yaml": "outer", "in/a.yaml": "inner"})
	commit(t, folder)
	for name, want := range map[string]string{"HEAD:./a.yaml": "inner", "HEAD:../a.yaml": "outer", "HEAD:a.yaml": "outer"} {
		s := open(t, filepath.Join(folder, "in"), name)
		assert.Equal(t, want, string(s.Data), name)
	}
	_, err := source.Open(t.Context(), filepath.Join(folder, "in"), "HEAD:../../a.yaml")
	assert.ErrorContains(t, err, "the path leaves the repository")
}

func TestADocumentThatIsTooLargeIsRejected(t *testing.T) {
	folder := t.TempDir()
	write(t, folder, map[string]string{"a.yaml": ""})
	require.NoError(t, os.Truncate(filepath.Join(folder, "a.yaml"), 64<<20+1))
	for _, name := range []string{"a.yaml", "."} {
		_, err := source.Open(t.Context(), folder, name)
		assert.ErrorContains(t, err, "a.yaml: want at most 64 MB", name)
	}

	var bomb bytes.Buffer
	zip := gzip.NewWriter(&bomb)
	for range 65 {
		_, err := zip.Write(make([]byte, 1<<20))
		require.NoError(t, err)
	}
	require.NoError(t, zip.Close())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(bomb.Bytes())
	}))
	t.Cleanup(server.Close)
	_, err := source.Open(t.Context(), folder, server.URL)
	assert.EqualError(t, err, server.URL+": want at most 64 MB")
}

func TestARedirectIsFollowedButNotForever(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/old":
			http.Redirect(w, r, "/new", http.StatusMovedPermanently)
		case "/new":
			_, _ = w.Write([]byte("openapi: 3.0.3"))
		default:
			http.Redirect(w, r, "/loop", http.StatusFound)
		}
	}))
	t.Cleanup(server.Close)
	s := open(t, t.TempDir(), server.URL+"/old")
	assert.Equal(t, "openapi: 3.0.3", string(s.Data))
	_, err := source.Open(t.Context(), t.TempDir(), server.URL+"/loop")
	assert.ErrorContains(t, err, "stopped after 10 redirects")
}

func TestAnErrorDoesNotShowThePasswordOfAURL(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	_, err := source.Open(t.Context(), t.TempDir(), strings.Replace(server.URL, "//", "//me:hidden@", 1))
	require.ErrorContains(t, err, "404 Not Found")
	assert.NotContains(t, err.Error(), "hidden")
}

func TestANameIsShownWithoutThePasswordOfAURL(t *testing.T) {
	for name, want := range map[string]string{
		"https://me:hidden@docs.example.com/a b": "https://me:xxxxx@docs.example.com/a%20b",
		"https://me@docs.example.com/a b":        "https://me@docs.example.com/a b",
		"https://docs.example.com/a":             "https://docs.example.com/a",
		"https://me:hid%zden@docs.example.com/":  "a URL that cannot be read",
		"v1:specs/me:hidden@box.yaml":            "v1:specs/me:hidden@box.yaml",
	} {
		assert.Equal(t, want, source.Shown(name))
	}
}
