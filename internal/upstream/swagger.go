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
	"github.com/hostclients/hostclients/internal/spec/node"
)

// importSwagger reads Swagger 2.0. Installations of HostBill publish it with errors, which importSwagger repairs, with a note
// at each.
func importSwagger(name string, data []byte) (*yaml.Node, []spec.Note, error) {
	root, err := treeOf(name, data)
	if err != nil {
		return nil, nil, err
	}
	if err := repair(name, root); err != nil {
		return nil, nil, err
	}
	if err := check(name, root, swagger20); err != nil {
		return nil, nil, err
	}
	converted, err := convert(root)
	if err != nil {
		return nil, nil, &spec.Error{File: name, Line: root.Line, Msg: err.Error()}
	}
	return converted, nil, nil
}

// silentSwagger distrusts documents with operations that write but have every parameter in the query: whatever generated such
// a document did not know what is sent in a body. If the document never describes a response, or credentials, its generator
// did not know those either.
func silentSwagger(t *openapi3.T) []Part {
	hasQueries, hasBodies, hasResponses := false, false, false
	for _, item := range t.Paths.Map() {
		for method, op := range item.Operations() {
			hasBodies = hasBodies || op.RequestBody != nil
			writes := method == http.MethodPost || method == http.MethodPut || method == http.MethodPatch
			for _, p := range slices.Concat(item.Parameters, op.Parameters) {
				hasQueries = hasQueries || writes && p.Value.In == openapi3.ParameterInQuery
			}
			for _, response := range op.Responses.Map() {
				hasResponses = hasResponses || len(response.Value.Content) > 0
			}
		}
	}
	if !hasQueries || hasBodies {
		return nil
	}
	silent := []Part{Bodies, MediaTypes}
	if !hasResponses {
		silent = append(silent, Responses)
	}
	if t.Components == nil || len(t.Components.SecuritySchemes) == 0 {
		silent = append(silent, Security)
	}
	return silent
}

// convert makes a tree of Swagger 2.0 an OpenAPI 3.0 document.
func convert(root *yaml.Node) (*yaml.Node, error) {
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
	tree, err := spec.JSONTree("", text, 1)
	if err != nil {
		return nil, err
	}
	err = spec.OpenAPI30.Walk(tree, func(_ spec.Kind, _ []string, object *yaml.Node) error {
		for _, note := range []string{"x-originalParamName", "x-formData-name"} { // of the conversion to itself
			node.Remove(object, note)
		}
		return nil
	})
	return tree, err
}

// inherit copies the media types of the document to its operations, where the conversion looks for them, and gives forms
// the media type of a form.
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
