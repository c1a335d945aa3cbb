package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// scripts are the steps of the workflow that compares what is upstream, by name.
func scripts(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", ".github", "workflows", "upstream.yml"))
	require.NoError(t, err)
	var workflow struct {
		Jobs map[string]struct {
			Steps []struct{ Name, Run string }
		}
	}
	require.NoError(t, yaml.Unmarshal(text, &workflow))
	all := map[string]string{}
	for _, step := range workflow.Jobs["compare"].Steps {
		all[step.Name] = step.Run
	}
	return all
}

// A fake gh notes what it is asked for, and knows the issue that the test says.
const gh = `#!/bin/bash
echo "$*" >> "$CALLS"
if [ "$1 $2" = "issue list" ]; then
  echo "$ISSUE"
  exit "$LISTED"
fi
`

func TestTheWorkflowKeepsOneIssue(t *testing.T) {
	script := scripts(t)["Open, update or close the issue"]
	require.NotEmpty(t, script)
	const list = `issue list --state open --author app/github-actions --search in:title "Upstream has changed: boxes" ` +
		`--json number,title --jq map(select(.title == env.TITLE))[0].number // empty`
	for name, test := range map[string]struct {
		status, issue, listed string
		fails                 bool
		then                  string
	}{
		"nothing changed, and there is no issue":   {status: "0", listed: "0"},
		"nothing changed any more":                 {status: "0", issue: "7", listed: "0", then: "issue close 7 --comment"},
		"something changed":                        {status: "1", listed: "0", then: "issue create --title Upstream has changed: boxes --body-file"},
		"something broke":                          {status: "2", listed: "0", then: "issue create --title Upstream has changed: boxes --body-file"},
		"something else changed":                   {status: "1", issue: "7", listed: "0", then: "issue edit 7 --body-file"},
		"nobody knows whether there is an issue":   {status: "1", listed: "1", fails: true},
		"nobody knows which issue is to be closed": {status: "0", listed: "1", fails: true},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			calls := filepath.Join(folder, "calls")
			require.NoError(t, os.WriteFile(filepath.Join(folder, "gh"), []byte(gh), 0o700))
			// The shell is the one that a workflow has if it names none: the script has to do without its help.
			command := exec.CommandContext(t.Context(), "bash", "-e", "-c", script)
			command.Env = append(os.Environ(), "PATH="+folder+string(os.PathListSeparator)+os.Getenv("PATH"), "RUNNER_TEMP="+folder,
				"TITLE=Upstream has changed: boxes", "API=boxes", "STATUS="+test.status, "ISSUE="+test.issue, "LISTED="+test.listed,
				"CALLS="+calls)
			output, err := command.CombinedOutput()
			assert.Equal(t, test.fails, err != nil, string(output))
			noted, err := os.ReadFile(calls)
			require.NoError(t, err)
			lines := strings.Split(strings.TrimSpace(string(noted)), "\n")
			assert.Equal(t, list, lines[0])
			if test.then == "" {
				assert.Len(t, lines, 1)
				return
			}
			require.Len(t, lines, 2)
			assert.True(t, strings.HasPrefix(lines[1], test.then), lines[1])
		})
	}
}
