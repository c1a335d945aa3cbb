package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/cli"
	"github.com/hostclients/hostclients/internal/diff/report"
)

const boxes = `openapi: 3.0.3
info: {title: Boxes, version: "1"}
paths:
  /box:
    get:
      operationId: listBoxes
      parameters:
        - {name: color, in: query, schema: {type: string}}
      responses:
        "204": {description: None.}
`

var (
	changed = strings.Replace(boxes, "type: string", "type: integer", 1)
	more    = boxes + "  /lid:\n    get:\n      operationId: listLids\n      responses:\n        \"204\": {description: None.}\n"
)

// inFolder creates a git repository with an API and some documents, and changes into it.
func inFolder(t *testing.T) {
	t.Helper()
	folder := t.TempDir()
	for name, text := range map[string]string{
		"specs/boxes/openapi.yaml": boxes, "same.yaml": boxes, "changed.yaml": changed, "more.yaml": more, "none.txt": "Dear customers",
		"split.yaml": strings.Replace(boxes, "schema: {type: string}", "schema: {$ref: parts.yaml}", 1), "parts.yaml": "{type: string}",
	} {
		file := filepath.Join(folder, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	}
	for _, arguments := range [][]string{
		{"init", "-q"},
		{"add", "-A"},
		{"-c", "user.name=Tester", "-c", "user.email=tester@example.com", "commit", "-q", "-m", "first"},
		{"tag", "v1"},
	} {
		git := exec.CommandContext(t.Context(), "git", arguments...)
		git.Dir = folder
		output, err := git.CombinedOutput()
		require.NoError(t, err, string(output))
	}
	t.Chdir(folder)
}

func command(t *testing.T, arguments ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, notes bytes.Buffer
	status = run(t.Context(), arguments, &out, &notes)
	return status, out.String(), notes.String()
}

func TestTheExitStatusDistinguishesChangesBreakingChangesAndErrors(t *testing.T) {
	inFolder(t)
	require.NoError(t, os.Symlink("same.yaml", "link.yaml"))
	for line, want := range map[string]int{
		"-at wire same.yaml specs/boxes/openapi.yaml":            0,
		"-at wire same.yaml more.yaml":                           cli.Failed,
		"-at wire same.yaml changed.yaml":                        cli.Broken,
		"-at wire -fail-on wire same.yaml changed.yaml":          cli.Broken,
		"-at wire,fixtures -fail-on fixtures boxes changed.yaml": cli.Internal, // boxes has no fixtures
		"-at wire boxes changed.yaml":                            cli.Broken,
		"-at wire boxes same.yaml":                               0,
		"-at wire v1:same.yaml changed.yaml":                     cli.Broken,
		"-at wire -all":                                          0,
		"-at wire -all -base v1":                                 0,
		"-at wire -changelog v1..HEAD":                           0,
		"-h":                                                     0,
		"-at wire same.yaml none.txt":                            cli.Internal,
		"-at wire same.yaml missing.yaml":                        cli.Internal,
		"-at wire -all -base v2":                                 cli.Internal,
		"-at wire -root specs boxes changed.yaml":                cli.Internal,
		"-at wire -o missing/report.txt same.yaml changed.yaml":  cli.Internal,
		"-at wire -format json -o . same.yaml changed.yaml":      cli.Internal,
		"-at wire same.yaml":                                     cli.Misused,
		"":                                                       cli.Misused,
		"-at wire -all same.yaml changed.yaml":                   cli.Misused,
		"-at wires same.yaml changed.yaml":                       cli.Misused,
		"-at wire -fail-on never same.yaml changed.yaml":         cli.Misused,
		"-at wire -format html same.yaml changed.yaml":           cli.Misused,
		"-at wire -changelog v1 ":                                cli.Misused,
		"-at wire -changelog ..v1":                               cli.Misused,
		"-base v1 same.yaml changed.yaml":                        cli.Misused,
		"same.yaml changed.yaml -at wire":                        cli.Misused,
		"-at wire -fail-on go same.yaml changed.yaml":            cli.Misused,
		"same.yaml changed.yaml more.yaml":                       cli.Misused,
		"-o same.yaml same.yaml changed.yaml":                    cli.Misused,
		"-o specs/report.txt specs changed.yaml":                 cli.Misused,
		"-o parts.yaml same.yaml split.yaml":                     cli.Misused,
		"-o link.yaml same.yaml changed.yaml":                    cli.Misused,
		"-o more.yaml -overlay more.yaml same.yaml changed.yaml": cli.Misused,
		"-o none/a.txt -fixtures none same.yaml changed.yaml":    cli.Misused,
		"-o specs/boxes/openapi.yaml boxes changed.yaml":         cli.Misused,
		"-o specs/boxes/openapi.yaml -all":                       cli.Misused,
		"-at wire -format json -accept same.yaml changed.yaml":   cli.Misused,
		"-overlay= same.yaml changed.yaml":                       cli.Misused,
		"-strict same.yaml changed.yaml":                         cli.Misused,
		"-fixtures specs -all":                                   cli.Misused,
		"-overlay more.yaml boxes changed.yaml":                  cli.Misused,
		"-at wire -overlay none.yaml same.yaml changed.yaml":     cli.Internal,
		"-at wire -fixtures none same.yaml changed.yaml":         cli.Internal,
	} {
		status, stdout, stderr := command(t, strings.Fields(line)...)
		assert.Equal(t, want, status, "%s: %s", line, stderr)
		if status == cli.Internal || status == cli.Misused && stdout == "" {
			assert.NotEmpty(t, stderr, line)
		} else if line != "-h" {
			assert.NotEmpty(t, stdout, line)
			assert.Empty(t, stderr, "%s: want no progress without a terminal", line)
		}
	}
}

func TestAnErrorInTheCommandLineNamesTheFlagOnce(t *testing.T) {
	for line, says := range map[string]string{
		"-formt a b":               "specdiff: unknown flag -formt: did you mean -format?; specdiff -h lists the flags",
		"a":                        "specdiff: documents: want 2, got 1; specdiff -h shows",
		"-at sea a b":              `specdiff: -at: want wire, go or fixtures, got "sea"`,
		"-fail-on sea a b":         `specdiff: -fail-on: want wire, go, fixtures or any, got "sea"`,
		"-at wire -fail-on go a b": "specdiff: -fail-on: want a boundary of -at wire, got go",
		"-format sea a b":          `specdiff: -format: want text, markdown, json, github or sarif, got "sea"`,
		"-format jsn a b":          `got "jsn"; did you mean "json"?`,
		"-root ../.. hostbil a":    `file does not exist; did you mean "hostbill"?`,
		"-changelog v1":            `specdiff: -changelog: want two commits, such as v0.1.0..HEAD, got "v1"`,
		"-all a":                   "specdiff: a: want no documents with -all",
		"-all -schema":             "specdiff: -schema: cannot be used with -all",
		"-base v1 a b":             "specdiff: -base: can only be used with -all",
		"a b -at wire":             "specdiff: -at: want flags before all other arguments",
		"-o b a b":                 "specdiff: -o: want a file that specdiff does not read, got b",
		"-o b/c a b":               "specdiff: -o: want a file that specdiff does not read, got b/c",
		"-o json=b a b":            "specdiff: -o: want a file that specdiff does not read, got b",
		"-o json= a b":             "specdiff: -o: want a file, got none",
		"-git a b":                 "specdiff: -git: want the 7 or 9 arguments of a diff driver, got 2",
		"-git -o c a":              "specdiff: -git: cannot be used with -format, -o or -accept",
	} {
		_, _, stderr := command(t, strings.Fields(line)...)
		assert.Equal(t, 1, strings.Count(stderr, says), stderr)
	}
}

func TestAnErrorEscapesWhatItQuotesFromADocument(t *testing.T) {
	inFolder(t)
	evil := strings.Replace(boxes, "  /box:\n", "  \"/b\\e[31mox\\n::error::/{a}\": {}\n  /box:\n", 1)
	evil = strings.Replace(evil, "{}\n", "{get: {responses: {\"204\": {description: None.}}}}\n", 1)
	again := strings.Replace(evil, "  /box:\n", "  \"/b\\e[31mox\\n::error::/{b}\": {get: {responses: {\"204\": {description: None.}}}}\n  /box:\n", 1)
	require.NoError(t, os.WriteFile("evil.yaml", []byte(again), 0o600))
	status, _, stderr := command(t, "-at", "wire", "same.yaml", "evil.yaml")
	assert.Equal(t, cli.Internal, status)
	assert.Contains(t, stderr, `GET /b\x1b[31mox`)
	assert.NotContains(t, stderr, "\x1b")
	for line := range strings.Lines(stderr) {
		assert.True(t, strings.HasPrefix(line, "specdiff: "), line)
	}
}

func TestAReportIsWrittenInEveryFormat(t *testing.T) {
	inFolder(t)
	for format, begins := range map[string]string{
		"text": "specdiff boxes: specs/boxes/openapi.yaml -> changed.yaml\n", "markdown": "### specdiff: boxes\n",
		"json": "{\n  \"schemaVersion\": 2,", "github": "::error file=", "sarif": "{\n  \"$schema\": ",
	} {
		_, stdout, _ := command(t, "-at", "wire", "-format", format, "boxes", "changed.yaml")
		assert.True(t, strings.HasPrefix(stdout, begins), stdout)
		assert.NotContains(t, stdout, "\x1b", "want no colors without a terminal")

		status, nothing, _ := command(t, "-at", "wire", "-format", format, "-o", "report", "boxes", "changed.yaml")
		assert.Equal(t, cli.Broken, status)
		assert.Empty(t, nothing)
		written, err := os.ReadFile("report")
		require.NoError(t, err)
		assert.Equal(t, stdout, string(written))
	}
}

func TestOneComparisonIsWrittenInSeveralFormats(t *testing.T) {
	inFolder(t)
	status, nothing, stderr := command(t, strings.Fields("-at wire -o json=a.json -o markdown=a.md -o a=b.txt boxes changed.yaml")...)
	assert.Equal(t, cli.Broken, status, stderr)
	assert.Empty(t, nothing)
	for file, begins := range map[string]string{"a.json": "{\n", "a.md": "### specdiff: boxes\n", "a=b.txt": "specdiff boxes: "} {
		written, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.True(t, strings.HasPrefix(string(written), begins), string(written))
	}
}

func TestTheJSONReportMatchesThePublishedSchema(t *testing.T) {
	inFolder(t)
	status, published, _ := command(t, "-schema")
	require.Equal(t, 0, status)
	tree, err := jsonschema.UnmarshalJSON(strings.NewReader(published))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("schema.json", tree))
	schema, err := compiler.Compile("schema.json")
	require.NoError(t, err)
	for _, line := range []string{"boxes changed.yaml", "same.yaml same.yaml", "-all"} {
		_, stdout, stderr := command(t, strings.Fields("-at wire -format json "+line)...)
		var out any
		require.NoError(t, json.Unmarshal([]byte(stdout), &out), stderr)
		assert.NoError(t, schema.Validate(out), line)
	}
}

func TestASuggestedEntryIsAcceptedOnceItHasAReason(t *testing.T) {
	inFolder(t)
	_, entries, _ := command(t, "-at", "wire", "-accept", "boxes", "changed.yaml")
	file := filepath.Join("specs", "boxes", "accepted.yaml")
	require.NoError(t, os.WriteFile(file, []byte(entries), 0o600))
	status, _, stderr := command(t, "-at", "wire", "boxes", "changed.yaml")
	assert.Equal(t, cli.Internal, status)
	assert.Contains(t, stderr, "the reason is empty")

	entries = strings.NewReplacer(`reason: ""`, "reason: it was never used", `date: ""`, "date: 2026-01-02").Replace(entries)
	require.NoError(t, os.WriteFile(file, []byte(entries), 0o600))
	status, stdout, stderr := command(t, "-at", "wire", "boxes", "changed.yaml")
	assert.Equal(t, 0, status, stderr)
	assert.Contains(t, stdout, "it was never used (2026-01-02)")

	status, _, stderr = command(t, "boxes", "more.yaml")
	assert.Equal(t, cli.Internal, status, "want an error for an entry that matches no change")
	assert.Contains(t, stderr, "accepted.yaml:1: no change matches this entry")
}

func TestAPanicDoesNotReturnTheStatusOfABreakingChange(t *testing.T) {
	inFolder(t)
	writers["text"] = func(report.Reports, io.Writer, bool) error { panic("a\nb") }
	t.Cleanup(func() { writers["text"] = report.Reports.Text })
	status, _, stderr := command(t, "-at", "wire", "same.yaml", "changed.yaml")
	assert.Equal(t, cli.Internal, status)
	assert.True(t, strings.HasPrefix(stderr, `specdiff: internal error: a\nb`), stderr)
}

func TestARequestedBoundaryThatCannotBeComparedIsAnError(t *testing.T) {
	inFolder(t)
	status, stdout, stderr := command(t, "-at", "wire,fixtures", "same.yaml", "same.yaml")
	assert.Equal(t, cli.Internal, status)
	assert.Contains(t, stdout, "nothing changed in what was compared\n")
	assert.Contains(t, stdout, "wire: nothing; fixtures: not compared; ")
	assert.Equal(t, "specdiff: same.yaml: the boundary fixtures could not be compared: there are no recorded exchanges; name their folder with -fixtures\n", stderr)
	status, stdout, _ = command(t, "-at", "wire", "same.yaml", "same.yaml")
	assert.Equal(t, 0, status)
	assert.NotContains(t, stdout, "fixtures", "want nothing about fixtures, which were not requested")
}

func TestOutsideAModuleTheReportSaysThatPackagesWereNotCompared(t *testing.T) {
	inFolder(t)
	status, stdout, _ := command(t, "same.yaml", "more.yaml")
	assert.Equal(t, cli.Failed, status)
	assert.Contains(t, stdout, "not compared: go (")
	assert.Contains(t, stdout, "or in a module after go get -tool github.com/hostclients/hostclients/cmd/specdiff")
}

func TestAChangelogIsWritten(t *testing.T) {
	inFolder(t)
	require.NoError(t, os.WriteFile("specs/boxes/openapi.yaml", []byte(changed), 0o600))
	git := exec.CommandContext(t.Context(), "git", "-c", "user.name=Tester", "-c", "user.email=tester@example.com", "commit", "-qam", "second")
	require.NoError(t, git.Run())
	_, stdout, stderr := command(t, "-at", "wire", "-changelog", "v1..HEAD")
	assert.Empty(t, stderr)
	assert.Contains(t, stdout, "### Breaking\n\n- `boxes`, GET /box: for the `query` request parameter `color`, ")
}

func TestAnEditOfAKeywordOfOpenAPI31IsNotUnchanged(t *testing.T) {
	folder := t.TempDir()
	write := func(name, pattern string) string {
		text := strings.Replace(boxes, "3.0.3", "3.1.0", 1) + "webhooks:\n  boxed: {post: {requestBody: {content: {application/json: {schema: " +
			"{type: object, patternProperties: {^a: {type: " + pattern + "}}}}}}}}\n"
		file := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		return file
	}
	before, after := write("old.yaml", "string"), write("new.yaml", "[integer]")
	status, stdout, stderr := command(t, "-at", "wire", before, after)
	assert.Equal(t, 1, status, stderr)
	assert.Contains(t, stdout, "the webhook boxed changed")
	status, stdout, stderr = command(t, "-at", "wire", before, before)
	assert.Equal(t, 0, status, stderr)
	assert.NotContains(t, stdout, "not compared")
}
