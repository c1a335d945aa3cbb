// Package clientgen turns an OpenAPI document and its overlay into a package: types and request builders by oapi-codegen,
// typed methods, constructor, credentials and iterators on top of package core, and the contract tests that prove them.
//
// Everything is made in memory first and written at the end, file by file and atomically: a fault leaves the old output as
// it was.
package clientgen

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/oapi-codegen/oapi-codegen/v2/pkg/codegen"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/document"
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
}

// API returns the source of the API called name in this repository's layout.
func API(root, name string) Source {
	return Source{Root: root, Spec: "specs/" + name, Overlay: "overlays/" + name + ".yaml", Out: "gen/" + name}
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
		if err := write(filepath.Join(s.Root, s.Out), rendered[i]); err != nil {
			return err
		}
	}
	return nil
}

// Render makes the package that s describes and returns its files by name.
func Render(s Source) (map[string][]byte, error) {
	// Paths in documents, configurations and errors are relative to the root, wherever the caller stands.
	back, err := enter(s.Root)
	if err != nil {
		return nil, err
	}
	defer back()

	doc, err := document.Load(path.Join(s.Spec, "openapi.yaml"), s.Overlay)
	if err != nil {
		return nil, err
	}
	config, err := readConfig(path.Join(s.Spec, "codegen.yaml"))
	if err != nil {
		return nil, err
	}
	if err := teachNames(config); err != nil {
		return nil, &document.Error{File: path.Join(s.Spec, "codegen.yaml"), Msg: err.Error()}
	}
	p := &pkg{source: s, doc: doc, config: config}
	if err := p.readSecurity(); err != nil {
		return nil, err
	}
	if err := p.prepare(); err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	if files["models.gen.go"], err = p.models(); err != nil {
		return nil, err
	}
	if files["client.gen.go"], err = p.requests(); err != nil {
		return nil, err
	}
	if err := p.describe(); err != nil {
		return nil, err
	}
	for name, template := range map[string]string{"api.gen.go": "api.go.tmpl", "contract.gen_test.go": "contract_test.go.tmpl"} {
		var b bytes.Buffer
		if err := templates.ExecuteTemplate(&b, template, p); err != nil {
			return nil, fmt.Errorf("%s: %w", s.Out, err)
		}
		if files[name], err = dropImports(b.Bytes()); err != nil {
			return nil, fmt.Errorf("%s/%s: %w", s.Out, name, err)
		}
	}
	if err := checkNames(files); err != nil {
		return nil, &document.Error{File: path.Join(s.Spec, "openapi.yaml"), Msg: "two things get the same Go name; an overlay can give one another (x-go-name, x-go-type-name, operationId): " + err.Error()}
	}
	return files, nil
}

// enter makes root the working directory, which is where oapi-codegen and the document loader look for relative paths.
func enter(root string) (back func(), err error) {
	old, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	if err := os.Chdir(root); err != nil {
		return nil, err
	}
	return func() { _ = os.Chdir(old) }, nil
}

// readConfig reads a configuration of oapi-codegen, as its own command would.
func readConfig(file string) (codegen.Configuration, error) {
	var config codegen.Configuration
	data, err := os.ReadFile(file)
	if err != nil {
		return config, &document.Error{File: file, Msg: "the configuration of oapi-codegen is missing"}
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&config); err != nil {
		return config, &document.Error{File: file, Msg: err.Error()}
	}
	config = config.UpdateDefaults()
	if err := config.Validate(); err != nil {
		return config, &document.Error{File: file, Msg: err.Error()}
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
