package upstream

import (
	"net/http"

	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec"
)

// importSwagger reads a Swagger 2.0 document.
func importSwagger(name string, data []byte) (*yaml.Node, []spec.Note, error) {
	root, err := treeOf(name, data)
	if err != nil {
		return nil, nil, err
	}
	root, err = spec.LowerSwagger(name, root)
	return root, nil, err
}

// silentSwagger returns the parts that a document does not describe because its generator cannot. If no operation has a body, and some
// POST, PUT or PATCH operation has query parameters, the generator put body fields into the query. If such a document also lacks
// responses or credentials, that does not mean that the API has none.
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
