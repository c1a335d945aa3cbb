package spec

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// Inner returns the schemas directly inside s, including those that it refers to. The order is always the same.
func Inner(s *openapi3.Schema) openapi3.SchemaRefs {
	all := slices.Concat(openapi3.SchemaRefs{s.Items, s.AdditionalProperties.Schema, s.Not}, s.AllOf, s.AnyOf, s.OneOf)
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		all = append(all, s.Properties[name])
	}
	return slices.DeleteFunc(all, func(ref *openapi3.SchemaRef) bool { return ref == nil || ref.Value == nil })
}

// EachSchema calls visit once for every schema that can be reached from refs, inner schemas first.
func EachSchema(refs openapi3.SchemaRefs, visit func(*openapi3.Schema)) {
	seen := map[*openapi3.Schema]bool{}
	var walk func(ref *openapi3.SchemaRef)
	walk = func(ref *openapi3.SchemaRef) {
		if ref == nil || ref.Value == nil || seen[ref.Value] {
			return
		}
		seen[ref.Value] = true
		for _, part := range Inner(ref.Value) {
			walk(part)
		}
		visit(ref.Value)
	}
	for _, ref := range refs {
		walk(ref)
	}
}
