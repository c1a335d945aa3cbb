package plan

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// describedReference returns the only part of an allOf, if it is a reference and the schema adds only documentation, a default,
// extensions, or flags such as nullable. OpenAPI 3.0 has no other way to add them to a reference. It returns nil for every other
// schema.
func describedReference(s *openapi3.Schema) *openapi3.SchemaRef {
	if len(s.AllOf) != 1 || s.AllOf[0].Ref == "" || isTyped(s) {
		return nil
	}
	rest := *s
	rest.AllOf, rest.Description, rest.Title, rest.Default, rest.Example, rest.Extensions, rest.Origin = nil, "", "", nil, nil, nil, nil
	rest.Nullable, rest.Deprecated, rest.ReadOnly, rest.WriteOnly = false, false, false, false
	if s.Type != nil && s.AllOf[0].Value.Type != nil && slices.Equal(*s.Type, *s.AllOf[0].Value.Type) {
		rest.Type = nil
	}
	text, err := rest.MarshalJSON()
	if err != nil || string(text) != "{}" {
		return nil
	}
	return s.AllOf[0]
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
