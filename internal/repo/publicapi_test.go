package repo_test

import (
	"go/build"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The public API is stored in api/, so that a review shows every change.
func TestThePublicAPIMatchesItsFiles(t *testing.T) {
	root := repository(t)
	for _, folder := range []string{"core", "contract", "mock", "gen"} {
		readAll(t, filepath.Join(root, folder)) // the test cache does not see the files that go list reads
	}
	listings, err := publicAPI(t.Context(), root)
	require.NoError(t, err)
	require.Contains(t, listings, "core/runtime")
	var files []string
	for _, folder := range slices.Sorted(maps.Keys(listings)) {
		file := filepath.Join(root, "api", strings.ReplaceAll(folder, "/", "-")+".txt")
		files = append(files, file)
		if *update {
			require.NoError(t, os.WriteFile(file, []byte(listings[folder]), 0o600))
		}
		stored, err := os.ReadFile(file)
		require.NoError(t, err)
		gone, added := lineDiff(string(stored), listings[folder])
		assert.Empty(t, gone, "%s: removed, which breaks programs; to accept it, run go test ./internal/repo -run PublicAPI -update", folder)
		if slices.Contains(build.Default.ReleaseTags, "go1.27") {
			continue // Go 1.27 adds lines; the files are for the oldest supported Go
		}
		assert.Empty(t, added, "%s: new; to accept it, run go test ./internal/repo -run PublicAPI -update", folder)
	}
	found, err := filepath.Glob(filepath.Join(root, "api", "*.txt"))
	require.NoError(t, err)
	assert.ElementsMatch(t, files, found, "want a file for each public package, and no other files")
}

// lineDiff returns the lines that only before has, and those that only after has.
func lineDiff(before, after string) (gone, added []string) {
	was, is := strings.Split(before, "\n"), strings.Split(after, "\n")
	without := func(lines, others []string) []string {
		return slices.DeleteFunc(slices.Clone(lines), func(line string) bool { _, there := slices.BinarySearch(others, line); return there })
	}
	slices.Sort(was)
	slices.Sort(is)
	return without(was, is), without(is, was)
}
