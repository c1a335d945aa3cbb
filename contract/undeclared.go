package contract

import (
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// undeclared reports the members of a JSON tree that its schema does not name. JSON Schema allows them; a client that is to
// lose nothing does not.
func undeclared(schema *openapi3.Schema, tree any) []error {
	var errs []error
	for _, place := range spec.Undeclared("", schema, tree) {
		errs = append(errs, fmt.Errorf("%s is not declared", place))
	}
	return errs
}
