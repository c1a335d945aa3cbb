// Package upstream converts vendors' documents and reference pages to OpenAPI 3.0, so that they can be compared with our documents. It
// detects the format from the content. Importers do not skip unknown content: they reject it with file and line.
package upstream

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/upstream/page"
)

// Format is a form in which vendors publish their APIs.
type Format struct {
	// Name is the name of the format in messages.
	Name string
	// Detect reports whether data has the format, from its content alone. At most one format may report true.
	Detect func(data []byte) bool
	// Import converts data to an OpenAPI 3.0 document, with notes about the elements that it left out. Errors and notes have line
	// numbers. Errors refer to the data as name.
	Import func(name string, data []byte) (*yaml.Node, []spec.Note, error)
	// Silent returns the parts of the API that an imported document does not describe. It is nil if the format describes all parts.
	Silent func(t *openapi3.T) []Part
}

var isOpenAPI30, isOpenAPI31 = declares("openapi", "3.0"), declares("openapi", "3.1")

// formats lists all formats. Their order does not matter, because data that matches two formats is rejected.
var formats = []Format{
	{Name: "OpenAPI 3.0", Detect: isOpenAPI30, Import: importOpenAPI},
	{Name: "OpenAPI 3.1", Detect: isOpenAPI31, Import: importOpenAPI},
	{Name: "Swagger 2.0", Detect: declares("swagger", "2.0"), Import: importSwagger, Silent: silentSwagger},
	{Name: "Redoc page", Detect: isRedoc, Import: importRedoc},
	ofPage("HostBill reference", page.HostBill, Required, Enums),
	ofPage("WHASOLS reference", page.WHASOLS, Enums),
	ofPage("WebSoftSolus wiki page", page.WebSoftSolus),
}

// ofPage returns the format of a reference page. Such pages list parameters, but do not describe responses or credentials.
func ofPage(name string, importer page.Importer, silent ...Part) Format {
	silent = append([]Part{MediaTypes, Responses, Security, Values}, silent...)
	return Format{
		Name: name, Detect: func(data []byte) bool { return !isJSON(data) && importer.Detect(data) },
		Import: func(name string, data []byte) (*yaml.Node, []spec.Note, error) {
			root, err := importer.Import(name, data)
			return root, nil, err
		},
		Silent: func(*openapi3.T) []Part { return silent },
	}
}

// Part is a part of an API that some formats cannot describe. If one side does not describe a part, that part is not compared: a page
// without responses does not mean that the API has no responses.
type Part string

// The parts of an API, as reports and pins name them.
const (
	Bodies     Part = "request bodies"
	MediaTypes Part = "media types"
	Responses  Part = "responses"
	Required   Part = "what is required"
	Enums      Part = "enum values"
	Values     Part = "formats, limits and defaults"
	Security   Part = "security"
)

var parts = []Part{Bodies, MediaTypes, Responses, Required, Enums, Values, Security}

// IsOpenAPI reports whether data is an OpenAPI 3.0 or 3.1 document. Such a document may refer to other files.
func IsOpenAPI(data []byte) bool {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	return isOpenAPI30(data) || isOpenAPI31(data)
}

// Document is a vendor's document or page, converted to OpenAPI 3.0. Its elements have the lines of the original.
type Document struct {
	*spec.Document

	Format string
	// Silent lists the parts of the API that the original does not describe.
	Silent []Part
	// Repairs lists the errors in the original that were repaired, each with the element's pointer.
	Repairs []string

	sha256 string
}

// YAML returns the document as OpenAPI 3.0 in YAML. If the original is already in that form, it is returned unchanged.
func (d *Document) YAML() ([]byte, error) {
	source := d.Source()
	if source.Root == nil {
		return source.Data, nil
	}
	root, err := source.Tree()
	if err != nil {
		return nil, err
	}
	return encode(root)
}

// JSON returns the document as OpenAPI 3.0 in JSON.
func (d *Document) JSON() ([]byte, error) {
	root, err := d.Source().Tree()
	if err != nil {
		return nil, err
	}
	return spec.JSON(d.File(), root)
}

// Import reads a document or a page in any of the formats. Errors refer to it as name.
func Import(name string, data []byte) (*Document, error) {
	sum := sha256.Sum256(data)
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	format, err := recognize(formats, name, data)
	if err != nil {
		return nil, err
	}
	root, notes, err := format.Import(name, data)
	if err != nil {
		return nil, err
	}
	source := spec.Source{Name: name, Root: root}
	if isOpenAPI30(data) && !isJSON(data) {
		source = spec.Source{Name: name, Data: data}
	}
	d, err := read(source, root)
	if err != nil {
		return nil, err
	}
	d.Format, d.sha256 = format.Name, hex.EncodeToString(sum[:])
	if format.Silent != nil {
		d.Silent = format.Silent(d.T)
	}
	for _, note := range notes {
		d.LeftOut = append(d.LeftOut, note.At(name))
	}
	return d, nil
}

// recognize returns the format of data. It returns an error unless exactly one format matches.
func recognize(formats []Format, name string, data []byte) (Format, error) {
	var found []Format
	var all, matching []string
	for _, format := range formats {
		all = append(all, format.Name)
		if format.Detect(data) {
			found = append(found, format)
			matching = append(matching, format.Name)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return Format{}, &spec.Error{File: name, Msg: "unknown format: want one of " + strings.Join(all, ", ")}
	}
	return Format{}, &spec.Error{File: name, Msg: "want a single format, but this looks like " + strings.Join(matching, " and ")}
}

// read reads an OpenAPI 3.0 document whose tree is root.
func read(source spec.Source, root *yaml.Node) (*Document, error) {
	d, err := spec.ReadSource(source)
	if err != nil {
		return nil, err
	}
	if d.T.Paths.Len() == 0 {
		return nil, &spec.Error{File: source.Name, Msg: "the document has no paths"}
	}
	return &Document{Document: d, Repairs: repairs(root.Content[0], nil)}, nil
}

// isSilent reports whether the document does not describe a part of the API.
func (d *Document) isSilent(part Part) bool { return slices.Contains(d.Silent, part) }

// repairs returns the repairs below a node, each with the pointer of its element.
func repairs(at *yaml.Node, tokens []string) []string {
	var all []string
	for i, child := range at.Content {
		token := strconv.Itoa(i)
		if at.Kind == yaml.MappingNode {
			if i%2 == 0 {
				continue
			}
			token = at.Content[i-1].Value
			if token == spec.Repaired {
				for _, text := range child.Content {
					all = append(all, spec.Pointer(tokens...)+": "+text.Value)
				}
				continue
			}
		}
		all = append(all, repairs(child, append(tokens, token))...)
	}
	return all
}
