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
	// Folder is the folder to run go generate in.
	Folder string
	// Package is the package that it will make.
	Package *plan.Package
}

// Begin writes what a new document needs: a first overlay, the line for go generate, and the folders of fixtures. It replaces
// nothing: if one of the files exists, it returns an error and writes nothing.
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
		"Target": target(p.Operations[0]),
	}
	files := map[string]string{
		"overlay.yaml": firstOverlay, "generate.go": firstGenerate, filepath.Join("fixtures", "README.md"): firstFixtures,
	}
	for _, provenance := range contract.Provenances {
		files[filepath.Join("fixtures", provenance, ".gitkeep")] = ""
	}
	begun := &Begun{Folder: filepath.Dir(s.Document), Package: p}
	var there []error
	for _, file := range slices.Sorted(maps.Keys(files)) {
		if _, err := os.Stat(filepath.Join(folder, file)); err == nil {
			there = append(there, fmt.Errorf("%s already exists: remove it, or use another folder", filepath.Join(begun.Folder, file)))
		}
		begun.Files = append(begun.Files, filepath.ToSlash(filepath.Join(begun.Folder, file)))
	}
	if err := errors.Join(there...); err != nil {
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

// target is the JSONPath of an operation.
func target(op *plan.Operation) string {
	return fmt.Sprintf("$.paths['%s'].%s", strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(op.Path), strings.ToLower(op.Method))
}

// word returns a text as one argument of a go:generate line.
func word(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r == '"' }) {
		return strconv.Quote(text)
	}
	return text
}

// packageIn returns the name of the package in a folder, or of the one that will be there.
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

// PackageName returns the name of a package for a title or a folder: its letters and digits, a letter first.
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

const firstGenerate = `// Package {{.Package}} holds the document of {{.Title}}: go generate makes its client.
package {{.Package}}

{{/* not for this file */}}//go:generate go tool clientgen -spec {{.Spec}} -overlay overlay.yaml -out {{.Out}}
`

const firstOverlay = `# Changes to {{.Spec}} for the Go package. The document itself stays as its vendor wrote it. The extensions and rules are at
# https://github.com/hostclients/hostclients/blob/main/overlays/README.md
overlay: 1.1.0
info: {title: {{printf "%q" .Title}}, version: "1"}
actions:
  # This example gives a method the name that it would have anyway. Change it, or replace it with an action that you need.
  - target: {{printf "%q" .Target}}
    description: The method is called {{.First.Name}}.
    update: {x-go-name: "{{.First.Name}}"}

  # An operation that orders, pays or deletes is never sent twice:
  # - target: $.paths['/orders'].post
  #   description: An order is placed once.
  #   update: {x-retry: never}

  # A list that comes in pages gets an iterator:
  # - target: $.paths['/orders'].get
  #   description: Each page has the cursor of the next one.
  #   update: {x-pagination: {items: data, cursor: cursor, next: next}}

  # An operation is left out:
  # - target: $.paths['/legacy'].get
  #   description: No program calls it.
  #   remove: true
`

const firstFixtures = `# Fixtures

One file for each operation, ` + "`<folder>/<operationId>.yaml`" + `, in the format of go-vcr, version 2. The contract tests of the package fail
until there is one, and print a draft.

| Folder | Holds |
| --- | --- |
| ` + "`recorded`" + ` | real traffic without secrets, as harimport writes it |
| ` + "`documented`" + ` | examples of the vendor's document, word for word |
| ` + "`synthetic`" + ` | made-up exchanges |
`
