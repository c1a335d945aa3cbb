package plan

import (
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// declared is a property of a struct. It is declared in the struct's schema or in an inline part of its allOf.
type declared struct {
	name string
	ref  *openapi3.SchemaRef
	at   place // of the schema that declares it
}

// properties returns the copies of the properties of a struct, by the document's property. It visits them by name, so that names do
// not depend on which part of an allOf declares a property.
func (c *catalog) properties(s *openapi3.Schema, at place) map[*openapi3.SchemaRef]*openapi3.SchemaRef {
	copies := map[*openapi3.SchemaRef]*openapi3.SchemaRef{}
	fields := c.fieldNames(s, at)
	all, _ := c.declared(s, at)
	for _, p := range all {
		if wordsOf(p.ref, "x-credential") == true {
			continue // the Go type leaves it out
		}
		copies[p.ref] = c.ref(p.ref, p.at.below(fields[p.name], "properties", p.name))
		setWord(copies[p.ref], "x-go-name", fields[p.name])
	}
	return copies
}

// declared returns the properties of a struct by name, and the schemas that the struct consists of: its own, and all parts of its
// allOf. It does not return the properties of the parts that are components.
func (c *catalog) declared(s *openapi3.Schema, at place) (all []declared, parts openapi3.SchemaRefs) {
	if isTyped(s) {
		return nil, nil
	}
	parts = openapi3.SchemaRefs{{Value: s}}
	for name, ref := range s.Properties {
		all = append(all, declared{name, ref, at})
	}
	for i, part := range s.AllOf {
		if _, ok := c.componentName(part.Ref); ok {
			parts = append(parts, part)
			continue
		}
		inside, inner := c.declared(part.Value, at.member(i))
		all, parts = append(all, inside...), append(parts, inner...)
	}
	slices.SortStableFunc(all, func(a, b declared) int { return strings.Compare(a.name, b.name) })
	return all, parts
}

// fieldNames returns the Go names of the fields of a struct, by property. In a foreign document, a name that is already used in the
// struct gets a number. Fields from components have the same names as in the component.
func (c *catalog) fieldNames(s *openapi3.Schema, at place) map[string]string {
	if known, ok := c.fields[s]; ok {
		return known
	}
	fields := map[string]string{}
	c.fields[s] = fields // before the parts, which may contain the struct itself
	all, parts := c.declared(s, at)
	names := &namespace{of: at.name()}
	if c.config.Foreign {
		c.reserveFields(names, parts, at)
	}
	for _, part := range parts {
		name, ok := c.componentName(part.Ref)
		if !ok {
			continue
		}
		inherited := c.fieldNames(part.Value, place{parent: goName(name), pointer: spec.Pointer("components", "schemas", name)})
		for _, property := range sorted(inherited) {
			_ = names.take(inherited[property], "the property "+property, c.origin(at.pointer)) // builder.fields reports a duplicate
		}
		maps.Copy(fields, inherited)
	}
	for _, p := range all {
		if fields[p.name] != "" {
			continue
		}
		field := goName(p.name)
		if own, ok := (*ownWords(p.ref))["x-go-name"].(string); ok {
			field = own
		}
		if c.config.Foreign { // otherwise, builder.fields reports a duplicate name, with a more precise line
			field, _ = c.give(names, "the property "+p.name, c.origin(p.at.pointer+spec.Pointer("properties", p.name)), field)
		}
		fields[p.name] = field
	}
	return fields
}

// reserveFields reserves the names of the fields and methods that are generated for a struct.
func (c *catalog) reserveFields(names *namespace, parts openapi3.SchemaRefs, at place) {
	// A component may be a part of a struct that has these.
	others := []string{"AdditionalProperties", "MarshalJSON", "UnmarshalJSON"}
	if slices.ContainsFunc(parts, func(part *openapi3.SchemaRef) bool { return isOpen(part.Value) }) {
		others = append(others, "Get", "Set")
	}
	if slices.ContainsFunc(parts, func(part *openapi3.SchemaRef) bool { return len(part.Value.AnyOf)+len(part.Value.OneOf) > 0 }) {
		others = append(others, "Discriminator", "ValueByDiscriminator")
	}
	for _, name := range others {
		_ = names.take(name, "a generated field or method", c.origin(at.pointer)) // cannot fail: the namespace is empty
	}
}

// requireWhereDeclared moves the names of required properties to the inline parts of an allOf that declare the properties.
func requireWhereDeclared(s *openapi3.Schema) {
	parts := append(inlineMembers(s), s)
	for _, from := range parts {
		from.Required = slices.DeleteFunc(slices.Clone(from.Required), func(name string) bool {
			isMoved := false
			for _, part := range parts {
				if from.Properties[name] == nil && part.Properties[name] != nil {
					isMoved = true
					if !slices.Contains(part.Required, name) {
						part.Required = append(slices.Clip(part.Required), name)
					}
				}
			}
			return isMoved
		})
	}
}
