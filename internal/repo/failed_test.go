package repo_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// failing is a module whose tests fail in every way that go test reports, alongside tests that pass.
var failing = map[string]string{
	"go.mod":           "module example.com/failing\n\ngo 1.24\n",
	"good/a_test.go":   "package good\n\nimport \"testing\"\n\nfunc TestGood(t *testing.T) { t.Log(\"good news\") }\n",
	"broken/a_test.go": "package broken\n\nimport \"testing\"\n\nfunc TestBroken(t *testing.T) { missing() }\n",
	"panics/a_test.go": "package panics\n\nimport \"testing\"\n\nfunc TestPanics(t *testing.T) { t.Log(\"soon\"); panic(\"out of luck\") }\n",
	"exits/a_test.go":  "package exits\n\nimport (\n\t\"os\"\n\t\"testing\"\n)\n\nfunc TestExits(t *testing.T) { println(\"leaving\"); os.Exit(3) }\n",
	"bad/a_test.go": `package bad

import "testing"

func TestFirst(t *testing.T) { t.Parallel(); t.Log("first passes") }
func TestSecond(t *testing.T) {
	t.Parallel()
	for range 70 {
		t.Log("second complains")
	}
	t.Fail()
}
func TestThird(t *testing.T) {
	t.Run("good", func(t *testing.T) { t.Log("third passes") })
	t.Run("bad", func(t *testing.T) { t.Error("third fails") })
}
`,
}

func TestTheEndOfTheLogShowsEveryFailure(t *testing.T) {
	folder := t.TempDir()
	for name, text := range failing {
		file := filepath.Join(folder, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	}
	test := exec.CommandContext(t.Context(), "go", "test", "-vet=off", "-v", "./...")
	test.Dir = folder
	log, err := test.CombinedOutput()
	require.Error(t, err, string(log))

	awk := exec.CommandContext(t.Context(), "awk", "-f", filepath.Join("..", "..", ".ci", "failed.awk"))
	awk.Stdin = strings.NewReader(string(log))
	output, err := awk.CombinedOutput()
	require.NoError(t, err, string(output))
	shown := string(output)
	for _, part := range []string{
		"undefined: missing", "panic: out of luck", "leaving", "third fails", "--- FAIL: TestThird/bad", "… and 1",
		"FAIL\texample.com/failing/broken [build failed]", "FAIL\texample.com/failing/bad\t", "FAIL\texample.com/failing/panics\t",
		"FAIL\texample.com/failing/exits\t",
	} {
		assert.Contains(t, shown, part)
	}
	for _, part := range []string{"good news", "first passes", "third passes", "ok  "} {
		assert.NotContains(t, shown, part)
	}
	assert.LessOrEqual(t, strings.Count(shown, "second complains"), 60)
	assert.Greater(t, strings.Count(shown, "second complains"), 50)
}
