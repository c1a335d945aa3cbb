// Package generate turns an OpenAPI document and its overlay into a package: types and request builders by oapi-codegen,
// typed methods, constructor, credentials and iterators on top of package core, and the contract tests that prove them.
//
// Everything is made in memory first and written at the end, file by file and atomically: a fault leaves the old output as
// it was.
package generate

import (
	"bytes"
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/oapi-codegen/oapi-codegen/v2/pkg/codegen"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec"
)

// Source says where the parts of an API are, as paths below Root, and where its package goes.
type Source struct {
	// Root is the folder that the other paths start from; errors name files relative to it.
	Root string
	// Spec is the folder with openapi.yaml, codegen.yaml and fixtures.
	Spec string
	// Overlay is the overlay's file; "" if there is none.
	Overlay string
	// Out is the folder of the generated package.
	Out string
	// Package is what the package has to be called; "" if any name will do.
	Package string
}

// API returns the source of the API called name in this repository's layout.
func API(root, name string) Source {
	return Source{Root: root, Spec: "specs/" + name, Overlay: "overlays/" + name + ".yaml", Out: "gen/" + name, Package: name}
}

// Generate makes the packages that the sources describe and writes them: all of them, or none if one has a fault. Files of
// an earlier run that are no longer made are removed.
func Generate(sources ...Source) error {
	var rendered []map[string][]byte
	for _, s := range sources {
		files, err := Render(s)
		if err != nil {
			return err
		}
		rendered = append(rendered, files)
	}
	for i, s := range sources {
		if err := write(spec.Below(s.Root, s.Out), rendered[i]); err != nil {
			return err
		}
	}
	return nil
}

// generator guards the names and options of oapi-codegen, which are global: one package is made at a time.
var generator sync.Mutex

// Render makes the package that s describes and returns its files by name. It may be called concurrently.
func Render(s Source) (map[string][]byte, error) {
	doc, err := spec.LoadBelow(s.Root, path.Join(s.Spec, "openapi.yaml"), s.Overlay)
	if err != nil {
		return nil, err
	}
	config, err := readConfig(s.Root, path.Join(s.Spec, "codegen.yaml"))
	if err != nil {
		return nil, err
	}
	if s.Package != "" && config.PackageName != s.Package {
		reason := fmt.Sprintf("the package is called %s: in %s it has to be %s", config.PackageName, s.Out, s.Package)
		return nil, &spec.Error{File: path.Join(s.Spec, "codegen.yaml"), Msg: reason}
	}
	return render(s, doc, config)
}

// RenderDocument makes the package called name from a document that may lie anywhere, and returns its files by name, without
// the contract tests. config is the file that a codegen.yaml would be, whose package name does not count; "" if there is
// none. It may be called concurrently.
func RenderDocument(doc *spec.Document, name, config string) (map[string][]byte, error) {
	read, err := readConfig("", config)
	if err != nil {
		return nil, err
	}
	read.PackageName = name
	files, err := render(Source{Out: "gen/" + name}, doc, read)
	if err != nil {
		return nil, err
	}
	delete(files, contractTests)
	return files, nil
}

const contractTests = "contract.gen_test.go"

// render makes the package that stands in s from its document.
func render(s Source, doc *spec.Document, config codegen.Configuration) (files map[string][]byte, err error) {
	generator.Lock()
	defer generator.Unlock()
	if err := teachNames(config); err != nil {
		return nil, &spec.Error{File: path.Join(s.Spec, "codegen.yaml"), Msg: err.Error()}
	}
	p := &pkg{source: s, doc: doc, config: config}
	if err := p.readSecurity(); err != nil {
		return nil, err
	}
	if err := p.prepare(); err != nil {
		return nil, err
	}
	files = map[string][]byte{}
	if files["models.gen.go"], err = p.models(); err != nil {
		return nil, err
	}
	if files["client.gen.go"], err = p.requests(); err != nil {
		return nil, err
	}
	if err := p.describe(); err != nil {
		return nil, err
	}
	for name, template := range map[string]string{"api.gen.go": "api.go.tmpl", contractTests: "contract_test.go.tmpl"} {
		var b bytes.Buffer
		if err := templates.ExecuteTemplate(&b, template, p); err != nil {
			return nil, fmt.Errorf("%s: %w", s.Out, err)
		}
		if files[name], err = dropImports(b.Bytes()); err != nil {
			return nil, fmt.Errorf("%s/%s: %w", s.Out, name, err)
		}
	}
	if err := checkNames(files); err != nil {
		return nil, &spec.Error{File: doc.File(), Msg: "two things get the same Go name; an overlay can give one another (x-go-name, x-go-type-name, operationId): " + err.Error()}
	}
	return files, nil
}

// standard is what the configurations of all APIs have in common.
//
//go:embed standard.yaml
var standard []byte

// readConfig reads a configuration of oapi-codegen, as its own command would, but as what it adds to the standard one. The
// file's name starts from folder; "" is the standard alone, for a package that is not yet named.
func readConfig(folder, file string) (codegen.Configuration, error) {
	config := codegen.Configuration{PackageName: "api"}
	fault := func(reason string) error { return &spec.Error{File: cmp.Or(file, "standard.yaml"), Msg: reason} }
	texts := [][]byte{standard}
	if file != "" {
		data, err := os.ReadFile(spec.Below(folder, file))
		if err != nil {
			return config, fault("the configuration of oapi-codegen is missing")
		}
		texts, config.PackageName = append(texts, data), ""
	}
	for _, text := range texts {
		decoder := yaml.NewDecoder(bytes.NewReader(text))
		decoder.KnownFields(true)
		if err := decoder.Decode(&config); err != nil {
			return config, fault(err.Error())
		}
	}
	// Oapi-codegen would look for a file of this name in the working directory, and then in the network.
	for _, name := range sorted(config.OutputOptions.UserTemplates) {
		if !strings.Contains(config.OutputOptions.UserTemplates[name], "\n") {
			return config, fault("the template " + name + " is no text of its own: it needs a line break")
		}
	}
	config = config.UpdateDefaults()
	if err := config.Validate(); err != nil {
		return config, fault(err.Error())
	}
	return config, nil
}

// write puts files into folder and removes generated files that are not among them.
func write(folder string, files map[string][]byte) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	old, err := filepath.Glob(filepath.Join(folder, "*.gen*.go"))
	if err != nil {
		return err
	}
	var faults []error
	for _, name := range sorted(files) {
		faults = append(faults, writeFile(filepath.Join(folder, name), files[name]))
	}
	for _, file := range old {
		if _, made := files[filepath.Base(file)]; !made {
			faults = append(faults, os.Remove(file))
		}
	}
	return errors.Join(faults...)
}

func writeFile(file string, data []byte) error {
	if old, err := os.ReadFile(file); err == nil && bytes.Equal(old, data) {
		return nil
	}
	temp, err := os.CreateTemp(filepath.Dir(file), ".clientgen-*")
	if err != nil {
		return err
	}
	_, err = temp.Write(data)
	err = errors.Join(err, temp.Chmod(0o644), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return nil
}

// sorted returns the keys of m in their order, which makes the output the same every time.
func sorted[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// Names returns the APIs of the repository at root: the folders of specs that hold a document.
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
