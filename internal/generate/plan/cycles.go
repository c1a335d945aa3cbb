package plan

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// breakCycles makes a property a pointer if its struct would otherwise contain itself, which Go does not allow. If the property is
// required, it becomes optional, because no finite JSON value could satisfy it.
func (c *catalog) breakCycles() {
	done := map[*component]bool{}
	for _, name := range sorted(c.byName) {
		c.follow(c.byName[name], nil, done)
	}
}

// follow visits the structs that a struct contains by value. Path holds the structs that contain it.
func (c *catalog) follow(at *component, path []*component, done map[*component]bool) {
	if done[at] {
		return
	}
	path = append(path, at)
	for _, s := range append(inlineMembers(at.schema), at.schema) {
		for _, name := range sorted(s.Properties) {
			held := c.held(s.Properties[name])
			switch {
			case held == nil || isPointer(s, name):
			case slices.Contains(path, held):
				c.point(at, s, name)
			default:
				c.follow(held, path, done)
			}
		}
		for _, part := range s.AllOf {
			if known := c.component(part); known != nil && !slices.Contains(path, known) {
				c.follow(known, path, done)
			}
		}
	}
	done[at] = true
}

// held returns the struct that a property contains by value, or nil. Structs inside a list, a map or a union do not count.
func (c *catalog) held(property *openapi3.SchemaRef) *component {
	known := c.component(property)
	if known == nil || isContainer(known.schema) || len(known.schema.AnyOf)+len(known.schema.OneOf) > 0 {
		return nil
	}
	return known
}

// isPointer reports whether the field of a property is a pointer or nullable.
func isPointer(s *openapi3.Schema, name string) bool {
	property := s.Properties[name]
	if property.Value.Nullable {
		return true
	}
	skip, _ := (*ownWords(property))["x-go-type-skip-optional-pointer"].(bool)
	return !slices.Contains(s.Required, name) && !skip
}

func (c *catalog) point(at *component, s *openapi3.Schema, name string) {
	if slices.Contains(s.Required, name) {
		s.Required = slices.DeleteFunc(slices.Clone(s.Required), func(other string) bool { return other == name })
		c.endless[c.from[at.schema]] = append(c.endless[c.from[at.schema]], name)
		c.note(at.pointer+spec.Pointer("properties", name), "%s is optional in Go: otherwise %s would contain itself endlessly", name, at.name)
	}
	setWord(s.Properties[name], "x-go-type-skip-optional-pointer", false)
}

// relax makes the required properties of a component optional if one side never sends them: readOnly properties in requests, and
// writeOnly properties in responses. Requests still require writeOnly properties.
func (c *catalog) relax(known *component) {
	for _, s := range append(inlineMembers(known.schema), known.schema) {
		s.Required = slices.DeleteFunc(slices.Clone(s.Required), func(name string) bool {
			property := s.Properties[name]
			if property == nil || property.Value == nil {
				return false
			}
			switch {
			case known.sent && property.Value.ReadOnly:
				return true
			case known.received && property.Value.WriteOnly:
				if known.sent {
					c.demanded[s] = append(c.demanded[s], name)
				}
				return true
			}
			return false
		})
	}
}
