package goapi

import (
	"context"
	"fmt"
	"go/types"
	"sync"

	"golang.org/x/tools/go/packages"
)

// imports contains the types of the packages that generated code imports. They are loaded once, because the types of two loads
// are never identical.
type imports struct {
	root string

	mu     sync.Mutex
	loaded importer
}

// importer passes the loaded packages to the type checker.
type importer map[string]*types.Package

func (i importer) Import(path string) (*types.Package, error) {
	if pkg := i[path]; pkg != nil {
		return pkg, nil
	}
	return nil, fmt.Errorf("unexpected import %s in a generated package", path)
}

// patterns are the packages that generated code may import. Together with their own imports, they cover everything that a
// configuration can name.
var patterns = []string{
	"bytes", "context", "encoding/json", "errors", "fmt", "io", "iter", "math/big", "net/http", "net/netip", "net/url", "regexp",
	"strings", "time",
	"github.com/google/uuid", "github.com/hostclients/hostclients/core", "github.com/hostclients/hostclients/core/lenient",
	"github.com/hostclients/hostclients/core/runtime", "github.com/oapi-codegen/nullable", "github.com/oapi-codegen/runtime",
	"github.com/oapi-codegen/runtime/types",
}

func (i *imports) get(ctx context.Context) (importer, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.loaded != nil {
		return i.loaded, nil
	}
	// Types come from the compiler's export data, not from sources.
	config := &packages.Config{Context: ctx, Dir: i.root, Mode: packages.NeedName | packages.NeedImports | packages.NeedDeps |
		packages.NeedTypes | packages.NeedExportFile}
	found, err := packages.Load(config, patterns...)
	if err != nil {
		return nil, fmt.Errorf("load the imports of generated packages: %w", err)
	}
	loaded := importer{}
	for _, pkg := range found {
		if len(pkg.Errors) > 0 && pkg.Errors[0].Kind == packages.ListError {
			return nil, fmt.Errorf("generated packages import %s, which is not in the module of the working directory: run specdiff in a clone, "+
				"or in a module after go get -tool github.com/hostclients/hostclients/cmd/specdiff: %s", pkg.PkgPath, pkg.Errors[0].Msg)
		}
		if len(pkg.Errors) > 0 {
			return nil, fmt.Errorf("%s, which a generated package imports: %w", pkg.PkgPath, pkg.Errors[0])
		}
	}
	packages.Visit(found, nil, func(pkg *packages.Package) {
		if len(pkg.Errors) == 0 {
			loaded[pkg.PkgPath] = pkg.Types
		}
	})
	i.loaded = loaded
	return loaded, nil
}
