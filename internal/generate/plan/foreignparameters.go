package plan

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// isNeedless reports whether a client of a foreign document does without a parameter: it is not in the path that it claims to
// be in, or it is a second one of a name.
func (b *builder) isNeedless(d *draft, ref *openapi3.ParameterRef) bool {
	p, pointer := ref.Value, parameterPointer(d.doc, ref)
	if p.In == "path" && !slices.Contains(spec.PathParameters(d.Path), p.Name) {
		b.note(pointer, "the parameter %s of %s is left out: it is not in the path %s", p.Name, d.ID, d.Path)
		return true
	}
	if p.In != "path" && !p.Required && slices.ContainsFunc(d.Parameters, func(other *Parameter) bool { return other.Wire == p.Name }) {
		b.note(pointer, "the parameter %s of %s is left out: the operation has another one of that name", p.Name, d.ID)
		return true
	}
	if schemaOf(p) == nil {
		b.note(pointer, "the parameter %s of %s has no schema that can be sent: it is a string", p.Name, d.ID)
		p.Schema, p.Content = &openapi3.SchemaRef{Value: openapi3.NewStringSchema()}, nil
	}
	return false
}

// withMissing adds the parameters of the path that a foreign document does not describe.
func (b *builder) withMissing(d *draft, all openapi3.Parameters) openapi3.Parameters {
	for _, wire := range spec.PathParameters(d.Path) {
		if all.GetByInAndName("path", wire) == nil {
			b.note(d.Pointer, "%s does not describe {%s} of its path: it is a string", d.ID, wire)
			all = append(all, &openapi3.ParameterRef{Value: openapi3.NewPathParameter(wire).WithSchema(openapi3.NewStringSchema())})
		}
	}
	return all
}
