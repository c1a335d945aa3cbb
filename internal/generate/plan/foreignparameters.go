package plan

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// isNeedless reports whether to leave out a parameter of a foreign document. That is the case if its location is unknown, if it is
// a path parameter that the path lacks, or if it is optional and another parameter has its name. isNeedless also turns a parameter
// without a schema into a string.
func (b *builder) isNeedless(d *draft, ref *openapi3.ParameterRef) bool {
	p, pointer := ref.Value, parameterPointer(d.doc, ref)
	if !slices.Contains([]string{"path", "query", "header", "cookie"}, p.In) {
		b.note(pointer, "a parameter of %s is left out: in: want path, query, header or cookie, got %q", d.ID, p.In)
		return true
	}
	if p.In == "path" && !slices.Contains(spec.PathParameters(d.Path), p.Name) {
		b.note(pointer, "the parameter %s of %s is left out: it is not in the path %s", p.Name, d.ID, d.Path)
		return true
	}
	if p.In != "path" && !p.Required && slices.ContainsFunc(d.Parameters, func(other *Parameter) bool { return other.Wire == p.Name }) {
		b.note(pointer, "the parameter %s of %s is left out: another parameter has the same name", p.Name, d.ID)
		return true
	}
	if schemaOf(p) == nil {
		b.note(pointer, "the parameter %s of %s has no usable schema: it becomes a string", p.Name, d.ID)
		p.Schema, p.Content = &openapi3.SchemaRef{Value: openapi3.NewStringSchema()}, nil
	}
	return false
}

// withMissing adds the path parameters that a foreign document does not describe.
func (b *builder) withMissing(d *draft, all openapi3.Parameters) openapi3.Parameters {
	for _, wire := range spec.PathParameters(d.Path) {
		if all.GetByInAndName("path", wire) == nil {
			b.note(d.Pointer, "%s does not describe {%s} of its path: it becomes a string", d.ID, wire)
			all = append(all, &openapi3.ParameterRef{Value: openapi3.NewPathParameter(wire).WithSchema(openapi3.NewStringSchema())})
		}
	}
	return all
}
