package repo_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// workflows returns the text of every workflow and action, by its path.
func workflows(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, pattern := range []string{".github/workflows/*.yml", ".github/actions/*/action.yml", "action.yml"} {
		files, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(pattern)))
		require.NoError(t, err)
		require.NotEmpty(t, files, pattern)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			texts[file] = string(text)
		}
	}
	return texts
}

var (
	uses   = regexp.MustCompile(`(?m)\buses: +(.*)$`)
	pinned = regexp.MustCompile(`^(\./.*|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$`)
)

// An attacker who controls an action can move its tags, but not its commits. The version in the comment is for readers and for
// Dependabot.
func TestEveryActionIsPinnedToACommit(t *testing.T) {
	found := 0
	for file, text := range workflows(t) {
		for _, match := range uses.FindAllStringSubmatch(text, -1) {
			found++
			assert.Regexp(t, pinned, match[1], file)
		}
	}
	assert.Greater(t, found, 10)
}

func TestWorkflowsRunWithLeastPrivilege(t *testing.T) {
	for file, text := range workflows(t) {
		if strings.HasSuffix(file, "action.yml") {
			continue
		}
		var workflow struct {
			Permissions map[string]string
			Jobs        map[string]struct {
				Steps []struct {
					Uses, Run string
					With      map[string]any
				}
			}
		}
		require.NoError(t, yaml.Unmarshal([]byte(text), &workflow), file)
		assert.NotNil(t, workflow.Permissions, "%s: want a permissions block at the top level", file)
		for name, permission := range workflow.Permissions {
			assert.Equal(t, "read", permission, "%s: want %s: read at the top level, and more only in the jobs that need it", file, name)
		}
		for name, job := range workflow.Jobs {
			for _, step := range job.Steps {
				if strings.HasPrefix(step.Uses, "actions/checkout@") {
					assert.Equal(t, false, step.With["persist-credentials"], "%s: %s: want persist-credentials: false on actions/checkout", file, name)
				}
				assert.NotContains(t, step.Run, "${{", "%s: %s: want values passed through env, so that the shell never runs them as code", file, name)
			}
		}
	}
}

// The supported Go versions are the one in go.mod and NEXT_GO in the Makefile.
func TestCIRunsTheSupportedGoVersions(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", ".github", "workflows", "ci.yml"))
	require.NoError(t, err)
	var workflow struct {
		Jobs map[string]struct {
			Strategy struct{ Matrix map[string][]string }
		}
	}
	require.NoError(t, yaml.Unmarshal(text, &workflow))
	version := func(file, pattern string) string {
		text, err := os.ReadFile(filepath.Join("..", "..", file))
		require.NoError(t, err)
		match := regexp.MustCompile(`(?m)^` + pattern + `(1\.\d+)\.`).FindSubmatch(text)
		require.NotNil(t, match, file)
		return string(match[1])
	}
	want := []string{version("go.mod", "go "), version("Makefile", "NEXT_GO := go")}
	matrix := workflow.Jobs["platforms"].Strategy.Matrix
	assert.Equal(t, want, slices.Sorted(slices.Values(matrix["go"])))
	for _, system := range []string{"ubuntu", "macos", "windows"} {
		assert.True(t, slices.ContainsFunc(matrix["os"], func(os string) bool { return strings.HasPrefix(os, system) }), system)
	}
}

// make snapshot and the release workflow must build the same release.
func TestTheReleaseWorkflowUsesTheToolVersionsInTheMakefile(t *testing.T) {
	makefile, err := os.ReadFile(filepath.Join("..", "..", "Makefile"))
	require.NoError(t, err)
	workflow, err := os.ReadFile(filepath.Join("..", "..", ".github", "workflows", "release.yml"))
	require.NoError(t, err)
	for tool, inWorkflow := range map[string]string{"GORELEASER": "version: %s\n", "SBOM": "cyclonedx-gomod@%s\n"} {
		match := regexp.MustCompile(`(?m)^` + tool + ` +:= \S+@(\S+)$`).FindSubmatch(makefile)
		require.NotNil(t, match, tool)
		assert.Contains(t, string(workflow), fmt.Sprintf(inWorkflow, match[1]))
	}
}
