package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// raw returns the schema of a value that the document does not describe. Its Go type is JSON as received, because decoding into any
// would turn numbers into float64.
func (c *catalog) raw(s *openapi3.Schema) *openapi3.SchemaRef {
	own := *s
	own.Extensions = merged(s.Extensions, map[string]any{"x-go-type": rawMessage})
	own.Nullable = false // raw JSON can be null
	c.from[&own] = s
	return &openapi3.SchemaRef{Value: &own}
}

// typed completes a schema whose Go type an overlay sets. It adds the import, and the type argument if a type of core/lenient needs
// one. Types of core/lenient represent null themselves, so the schema is not nullable.
func (c *catalog) typed(s *openapi3.Schema, goType string, at place) {
	if c.isLenient(s) {
		s.Nullable = false
		var element string
		s.OneOf, element = c.elements(s.OneOf, at)
		if slices.Contains([]string{"lenient.List", "lenient.Map", "lenient.Object", "lenient.OneOrMore"}, goType) {
			goType += "[" + element + "]"
		}
	}
	if own, ok := s.Extensions["x-go-type-import"].(map[string]any); ok {
		added := Import{Path: fmt.Sprint(own["path"])}
		if name, ok := own["name"].(string); ok {
			added.Name = name
		}
		if !slices.Contains(c.imports, added) {
			c.imports = append(c.imports, added)
		}
	}
	delete(s.Extensions, "x-go-type-import")
	s.Extensions["x-go-type"] = goType
	// The Go type may be made from another schema, which must then become a component.
	if strings.Contains(goType, ".") || c.doc.T.Components == nil {
		return
	}
	for _, name := range sorted(c.doc.T.Components.Schemas) {
		if s := c.doc.T.Components.Schemas[name]; typeName(s, goName(name)) == goType && !isTyped(s.Value) {
			c.named(components + name)
		}
	}
}

// elements returns what a core/lenient type is made from: references to the components in its alternatives, and its type argument.
// The argument is the Go type of an array's items, of a map's values, or of a component that is itself an alternative. The first
// one found wins. If there is none, the argument is JSON as received.
func (c *catalog) elements(alternatives openapi3.SchemaRefs, at place) (refs openapi3.SchemaRefs, goType string) {
	for _, part := range alternatives {
		inside := []*openapi3.SchemaRef{part}
		if c.named(part.Ref) == nil {
			inside = []*openapi3.SchemaRef{part.Value.Items, part.Value.AdditionalProperties.Schema}
		}
		for _, ref := range inside {
			switch {
			case ref == nil:
			case c.named(ref.Ref) != nil:
				refs = append(refs, c.ref(ref, at))
				goType = cmp.Or(goType, c.named(ref.Ref).name)
			default:
				goType = cmp.Or(goType, c.plainType(ref.Value))
			}
		}
	}
	return refs, cmp.Or(goType, rawMessage)
}

// plainType returns the Go type of a string, number or boolean, or the type that x-go-type sets; "" for everything else.
func (c *catalog) plainType(s *openapi3.Schema) string {
	if goType, ok := s.Extensions["x-go-type"].(string); ok {
		return goType
	}
	types := c.config.types
	switch {
	case isStruct(s):
		return ""
	case s.Type.Is("integer"):
		return types.Integer.Resolve(s.Format).Type
	case s.Type.Is("number"):
		return types.Number.Resolve(s.Format).Type
	case s.Type.Is("boolean"):
		return types.Boolean.Resolve(s.Format).Type
	case s.Type.Is("string"):
		return types.String.Resolve(s.Format).Type
	}
	return ""
}

// isLenient reports whether a schema becomes a type of core/lenient.
func (c *catalog) isLenient(s *openapi3.Schema) bool {
	return strings.HasPrefix(c.plainType(s), "lenient.")
}
