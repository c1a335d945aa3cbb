package main

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/hostile"
)

const root = "../../.."

// Without this test, only the nightly run would find entries of guards.yaml that no longer match.
func TestEachGuardMatchesItsFileAndHasATest(t *testing.T) {
	guards, err := list(root)
	require.NoError(t, err)
	names := map[string]bool{}
	for _, g := range guards {
		assert.False(t, names[g.Name], "two guards are named %q", g.Name)
		names[g.Name] = true
		source, err := g.without(root)
		if !assert.NoError(t, err, g.Name) {
			continue
		}
		_, err = parser.ParseFile(token.NewFileSet(), g.File, source, parser.SkipObjectResolution)
		assert.NoError(t, err, g.Name)
		assert.True(t, g.runs(t), "%s: want a row or a test named %q, found none", g.Name, g.Row+g.Test)
	}
}

// runs reports whether the row or the test that must fail without the guard exists.
func (g guard) runs(t *testing.T) bool {
	t.Helper()
	pkg, pattern, _ := strings.Cut(g.Test, " ")
	if g.Test == "" {
		for _, fault := range hostile.Faults() {
			if strings.Contains(fault.Name, g.Row) {
				return true
			}
		}
		return false
	}
	files, err := filepath.Glob(filepath.Join(root, pkg, "*_test.go"))
	require.NoError(t, err)
	name := regexp.MustCompile(pattern)
	for _, file := range files {
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, found := range regexp.MustCompile(`(?m)^func (Test\w+)`).FindAllStringSubmatch(string(source), -1) {
			if name.MatchString(found[1]) {
				return true
			}
		}
	}
	return false
}
