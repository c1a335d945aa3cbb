package generate

import (
	"bytes"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"github.com/hostclients/hostclients/contract"
	"github.com/hostclients/hostclients/internal/generate/plan"
	"github.com/hostclients/hostclients/internal/spec"
)

// Begun lists what Begin wrote.
type Begun struct {
	// Files are the files, as paths below the source's root.
	Files []string
	// Folder is the folder in which to run go generate.
	Folder string
	// Package is the plan of the package that go generate will write.
	Package *plan.Package
}

// Begin writes the files that a new document needs: a first overlay, a Go file with a go:generate line, and the folders of fixtures. If
// one of the files exists, it returns an error and writes nothing.
func Begin(s Source) (*Begun, error) {
	folder := filepath.Dir(spec.Below(s.Root, s.Document))
	s.Foreign, s.Package = true, "api"
	p, err := Plan(s)
	if err != nil {
		return nil, err
	}
	if s.Out == "" {
		s.Out = filepath.Join("internal", PackageName(strings.ReplaceAll(p.Title, "/", " "))) // a title is not a path
	}
	name, err := packageIn(folder)
	if err != nil {
		return nil, err
	}
	out, err := filepath.Rel(absolute(folder), absolute(spec.Below(s.Root, s.Out)))
	if err != nil {
		return nil, fmt.Errorf("%s: want a folder with a path relative to the document's folder: %w", s.Out, err)
	}
	view := map[string]any{
		"Package": name, "Title": p.Title, "Spec": word(filepath.Base(s.Document)), "Out": word(filepath.ToSlash(out)), "First": p.Operations[0],
		"Target": spec.Target(p.Operations[0].Pointer),
	}
	files := map[string]string{
		"overlay.yaml": firstOverlay, "generate.go": firstGenerate, filepath.Join("fixtures", "README.md"): firstFixtures,
	}
	for _, provenance := range contract.Provenances {
		files[filepath.Join("fixtures", provenance, ".gitkeep")] = ""
	}
	begun := &Begun{Folder: filepath.Dir(s.Document), Package: p}
	var unwritable []error
	for _, file := range slices.Sorted(maps.Keys(files)) {
		if _, err := os.Stat(filepath.Join(folder, file)); err == nil {
			unwritable = append(unwritable, fmt.Errorf("%s already exists: remove it, or use another folder", filepath.Join(begun.Folder, file)))
		}
		unwritable = append(unwritable, checkFolder(filepath.Dir(filepath.Join(folder, file))))
		begun.Files = append(begun.Files, filepath.ToSlash(filepath.Join(begun.Folder, file)))
	}
	if err := errors.Join(unwritable...); err != nil {
		return nil, err
	}
	for file, text := range files {
		var b bytes.Buffer
		if err := template.Must(template.New(file).Parse(text)).Execute(&b, view); err != nil {
			return nil, err
		}
		file = filepath.Join(folder, file)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return nil, err
		}
		if err := writeFile(file, b.Bytes()); err != nil {
			return nil, err
		}
	}
	return begun, nil
}

// word returns text as one argument of a go:generate line, quoted if necessary.
func word(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r == '"' }) {
		return strconv.Quote(text)
	}
	return text
}

// packageIn returns the name of the package in a folder, or a name for a new package.
func packageIn(folder string) (string, error) {
	found, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return "", err
	}
	for _, file := range found {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly)
		if err != nil {
			return "", err
		}
		return parsed.Name.Name, nil
	}
	return PackageName(absolute(folder)), nil
}

// PackageName returns a package name for a title or a folder. It has the letters and digits of the last path element, and begins with
// a letter.
func PackageName(title string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, filepath.Base(title))
	if name = strings.TrimLeft(name, "0123456789"); name == "" || token.IsKeyword(name) {
		return "api"
	}
	return name
}

const firstGenerate = `// Package {{.Package}} has the OpenAPI document of {{.Title}}. Run go generate to write its client.
package {{.Package}}

{{/* keeps go generate from reading this line here */}}//go:generate go tool clientgen -spec {{.Spec}} -overlay overlay.yaml -out {{.Out}}
`

const firstOverlay = `# Changes to {{.Spec}} for the Go package. Do not edit the vendor's document itself. For the extensions and rules, see
# https://github.com/hostclients/hostclients/blob/main/overlays/README.md
overlay: 1.1.0
info: {title: {{printf "%q" .Title}}, version: "1"}
actions:
  # An example, which sets the name that the method would have anyway. Change it, or replace it with an action that you need.
  - target: {{printf "%q" .Target}}
    description: Names the method {{.First.Name}}.
    update: {x-go-name: "{{.First.Name}}"}

  # Never send an operation twice, because it orders, pays or deletes:
  # - target: $.paths['/orders'].post
  #   description: An order must not be placed twice.
  #   update: {x-retry: never}

  # Add an iterator over the pages of a list:
  # - target: $.paths['/orders'].get
  #   description: Each page has the cursor of the next page.
  #   update: {x-pagination: {items: data, cursor: cursor, next: next}}

  # Leave out an operation:
  # - target: $.paths['/legacy'].get
  #   description: We do not call it.
  #   remove: true
`

const firstFixtures = `# Fixtures

Each operation has a file, ` + "`<folder>/<operationId>.yaml`" + `, in the format of go-vcr, version 2. Until it exists, the contract test of
the operation fails, and prints a draft of it.

| Folder | Contents |
| --- | --- |
| ` + "`recorded`" + ` | real traffic without secrets, written by harimport |
| ` + "`documented`" + ` | the examples in the vendor's document, unchanged |
| ` + "`synthetic`" + ` | invented exchanges |
`
