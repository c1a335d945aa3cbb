package contract

import (
	"fmt"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// undeclared lists the members of a JSON tree that its schema does not name. JSON Schema allows them; a client that is to
// lose nothing does not.
func undeclared(at string, schema *openapi3.Schema, tree any) []error {
	if isUndocumented(schema) {
		return nil
	}
	var errs []error
	switch tree := tree.(type) {
	case []any:
		for _, part := range parts(schema) {
			if part.Items == nil {
				continue
			}
			for i, item := range tree {
				errs = append(errs, undeclared(fmt.Sprintf("%s[%d]", at, i), part.Items.Value, item)...)
			}
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(tree)) {
			place := at + "." + name
			property, free := member(schema, name)
			switch {
			case property != nil:
				errs = append(errs, undeclared(place, property, tree[name])...)
			case !free:
				errs = append(errs, fmt.Errorf("%s is not declared", place))
			}
		}
	}
	return errs
}

// member returns the schema of a member of an object, and whether the object may have members that are not named.
func member(schema *openapi3.Schema, name string) (property *openapi3.Schema, free bool) {
	named := false
	for _, part := range parts(schema) {
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

// parts returns a schema and everything that it is composed of.
func parts(schema *openapi3.Schema) []*openapi3.Schema {
	all := []*openapi3.Schema{schema}
	for _, refs := range []openapi3.SchemaRefs{schema.AllOf, schema.AnyOf, schema.OneOf} {
		for _, ref := range refs {
			all = append(all, parts(ref.Value)...)
		}
	}
	return all
}

// isUndocumented reports whether a schema says nothing about the value.
func isUndocumented(s *openapi3.Schema) bool {
	return s.Type == nil && len(s.Properties) == 0 && len(s.AllOf)+len(s.AnyOf)+len(s.OneOf) == 0 && s.Items == nil && len(s.Enum) == 0
}
