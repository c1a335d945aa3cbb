package generate

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
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
		for _, part := range inner(s) {
			walk(part)
		}
		change(s)
	}
	for _, name := range sorted(t.Components.Schemas) {
		walk(t.Components.Schemas[name])
	}
}

// inner returns the schemas that stand in s or that it refers to, in the same order every time; some may be nil.
func inner(s *openapi3.Schema) openapi3.SchemaRefs {
	all := slices.Concat(openapi3.SchemaRefs{s.Items, s.AdditionalProperties.Schema}, s.AllOf, s.AnyOf, s.OneOf)
	for _, name := range sorted(s.Properties) {
		all = append(all, s.Properties[name])
	}
	return all
}

// extend adds words to extensions that other elements may share; what stands there already wins.
func extend(extensions *map[string]any, words map[string]any) {
	own := maps.Clone(words)
	maps.Copy(own, *extensions)
	*extensions = own
}

// describeReferences makes properties of s that are a reference with a description of its own, which OpenAPI 3.0 writes as an
// allOf of one, that reference: oapi-codegen would make a type of their own for them.
func describeReferences(s *openapi3.Schema) {
	for _, name := range sorted(s.Properties) {
		property := s.Properties[name]
		if property.Ref != "" || len(property.Value.AllOf) != 1 || property.Value.AllOf[0].Ref == "" || !onlyDescribes(property.Value) {
			continue
		}
		target := property.Value.AllOf[0]
		own := *target.Value
		own.Description = property.Value.Description
		s.Properties[name] = &openapi3.SchemaRef{Ref: target.Ref, Value: &own, Extensions: property.Value.Extensions}
	}
}

// onlyDescribes reports whether s says nothing about the value beside its allOf.
func onlyDescribes(s *openapi3.Schema) bool {
	rest := *s
	rest.AllOf, rest.Description, rest.Extensions, rest.Origin = nil, "", nil, nil
	text, err := rest.MarshalJSON()
	return err == nil && string(text) == "{}"
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
		own.Nullable = false // null is JSON, too
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
		words := ownWords(property)
		if _, chosen := (*words)["x-omitempty"]; !chosen {
			extend(words, map[string]any{"x-omitempty": false, "x-omitzero": true})
		}
	}
}

// keepNull makes optional properties of s that are of a type of core/lenient, and may be null, plain values: behind a pointer,
// null would be absent, and these types know null from absent by themselves.
func keepNull(s *openapi3.Schema) {
	for _, name := range sorted(s.Properties) {
		property := s.Properties[name]
		if !isLenient(property.Value) || !property.Value.Nullable || slices.Contains(s.Required, name) {
			continue
		}
		extend(ownWords(property), map[string]any{"x-go-type-skip-optional-pointer": true, "x-omitzero": true})
	}
}

// ownWords returns the extensions that concern a property alone: those beside its reference, if it is one.
func ownWords(property *openapi3.SchemaRef) *map[string]any {
	if property.Ref != "" {
		return &property.Extensions
	}
	return &property.Value.Extensions
}

// dropNullConstants takes null out of enumerations, which allows it, but is no constant in Go.
func dropNullConstants(s *openapi3.Schema) {
	s.Enum = slices.DeleteFunc(slices.Clone(s.Enum), func(v any) bool { return v == nil })
}

// finishLenient completes schemas that become a type of core/lenient: with the import; with the type's argument, if it needs one
// that is not given; and without null, which these types remember by themselves.
func finishLenient(s *openapi3.Schema) {
	if !isLenient(s) {
		return
	}
	s.Nullable = false
	goType := s.Extensions["x-go-type"].(string)
	if slices.Contains([]string{"lenient.List", "lenient.Map", "lenient.Object", "lenient.OneOrMore"}, goType) {
		goType += "[" + elementType(s) + "]"
	}
	own := maps.Clone(s.Extensions)
	own["x-go-type"] = goType
	own["x-go-type-import"] = map[string]any{"path": "github.com/hostclients/hostclients/core/lenient"}
	s.Extensions = own
}

// isLenient reports whether an overlay gives a schema a type of core/lenient.
func isLenient(s *openapi3.Schema) bool {
	goType, _ := s.Extensions["x-go-type"].(string)
	return strings.HasPrefix(goType, "lenient.")
}

// elementType returns the Go type of what a two-faced container holds: of the items of its array, of the values of its object,
// or of the object that is one of its alternatives. What nobody describes, or describes in place, is JSON as it came.
func elementType(s *openapi3.Schema) string {
	for _, part := range s.OneOf {
		if part.Ref != "" {
			return goName(path.Base(part.Ref))
		}
		for _, inner := range []*openapi3.SchemaRef{part.Value.Items, part.Value.AdditionalProperties.Schema} {
			switch {
			case inner == nil:
			case inner.Ref != "":
				return goName(path.Base(inner.Ref))
			default:
				if goType := plainType(inner.Value); goType != "" {
					return goType
				}
			}
		}
	}
	return "json.RawMessage"
}

// plainType returns the Go type of a value that is neither a list nor an object; "" for those. Of an enumeration, which has no
// name here, it is that of its values.
func plainType(s *openapi3.Schema) string {
	if _, typed := s.Extensions["x-go-type"]; !typed && (s.Type == nil || isStruct(s) || isContainer(s)) {
		return ""
	}
	own := *s
	own.Enum = nil
	plain, err := goSchema(openapi3.NewSchemaRef("", &own), "Element")
	if err != nil {
		return ""
	}
	return plain.TypeDecl()
}

// checkRecursion refuses schemas that hold themselves by way of a type of core/lenient. Such a type reads what it holds more
// than once, so that the time for an answer would grow with the depth that a server chooses for it.
func (p *pkg) checkRecursion() error {
	var found *openapi3.Schema
	eachSchema(p.t, func(s *openapi3.Schema) {
		if isLenient(s) && holds(s, s) {
			found = s
		}
	})
	if found == nil {
		return nil
	}
	for _, name := range sorted(p.t.Components.Schemas) {
		if s := p.t.Components.Schemas[name].Value; s == found || holds(s, found) && holds(found, s) {
			return p.doc.At(spec.Pointer("components", "schemas", name),
				"%s holds itself by way of %s, which reads what it holds more than once", name, found.Extensions["x-go-type"])
		}
	}
	return nil
}

// holds reports whether a schema leads to another one, at any depth.
func holds(s, other *openapi3.Schema) bool {
	seen := map[*openapi3.Schema]bool{}
	var leads func(s *openapi3.Schema) bool
	leads = func(s *openapi3.Schema) bool {
		return slices.ContainsFunc(inner(s), func(ref *openapi3.SchemaRef) bool {
			if ref == nil || ref.Value == nil || seen[ref.Value] {
				return false
			}
			seen[ref.Value] = true
			return ref.Value == other || leads(ref.Value)
		})
	}
	return leads(s)
}
