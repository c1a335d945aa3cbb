package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/cli"
)

var update = flag.Bool("update", false, "update the report in cmd/README.md")

// editedWebpros returns the Webpros Cloud document with one edit: GET /v1/zone has the parameters and responses of GET /v2/zone.
func editedWebpros(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "specs", "webpros", "openapi.yaml"))
	require.NoError(t, err)
	text := string(data)
	between := func(text, from, to string) (before, part, after string) {
		before, rest, found := strings.Cut(text, from)
		require.True(t, found, "want %q in the document", from)
		part, after, found = strings.Cut(rest, to)
		require.True(t, found, "want %q after %q in the document", to, from)
		return before, from + part, to + after
	}
	before, first, rest := between(text, "  /v1/zone:\n", "  /v1/zone/{id}:\n")
	middle, second, after := between(rest, "  /v2/zone:\n", "  /v1/package/whmcs:\n")
	_, shape, found := strings.Cut(second, "      parameters:\n")
	require.True(t, found, "want parameters in GET /v2/zone")
	first, _, _ = strings.Cut(first, "      responses:\n")
	return before + first + "      parameters:\n" + shape + middle + second + after
}

func TestTheREADMEShowsTheReportThatTheCommandPrints(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "README.md"))
	require.NoError(t, err)
	root, err := filepath.Abs(filepath.Join("..", ".."))
	require.NoError(t, err)
	now := editedWebpros(t)
	t.Chdir(t.TempDir())
	require.NoError(t, os.WriteFile("new.yaml", []byte(now), 0o600))
	status, report, stderr := command(t, "-root", root, "webpros", "new.yaml")
	require.Equal(t, cli.Broken, status, stderr)
	const begin, end = "$ go run ./cmd/specdiff webpros new.yaml\n", "```\n"
	before, rest, found := strings.Cut(string(readme), begin)
	require.True(t, found, "want %q in cmd/README.md", begin)
	shown, after, _ := strings.Cut(rest, end)
	if *update {
		require.NoError(t, os.WriteFile(filepath.Join(root, "cmd", "README.md"), []byte(before+begin+report+end+after), 0o600))
		return
	}
	assert.Equal(t, report, shown, "cmd/README.md is out of date; to update it, run go test ./cmd/specdiff -run README -update")
}
