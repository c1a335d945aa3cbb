package wire

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// children calls visit with each pair of corresponding subschemas of two schemas, and its name. A subschema may be nil.
func children(before, after *openapi3.Schema, visit func(name string, before, after *openapi3.SchemaRef)) {
	for _, name := range slices.Sorted(maps.Keys(before.Properties)) {
		visit(name, before.Properties[name], after.Properties[name])
	}
	visit("items", before.Items, after.Items)
	visit("additionalProperties", before.AdditionalProperties.Schema, after.AdditionalProperties.Schema)
	keywordChildren(before, after, visit)
	for _, list := range []struct {
		word          string
		before, after openapi3.SchemaRefs
	}{{"oneOf", before.OneOf, after.OneOf}, {"anyOf", before.AnyOf, after.AnyOf}, {"allOf", before.AllOf, after.AllOf}} {
		for _, pair := range alternatives(list.before, list.after) {
			visit(fmt.Sprintf("%s[%d]", list.word, pair[0]), list.before[pair[0]], list.after[pair[1]])
		}
	}
}

// alternatives pairs the entries of two lists and returns their indices. It first pairs entries that refer to the same component,
// then equal entries, then entries with the same title, the same distinguishing property, a number as the type, or the same position.
func alternatives(before, after openapi3.SchemaRefs) [][2]int {
	var pairs [][2]int
	oldTaken, newTaken := map[int]bool{}, map[int]bool{}
	for _, same := range []func(i, j int) bool{
		func(i, j int) bool { return before[i].Ref != "" && before[i].Ref == after[j].Ref },
		func(i, j int) bool { return alike(before[i], after[j]) },
		func(i, j int) bool {
			return before[i].Value.Title != "" && before[i].Value.Title == after[j].Value.Title
		},
		func(i, j int) bool { return distinguished(before[i].Value, after[j].Value) },
		func(i, j int) bool { return isNumber(before[i].Value) && isNumber(after[j].Value) },
		func(i, j int) bool {
			return i == j && len(before) == len(after) && reflect.DeepEqual(before[i].Value.Type, after[j].Value.Type)
		},
		func(i, j int) bool { return i == j && len(before) == len(after) },
	} {
		for i := range before {
			for j := range after {
				if !oldTaken[i] && !newTaken[j] && isResolved(before[i]) && isResolved(after[j]) && same(i, j) {
					oldTaken[i], newTaken[j] = true, true
					pairs = append(pairs, [2]int{i, j})
				}
			}
		}
	}
	slices.SortFunc(pairs, func(a, b [2]int) int { return a[0] - b[0] })
	return pairs
}

func isNumber(s *openapi3.Schema) bool {
	return s.Type.Is(openapi3.TypeInteger) || s.Type.Is(openapi3.TypeNumber)
}

func isResolved(ref *openapi3.SchemaRef) bool { return ref != nil && ref.Value != nil }

// alike reports whether two schemas are equal on their first level.
func alike(a, b *openapi3.SchemaRef) bool {
	return a.Value == b.Value || reflect.DeepEqual(outline(a.Value), outline(b.Value))
}

// outline returns the first level of a schema.
func outline(s *openapi3.Schema) map[string]any {
	names, required := slices.Sorted(maps.Keys(s.Properties)), slices.Sorted(slices.Values(s.Required))
	return map[string]any{
		"type": s.Type, "format": s.Format, "enum": s.Enum, "pattern": s.Pattern, "properties": names, "required": required,
		"items": s.Items != nil, "oneOf": len(s.OneOf), "anyOf": len(s.AnyOf), "const": s.Const,
	}
}

// distinguished reports whether two objects have the same property with the same single allowed value.
func distinguished(a, b *openapi3.Schema) bool {
	for name, ref := range a.Properties {
		other := b.Properties[name]
		if isResolved(ref) && isResolved(other) && len(ref.Value.Enum) == 1 && reflect.DeepEqual(ref.Value.Enum, other.Value.Enum) {
			return true
		}
	}
	return false
}

// aligner gives alternatives that belong together the same title, so that oasdiff compares them. Oasdiff only looks at references
// and titles. The keys are the pairs of schemas that are done. The value is true if the types of two alternatives differ.
type aligner map[schemaPair]bool

func (a aligner) alignContent(before, after openapi3.Content) {
	for _, both := range common(before, after) {
		a.align(both[0].Schema, both[1].Schema)
	}
}

func (a aligner) align(before, after *openapi3.SchemaRef) {
	if !isResolved(before) || !isResolved(after) {
		return
	}
	key := schemaPair{before.Value, after.Value}
	if _, done := a[key]; done {
		return
	}
	if isAny(before.Value) && isAny(after.Value) {
		before.Value.Nullable, after.Value.Nullable = true, true
	}
	ofOne, ofAny := title(before.Value.OneOf, after.Value.OneOf), title(before.Value.AnyOf, after.Value.AnyOf)
	a[key] = ofOne || ofAny
	children(before.Value, after.Value, func(_ string, before, after *openapi3.SchemaRef) { a.align(before, after) })
}

// title gives two alternatives that belong together the same unique title, unless they refer to the same component. It reports whether
// their types differ.
func title(before, after openapi3.SchemaRefs) (retyped bool) {
	for _, pair := range alternatives(before, after) {
		old, now := before[pair[0]], after[pair[1]]
		if old.Ref != now.Ref || old.Ref == "" {
			name := fmt.Sprintf("alternative %d", pair[0]+1)
			before[pair[0]], after[pair[1]] = titled(old, name), titled(now, name)
		}
		retyped = retyped || !reflect.DeepEqual(old.Value.Type, now.Value.Type)
	}
	return retyped
}

func titled(ref *openapi3.SchemaRef, name string) *openapi3.SchemaRef {
	own := *ref.Value
	own.Title = name
	return openapi3.NewSchemaRef("", &own)
}
