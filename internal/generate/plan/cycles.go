package plan

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// breakCycles makes properties pointers if their structs would otherwise contain themselves, which Go does not allow. A required
// property of this kind would make JSON endless, too, so it becomes optional.
func (c *catalog) breakCycles() {
	done := map[*component]bool{}
	for _, name := range sorted(c.byName) {
		c.follow(c.byName[name], nil, done)
	}
}

// follow visits what a struct holds by value. Path holds the structs that lead to it.
func (c *catalog) follow(at *component, path []*component, done map[*component]bool) {
	if done[at] {
		return
	}
	path = append(path, at)
	for _, s := range append(inlineMembers(at.schema), at.schema) {
		for _, name := range sorted(s.Properties) {
			property := s.Properties[name]
			for _, held := range c.held(property) {
				if c.isPointer(s, name) {
					break
				}
				if slices.Contains(path, held) {
					c.point(at, s, name)
					break
				}
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

// held returns the structs that the value of a property holds without a list, a map or a pointer in between.
func (c *catalog) held(property *openapi3.SchemaRef) []*component {
	if known := c.component(property); known != nil {
		if isContainer(known.schema) || len(known.schema.AnyOf)+len(known.schema.OneOf) > 0 {
			return nil
		}
		return []*component{known}
	}
	return nil
}

// isPointer reports whether the field of a property is a pointer, or a type that represents null.
func (c *catalog) isPointer(s *openapi3.Schema, name string) bool {
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

// relax takes out of what a component demands the properties that one side never sends: readOnly ones of requests, writeOnly
// ones of responses. Requests go on demanding the latter.
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
