package upstream

import (
	"net/http"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec"
)

// importSwagger reads Swagger 2.0.
func importSwagger(name string, data []byte) (*yaml.Node, []spec.Note, error) {
	root, err := treeOf(name, data)
	if err != nil {
		return nil, nil, err
	}
	root, err = spec.LowerSwagger(name, root)
	return root, nil, err
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
	if len(spec.SecuritySchemes(t)) == 0 {
		silent = append(silent, Security)
	}
	return silent
}
