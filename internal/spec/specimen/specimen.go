// Package specimen generates values that fit schemas.
package specimen

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// Generator generates values that fit schemas. The same seed gives the same values.
type Generator struct {
	Seed string
	// Dynamic generates values even if the document has an example or a default.
	Dynamic bool
	// Least leaves out optional members and items. Numbers are small, and strings are placeholders.
	Least bool
	// Request generates values for requests, without readOnly members. Values for responses have no writeOnly members.
	Request bool
	// Skip reports whether to ignore an alternative of an anyOf or a oneOf. It may be nil.
	Skip func(*openapi3.SchemaRef) bool
}

const (
	// deepest limits the depth of optional members and items.
	deepest = 6
	// mostOptional limits the number of optional members and items. A value with more is generated again with less depth.
	mostOptional = 10_000
	// mostValues limits the total number of generated values, because some schemas require endless recursion.
	mostValues = 100_000
	// mostAttempts limits how many alternatives are generated and then dropped because they do not fit the whole schema.
	mostAttempts = 100
)

// Value returns a value for a schema.
func (g Generator) Value(schema *openapi3.Schema) any { return g.At("", schema) }

// At is Value for a schema at a place such as ".items[0]". The seed and the place determine the value.
func (g Generator) At(place string, schema *openapi3.Schema) any {
	m := &maker{Generator: g, limit: deepest, ends: map[end]bool{}}
	for {
		value := m.value(place, schema, 0)
		if m.optional <= mostOptional || m.limit == 0 {
			return value
		}
		m.limit--
		m.optional, m.values, m.attempts = 0, 0, 0
	}
}

// maker generates one value.
type maker struct {
	Generator
	limit            int // the greatest depth of optional members and items
	optional, values int // how many have been generated
	attempts         int
	ends             map[end]bool // the results of endsWithin
}

// fits reports whether a schema allows a value.
func (g Generator) fits(schema *openapi3.Schema, value any) bool {
	as := openapi3.VisitAsResponse()
	if g.Request {
		as = openapi3.VisitAsRequest()
	}
	return schema.VisitJSON(value, as, openapi3.FailFast()) == nil
}

func (m *maker) value(place string, schema *openapi3.Schema, depth int) any {
	if m.values++; m.values > mostValues || depth > 2*deepest || depth > deepest && schema.Nullable {
		return nil
	}
	if value, ok := m.written(schema); ok {
		return value
	}
	if alternatives := m.alternatives(schema, depth); len(alternatives) > 0 {
		return m.fitting(place, schema, alternatives, depth)
	}
	if len(schema.AllOf) == 1 && schema.Type == nil && len(schema.Properties) == 0 {
		return m.value(place, schema.AllOf[0].Value, depth)
	}
	if IsObject(schema) {
		return m.object(place, schema, depth)
	}
	schema = whole(schema)
	if value, ok := m.written(schema); ok {
		return value
	}
	switch {
	case schema.Type.Is("array"):
		return m.list(place, schema, depth)
	case schema.Type.Is("boolean"):
		return m.number(place)%2 == 0
	case schema.Type.Is("integer"), schema.Type.Is("number"):
		return m.numeric(place, schema)
	case schema.Type.Is("string"):
		return m.text(place, schema)
	}
	return map[string]any{}
}

// written returns an enum value, an example or a default from the document, in this order.
func (g Generator) written(schema *openapi3.Schema) (any, bool) {
	for _, member := range schema.Enum {
		if member != nil && g.fits(schema, member) {
			return member, true
		}
	}
	if len(schema.Enum) > 0 {
		return schema.Enum[0], true
	}
	for _, value := range []any{schema.Example, schema.Default} {
		if value != nil && !g.Dynamic && g.fits(schema, value) {
			return value, true
		}
	}
	return nil, false
}

// alternatives returns the alternatives of a schema that are not skipped. At the greatest depth, it returns only the alternative with
// the least recursion.
func (m *maker) alternatives(schema *openapi3.Schema, depth int) openapi3.SchemaRefs {
	alternatives := slices.Concat(schema.OneOf, schema.AnyOf)
	if m.Skip != nil {
		alternatives = slices.DeleteFunc(alternatives, m.Skip)
	}
	for within := 0; depth >= deepest && within <= deepest; within++ {
		for i, ref := range alternatives {
			if m.endsWithin(ref.Value, within) {
				return alternatives[i : i+1]
			}
		}
	}
	return alternatives
}

// fitting returns the value of the first alternative that fits the whole schema. If none fits, it returns the value of the first one.
func (m *maker) fitting(place string, schema *openapi3.Schema, alternatives openapi3.SchemaRefs, depth int) any {
	first := m.value(place, merged(schema, alternatives[0].Value), depth)
	value := first
	for _, ref := range alternatives[1:] {
		if m.attempts >= mostAttempts || m.fits(schema, value) {
			return value
		}
		m.attempts++
		value = m.value(place, merged(schema, ref.Value), depth)
	}
	if len(alternatives) > 1 && !m.fits(schema, value) {
		return first
	}
	return value
}

// end is a key of maker.ends.
type end struct {
	schema *openapi3.Schema
	within int
}

// endsWithin reports whether a schema has a value of at most the depth within.
func (m *maker) endsWithin(schema *openapi3.Schema, within int) bool {
	if within < 0 || schema.Nullable || len(schema.Enum) > 0 {
		return within >= 0
	}
	key := end{schema, within}
	if ends, known := m.ends[key]; known {
		return ends
	}
	ends := true
	for _, ref := range schema.AllOf {
		ends = ends && m.endsWithin(ref.Value, within)
	}
	for _, alternatives := range [...]openapi3.SchemaRefs{schema.OneOf, schema.AnyOf} {
		ends = ends && (len(alternatives) == 0 ||
			slices.ContainsFunc(alternatives, func(ref *openapi3.SchemaRef) bool { return m.endsWithin(ref.Value, within) }))
	}
	for _, name := range schema.Required {
		property, _ := spec.Member(schema, name)
		ends = ends && (property == nil || m.endsWithin(property, within-1))
	}
	if schema.MinItems > 0 && schema.Items != nil {
		ends = ends && m.endsWithin(schema.Items.Value, within-1)
	}
	m.ends[key] = ends
	return ends
}

// merged returns an alternative of a schema, merged with the rest of the schema.
func merged(schema, alternative *openapi3.Schema) *openapi3.Schema {
	if len(schema.Properties) == 0 && len(schema.Required) == 0 {
		return alternative
	}
	own := *schema
	own.OneOf, own.AnyOf = nil, nil
	own.AllOf = append(slices.Clone(schema.AllOf), &openapi3.SchemaRef{Value: alternative})
	return &own
}

// IsObject reports whether the values of a schema are objects.
func IsObject(schema *openapi3.Schema) bool {
	return slices.ContainsFunc(spec.Parts(schema), func(part *openapi3.Schema) bool {
		return part.Type.Is("object") || len(part.Properties) > 0 || part.Type == nil && len(part.Required) > 0
	})
}

func (m *maker) object(place string, schema *openapi3.Schema, depth int) any {
	object := map[string]any{}
	add := func(name string, property *openapi3.Schema) {
		if object[name] == nil && (m.Request && !property.ReadOnly || !m.Request && !property.WriteOnly) {
			object[name] = m.value(place+"."+name, property, depth+1)
		}
	}
	required := Required(schema)
	for _, part := range spec.Parts(schema) {
		for _, name := range slices.Sorted(maps.Keys(part.Properties)) {
			switch {
			case slices.Contains(required, name):
			case uint64(len(object)+len(required)) < schema.MinProps:
			case m.Least || !m.hasRoom(depth):
				continue
			}
			add(name, part.Properties[name].Value)
		}
	}
	for _, name := range required {
		if property, _ := spec.Member(schema, name); property != nil {
			add(name, property)
		} else {
			object[name] = "x"
		}
	}
	for i := range min(schema.MinProps, mostValues) {
		if uint64(len(object)) >= schema.MinProps {
			break
		}
		name := fmt.Sprintf("key%d", i+1)
		object[name] = "x"
		if property := schema.AdditionalProperties.Schema; property != nil {
			object[name] = m.value(place+"."+name, property.Value, depth+1)
		}
	}
	return object
}

// hasRoom reports whether a value at a depth may have one more optional member or item, and counts it.
func (m *maker) hasRoom(depth int) bool {
	if depth >= m.limit || m.optional > mostOptional {
		return false
	}
	m.optional++
	return true
}

// Required returns the names of the members that an object must have.
func Required(schema *openapi3.Schema) []string {
	names := slices.Clone(schema.Required)
	for _, ref := range schema.AllOf {
		names = append(names, Required(ref.Value)...)
	}
	return names
}

func (m *maker) list(place string, schema *openapi3.Schema, depth int) any {
	list := []any{}
	if schema.Items == nil {
		return list
	}
	count := min(schema.MinItems, mostValues)
	if count == 0 && !m.Least && (schema.MaxItems == nil || *schema.MaxItems > 0) && m.hasRoom(depth) {
		count = 1
	}
	for i := range count {
		if m.values > mostValues {
			break
		}
		item := m.value(fmt.Sprintf("%s[%d]", place, i), schema.Items.Value, depth+1)
		if schema.UniqueItems {
			item = m.unlike(list, item, fmt.Sprintf("%s[%d]", place, i), schema.Items.Value, depth+1)
		}
		list = append(list, item)
	}
	return list
}

// unlike returns item, or a different item if the list already contains it.
func (m *maker) unlike(list []any, item any, place string, schema *openapi3.Schema, depth int) any {
	isListed := func(item any) bool {
		return slices.ContainsFunc(list, func(other any) bool { return reflect.DeepEqual(item, other) })
	}
	if !isListed(item) {
		return item
	}
	for _, member := range schema.Enum {
		if !isListed(member) {
			return member
		}
	}
	least, dynamic := m.Least, m.Dynamic
	defer func() { m.Least, m.Dynamic = least, dynamic }()
	m.Least, m.Dynamic = false, true
	for try := 0; try < 20 && isListed(item); try++ {
		item = m.value(fmt.Sprintf("%s[%d]", place, try), schema, depth)
	}
	return item
}

// number returns a number derived from the seed and the place.
func (g Generator) number(place string) uint64 {
	if g.Least {
		return 0
	}
	sum := sha256.Sum256([]byte(g.Seed + "\x00" + place))
	return binary.BigEndian.Uint64(sum[:])
}
