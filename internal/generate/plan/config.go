package plan

import (
	"bytes"
	"cmp"
	_ "embed"
	"maps"
	"slices"
	"strings"

	"github.com/oapi-codegen/oapi-codegen/v2/pkg/codegen"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec"
)

// Config configures how a package is generated from its document.
type Config struct {
	// Package is the package's name.
	Package string
	// Foreign is true if the document was not written for this project. Parts of it that cannot be generated become raw JSON.
	Foreign bool
	// Partial is true if operations that cannot be generated are left out: see [Package.LeftOut].
	Partial bool
	// Note is called for every part of a foreign document that is left out or becomes raw JSON; it may be nil.
	Note func(string)

	codes codegen.Configuration
	types codegen.TypeMapping
}

// standard is the configuration that all APIs share.
//
//go:embed standard.yaml
var standard []byte

// ReadConfig returns the standard configuration, overridden by an oapi-codegen configuration file. If file has no name, nothing is
// overridden, and the package is named api.
func ReadConfig(file spec.Source) (Config, error) {
	var c Config
	codes := codegen.Configuration{PackageName: "api"}
	invalid := func(reason string) error { return &spec.Error{File: cmp.Or(file.Name, "standard.yaml"), Msg: reason} }
	texts := [][]byte{standard}
	if file.Name != "" {
		text, err := file.Read()
		if err != nil {
			return c, err
		}
		texts, codes.PackageName = append(texts, text), ""
	}
	for _, text := range texts {
		decoder := yaml.NewDecoder(bytes.NewReader(text))
		decoder.KnownFields(true)
		if err := decoder.Decode(&codes); err != nil {
			return c, invalid(err.Error())
		}
	}
	// Oapi-codegen would read a file of this name from the working directory, or from the network.
	for _, name := range sorted(codes.OutputOptions.UserTemplates) {
		if !strings.Contains(codes.OutputOptions.UserTemplates[name], "\n") {
			return c, invalid("the template " + name + ": want the text of the template, with a line break, not the name of a file")
		}
	}
	codes = codes.UpdateDefaults()
	if err := codes.Validate(); err != nil {
		return c, invalid(err.Error())
	}
	c.Package, c.codes, c.types = codes.PackageName, codes, codegen.DefaultTypeMapping
	if own := codes.OutputOptions.TypeMapping; own != nil {
		c.types = c.types.Merge(*own)
	}
	return c, nil
}

// imports returns the packages that the configuration's types need.
func (c Config) imports() []Import {
	found := []Import{
		{Path: "encoding/json"},
		{Path: "github.com/hostclients/hostclients/core"},
		{Path: "github.com/hostclients/hostclients/core/lenient"},
		{Path: "github.com/oapi-codegen/nullable"},
		{Name: "openapi_types", Path: "github.com/oapi-codegen/runtime/types"},
	}
	add := func(path string) {
		if path != "" && !slices.ContainsFunc(found, func(i Import) bool { return i.Path == path }) {
			found = append(found, Import{Path: path})
		}
	}
	for _, format := range []codegen.FormatMapping{c.types.Integer, c.types.Number, c.types.Boolean, c.types.String} {
		add(format.Default.Import)
		for _, name := range sorted(format.Formats) {
			add(format.Formats[name].Import)
		}
	}
	for _, own := range c.codes.AdditionalImports {
		add(own.Package)
	}
	return found
}

// sorted returns the keys of m in order, so that the output is the same every time.
func sorted[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
