package clientgen

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// eachSchema calls change once for every schema of the document's components, the inner ones first.
func eachSchema(t *openapi3.T, change func(*openapi3.Schema)) {
	seen := map[*openapi3.Schema]bool{}
	var walk func(*openapi3.SchemaRef)
	walk = func(ref *openapi3.SchemaRef) {
		if ref == nil || ref.Value == nil || seen[ref.Value] {
			return
		}
		s := ref.Value
		seen[s] = true
		walk(s.Items)
		walk(s.AdditionalProperties.Schema)
		for _, part := range slices.Concat(s.AllOf, s.AnyOf, s.OneOf) {
			walk(part)
		}
		for _, name := range sorted(s.Properties) {
			walk(s.Properties[name])
		}
		change(s)
	}
	for _, name := range sorted(t.Components.Schemas) {
		walk(t.Components.Schemas[name])
	}
}

// extend adds words to extensions that other elements may share; what stands there already wins.
func extend(extensions *map[string]any, words map[string]any) {
	own := maps.Clone(words)
	maps.Copy(own, *extensions)
	*extensions = own
}

// keepRaw makes values inside s about which the document says nothing JSON as it came: an interface would turn its numbers
// into floating point.
func keepRaw(s *openapi3.Schema) {
	untyped := func(ref *openapi3.SchemaRef) {
		if ref == nil || !isAny(ref) {
			return
		}
		own := *ref.Value
		extend(&own.Extensions, map[string]any{"x-go-type": "json.RawMessage", "x-go-type-skip-optional-pointer": true})
		ref.Value = &own
	}
	for _, name := range sorted(s.Properties) {
		untyped(s.Properties[name])
	}
	untyped(s.Items)
	closed := s.AdditionalProperties.Has != nil && !*s.AdditionalProperties.Has
	if s.Type.Is("object") && !isStruct(s) && s.AdditionalProperties.Schema == nil && !closed {
		s.AdditionalProperties = openapi3.BoolSchema{Schema: openapi3.NewSchemaRef("", openapi3.NewSchema())}
	}
	untyped(s.AdditionalProperties.Schema)
}

// keepEmptyContainers makes optional lists and maps of s tell absent from empty: nil is left out, an empty one is sent.
func keepEmptyContainers(s *openapi3.Schema) {
	for _, name := range sorted(s.Properties) {
		property := s.Properties[name]
		if !isContainer(property.Value) || slices.Contains(s.Required, name) {
			continue
		}
		// Beside a reference, where it concerns this property alone.
		words := &property.Value.Extensions
		if property.Ref != "" {
			words = &property.Extensions
		}
		if _, chosen := (*words)["x-omitempty"]; !chosen {
			extend(words, map[string]any{"x-omitempty": false, "x-omitzero": true})
		}
	}
}

// dropNullConstants takes null out of enumerations, which allows it, but is no constant in Go.
func dropNullConstants(s *openapi3.Schema) {
	s.Enum = slices.DeleteFunc(slices.Clone(s.Enum), func(v any) bool { return v == nil })
}
