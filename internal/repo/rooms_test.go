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

// compiled are the modules that users of the clients compile. A new one needs a decision, and its reason here.
var compiled = []string{
	"github.com/apapsch/go-jsonmerge/v2", // by oapi-codegen/runtime
	"github.com/go-json-experiment/json", // one codec for every Go; part of the standard library one day
	"github.com/google/uuid",             // by oapi-codegen/runtime
	"github.com/oapi-codegen/nullable",   // a field that tells null from absent
	"github.com/oapi-codegen/runtime",    // styles of parameters
	"github.com/shopspring/decimal",      // amounts of money
	"golang.org/x/sync",                  // one login for many calls
	"golang.org/x/time",                  // core.WithRateLimit
}

// TestModules fails, too, when a listed module begins to need another.
func TestModules(t *testing.T) {
	var modules []string
	for _, line := range goList(t, "{{with .Module}}{{.Path}}{{end}}", "./gen/...", "./core/...") {
		if line != module {
			modules = append(modules, line)
		}
	}
	slices.Sort(modules)
	assert.Equal(t, compiled, slices.Compact(modules))
}

// rooms are the import directions of DESIGN.md: what each room may use of this module, tests aside. A room that is not listed
// is one that nobody has thought about.
var rooms = []struct {
	room string
	uses []string // folders below the module, with everything in them
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

// TestRooms says who may use whom.
func TestRooms(t *testing.T) {
	for _, line := range goList(t, "{{.ImportPath}}{{range .Imports}},{{.}}{{end}}", "./...") {
		imports := strings.Split(line, ",")
		pkg, own := within(imports[0])
		if !own {
			continue
		}
		room := roomOf(pkg)
		require.GreaterOrEqual(t, room, 0, "%s is in no room: add it to the list, and to DESIGN.md", pkg)
		for _, imported := range imports[1:] {
			if used, own := within(imported); own {
				allowed := slices.ContainsFunc(append([]string{rooms[room].room}, rooms[room].uses...), func(folder string) bool { return below(used, folder) })
				assert.True(t, allowed, "%s must not use %s", pkg, used)
			}
		}
	}
}

// within returns the folder of a package of this module.
func within(pkg string) (folder string, own bool) {
	if pkg == module {
		return ".", true
	}
	return strings.CutPrefix(pkg, module+"/")
}

func below(pkg, folder string) bool { return pkg == folder || strings.HasPrefix(pkg, folder+"/") }

// roomOf returns the room that a package is in, the innermost one; -1 if none is listed.
func roomOf(pkg string) int {
	found := -1
	for i, r := range rooms {
		if below(pkg, r.room) && (found < 0 || len(r.room) > len(rooms[found].room)) {
			found = i
		}
	}
	return found
}

// TestClientsCompileNoTools keeps what only tools and tests need out of programs.
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
			if pkg == module+"/internal/near" { // which imports nothing of this module
				continue
			}
			for _, part := range tools {
				assert.NotContains(t, strings.TrimPrefix(pkg, module+"/core/internal")+"/", part, "compiled by %s", room)
			}
		}
	}
}

// TestOnePackageKnowsOasdiff keeps what may end the program behind the one package that is careful with it.
func TestOnePackageKnowsOasdiff(t *testing.T) {
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

// header is how clientgen's files begin, in the form by which tools recognise generated code.
var header = regexp.MustCompile(`^// Code generated by clientgen( with oapi-codegen)?\. DO NOT EDIT\.$`)

func TestGenerated(t *testing.T) {
	root := repository(t)
	found := 0
	err := filepath.WalkDir(filepath.Join(root, "gen"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		found++
		assert.Regexp(t, `\.gen(_test)?\.go$`, entry.Name(), "gen holds what clientgen makes, and nothing else")
		data, err := os.ReadFile(path)
		first, _, _ := strings.Cut(string(data), "\n")
		assert.Regexp(t, header, first, path)
		return err
	})
	require.NoError(t, err)
	assert.NotZero(t, found)
}

// goList returns what go list prints for packages and everything that they compile, the standard library aside.
func goList(t *testing.T, format string, patterns ...string) []string {
	t.Helper()
	root := repository(t)
	// What go list reads, the test's cache does not know: it must be seen here, or an old result would stand.
	for _, pattern := range append([]string{"go.mod"}, patterns...) {
		readAll(t, filepath.Join(root, strings.TrimSuffix(pattern, "...")))
	}
	list := exec.CommandContext(t.Context(), "go", append([]string{"list", "-deps", "-f", "{{if not .Standard}}" + format + "{{end}}"}, patterns...)...)
	list.Dir = root
	var faults bytes.Buffer
	list.Stderr = &faults
	out, err := list.Output()
	require.NoError(t, err, faults.String())
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

// repository returns the folder that holds this module's go.mod.
func repository(t *testing.T) string {
	t.Helper()
	folder, err := os.Getwd()
	require.NoError(t, err)
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		above := filepath.Dir(folder)
		require.NotEqual(t, folder, above, "there is no go.mod above the test")
		folder = above
	}
}
