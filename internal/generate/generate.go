// Package generate turns an OpenAPI document and its overlays into a Go package. Package plan decides what the package contains, and
// package emit renders it.
//
// All files are rendered in memory first, and each is written atomically at the end. If the package cannot be rendered, the files of
// an earlier run stay unchanged.
package generate

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/generate/emit"
	"github.com/hostclients/hostclients/internal/generate/plan"
	"github.com/hostclients/hostclients/internal/spec"
)

// Source holds the paths of an API's document, overlays and fixtures, and of its generated package. They are absolute, or relative to
// Root.
type Source struct {
	// Root is the folder that other paths are relative to. Errors also name files relative to it.
	Root string
	// Document is the OpenAPI document's file.
	Document string
	// Overlays are the files of its overlays, in the order they are applied.
	Overlays []string
	// Config is the file with changes to the standard configuration, or "".
	Config string
	// Fixtures is the folder of recorded exchanges, for the contract tests.
	Fixtures string
	// Example is a file of examples that is copied into the package, or "". The file need not exist.
	Example string
	// Out is the folder of the generated package.
	Out string
	// Package is the package's name; "" for the name in Config.
	Package string
	// Foreign is true if the document was not written for this project: see [spec.OpenForeign].
	Foreign bool
	// Note is called with notes about the document that are not errors; it may be nil.
	Note func(string)
}

// API returns the source of the API with this name, in this repository's layout.
func API(root, name string) Source {
	folder := "specs/" + name
	return Source{
		Root: root, Document: folder + "/openapi.yaml", Overlays: []string{"overlays/" + name + ".yaml"}, Config: folder + "/codegen.yaml",
		Fixtures: folder + "/fixtures", Example: folder + "/example_test.go", Out: "gen/" + name, Package: name,
	}
}

// Generate renders and writes the packages of the sources. If one cannot be rendered, or its folder cannot be written, it writes none.
// It removes generated files of an earlier run that are no longer part of a package.
func Generate(sources ...Source) error {
	var outputs []output
	for _, s := range sources {
		files, err := Render(s)
		if err != nil {
			return err
		}
		out := output{folder: spec.Below(s.Root, s.Out), files: files}
		if err := out.check(); err != nil {
			return err
		}
		outputs = append(outputs, out)
	}
	for _, out := range outputs {
		if err := out.write(); err != nil {
			return err
		}
	}
	return nil
}

// Load loads the document of a source.
func (s Source) Load() (*spec.Document, error) {
	document := spec.FileBelow(s.Root, s.Document)
	var overlays []spec.Source
	for _, file := range s.Overlays {
		overlays = append(overlays, spec.FileBelow(s.Root, file))
	}
	if !s.Foreign {
		return spec.Open(document, overlays...)
	}
	doc, notes, err := spec.OpenForeign(document, overlays...)
	for _, note := range notes {
		if s.Note != nil {
			s.Note(note)
		}
	}
	return doc, err
}

// config reads the configuration of a source.
func (s Source) config() (plan.Config, error) {
	var file spec.Source
	if s.Config != "" {
		file = spec.FileBelow(s.Root, s.Config)
	}
	config, err := plan.ReadConfig(file)
	config.Foreign, config.Partial, config.Note = s.Foreign, s.Foreign, s.Note
	switch {
	case err != nil || s.Package == "":
	case s.Config != "" && config.Package != s.Package && !s.Foreign:
		return config, &spec.Error{File: s.Config, Msg: fmt.Sprintf("package: want %s, as in %s, got %s", s.Package, s.Out, config.Package)}
	default:
		config.Package = s.Package
	}
	return config, err
}

// Plan returns the plan of the package for s. It may be called concurrently.
func Plan(s Source) (*plan.Package, error) {
	config, err := s.config()
	if err != nil {
		return nil, err
	}
	doc, err := s.Load()
	if err != nil {
		return nil, err
	}
	return plan.Build(doc, config)
}

// Render returns the files of the package for s, by name. It may be called concurrently.
func Render(s Source) (map[string][]byte, error) {
	p, err := Plan(s)
	if err != nil {
		return nil, err
	}
	contract := &emit.Contract{Document: s.fromOut(s.Document), Fixtures: s.fromOut(s.Fixtures)}
	for _, file := range s.Overlays {
		contract.Overlays = append(contract.Overlays, s.fromOut(file))
	}
	files, err := emit.Files(p, contract)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Out, err)
	}
	if s.Example != "" {
		if example, err := os.ReadFile(spec.Below(s.Root, s.Example)); err == nil {
			files[emit.Example] = append([]byte(emit.Header), example...)
		}
	}
	return files, nil
}

// PlanDocument returns the plan of a package for a loaded document, which may be foreign. Operations that cannot be generated are
// left out. Config is a file like [Source.Config]. PlanDocument may be called concurrently.
func PlanDocument(doc *spec.Document, name string, config spec.Source, foreign bool) (*plan.Package, error) {
	read, err := plan.ReadConfig(config)
	if err != nil {
		return nil, err
	}
	read.Package, read.Foreign, read.Partial = name, foreign, true
	return plan.Build(doc, read)
}

// fromOut returns the path of a file relative to the package's folder, where the contract tests run.
func (s Source) fromOut(file string) string {
	out, file := spec.Below(s.Root, s.Out), spec.Below(s.Root, file)
	if relative, err := filepath.Rel(absolute(out), absolute(file)); err == nil {
		file = relative
	}
	return filepath.ToSlash(file)
}

func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// Names returns the APIs of the repository at root: the folders of specs that contain a document.
func Names(root string) ([]string, error) {
	found, err := filepath.Glob(filepath.Join(root, "specs", "*", "openapi.yaml"))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, file := range found {
		names = append(names, filepath.Base(filepath.Dir(file)))
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("no documents below %s", strings.TrimSuffix(filepath.Join(root, "specs"), "/"))
	}
	slices.Sort(names)
	return names, nil
}
