package upstream

import (
	"net/http"

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
	for _, op := range spec.Operations(t) {
		hasBodies = hasBodies || op.Op.RequestBody != nil
		writes := op.Method == http.MethodPost || op.Method == http.MethodPut || op.Method == http.MethodPatch
		for _, p := range op.Parameters() {
			hasQueries = hasQueries || writes && p.Value.In == openapi3.ParameterInQuery
		}
		hasResponses = hasResponses || len(op.ResponseSchemas()) > 0
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
