// Package upstream turns what a vendor publishes into an OpenAPI 3.0 document that can be compared with ours. Which importer
// reads a text is decided by looking at it, and what an importer does not understand is refused, with file and line, rather
// than passed over.
package upstream

import (
	"bytes"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/upstream/listing"
	"github.com/hostclients/hostclients/internal/upstream/page"
)

// Format is a form in which vendors publish their APIs.
type Format struct {
	// Name is how people call the format.
	Name string
	// Detect reports, by looking at its content, whether a text has the format. At most one format may say so.
	Detect func(data []byte) bool
	// Import returns the text as an OpenAPI 3.0 document in YAML. It refuses what it does not understand; name is the file in
	// its errors.
	Import func(name string, data []byte) ([]byte, error)
	// Knows is what texts of the format say.
	Knows Knowledge
	// Doubt returns what a text of the format says after all; nil if all texts say the same.
	Doubt func(t *openapi3.T, knows Knowledge) Knowledge
	// Extensions are facts of operations for which OpenAPI has no word.
	Extensions []string
}

var isOpenAPI30 = declares("openapi", "3.0")

// formats are all formats. The order means nothing: a text that two of them recognise is refused.
var formats = []Format{
	{Name: "OpenAPI 3.0", Detect: isOpenAPI30, Import: importOpenAPI, Knows: everything},
	{Name: "OpenAPI 3.1", Detect: declares("openapi", "3.1"), Import: importOpenAPI, Knows: everything},
	{Name: "Swagger 2.0", Detect: declares("swagger", "2.0"), Import: importSwagger, Knows: everything, Doubt: doubtSwagger},
	{Name: "OpenAPI listing", Detect: listing.Detect, Import: listing.Import, Knows: everything},
	{Name: "Redoc page", Detect: isRedoc, Import: importRedoc, Knows: everything},
	ofPage("HostBill reference", page.HostBill, ofHostBill, permissions),
	ofPage("WHASOLS reference", page.WHASOLS, ofReference, permissions),
	ofPage("WebSoftSolus wiki page", page.WebSoftSolus, ofWebSoftSolus, permissions),
	ofPage("Webpros Cloud page as text", page.WebprosCloud, ofRedocText, permissions, source),
}

func ofPage(name string, importer page.Importer, knows Knowledge, extensions ...string) Format {
	return Format{Name: name, Detect: importer.Detect, Import: importer.Import, Knows: knows, Extensions: extensions}
}

// formatNamed returns the format that has a name.
func formatNamed(name string) (Format, bool) {
	at := slices.IndexFunc(formats, func(f Format) bool { return f.Name == name })
	if at < 0 {
		return Format{}, false
	}
	return formats[at], true
}

// IsOpenAPI30 reports whether a text is an OpenAPI 3.0 document itself, which may refer to other files.
func IsOpenAPI30(data []byte) bool {
	return isOpenAPI30(bytes.TrimPrefix(data, []byte("\ufeff")))
}

// Document is what a vendor publishes.
type Document struct {
	Format string
	Knows  Knowledge
	// YAML is the document as OpenAPI 3.0, and T the same parsed. The origins in T are lines of YAML, which are those of the
	// vendor's text if that is OpenAPI 3.0 in YAML itself.
	YAML []byte
	T    *openapi3.T
	// Repairs says where the vendor's text was not what its format demands, and how it was understood.
	Repairs []string
	// LeftOut are the parts of the vendor's text that the document does not have, since no client needs them.
	LeftOut []string
}

// JSON returns the document as JSON.
func (d *Document) JSON() ([]byte, error) {
	root, err := spec.Tree("", d.YAML)
	if err != nil {
		return nil, err
	}
	return jsonOf(root)
}

// Import reads a text in whatever format it has. Name is the text's name in errors.
func Import(name string, data []byte) (*Document, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	format, err := recognise(formats, name, data)
	if err != nil {
		return nil, err
	}
	text, err := format.Import(name, data)
	if err != nil {
		return nil, err
	}
	return read(name, format, text)
}

// recognise returns the one format that a text has.
func recognise(formats []Format, name string, data []byte) (Format, error) {
	var found []Format
	var all, those []string
	for _, format := range formats {
		all = append(all, format.Name)
		if format.Detect(data) {
			found = append(found, format)
			those = append(those, format.Name)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return Format{}, &spec.Error{File: name, Msg: "not recognised as any of: " + strings.Join(all, ", ")}
	}
	return Format{}, &spec.Error{File: name, Msg: "not one format but several: " + strings.Join(those, ", ")}
}

// read parses a document that an importer has made.
func read(name string, format Format, text []byte) (*Document, error) {
	root, err := spec.Tree(name, text)
	if err != nil {
		return nil, err
	}
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	t, err := loader.LoadFromDataWithPath(text, &url.URL{Path: filepath.ToSlash(name)})
	if err != nil {
		return nil, &spec.Error{File: name, Msg: err.Error()}
	}
	if t.Paths.Len() == 0 {
		return nil, &spec.Error{File: name, Msg: "the document has no paths"}
	}
	knows := format.Knows
	if format.Doubt != nil {
		knows = format.Doubt(t, knows)
	}
	var left []string
	if list := get(root.Content[0], leftOut); list != nil {
		for _, part := range list.Content {
			left = append(left, part.Value)
		}
	}
	return &Document{
		Format: format.Name, Knows: knows, YAML: text, T: t, Repairs: repairs(root.Content[0], ""), LeftOut: left,
	}, nil
}

// leftOut is the extension in which importers say, as a list at the root, what they have left out.
const leftOut = "x-left-out"

// repaired is the extension in which importers say, as a list of texts, how they understood what is not as it should be.
const repaired = "x-repaired"

// repairs returns the repairs below a node, each with the place of the element.
func repairs(node *yaml.Node, at string) []string {
	var all []string
	for i, child := range node.Content {
		token := fmt.Sprint(i)
		if node.Kind == yaml.MappingNode {
			if i%2 == 0 {
				continue
			}
			token = node.Content[i-1].Value
			if token == repaired {
				for _, text := range child.Content {
					all = append(all, at+": "+text.Value)
				}
				continue
			}
		}
		all = append(all, repairs(child, at+spec.Pointer(token))...)
	}
	return all
}
