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

// silentSwagger returns the parts that a generated document does not describe. If operations that write have query parameters, and no
// operation has a body, the generator did not know about bodies. In such a document, missing responses and credentials are not
// trusted either.
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
