package plan

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// mergeable changes the schemas to a form that oapi-codegen can merge, until restore is called. Oapi-codegen rejects parts of an allOf
// whose flags differ, so only references keep flags. It also drops what is next to an allOf that is itself part of an allOf.
func (c *catalog) mergeable() (restore func()) {
	var undo []func()
	done := map[*openapi3.Schema]bool{}
	change := func(s *openapi3.Schema, flags bool) {
		if done[s] {
			return
		}
		done[s] = true
		before := *s
		undo = append(undo, func() { *s = before })
		if !flags {
			s.Nullable, s.ReadOnly, s.WriteOnly = false, false, false
		}
		if len(s.AllOf) > 0 && len(s.Properties) > 0 {
			own := &openapi3.Schema{Type: s.Type, Properties: s.Properties, Required: s.Required, AdditionalProperties: s.AdditionalProperties}
			s.AllOf = append(slices.Clip(s.AllOf), &openapi3.SchemaRef{Value: own})
			s.Properties, s.Required, s.AdditionalProperties = nil, nil, openapi3.AdditionalProperties{}
		}
	}
	for _, name := range sorted(c.byName) {
		s := c.byName[name].schema
		for _, part := range inlineMembers(s) {
			change(part, false)
		}
		change(s, false)
	}
	for _, f := range c.flags {
		change(f.ref.Value, true)
	}
	return func() {
		for _, undo := range slices.Backward(undo) {
			undo()
		}
	}
}
