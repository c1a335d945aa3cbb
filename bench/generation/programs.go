package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// apis holds the name of each generated package, and the code for one call with our client and with oapi-codegen's.
var apis = []struct{ name, ours, theirs string }{
	{"hostbill", "c.Account.GetBalance(ctx)", "c.GetBalanceWithResponse(ctx)"},
	{"webpros", "c.Regions.List(ctx)", "c.ListRegionsWithResponse(ctx)"},
	{"websoftsolus", "c.Plesk.ListLicenses(ctx)", "c.ListPleskLicensesWithResponse(ctx)"},
	{"whasols", "c.Clients.ListGroups(ctx)", "c.GetClientGroupsWithFormdataBodyWithResponse(ctx, api.GetClientGroupsFormdataRequestBody{})"},
	{"whmcs", "c.Store.ListProductGroups(ctx)", "c.GetStoreProductsGroupsWithResponse(ctx)"},
}

// program creates a client and prints a value. The value is either the result of a call, or a method whose name is known only at
// run time. The latter makes the linker keep all methods.
const program = `package main

import (
	"context"
	"fmt"
	"os"
	"reflect"

	api %q
)

var (
	ctx   = context.Background()
	named = func(v any) any { return reflect.ValueOf(v).MethodByName(os.Args[0]) }
)

func main() {
	c, err := api.%s("https://api.example.com")
	if err != nil {
		panic(err)
	}
	fmt.Println(%s)
}
`

const everyCall = "named(c)"

// programs prints how long the package of each API takes to compile, and the size of programs that use one call or all calls.
func (t tools) programs(rounds int) error {
	fmt.Println("\nThe package of each API, relative to oapi-codegen's types and client\n\n| API | lines | compile time | program with one call | with all calls | ours | oapi-codegen |\n|---|--:|--:|--:|--:|--:|--:|")
	for _, api := range apis {
		ours, theirs := filepath.Join(t.work, api.name), filepath.Join(t.work, "stock", api.name)
		if err := os.CopyFS(ours, os.DirFS(filepath.Join("..", "gen", api.name))); err != nil {
			return err
		}
		spec, err := os.ReadFile(filepath.Join("..", "specs", api.name, "openapi.yaml"))
		if err != nil {
			return err
		}
		// oapi-codegen fails on a schema named Client, because its client has the same name.
		spec = bytes.ReplaceAll(spec, []byte("\n    Client:"), []byte("\n    ClientAccount:"))
		for _, quote := range []string{`"`, `'`} {
			spec = bytes.ReplaceAll(spec, []byte("schemas/Client"+quote), []byte("schemas/ClientAccount"+quote))
		}
		path := filepath.Join(t.work, api.name+".yaml")
		if err := os.WriteFile(path, spec, 0o600); err != nil {
			return err
		}
		if _, err := t.theirs(path, theirs); err != nil {
			return err
		}
		a, b, err := inTurns(rounds, func() (cost, error) { return compile(ours, api.name) }, func() (cost, error) { return compile(theirs, "api") })
		if err != nil {
			return err
		}
		var sizes [2][2]float64 // in MB: ours, then theirs; each with one call, then with all calls
		for i, p := range []struct{ folder, constructor, call string }{{ours, "New", api.ours}, {theirs, "NewClientWithResponses", api.theirs}} {
			for j, call := range []string{p.call, everyCall} {
				if sizes[i][j], err = size(p.folder, p.constructor, call); err != nil {
					return err
				}
			}
		}
		lines := [2]int{}
		for i, folder := range []string{ours, theirs} {
			if lines[i], err = countLines(folder); err != nil {
				return err
			}
		}
		fmt.Printf("| %s | %.2f | %.2f | %.2f | %.2f | %d lines, %.2f s, %.1f and %.1f MB | %d lines, %.2f s, %.1f and %.1f MB |\n", api.name,
			float64(lines[0])/float64(lines[1]), a.cpu.Seconds()/b.cpu.Seconds(), sizes[0][0]/sizes[1][0], sizes[0][1]/sizes[1][1],
			lines[0], a.cpu.Seconds(), sizes[0][0], sizes[0][1], lines[1], b.cpu.Seconds(), sizes[1][0], sizes[1][1])
	}
	return nil
}

// countLines counts the lines of a package without its tests.
func countLines(folder string) (n int, err error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return 0, err
		}
		n += bytes.Count(data, []byte("\n"))
	}
	return n, err
}

// compile compiles a package alone. The first build compiles its imports; the file with new content keeps the go command from using
// its cache for the package.
func compile(folder, name string) (cost, error) {
	path := "./" + folder
	if _, err := take("go", "build", path); err != nil {
		return cost{}, err
	}
	fresh := filepath.Join(folder, "fresh.go")
	text := fmt.Sprintf("package %s\n\n// %d\n", name, time.Now().UnixNano())
	if err := os.WriteFile(fresh, []byte(text), 0o600); err != nil {
		return cost{}, err
	}
	defer func() { _ = os.Remove(fresh) }()
	return take("go", "build", path)
}

// size returns the size of a stripped program, in MB.
func size(folder, constructor, call string) (float64, error) {
	main := filepath.Join(folder, "program")
	if err := os.MkdirAll(main, 0o750); err != nil {
		return 0, err
	}
	path := "github.com/hostclients/hostclients/bench/" + filepath.ToSlash(folder)
	if err := os.WriteFile(filepath.Join(main, "main.go"), fmt.Appendf(nil, program, path, constructor, call), 0o600); err != nil {
		return 0, err
	}
	out := filepath.Join(main, "program")
	if _, err := take("go", "build", "-trimpath", "-ldflags=-s -w", "-o", out, "./"+main); err != nil {
		return 0, err
	}
	info, err := os.Stat(out)
	if err != nil {
		return 0, err
	}
	return float64(info.Size()) / 1e6, nil
}
