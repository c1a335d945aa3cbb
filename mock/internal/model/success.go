package model

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// Declared returns the document's response for a status: the one for that status, for its range, or the default. For 0, it returns
// the first success.
func (op *Operation) Declared(status int) (key string, ref *openapi3.ResponseRef) {
	if status == 0 {
		for _, key := range slices.Sorted(maps.Keys(op.Spec.Responses.Map())) {
			if strings.HasPrefix(key, "2") {
				return key, op.Spec.Responses.Value(key)
			}
		}
		return "default", op.Spec.Responses.Value("default")
	}
	return spec.Declared(op.Spec, status)
}

// Success is the successful response that the document declares for an operation.
type Success struct {
	// Status is the status of a response from the state.
	Status int
	// Schema leaves out the alternatives that are errors inside a success; nil if the success has no JSON.
	Schema *openapi3.Schema
	// Example is a success as a JSON tree, from a fixture or the document, or nil.
	Example any
}

func (op *Operation) readSuccess() Success {
	s := Success{Status: http.StatusOK}
	key, ref := op.Declared(0)
	if key == strconv.Itoa(http.StatusCreated) {
		s.Status = http.StatusCreated
	}
	if ref != nil {
		if media := ref.Value.Content.Get("application/json"); media != nil {
			s.Schema = op.withoutRejections(spec.SchemaOf(media.Schema))
			if !op.Rejected(media.Example) {
				s.Example = media.Example
			}
		}
	}
	if fixtures, err := op.Fixtures(); err == nil {
		for _, f := range fixtures {
			if !f.Failed && f.Tree != nil && (op.Resource == nil || op.Resource.Like == "" || op.Resource.Like == f.Name) {
				s.Example = f.Tree
				break
			}
		}
	}
	return s
}

func (op *Operation) withoutRejections(schema *openapi3.Schema) *openapi3.Schema {
	if len(schema.AnyOf) == 0 {
		return schema
	}
	own := *schema
	own.AnyOf = slices.DeleteFunc(slices.Clone(schema.AnyOf), op.IsRejection)
	if len(own.AnyOf) == 1 && len(own.Properties) == 0 {
		return own.AnyOf[0].Value // so that errors name the location inside it
	}
	return &own
}
