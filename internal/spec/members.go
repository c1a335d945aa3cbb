package spec

import (
	"fmt"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// Parts returns a schema and the schemas of its allOf, anyOf and oneOf, recursively.
func Parts(schema *openapi3.Schema) []*openapi3.Schema {
	var all []*openapi3.Schema
	hasPart(schema, func(part *openapi3.Schema) bool {
		all = append(all, part)
		return false
	})
	return all
}

// hasPart reports whether one of the [Parts] of a schema matches. It does not allocate a list.
func hasPart(schema *openapi3.Schema, is func(*openapi3.Schema) bool) bool {
	if is(schema) {
		return true
	}
	for _, refs := range [...]openapi3.SchemaRefs{schema.AllOf, schema.AnyOf, schema.OneOf} {
		for _, ref := range refs {
			if hasPart(ref.Value, is) {
				return true
			}
		}
	}
	return false
}

// Member returns the schema of a member of an object, or nil. Free is true if the object may have members that are not declared.
func Member(schema *openapi3.Schema, name string) (property *openapi3.Schema, free bool) {
	if ref := schema.Properties[name]; ref != nil { // the usual case needs no list of parts
		return ref.Value, false
	}
	named := false
	for _, part := range Parts(schema) {
		if ref := part.Properties[name]; ref != nil {
			return ref.Value, false
		}
		if ref := part.AdditionalProperties.Schema; ref != nil {
			property = ref.Value
		}
		free = free || part.AdditionalProperties.Has != nil && *part.AdditionalProperties.Has
		named = named || len(part.Properties) > 0
	}
	// An object without properties may contain any member.
	return property, free || !named
}

// Items returns the schema of a list's items, or nil if the schema does not allow a list.
func Items(schema *openapi3.Schema) (items *openapi3.Schema) {
	hasPart(schema, func(part *openapi3.Schema) bool {
		if part.Items != nil {
			items = part.Items.Value
		}
		return items != nil
	})
	return items
}

// IsUndocumented reports whether neither a schema nor its parts have a type, properties, items or an enum.
func IsUndocumented(schema *openapi3.Schema) bool {
	return !hasPart(schema, func(part *openapi3.Schema) bool {
		return part.Type != nil || len(part.Properties) > 0 || part.Items != nil || len(part.Enum) > 0
	})
}

// Undeclared lists the paths of members of a JSON tree that its schema does not declare. JSON Schema allows such members. At is the
// path of the tree.
func Undeclared(at string, schema *openapi3.Schema, tree any) []string {
	if IsUndocumented(schema) {
		return nil
	}
	var places []string
	switch tree := tree.(type) {
	case []any:
		for _, part := range Parts(schema) {
			if part.Items == nil {
				continue
			}
			for i, item := range tree {
				places = append(places, Undeclared(fmt.Sprintf("%s[%d]", at, i), part.Items.Value, item)...)
			}
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(tree)) {
			place := at + "." + name
			property, free := Member(schema, name)
			switch {
			case property != nil:
				places = append(places, Undeclared(place, property, tree[name])...)
			case !free:
				places = append(places, place)
			}
		}
	}
	return places
}
