package repo_test

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "github.com/hostclients/hostclients"

// compiled lists the modules that a program with a client compiles. Each has a reason why it is needed.
var compiled = []string{
	"github.com/apapsch/go-jsonmerge/v2", // needed by oapi-codegen/runtime
	"github.com/go-json-experiment/json", // the same codec with every Go version; later part of the standard library
	"github.com/google/uuid",             // needed by oapi-codegen/runtime
	"github.com/oapi-codegen/nullable",   // fields that distinguish null from absent
	"github.com/oapi-codegen/runtime",    // styles of parameters
	"github.com/shopspring/decimal",      // amounts of money
	"golang.org/x/sync",                  // many calls share one login
	"golang.org/x/time",                  // core.WithRateLimit
}

// TestClientsCompileOnlyTheListedModules also fails if a listed module needs a new one.
func TestClientsCompileOnlyTheListedModules(t *testing.T) {
	var modules []string
	for _, line := range goList(t, "{{with .Module}}{{.Path}}{{end}}", "./gen/...", "./core/...") {
		if line != module {
			modules = append(modules, line)
		}
	}
	slices.Sort(modules)
	assert.Equal(t, compiled, slices.Compact(modules))
}

// rooms are the import rules of DESIGN.md: the folders of this module that each room may import, except in tests. Every package
// must be in a room.
var rooms = []struct {
	room string
	uses []string // folders of the module, with everything below them
}{
	{"core", []string{"core/internal"}},
	{"core/internal", []string{"core/internal"}},
	{"core/lenient", []string{"core/internal"}},
	{"core/runtime", []string{"core", "internal/near"}},
	{"gen", []string{"core"}},
	{"contract", []string{"core", "internal/spec"}},
	{"mock", []string{"core", "contract", "internal/spec", "internal/near", "specs", "overlays", "internal/hostile"}},
	{"internal/near", nil},
	{"internal/plain", nil},
	{"internal/cli", []string{"internal/near", "internal/plain"}},
	{"internal/spec", []string{"internal/spec", "internal/near"}},
	{"internal/generate", []string{"core", "contract", "internal/spec", "internal/generate"}},
	{"internal/har", []string{"contract", "core", "internal/spec", "internal/har"}},
	{"internal/upstream", []string{"internal/spec", "internal/upstream"}},
	{"internal/diff", []string{"contract", "core", "internal/spec", "internal/generate", "internal/upstream", "internal/plain", "internal/diff"}},
	{"internal/repo", []string{"contract", "internal/spec", "internal/generate", "internal/upstream", "internal/repo"}},
	{"internal/hostile", []string{"core", "internal/hostile", "gen", "internal/spec"}},
	{"internal/e2e", []string{"core"}},
	{"cmd", []string{"internal", "contract", "mock", "core"}},
	{"specs", nil},
	{"overlays", nil},
	{"examples", []string{"core", "gen", "mock"}},
	{".", nil},
}

func TestPackagesImportOnlyWhatTheirRoomAllows(t *testing.T) {
	for _, line := range goList(t, "{{.ImportPath}}{{range .Imports}},{{.}}{{end}}", "./...") {
		imports := strings.Split(line, ",")
		pkg, own := within(imports[0])
		if !own {
			continue
		}
		room := roomOf(pkg)
		require.GreaterOrEqual(t, room, 0, "%s: want a room for this package in rooms and in DESIGN.md", pkg)
		for _, imported := range imports[1:] {
			if used, own := within(imported); own {
				allowed := slices.ContainsFunc(append([]string{rooms[room].room}, rooms[room].uses...), func(folder string) bool { return below(used, folder) })
				assert.True(t, allowed, "%s must not import %s", pkg, used)
			}
		}
	}
}

// within returns the folder of a package. own reports whether the package is in this module.
func within(pkg string) (folder string, own bool) {
	if pkg == module {
		return ".", true
	}
	return strings.CutPrefix(pkg, module+"/")
}

func below(pkg, folder string) bool { return pkg == folder || strings.HasPrefix(pkg, folder+"/") }

// roomOf returns the index of the innermost room of a package, or -1.
func roomOf(pkg string) int {
	found := -1
	for i, r := range rooms {
		if below(pkg, r.room) && (found < 0 || len(r.room) > len(rooms[found].room)) {
			found = i
		}
	}
	return found
}

// TestClientsCompileNoTools checks that programs do not compile what only tools and tests need.
func TestClientsCompileNoTools(t *testing.T) {
	tools := []string{
		module + "/internal/", module + "/cmd/", module + "/contract/",
		"github.com/getkin/kin-openapi/", "github.com/oapi-codegen/oapi-codegen/", "github.com/speakeasy-api/", "go-vcr",
		"github.com/stretchr/testify", "yaml", "jsonschema", "github.com/oasdiff/",
	}
	for _, room := range []string{"./gen/...", "./core/..."} {
		packages := goList(t, "{{.ImportPath}}", room)
		require.NotEmpty(t, packages)
		for _, pkg := range packages {
			if pkg == module+"/internal/near" { // near imports nothing from this module
				continue
			}
			for _, part := range tools {
				assert.NotContains(t, strings.TrimPrefix(pkg, module+"/core/internal")+"/", part, "compiled by %s", room)
			}
		}
	}
}

// TestOnlyOnePackageImportsOasdiff: oasdiff may end the program, and only internal/diff/wire guards against that.
func TestOnlyOnePackageImportsOasdiff(t *testing.T) {
	const format = "{{$p := .ImportPath}}{{range .Imports}}{{$p}}>{{.}}\n{{end}}" +
		"{{range .TestImports}}{{$p}}>{{.}}\n{{end}}{{range .XTestImports}}{{$p}}>{{.}}\n{{end}}"
	importers := map[string]bool{}
	for _, line := range goList(t, format, "./internal/...", "./cmd/...", "./core/...", "./gen/...") {
		importer, imported, _ := strings.Cut(line, ">")
		if strings.HasPrefix(imported, "github.com/oasdiff/oasdiff/") && strings.HasPrefix(importer, module) {
			importers[importer] = true
		}
	}
	assert.Equal(t, map[string]bool{module + "/internal/diff/wire": true}, importers)
}

// header is the first line of clientgen's files, in the form that marks generated code.
var header = regexp.MustCompile(`^// Code generated by clientgen( with oapi-codegen)?\. DO NOT EDIT\.$`)

func TestGenContainsOnlyGeneratedFiles(t *testing.T) {
	root := repository(t)
	found := 0
	err := filepath.WalkDir(filepath.Join(root, "gen"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		found++
		assert.Regexp(t, `\.gen(_test)?\.go$`, entry.Name(), "want only files that clientgen writes in gen")
		data, err := os.ReadFile(path)
		first, _, _ := strings.Cut(string(data), "\n")
		assert.Regexp(t, header, first, path)
		return err
	})
	require.NoError(t, err)
	assert.NotZero(t, found)
}

// goList returns the output of go list for packages and everything that they compile, except the standard library.
func goList(t *testing.T, format string, patterns ...string) []string {
	t.Helper()
	root := repository(t)
	// The test cache does not see the files that go list reads. Reading them here keeps an old result from being reused.
	for _, pattern := range append([]string{"go.mod"}, patterns...) {
		readAll(t, filepath.Join(root, strings.TrimSuffix(pattern, "...")))
	}
	list := exec.CommandContext(t.Context(), "go", append([]string{"list", "-deps", "-f", "{{if not .Standard}}" + format + "{{end}}"}, patterns...)...)
	list.Dir = root
	var stderr bytes.Buffer
	list.Stderr = &stderr
	out, err := list.Output()
	require.NoError(t, err, stderr.String())
	return strings.Fields(string(out))
}

func readAll(t *testing.T, path string) {
	t.Helper()
	err := filepath.WalkDir(path, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			_, err = os.ReadFile(path)
		}
		return err
	})
	require.NoError(t, err)
}

// repository returns the folder with this module's go.mod.
func repository(t *testing.T) string {
	t.Helper()
	folder, err := os.Getwd()
	require.NoError(t, err)
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		above := filepath.Dir(folder)
		require.NotEqual(t, folder, above, "want a go.mod in a folder above the test")
		folder = above
	}
}
