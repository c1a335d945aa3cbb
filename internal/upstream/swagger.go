package upstream

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec"
)

// importSwagger reads Swagger 2.0. Installations of HostBill publish it with faults that are mended here, each with a note.
func importSwagger(name string, data []byte) ([]byte, error) {
	root, err := treeOf(name, data)
	if err != nil {
		return nil, err
	}
	w := &walker{file: name, grammar: swagger, root: root}
	if err := w.mend(); err != nil {
		return nil, err
	}
	if err := w.check(); err != nil {
		return nil, err
	}
	converted, err := convert(root)
	if err != nil {
		return nil, &spec.Error{File: name, Msg: err.Error()}
	}
	return converted, nil
}

// doubtSwagger does not believe documents that have all parameters in the query, though they have operations that write:
// nobody has said to whatever generated them what is sent in a body. Of such a document, what it does not say once, of
// answers or of credentials, it does not mean either.
func doubtSwagger(t *openapi3.T, knows Knowledge) Knowledge {
	queries, bodies, answers := false, false, false
	for _, item := range t.Paths.Map() {
		for method, op := range item.Operations() {
			bodies = bodies || op.RequestBody != nil
			writes := method == http.MethodPost || method == http.MethodPut || method == http.MethodPatch
			for _, p := range slices.Concat(item.Parameters, op.Parameters) {
				queries = queries || writes && p.Value.In == openapi3.ParameterInQuery
			}
			for _, answer := range op.Responses.Map() {
				answers = answers || len(answer.Value.Content) > 0
			}
		}
	}
	if queries && !bodies {
		knows.RequestBodies, knows.MediaTypes = false, false
		knows.Responses, knows.Present = answers, answers
		knows.Security = t.Components != nil && len(t.Components.SecuritySchemes) > 0
	}
	return knows
}

// mend repairs what is known to be wrong in documents that are published.
func (w *walker) mend() error {
	paths := get(w.root.Content[0], "paths")
	if paths == nil || paths.Kind != yaml.MappingNode {
		return w.fault(w.root.Content[0], "the document has no paths")
	}
	for i := 0; i+1 < len(paths.Content); i += 2 {
		path, item := paths.Content[i], paths.Content[i+1]
		if isExtension(path.Value) {
			continue
		}
		if item.Kind != yaml.MappingNode {
			return w.fault(item, "the path item here is no mapping")
		}
		if !strings.HasPrefix(path.Value, "/") {
			if get(paths, "/"+path.Value) != nil {
				return w.fault(path, "the path %s stands here with and without its slash", path.Value)
			}
			note(item, "the path is written "+path.Value)
			path.Value = "/" + path.Value
		}
		w.mendParameters(path.Value, get(item, "parameters"))
		for j := 0; j+1 < len(item.Content); j += 2 {
			w.mendParameters(path.Value, get(item.Content[j+1], "parameters"))
		}
	}
	return w.each(func(_ kind, node *yaml.Node) error {
		mendType(node)
		return nil
	})
}

// mendParameters moves parameters that the path names there: some documents have everything in the query.
func (w *walker) mendParameters(path string, parameters *yaml.Node) {
	if parameters == nil || parameters.Kind != yaml.SequenceNode {
		return
	}
	for _, p := range parameters.Content {
		if value(p, "in") == "query" && strings.Contains(path, "{"+value(p, "name")+"}") {
			set(p, "in", textNode("path"))
			note(p, "the parameter is said to be in the query")
		}
	}
}

// typeNames are types as PHP and databases call them.
var typeNames = map[string]string{
	"int": "integer", "bool": "boolean", "float": "number", "double": "number", "text": "string",
}

func mendType(node *yaml.Node) {
	if written := get(node, "type"); written != nil && typeNames[written.Value] != "" {
		note(node, "the type is written "+written.Value)
		set(node, "type", textNode(typeNames[written.Value]))
	}
}

// note says in the document what was repaired.
func note(node *yaml.Node, text string) {
	if notes := get(node, repaired); notes != nil {
		notes.Content = append(notes.Content, textNode(text))
		return
	}
	set(node, repaired, listNode(textNode(text)))
}

// convert makes a tree of Swagger 2.0 an OpenAPI 3.0 document.
func convert(root *yaml.Node) ([]byte, error) {
	text, err := jsonOf(root)
	if err != nil {
		return nil, err
	}
	var old openapi2.T
	if err := json.Unmarshal(text, &old); err != nil {
		return nil, err
	}
	inherit(&old)
	t, err := openapi2conv.ToV3(&old)
	if err != nil {
		return nil, err
	}
	if text, err = json.Marshal(t); err != nil {
		return nil, err
	}
	tree, err := jsonTree("", text, 1)
	if err != nil {
		return nil, err
	}
	return encode(tree)
}

// inherit writes media types of the document into its operations, where the conversion looks for them, and gives forms
// theirs.
func inherit(t *openapi2.T) {
	for _, item := range t.Paths {
		for _, op := range item.Operations() {
			if len(op.Produces) == 0 {
				op.Produces = t.Produces
			}
			form := ""
			for _, p := range slices.Concat(item.Parameters, op.Parameters) {
				switch {
				case p.In == "formData" && p.Type.Is("file"):
					form = "multipart/form-data"
				case p.In == "formData" && form == "":
					form = "application/x-www-form-urlencoded"
				}
			}
			if form != "" && len(op.Consumes) == 0 && !slices.ContainsFunc(t.Consumes, isForm) {
				op.Consumes = []string{form}
			}
		}
	}
}

func isForm(media string) bool { return strings.Contains(media, "form") }
