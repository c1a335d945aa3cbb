package contract_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/contract"
	"github.com/hostclients/hostclients/internal/spec"
)

const sampleFiles = "../internal/generate/testdata/sample"

// gateNames are the subtests that every fixture must have.
var gateNames = []string{
	"gate 1, recorded request", "gate 2, recorded response", "gate 3, request as sent", "gate 4, typed result", "gate 5, failure", "provenance",
}

var (
	built   string // the folder of the program; "" if no test built it
	program = sync.OnceValues(build)
)

// build compiles the contract tests of the generated sample package.
func build() (string, error) {
	folder, err := os.MkdirTemp("", "contract")
	if err != nil {
		return "", err
	}
	built = folder
	file := filepath.Join(folder, "sample.test")
	out, err := exec.CommandContext(context.Background(), "go", "test", "-c", "-o", file, "../internal/generate/sample").CombinedOutput()
	if err != nil {
		return "", &exec.Error{Name: string(out), Err: err}
	}
	return file, nil
}

func TestMain(m *testing.M) {
	status := m.Run()
	if built != "" {
		_ = os.RemoveAll(built)
	}
	os.Exit(status)
}

var unremarkable = regexp.MustCompile(`(?m)^ *(=== RUN|--- PASS).*\n`)

// generated runs the contract tests of the sample package against a copy of its files, which change may edit. It returns
// their output, and the names of the tests that passed and failed.
func generated(t *testing.T, change func(fixtures string)) (output string, passed, failed []string) {
	t.Helper()
	file, err := program()
	require.NoError(t, err)
	root := t.TempDir()
	work := filepath.Join(root, "sample")
	require.NoError(t, os.Mkdir(work, 0o755))
	files := filepath.Join(root, "testdata", "sample")
	require.NoError(t, os.CopyFS(files, os.DirFS(sampleFiles)))
	if change != nil {
		change(filepath.Join(files, "fixtures"))
	}
	cmd := exec.CommandContext(t.Context(), file, "-test.v", "-test.run=^TestContract")
	cmd.Dir = work
	out, err := cmd.CombinedOutput()
	for _, line := range regexp.MustCompile(`(?m)^ *--- (PASS|FAIL): (\S+)`).FindAllStringSubmatch(string(out), -1) {
		if line[1] == "PASS" {
			passed = append(passed, line[2])
		} else {
			failed = append(failed, line[2])
		}
	}
	require.NotEmpty(t, slices.Concat(passed, failed), string(out))
	assert.Equal(t, len(failed) == 0, err == nil, "the exit status: %v", err)
	return unremarkable.ReplaceAllString(string(out), ""), passed, failed
}

// edit replaces a string that the fixture must contain.
func edit(t *testing.T, file, before, after string) {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(data), before)
	require.NoError(t, os.WriteFile(file, []byte(strings.Replace(string(data), before, after, 1)), 0o600))
}

func TestGeneratedTestsRunEveryGateOnEveryFixture(t *testing.T) {
	doc, err := spec.Load(sampleFiles+"/openapi.yaml", sampleFiles+"/overlay.yaml")
	require.NoError(t, err)
	fixtures, operations := 0, spec.Operations(doc.T)
	for _, op := range operations {
		found, err := contract.Fixtures(sampleFiles+"/fixtures", op.Op.OperationID)
		require.NoError(t, err)
		require.NotEmpty(t, found, op.Op.OperationID)
		fixtures += len(found)
	}
	output, passed, failed := generated(t, nil)
	require.Empty(t, failed, output)
	counts := map[string]int{}
	for _, name := range passed {
		parts := strings.SplitN(name, "/", 4)
		counts["depth "+string(rune('0'+len(parts)))]++
		if len(parts) == 4 {
			counts[parts[3]]++
		}
		if len(parts) == 2 {
			counts[parts[1]]++
		}
	}
	assert.Equal(t, len(operations), counts["depth 1"], "tests of operations")
	assert.Equal(t, len(operations), counts["hostile_paths"])
	assert.Equal(t, fixtures, counts["depth 3"], "fixtures")
	for _, gate := range gateNames {
		assert.Equal(t, fixtures, counts[strings.ReplaceAll(gate, " ", "_")], gate)
	}
	assert.Equal(t, fixtures*len(gateNames), counts["depth 4"], "unexpected gates")
}

// A fixture that fails a gate, or that cannot be read, fails only the test of its operation.
func TestAWrongFixtureFailsItsGateInAGeneratedPackage(t *testing.T) {
	for name, test := range map[string]struct {
		file, before, after string
		fails               string // the test, its fixture and its gate
		want                string
	}{
		"provenance": {
			"documented/getCrate.yaml", `"up"`, `"down"`,
			"TestContractCratesGet/documented/0_responds_200/provenance",
			"is not an example or enum value in the document: move the fixture to synthetic",
		},
		"gate 2, other text around the JSON": {
			"synthetic/runCommand.yaml", "Warning", "Fatal error",
			"TestContractCommandsRun/synthetic/2_responds_200/gate_2,_recorded_response", "invalid character",
		},
		"gate 2, an undeclared field in JSON between PHP messages": {
			"synthetic/runCommand.yaml", `\n{\"result\":\"done\"`, `\n{\"result\":\"done\",\"color\":\"red\"`,
			"TestContractCommandsRun/synthetic/2_responds_200/gate_2,_recorded_response", ".color is not declared",
		},
		"a path argument of the wrong type": {
			"synthetic/getBox.yaml", "/boxes/12", "/boxes/None",
			"TestContractBoxesGet/synthetic/0_responds_200/gate_3,_request_as_sent", `path parameter id: want a value for int64, got "None"`,
		},
		"an invalid body": {
			"synthetic/changeBox.yaml", `"name":`, `"name":,`,
			"TestContractBoxesChange/synthetic/0_responds_204/gate_3,_request_as_sent", "the recorded body: ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			output, _, failed := generated(t, func(fixtures string) { edit(t, filepath.Join(fixtures, test.file), test.before, test.after) })
			assert.Contains(t, failed, test.fails, output)
			assert.Contains(t, output, test.want)
			assert.NotContains(t, output, "panic:")
			for _, other := range failed {
				assert.True(t, strings.HasPrefix(other, strings.Split(test.fails, "/")[0]), "%s failed too", other)
			}
		})
	}
}

func TestTheSkeletonsOfFailingTestsPass(t *testing.T) {
	output, passed, failed := generated(t, func(fixtures string) { require.NoError(t, os.RemoveAll(fixtures)) })
	require.Empty(t, passed, output)
	skeletons := map[string]string{}
	for _, found := range regexp.MustCompile(`(?s)fixtures/synthetic/(\w+)\.yaml.*?Start with:\n\s*\n(.*?)\n *--- FAIL`).FindAllStringSubmatch(output+"\n--- FAIL", -1) {
		var lines []string
		for _, line := range strings.Split(found[2], "\n") {
			lines = append(lines, strings.TrimPrefix(line, "        "))
		}
		skeletons[found[1]] = strings.Join(lines, "\n")
	}
	require.Len(t, skeletons, len(failed), output)
	output, passed, failed = generated(t, func(fixtures string) {
		require.NoError(t, os.RemoveAll(fixtures))
		require.NoError(t, os.MkdirAll(filepath.Join(fixtures, "synthetic"), 0o755))
		for id, skeleton := range skeletons {
			require.NoError(t, os.WriteFile(filepath.Join(fixtures, "synthetic", id+".yaml"), []byte(skeleton), 0o600))
		}
	})
	assert.Empty(t, failed, output)
	assert.Len(t, slices.DeleteFunc(passed, func(name string) bool { return strings.Contains(name, "/") }), len(skeletons))
}
