package plan

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// plainSecrets returns the secrets of request bodies that must be strings in Go, because they are inside a union or a struct with
// additional properties. Such a type encodes itself, and would send a core.Secret redacted.
func (b *builder) plainSecrets() map[*openapi3.Schema]bool {
	var bodies, inside openapi3.SchemaRefs
	for _, op := range spec.Operations(b.doc.T) {
		if body := op.Op.RequestBody; body != nil && body.Value != nil {
			for _, media := range body.Value.Content {
				bodies = append(bodies, media.Schema)
			}
		}
	}
	spec.EachSchema(bodies, func(s *openapi3.Schema) {
		inside = slices.Concat(inside, s.AnyOf, s.OneOf)
		parts := spec.Parts(s) // the parts of an allOf become one struct
		if !slices.ContainsFunc(parts, isOpen) || !slices.ContainsFunc(parts, isStruct) {
			return
		}
		for _, part := range parts {
			inside = append(inside, spec.Inner(part)...)
		}
	})
	found := map[*openapi3.Schema]bool{}
	spec.EachSchema(inside, func(s *openapi3.Schema) {
		if s.Format == "password" && !isTyped(s) {
			found[s] = true
		}
	})
	return found
}

// isOpen reports whether a schema explicitly allows properties that it does not declare.
func isOpen(s *openapi3.Schema) bool {
	return s.AdditionalProperties.Schema != nil || s.AdditionalProperties.Has != nil && *s.AdditionalProperties.Has
}
