package diff

import (
	"cmp"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/upstream"
)

// level removes from both documents the parts that at least one of them does not describe, and returns these parts.
func level(was, is *side) ([]upstream.Part, error) {
	silent := union(was.silent, is.silent)
	reduce(was.doc.T, silent)
	reduce(is.doc.T, silent)
	return silent, lendNames(was.doc.T, is.doc.T)
}

// lendNames copies missing operationIds from one document to the other, in both directions, because reference pages have none.
func lendNames(a, b *openapi3.T) error {
	return eachPair(a, b, func(mine, theirs *openapi3.Operation) {
		mine.OperationID = cmp.Or(mine.OperationID, theirs.OperationID)
		theirs.OperationID = cmp.Or(theirs.OperationID, mine.OperationID)
	})
}

// takeNames copies the operationIds of the other document to t.
func takeNames(t, other *openapi3.T) error {
	return eachPair(t, other, func(mine, theirs *openapi3.Operation) { mine.OperationID = theirs.OperationID })
}

// eachPair visits the operations that have the same method and path in both documents.
func eachPair(a, b *openapi3.T, visit func(a, b *openapi3.Operation)) error {
	pairs, err := spec.Match(a, b)
	for _, p := range pairs {
		if p.Old != nil && p.New != nil && !p.Moved {
			visit(p.Old.Op, p.New.Op)
		}
	}
	return err
}

type parts []upstream.Part

func (p parts) has(part upstream.Part) bool { return slices.Contains(p, part) }

// reduce removes parts from a document. It always removes the servers, because incomplete documents never describe them.
func reduce(t *openapi3.T, silent parts) {
	var schemas openapi3.SchemaRefs
	t.Servers = nil
	if silent.has(upstream.Security) {
		t.Security = nil
	}
	for _, o := range spec.Operations(t) {
		o.Item.Servers, o.Op.Servers = nil, nil
		for _, parameter := range o.Parameters() {
			if silent.has(upstream.Required) && parameter.Value.In != openapi3.ParameterInPath {
				parameter.Value.Required = false
			}
			schemas = append(schemas, parameter.Value.Schema)
		}
		schemas = append(schemas, o.RequestSchemas()...)
		if o.Op.RequestBody != nil {
			reduceBody(o.Op.RequestBody.Value, silent)
			if silent.has(upstream.Bodies) {
				unfold(o.Op)
			}
		}
		if silent.has(upstream.Responses) {
			o.Op.Responses = openapi3.NewResponses()
		}
		schemas = append(schemas, o.ResponseSchemas()...)
		if silent.has(upstream.Security) {
			o.Op.Security = nil
		}
	}
	spec.EachSchema(schemas, func(s *openapi3.Schema) { reduceSchema(s, silent) })
}

func reduceBody(body *openapi3.RequestBody, silent parts) {
	if silent.has(upstream.Required) {
		body.Required = false
	}
	if !silent.has(upstream.MediaTypes) || len(body.Content) == 0 {
		return
	}
	// The media types are not compared, so the schema of the first one is used under a neutral name.
	first := slices.Min(slices.Collect(maps.Keys(body.Content)))
	body.Content = openapi3.Content{"application/octet-stream": body.Content[first]}
}

// unfold moves body fields into the query, for documents that declare every parameter there.
func unfold(op *openapi3.Operation) {
	body := op.RequestBody.Value
	op.RequestBody = nil
	for _, name := range slices.Sorted(maps.Keys(body.Content)) {
		addFields(op, body.Content[name].Schema)
	}
}

func addFields(op *openapi3.Operation, ref *openapi3.SchemaRef) {
	if ref == nil || ref.Value == nil {
		return
	}
	for _, part := range ref.Value.AllOf {
		addFields(op, part)
	}
	for _, name := range slices.Sorted(maps.Keys(ref.Value.Properties)) {
		if op.Parameters.GetByInAndName(openapi3.ParameterInQuery, name) != nil {
			continue
		}
		op.Parameters = append(op.Parameters, &openapi3.ParameterRef{Value: &openapi3.Parameter{
			Name: name, In: openapi3.ParameterInQuery, Required: slices.Contains(ref.Value.Required, name),
			Schema: ref.Value.Properties[name], Origin: ref.Value.Properties[name].Value.Origin,
		}})
	}
}

// reduceSchema removes parts from a schema, but not from the schemas inside it.
func reduceSchema(s *openapi3.Schema, silent parts) {
	if silent.has(upstream.Required) {
		s.Required = nil
	}
	if silent.has(upstream.Enums) {
		s.Enum = nil
	}
	if silent.has(upstream.Values) {
		s.Format, s.Default = "", nil
		s.Min, s.Max, s.MultipleOf, s.MaxLength, s.MaxItems, s.MaxProps = nil, nil, nil, nil, nil, nil
		s.MinLength, s.MinItems, s.MinProps, s.Pattern, s.UniqueItems = 0, 0, 0, "", false
	}
}
