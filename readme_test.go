package hostclients_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTheGoInDocumentsIsThatOfTheExamples checks that all Go code in documents is part of an example, which go test compiles and runs.
func TestTheGoInDocumentsIsThatOfTheExamples(t *testing.T) {
	var examples strings.Builder
	for _, pattern := range []string{"specs/*/example_test.go", "core/example_test.go", "core/*/example_test.go", "examples/*/*.go"} {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		for _, file := range files {
			examples.WriteString(squeeze(read(t, file)))
		}
	}
	blocks := 0
	require.NoError(t, filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".md" || path == "docs/own-api.md" { // cmd/clientgen runs that page
			return err
		}
		for _, block := range strings.Split(read(t, path), "```go\n")[1:] {
			code, _, _ := strings.Cut(block, "```")
			blocks++
			if !strings.Contains(examples.String(), squeeze(code)) {
				t.Errorf("%s: want code of an example, got:\n%s", path, code)
			}
		}
		return nil
	}))
	assert.NotZero(t, blocks)
}

// TestEveryPackageHasExamplesThatRun requires an expected output, because go test does not run an example without it.
func TestEveryPackageHasExamplesThatRun(t *testing.T) {
	files, err := filepath.Glob("specs/*/openapi.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		source := read(t, filepath.Join(filepath.Dir(file), "example_test.go"))
		shown := len(regexp.MustCompile(`(?m)^func Example`).FindAllString(source, -1))
		run := len(regexp.MustCompile(`(?m)^\t// Output:`).FindAllString(source, -1))
		assert.GreaterOrEqual(t, shown, 5, file)
		assert.Equal(t, shown, run, "%s: want an output for every example", file)
	}
}

func TestTheREADMEIsShort(t *testing.T) {
	assert.LessOrEqual(t, len(strings.Fields(read(t, "README.md"))), 1200)
}

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	return string(data)
}

// squeeze removes indentation and blank lines, which differ between a document and a function.
func squeeze(code string) string {
	var lines []string
	for _, line := range strings.Split(code, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n") + "\n"
}
