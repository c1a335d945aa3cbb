package main_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// blocks matches the code blocks of docs/own-api.md. A block marked sh contains commands, and a block marked text contains output
// of the commands before it. Any other block is a file, named in the text before the block.
var blocks = regexp.MustCompile("(?s)(?:`([^`\n]+)`[^`\n]*:\n\n)?```(\\w+)\n(.*?)```\n")

// TestFollowingOwnAPIGivesAWorkingClient follows docs/own-api.md literally, except that it uses this module instead of downloading
// one.
func TestFollowingOwnAPIGivesAWorkingClient(t *testing.T) {
	if testing.Short() {
		t.Skip("slow: builds four programs")
	}
	page, err := os.ReadFile("../../docs/own-api.md")
	require.NoError(t, err)
	module := t.TempDir()
	printed := ""
	ran := 0
	for _, block := range blocks.FindAllStringSubmatch(string(page), -1) {
		file, language, text := block[1], block[2], block[3]
		switch language {
		case "sh":
			printed = ""
			for line := range strings.Lines(text) {
				printed += does(t, module, strings.TrimSpace(line))
				ran++
			}
		case "text":
			for line := range strings.Lines(text) {
				require.Contains(t, printed, strings.TrimSpace(line), "want the output that the page shows for these commands")
			}
		default:
			require.NotEmpty(t, file, "want a file name before the block:\n%s", text)
			name := filepath.Join(module, filepath.FromSlash(file))
			require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
			require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
		}
	}
	require.Greater(t, ran, 10, "want more than 10 commands in the page")
	recorded, err := os.ReadFile(filepath.Join(module, "api/fixtures/recorded/listPets.yaml"))
	require.NoError(t, err)
	require.NotContains(t, string(recorded), "2f9c41b7d0")
}

func TestASwaggerDocumentGetsAClientAndContractTests(t *testing.T) {
	if testing.Short() {
		t.Skip("slow: builds two programs")
	}
	module := t.TempDir()
	does(t, module, "go mod init example.com/shop")
	does(t, module, "go get -tool github.com/hostclients/hostclients/cmd/clientgen@main")
	write := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(module, name), []byte(text), 0o600))
	}
	write("shop.json", swagger)
	does(t, module, "go tool clientgen init -spec shop.json")
	does(t, module, "go generate ./...")
	require.Contains(t, does(t, module, "! go test ./internal/shop"), "fixtures/synthetic/createThing.yaml")

	const fixture = `version: 2
interactions:
  - id: 0
    request:
      method: POST
      url: https://api.example.com/v1/things?names=a%%7Cb
      headers: {Content-Type: [application/json], X-Key: [placeholder]}
      body: '{"id":"7"}'
    response:
      code: 200
      headers: {Content-Type: [application/json]}
      body: '{"id":"7"%s}'
`
	write("fixtures/synthetic/createThing.yaml", fmt.Sprintf(fixture, ""))
	does(t, module, "go test ./internal/shop")
	write("fixtures/synthetic/createThing.yaml", fmt.Sprintf(fixture, `,"size":1`))
	require.Contains(t, does(t, module, "! go test ./internal/shop"), "size is not declared")
}

// does runs a command of the page in the module, and returns its output. A command that begins with ! must fail. Instead of go get
// -tool, which downloads, it edits go.mod.
func does(t *testing.T, module, line string) string {
	t.Helper()
	command, fails := strings.CutPrefix(line, "! ")
	words := strings.Fields(command)
	require.Equal(t, "go", words[0], "want only go commands in the page")
	if tool, gets := strings.CutPrefix(command, "go get -tool "); gets {
		tool, _, _ = strings.Cut(tool, "@")
		words = []string{"go", "mod", "edit", "-tool=" + tool}
	}
	cmd := exec.CommandContext(t.Context(), words[0], words[1:]...)
	cmd.Dir = module
	cmd.Env = append(os.Environ(), "GOFLAGS="+os.Getenv("GOFLAGS")+" -mod=mod", "GOPROXY=off", "GOWORK=off")
	out, err := cmd.CombinedOutput()
	require.Equal(t, fails, err != nil, "%s\n%s", line, out)
	if strings.HasPrefix(command, "go mod init") {
		borrow(t, module)
	}
	return string(out)
}

// borrow adds this module and its requirements to another module, so that nothing is downloaded.
func borrow(t *testing.T, module string) {
	t.Helper()
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	require.NoError(t, err)
	own, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	_, required, ok := bytes.Cut(own, []byte("\nrequire ("))
	require.True(t, ok)
	file := filepath.Join(module, "go.mod")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	more := "\nrequire github.com/hostclients/hostclients v0.0.0\n\nreplace github.com/hostclients/hostclients => " + root + "\n\nrequire (" + string(required)
	require.NoError(t, os.WriteFile(file, append(text, more...), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(module, "go.sum"), sums, 0o600))
}
