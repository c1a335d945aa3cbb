package generate_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/hostclients/hostclients/internal/generate"
)

var update = flag.Bool("update", false, "write the results into the cases in testdata")

// Each case of testdata/refusals.txtar has an edit of one of the sample's files, and the error that the edit causes.
func TestAnErrorIsOneLineWithAFileAndLeavesTheOutputUnchanged(t *testing.T) {
	const cases = "testdata/refusals.txtar"
	archive, err := txtar.ParseFile(cases)
	require.NoError(t, err)
	for i, file := range archive.Files {
		t.Run(file.Name, func(t *testing.T) {
			edited, old, changed, want := refusal(t, string(file.Data))
			copied := t.TempDir()
			require.NoError(t, os.CopyFS(filepath.Join(copied, "sample"), os.DirFS("testdata/sample")))
			source := sampleSource(copied, "sample", "out")
			source.Foreign = false
			source.Config = "sample/codegen.yaml"
			require.NoError(t, os.WriteFile(filepath.Join(copied, source.Config), []byte("package: sample\n"), 0o600))
			before := map[string]string{"notes.txt": "kept"}
			require.NoError(t, os.Mkdir(filepath.Join(copied, "out"), 0o755))
			require.NoError(t, os.WriteFile(filepath.Join(copied, "out", "notes.txt"), []byte("kept"), 0o600))
			edit(t, filepath.Join(copied, "sample", edited), old, changed)

			err := generate.Generate(source)

			require.Error(t, err)
			assert.NotContains(t, err.Error(), "\n", "want an error of one line")
			assert.Equal(t, before, contents(t, filepath.Join(copied, "out")))
			if *update {
				archive.Files[i].Data = []byte(strings.Replace(string(file.Data), ">>>>\n"+want, ">>>>\n"+err.Error(), 1))
				return
			}
			assert.Equal(t, want, err.Error())
		})
	}
	if *update {
		require.NoError(t, os.WriteFile(cases, txtar.Format(archive), 0o600))
	}
}

// refusal reads a case: the file to edit, the text to replace, its replacement, and the error.
func refusal(t *testing.T, text string) (file, old, changed, want string) {
	t.Helper()
	file, rest, ok := strings.Cut(text, "\n<<<<\n")
	require.True(t, ok, "want the name of a file, and <<<<")
	old, rest, ok = strings.Cut(rest, "====\n")
	require.True(t, ok, "want ====")
	changed, want, ok = strings.Cut(rest, ">>>>\n")
	require.True(t, ok, "want >>>>")
	return file, old, changed, strings.TrimSpace(want)
}

func edit(t *testing.T, file, old, changed string) {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(data), old)
	require.NoError(t, os.WriteFile(file, []byte(strings.Replace(string(data), old, changed, 1)), 0o600))
}

// Each case of testdata/documents has a document, its overlays, and the expected contents of some generated files, or the expected
// error.
func TestDocumentsBecomePackagesThatCompile(t *testing.T) {
	cases, err := filepath.Glob("testdata/documents/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, cases)
	for _, file := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			require.NoError(t, err)
			folder := t.TempDir()
			source := generate.Source{Root: folder, Document: "openapi.yaml", Out: "api", Package: "api", Foreign: true, Fixtures: "fixtures"}
			var notes strings.Builder
			source.Note = func(note string) { notes.WriteString(note + "\n") }
			for _, f := range archive.Files {
				require.NoError(t, os.WriteFile(filepath.Join(folder, f.Name), f.Data, 0o600))
				if strings.HasPrefix(f.Name, "overlay") {
					source.Overlays = append(source.Overlays, f.Name)
				}
			}
			yields := map[string]string{}
			made, err := generate.Render(source)
			if err != nil {
				yields["error"] = err.Error() + "\n"
			} else {
				assert.NoError(t, compiles(t, made))
			}
			for name, data := range made {
				yields[name] = string(data)
			}
			yields["notes"] = notes.String()
			for i, f := range archive.Files {
				want := string(f.Data)
				switch got, isYield := yields[f.Name]; {
				case !isYield && (f.Name == "error" || strings.HasSuffix(f.Name, ".go")):
					t.Errorf("want a file %s, got none: %v", f.Name, err)
				case !isYield:
				case *update:
					archive.Files[i].Data = []byte(got)
				default:
					assert.Equal(t, want, got, f.Name)
				}
			}
			if err != nil {
				assert.True(t, slices.ContainsFunc(archive.Files, func(f txtar.File) bool { return f.Name == "error" }), "%v", err)
			}
			if *update {
				require.NoError(t, os.WriteFile(file, txtar.Format(archive), 0o600))
			}
		})
	}
}

// compiles type-checks a package without its tests.
func compiles(t *testing.T, files map[string][]byte) error {
	t.Helper()
	set := token.NewFileSet()
	var parsed []*ast.File
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, files[name], parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		parsed = append(parsed, file)
	}
	exports, err := exportData()
	if err != nil {
		return err
	}
	var all []error
	config := types.Config{
		Importer: importer.ForCompiler(set, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) }),
		Error:    func(err error) { all = append(all, err) },
	}
	_, _ = config.Check("api", set, parsed, nil)
	return errors.Join(all...)
}

// exportData returns, by import path, the files with the export data of the packages that generated code imports.
var exportData = sync.OnceValues(func() (map[string]string, error) {
	command := exec.CommandContext(context.Background(), "go", "list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}",
		"./core/runtime", "./core/lenient", "github.com/oapi-codegen/nullable", "github.com/oapi-codegen/runtime", "time", "iter", "regexp")
	command.Dir = root
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	files := map[string]string{}
	for line := range strings.Lines(string(out)) {
		if path, file, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			files[path] = file
		}
	}
	return files, nil
})
