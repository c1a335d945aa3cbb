package wire

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// normal returns the document with every parameter where oasdiff looks at it: in the operation, not in the path, and with a
// schema, not with a media type. What is changed is copied; the document is left as it is.
func normal(t *openapi3.T) *openapi3.T {
	own := *t
	own.Paths = openapi3.NewPathsWithCapacity(t.Paths.Len())
	if t.Paths != nil {
		own.Paths.Extensions, own.Paths.Origin = t.Paths.Extensions, t.Paths.Origin
	}
	for path, item := range t.Paths.Map() {
		own.Paths.Set(path, normalItem(item))
	}
	return &own
}

func normalItem(item *openapi3.PathItem) *openapi3.PathItem {
	if item == nil {
		return nil
	}
	operations := item.Operations()
	strange := func(op *openapi3.Operation) bool { return slices.ContainsFunc(op.Parameters, hasContent) }
	if len(item.Parameters) == 0 && !slices.ContainsFunc(slices.Collect(maps.Values(operations)), strange) {
		return item
	}
	own := *item
	own.Parameters = nil
	own.AdditionalOperations = maps.Clone(item.AdditionalOperations)
	for method, op := range operations {
		ownOp := *op
		ownOp.Parameters = openapi3.Parameters{}
		for _, ref := range parametersOf(side{item, op}) {
			ownOp.Parameters = append(ownOp.Parameters, withSchema(ref))
		}
		own.SetOperation(method, &ownOp)
	}
	return &own
}

// parametersOf are an operation's own parameters and those of its path that it does not replace.
func parametersOf(s side) openapi3.Parameters {
	all := slices.Clone(s.op.Parameters)
	for _, ref := range s.item.Parameters {
		if ref != nil && ref.Value != nil && s.op.Parameters.GetByInAndName(ref.Value.In, ref.Value.Name) == nil {
			all = append(all, ref)
		}
	}
	return slices.DeleteFunc(all, func(ref *openapi3.ParameterRef) bool { return ref == nil || ref.Value == nil })
}

func hasContent(ref *openapi3.ParameterRef) bool {
	return ref != nil && ref.Value != nil && len(ref.Value.Content) > 0
}

// withSchema gives a parameter that has a media type the schema of it; there is never more than one.
func withSchema(ref *openapi3.ParameterRef) *openapi3.ParameterRef {
	if !hasContent(ref) {
		return ref
	}
	own := *ref.Value
	for _, media := range own.Content {
		if media != nil {
			own.Schema = media.Schema
		}
	}
	own.Content = nil
	return &openapi3.ParameterRef{Value: &own}
}
