package wire

import (
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// family contains the schemas of a document's components, and those that include a discriminated schema in their allOf.
type family struct {
	schemas  openapi3.Schemas
	children map[*openapi3.Discriminator]openapi3.SchemaRefs
}

func familyOf(t *openapi3.T) family {
	f := family{children: map[*openapi3.Discriminator]openapi3.SchemaRefs{}}
	if t.Components == nil {
		return f
	}
	f.schemas = t.Components.Schemas
	for _, name := range slices.Sorted(maps.Keys(f.schemas)) {
		if !isResolved(f.schemas[name]) || len(f.schemas[name].Value.AllOf) == 0 {
			continue
		}
		for _, part := range parts(f.schemas[name].Value, map[*openapi3.Schema]bool{})[1:] {
			if part.Discriminator != nil {
				f.children[part.Discriminator] = append(f.children[part.Discriminator], f.component(name))
			}
		}
	}
	return f
}

// subtypes returns the schemas that a value of a discriminated schema may have, even if no oneOf or anyOf lists them: the targets of the
// mapping, and the schemas that include the discriminated one.
func (f family) subtypes(d *openapi3.Discriminator) openapi3.SchemaRefs {
	var all openapi3.SchemaRefs
	for _, value := range slices.Sorted(maps.Keys(d.Mapping)) {
		all = append(all, f.target(d.Mapping[value]))
	}
	return distinct(append(all, f.children[d]...))
}

// target returns the schema that a mapping refers to, by its name or by a reference; nil if it does not exist. The library resolves only
// references between files.
func (f family) target(to openapi3.MappingRef) *openapi3.SchemaRef {
	if to.Value != nil {
		return openapi3.NewSchemaRef(to.Ref, to.Value)
	}
	if found := f.component(to.Ref); found != nil {
		return found
	}
	name, _ := strings.CutPrefix(to.Ref, components)
	return f.component(strings.NewReplacer("~1", "/", "~0", "~").Replace(name))
}

// components is the prefix of references to component schemas.
const components = "#/components/schemas/"

func (f family) component(name string) *openapi3.SchemaRef {
	if !isResolved(f.schemas[name]) {
		return nil
	}
	return openapi3.NewSchemaRef(components+name, f.schemas[name].Value)
}

// subtypes contains the subtypes of discriminated schemas.
type subtypes map[*openapi3.Discriminator]openapi3.SchemaRefs

// of returns the subtypes that a value of a schema may have. For a schema that is a subtype, these are the ones that include it.
func (s subtypes) of(schema *openapi3.Schema) (all openapi3.SchemaRefs) {
	if len(s) == 0 {
		return nil
	}
	for _, part := range parts(schema, map[*openapi3.Schema]bool{}) {
		among := s[part.Discriminator]
		isSubtype := part != schema && slices.ContainsFunc(among, func(ref *openapi3.SchemaRef) bool { return ref.Value == schema })
		for _, ref := range among {
			if ref.Value != schema && (!isSubtype || slices.Contains(parts(ref.Value, map[*openapi3.Schema]bool{}), schema)) {
				all = append(all, ref)
			}
		}
	}
	return distinct(all)
}

// addAlternatives adds subtypes to the alternatives of a schema that do not include them. Otherwise, nothing would compare them. The map
// holds the alternative for each subtype.
func addAlternatives(s *openapi3.Schema, subtypes openapi3.SchemaRefs, listed map[*openapi3.Schema]*openapi3.SchemaRef) {
	list := &s.OneOf
	if len(s.OneOf) == 0 && len(s.AnyOf) > 0 {
		list = &s.AnyOf
	}
	for _, ref := range subtypes {
		if !slices.ContainsFunc(*list, func(other *openapi3.SchemaRef) bool { return other.Value == ref.Value }) {
			*list = append(*list, listed[ref.Value])
		}
	}
}

// alternative returns a subtype without the discriminator and the subtypes, because the schema with the alternative has them.
func alternative(ref *openapi3.SchemaRef) *openapi3.SchemaRef {
	own := *ref.Value
	own.Discriminator = nil
	return openapi3.NewSchemaRef(ref.Ref, &own)
}

// distinct returns the resolved references to different schemas.
func distinct(all openapi3.SchemaRefs) (some openapi3.SchemaRefs) {
	seen := map[*openapi3.Schema]bool{}
	for _, ref := range all {
		if isResolved(ref) && !seen[ref.Value] {
			seen[ref.Value] = true
			some = append(some, ref)
		}
	}
	return some
}
