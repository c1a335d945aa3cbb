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

// Config is how a package is made from its document.
type Config struct {
	// Package is the package's name.
	Package string
	// Note receives what is left out, or becomes raw JSON, of a document that was not written for this project. Nil refuses such
	// a document.
	Note func(string)
	// Partial leaves out operations that cannot be generated, whoever the document was written for: see [Package.LeftOut].
	Partial bool

	codes codegen.Configuration
	types codegen.TypeMapping
}

// standard is what the configurations of all APIs have in common.
//
//go:embed standard.yaml
var standard []byte

// ReadConfig returns the standard configuration with what text, a configuration of oapi-codegen, adds to it. File is what
// errors call the text; "" is the standard alone, for a package called api.
func ReadConfig(file string, text []byte) (Config, error) {
	var c Config
	codes := codegen.Configuration{PackageName: "api"}
	fault := func(reason string) error { return &spec.Error{File: cmp.Or(file, "standard.yaml"), Msg: reason} }
	texts := [][]byte{standard}
	if file != "" {
		texts, codes.PackageName = append(texts, text), ""
	}
	for _, text := range texts {
		decoder := yaml.NewDecoder(bytes.NewReader(text))
		decoder.KnownFields(true)
		if err := decoder.Decode(&codes); err != nil {
			return c, fault(err.Error())
		}
	}
	// Oapi-codegen would look for a file of this name in the working directory, and then in the network.
	for _, name := range sorted(codes.OutputOptions.UserTemplates) {
		if !strings.Contains(codes.OutputOptions.UserTemplates[name], "\n") {
			return c, fault("the template " + name + ": want its text, which has a line break, not a file's name")
		}
	}
	codes = codes.UpdateDefaults()
	if err := codes.Validate(); err != nil {
		return c, fault(err.Error())
	}
	c.Package, c.codes, c.types = codes.PackageName, codes, codegen.DefaultTypeMapping
	if own := codes.OutputOptions.TypeMapping; own != nil {
		c.types = c.types.Merge(*own)
	}
	return c, nil
}

// imports are the packages that the configuration's types need.
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

// sorted returns the keys of m in their order, which makes the output the same every time.
func sorted[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
