package specimen

import (
	"cmp"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// whole returns a schema merged with its allOf. It is for values that are not objects.
func whole(schema *openapi3.Schema) *openapi3.Schema {
	if len(schema.AllOf) == 0 {
		return schema
	}
	all := *schema
	for _, ref := range schema.AllOf {
		part := whole(ref.Value)
		all.Type = cmp.Or(all.Type, part.Type)
		all.Format, all.Pattern = cmp.Or(all.Format, part.Format), cmp.Or(all.Pattern, part.Pattern)
		all.Enum = append(slices.Clone(all.Enum), part.Enum...)
		all.Items = cmp.Or(all.Items, part.Items)
		all.MultipleOf = cmp.Or(all.MultipleOf, part.MultipleOf)
		if part.Min != nil && (all.Min == nil || *part.Min >= *all.Min) {
			all.Min, all.ExclusiveMin = part.Min, part.ExclusiveMin
		}
		if part.Max != nil && (all.Max == nil || *part.Max <= *all.Max) {
			all.Max, all.ExclusiveMax = part.Max, part.ExclusiveMax
		}
		all.MinLength, all.MinItems = max(all.MinLength, part.MinLength), max(all.MinItems, part.MinItems)
		all.MaxLength, all.MaxItems = least(all.MaxLength, part.MaxLength), least(all.MaxItems, part.MaxItems)
		all.UniqueItems = all.UniqueItems || part.UniqueItems
	}
	return &all
}

// least returns the smaller of two limits, each of which may be nil.
func least(a, b *uint64) *uint64 {
	if a == nil || b != nil && *b < *a {
		return b
	}
	return a
}
