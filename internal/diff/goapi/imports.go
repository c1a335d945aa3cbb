package goapi

import (
	"context"
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"sync"

	"golang.org/x/tools/go/packages"
)

// imports are the types of what generated packages import. All of them come from one load: packages of two loads would
// not know each other's types.
type imports struct {
	root string

	mu     sync.Mutex
	loaded importer
}

// importer gives the type checker what was loaded.
type importer map[string]*types.Package

func (i importer) Import(path string) (*types.Package, error) {
	if pkg := i[path]; pkg != nil {
		return pkg, nil
	}
	return nil, fmt.Errorf("%s is not loaded", path)
}

// usual is what generated packages import, so that one load is enough for most.
var usual = []string{
	"bytes", "context", "encoding/json", "errors", "fmt", "io", "iter", "net/http", "net/url", "regexp", "strings", "time",
	"github.com/hostclients/hostclients/core", "github.com/hostclients/hostclients/core/lenient",
	"github.com/oapi-codegen/nullable", "github.com/oapi-codegen/runtime", "github.com/oapi-codegen/runtime/types",
}

// of returns an importer for files.
func (i *imports) of(ctx context.Context, files []*ast.File) (importer, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	wanted := map[string]bool{}
	for _, file := range files {
		for _, spec := range file.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return nil, err
			}
			wanted[path] = i.loaded[path] == nil
		}
	}
	if i.loaded != nil && !slices.Contains(slices.Collect(maps.Values(wanted)), true) {
		return i.loaded, nil
	}
	for _, path := range usual {
		wanted[path] = true
	}
	for path := range i.loaded {
		wanted[path] = true
	}
	// Types come from the compiler's export data, not from sources.
	config := &packages.Config{Context: ctx, Dir: i.root, Mode: packages.NeedName | packages.NeedImports | packages.NeedDeps |
		packages.NeedTypes | packages.NeedExportFile}
	found, err := packages.Load(config, slices.Sorted(maps.Keys(wanted))...)
	if err != nil {
		return nil, fmt.Errorf("what generated packages import: %w", err)
	}
	loaded := importer{}
	for _, pkg := range found {
		if len(pkg.Errors) > 0 {
			return nil, fmt.Errorf("%s, which a generated package imports: %w", pkg.PkgPath, pkg.Errors[0])
		}
		loaded[pkg.PkgPath] = pkg.Types
	}
	i.loaded = loaded
	return loaded, nil
}
