package plan

import (
	"fmt"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// alike reports whether two schemas are the same, apart from documentation.
func alike(a, b *openapi3.Schema) bool {
	text := func(s *openapi3.Schema) string {
		data, err := undocumented(&openapi3.SchemaRef{Value: s}).MarshalJSON()
		if err != nil {
			return err.Error()
		}
		return string(data)
	}
	return a != nil && b != nil && text(a) == text(b)
}

// undocumented returns a copy of a schema without documentation, for comparison. A reference becomes one text with the flags of
// its value, because a wrapper may have set them.
func undocumented(ref *openapi3.SchemaRef) *openapi3.SchemaRef {
	switch {
	case ref == nil || ref.Value == nil:
		return ref
	case ref.Ref != "":
		flags := fmt.Sprint(ref.Value.Nullable, ref.Value.ReadOnly, ref.Value.WriteOnly)
		return &openapi3.SchemaRef{Ref: ref.Ref + " " + flags, Extensions: ref.Extensions}
	}
	own := *ref.Value
	own.Description, own.Title, own.Example, own.ExternalDocs, own.Origin = "", "", nil, nil, nil
	own.Items, own.Not, own.AdditionalProperties.Schema = undocumented(own.Items), undocumented(own.Not), undocumented(own.AdditionalProperties.Schema)
	for _, list := range []*openapi3.SchemaRefs{&own.AllOf, &own.AnyOf, &own.OneOf} {
		parts := *list
		*list = nil
		for _, part := range parts {
			*list = append(*list, undocumented(part))
		}
	}
	own.Properties = openapi3.Schemas{}
	for name, property := range ref.Value.Properties {
		own.Properties[name] = undocumented(property)
	}
	return &openapi3.SchemaRef{Value: &own}
}

// ownWords returns the extensions of a property: those next to its reference, or those of its inline schema.
func ownWords(property *openapi3.SchemaRef) *map[string]any {
	if property.Ref != "" {
		return &property.Extensions
	}
	return &property.Value.Extensions
}

// setWord sets an extension of a property, without changing the schema that it refers to.
func setWord(property *openapi3.SchemaRef, name string, value any) {
	words := ownWords(property)
	if *words == nil {
		*words = map[string]any{}
	}
	(*words)[name] = value
}

// wordsOf returns an extension of a property or of the schema that it refers to, or nil if neither has it.
func wordsOf(property *openapi3.SchemaRef, name string) any {
	if value := property.Extensions[name]; value != nil {
		return value
	}
	return property.Value.Extensions[name]
}

// isContainer reports whether a schema becomes a slice or a map.
func isContainer(s *openapi3.Schema) bool {
	return s.Type.Is("array") || s.Type.Is("object") && !isStruct(s)
}

// isStruct reports whether a schema becomes a struct or a union, which needs a name.
func isStruct(s *openapi3.Schema) bool {
	return len(s.Properties) > 0 || len(s.AllOf) > 0 || len(s.AnyOf) > 0 || len(s.OneOf) > 0
}

// isUnion reports whether a schema becomes a union: a Go type whose value has one of several types, or is null.
func isUnion(s *openapi3.Schema) bool {
	alternatives := slices.Concat(s.OneOf, s.AnyOf)
	return len(alternatives) > 0 && len(s.Properties) == 0 && !isTyped(s) &&
		!slices.ContainsFunc(alternatives, func(ref *openapi3.SchemaRef) bool { return ref.Value == nil || ref.Value.Nullable })
}

// isTyped reports whether a schema has an x-go-type.
func isTyped(s *openapi3.Schema) bool {
	_, typed := s.Extensions["x-go-type"]
	return typed
}

// isAny reports whether a schema allows any type of value.
func isAny(s *openapi3.Schema) bool {
	return !isTyped(s) && s.Type == nil && !isStruct(s) && len(enumTexts(s)) == 0 && s.Items == nil
}
