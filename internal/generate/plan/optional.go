package plan

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// root is a schema that an operation sends or receives.
type root struct {
	ref  *openapi3.SchemaRef
	sent bool
}

// finish completes the components when all operations are known.
func (c *catalog) finish() error {
	c.nameEnums()
	c.mark()
	recursion := c.checkRecursion() // it compares schemas, which references with flags copy
	for _, f := range c.flags {
		known := c.component(f.ref)
		if known == nil {
			continue
		}
		own := *known.schema
		// These types represent null themselves.
		own.Nullable = f.nullable && !c.isLenient(known.schema) && known.schema.Extensions["x-go-type"] != rawMessage
		own.ReadOnly, own.WriteOnly = f.readOnly, f.writeOnly
		c.from[&own], c.sets[&own] = c.from[known.schema], c.sets[known.schema]
		f.ref.Value = &own
	}
	for _, name := range sorted(c.byName) {
		c.dropRepeated(c.byName[name])
		c.relax(c.byName[name])
		c.chooseOptionals(c.byName[name])
	}
	c.breakCycles()
	if c.err != nil {
		return c.err
	}
	return recursion
}

// mark marks every component that an operation sends or receives, directly or not.
func (c *catalog) mark() {
	bySchema := map[*openapi3.Schema]*component{}
	for _, known := range c.byName {
		bySchema[known.schema] = known
	}
	roots := map[bool]openapi3.SchemaRefs{}
	for _, r := range c.roots {
		roots[r.sent] = append(roots[r.sent], r.ref)
	}
	for sent, refs := range roots {
		spec.EachSchema(refs, func(s *openapi3.Schema) {
			if known := bySchema[s]; known != nil {
				known.sent, known.received = known.sent || sent, known.received || !sent
			}
		})
	}
}

// component returns the component for a reference of the catalog, or nil if ref is not a reference.
func (c *catalog) component(ref *openapi3.SchemaRef) *component {
	if ref == nil || len(ref.Ref) <= len(components) {
		return nil
	}
	return c.byName[ref.Ref[len(components):]]
}

// chooseOptionals decides how the optional properties of a component distinguish absent from zero. Lists, maps, and types of
// core/lenient do it themselves. Other properties are pointers if the component is sent, and plain values if it is only received. An
// overlay can override this.
func (c *catalog) chooseOptionals(known *component) {
	for _, s := range append(inlineMembers(known.schema), known.schema) {
		for name, property := range s.Properties {
			_, chosen := (*ownWords(property))["x-go-type-skip-optional-pointer"]
			if !chosen && !slices.Contains(s.Required, name) {
				setWord(property, "x-go-type-skip-optional-pointer", !known.sent || c.knowsAbsent(property))
			}
		}
	}
}

// inlineMembers returns the inline schemas of an allOf, at any depth.
func inlineMembers(s *openapi3.Schema) []*openapi3.Schema {
	var all []*openapi3.Schema
	for _, member := range s.AllOf {
		if member.Ref == "" {
			all = append(append(all, member.Value), inlineMembers(member.Value)...)
		}
	}
	return all
}

// knowsAbsent reports whether the zero value of a property's Go type means that the property is absent.
func (c *catalog) knowsAbsent(property *openapi3.SchemaRef) bool {
	s := property.Value
	if known := c.component(property); known != nil {
		s = known.schema
	}
	return isContainer(s) || c.isLenient(s) || s.Extensions["x-go-type"] == rawMessage
}

// checkRecursion rejects schemas that contain themselves through a type of core/lenient. Such a type decodes its content more than
// once, so the time to decode a response would grow exponentially with its depth, which the server chooses.
func (c *catalog) checkRecursion() error {
	for _, name := range sorted(c.byName) {
		lenient := c.byName[name]
		if !c.isLenient(lenient.schema) || !holds(lenient.schema, lenient.schema) {
			continue
		}
		for _, name := range sorted(c.byName) {
			if s := c.byName[name].schema; s == lenient.schema || holds(s, lenient.schema) && holds(lenient.schema, s) {
				return c.doc.At(c.byName[name].pointer, "%s contains itself through %s, which decodes its content more than once: use another type", name, lenient.schema.Extensions["x-go-type"])
			}
		}
	}
	return nil
}

// holds reports whether a schema contains another one, at any depth.
func holds(s, other *openapi3.Schema) (found bool) {
	spec.EachSchema(spec.Inner(s), func(inner *openapi3.Schema) { found = found || inner == other })
	return found
}
