package request

import (
	"fmt"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// Undeclared lists the members of a JSON tree that its schema does not name.
func Undeclared(at string, schema *openapi3.Schema, tree any) []string {
	var found []string
	switch tree := tree.(type) {
	case []any:
		items := ItemsOf(schema)
		if items == nil {
			return nil
		}
		for i, item := range tree {
			found = append(found, Undeclared(fmt.Sprintf("%s[%d]", at, i), items, item)...)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(tree)) {
			property, free := Property(schema, name)
			switch {
			case property != nil:
				found = append(found, Undeclared(at+"."+name, property, tree[name])...)
			case !free:
				found = append(found, at+"."+name)
			}
		}
	}
	return found
}

// Property returns the schema of a member of an object, and whether the object may have members that are not named.
func Property(schema *openapi3.Schema, name string) (property *openapi3.Schema, free bool) {
	if len(schema.AllOf)+len(schema.AnyOf)+len(schema.OneOf) == 0 { // most are so
		if ref := schema.Properties[name]; ref != nil {
			return ref.Value, false
		}
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
	// An object about which nothing is said may hold anything.
	return property, free || !named
}

// ItemsOf returns the schema of a list's items; nil if the schema knows no list.
func ItemsOf(schema *openapi3.Schema) *openapi3.Schema {
	for _, part := range Parts(schema) {
		if part.Items != nil {
			return part.Items.Value
		}
	}
	return nil
}

// Parts returns a schema and everything that it is composed of.
func Parts(schema *openapi3.Schema) []*openapi3.Schema {
	if len(schema.AllOf)+len(schema.AnyOf)+len(schema.OneOf) == 0 {
		return []*openapi3.Schema{schema}
	}
	all := []*openapi3.Schema{schema}
	for _, refs := range []openapi3.SchemaRefs{schema.AllOf, schema.AnyOf, schema.OneOf} {
		for _, ref := range refs {
			all = append(all, Parts(ref.Value)...)
		}
	}
	return all
}
