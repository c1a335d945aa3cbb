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

func build(t *testing.T) string {
	t.Helper()
	command := filepath.Join(t.TempDir(), "clientgen")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", command, ".").CombinedOutput()
	require.NoError(t, err, string(out))
	return command
}

func TestTheExitStatusAndTheOneLineOfAFault(t *testing.T) {
	command := build(t)
	root := t.TempDir()
	require.NoError(t, os.CopyFS(filepath.Join(root, "sample"), os.DirFS("../../internal/generate/testdata/sample")))
	run := func(args ...string) (string, int) {
		cmd := exec.CommandContext(t.Context(), command, args...)
		cmd.Dir = t.TempDir() // the caller's working directory does not matter
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		_ = cmd.Run()
		return stderr.String(), cmd.ProcessState.ExitCode()
	}

	said, status := run("-root", root, "-spec", "sample", "-overlay", "sample/overlay.yaml", "-out", "out")
	assert.Equal(t, 0, status, said)
	assert.Empty(t, said)
	assert.FileExists(t, filepath.Join(root, "out", "api.gen.go"))

	elsewhere := t.TempDir()
	said, status = run("-root", elsewhere, "-spec", filepath.Join(root, "sample"), "-overlay", filepath.Join(root, "sample", "overlay.yaml"),
		"-out", filepath.Join(root, "absolute"))
	assert.Equal(t, 0, status, said)
	assert.FileExists(t, filepath.Join(root, "absolute", "api.gen.go"))

	require.NoError(t, os.CopyFS(filepath.Join(root, "specs", "boxes"), os.DirFS(filepath.Join(root, "sample"))))
	require.NoError(t, os.CopyFS(filepath.Join(root, "overlays"), os.DirFS(filepath.Join(root, "sample"))))
	require.NoError(t, os.Rename(filepath.Join(root, "overlays", "overlay.yaml"), filepath.Join(root, "overlays", "boxes.yaml")))
	said, status = run("-root", root, "boxes")
	assert.Equal(t, 1, status)
	assert.Equal(t, "clientgen: specs/boxes/codegen.yaml: the package is called sample: in gen/boxes it has to be boxes\n", said)
	require.NoError(t, os.RemoveAll(filepath.Join(root, "specs")))

	document := filepath.Join(root, "sample", "openapi.yaml")
	text, err := os.ReadFile(document)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(document, bytes.Replace(text, []byte("operationId: getReport"), []byte("summary: Nothing"), 1), 0o600))
	said, status = run("-root", root, "-spec", "sample", "-overlay", "sample/overlay.yaml", "-out", "out")
	assert.Equal(t, 1, status)
	assert.Equal(t, 1, strings.Count(said, "\n"), said)
	assert.Contains(t, said, "clientgen: sample/openapi.yaml:")

	for name, args := range map[string][]string{
		"an API that is not there":          {"-root", root, "nothing"},
		"a root without documents":          {"-root", root},
		"a document without a place to go":  {"-root", root, "-spec", "sample"},
		"a document and the name of an API": {"-root", root, "-spec", "sample", "-out", "out", "whmcs"},
	} {
		said, status := run(args...)
		assert.Equal(t, 1, status, name)
		assert.Equal(t, 1, strings.Count(said, "\n"), "%s: %s", name, said)
	}
}
