package diff

import (
	"cmp"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/upstream"
)

// level removes from each document what the other one is silent about, and returns the parts that either is silent about.
func level(was, is *side) []upstream.Part {
	silent := union(was.silent, is.silent)
	reduce(was.t, silent)
	reduce(is.t, silent)
	lendNames(was.t, is.t)
	return silent
}

// lendNames gives operations that have no operationId that of the other document. Reference pages have none.
func lendNames(a, b *openapi3.T) {
	mine, theirs := operations(a), operations(b)
	for name, op := range mine {
		if other := theirs[name]; other != nil {
			op.OperationID, other.OperationID = cmp.Or(op.OperationID, other.OperationID), cmp.Or(other.OperationID, op.OperationID)
		}
	}
}

// takeNames gives operations the operationId that they have in the other document.
func takeNames(t, other *openapi3.T) {
	mine := operations(t)
	for name, op := range operations(other) {
		if mine[name] != nil {
			mine[name].OperationID = op.OperationID
		}
	}
}

// operations are those of a document by method and path, whatever its parameters are called.
func operations(t *openapi3.T) map[string]*openapi3.Operation {
	all := map[string]*openapi3.Operation{}
	for path, item := range t.Paths.Map() {
		for method, op := range item.Operations() {
			all[method+" "+spec.AnonymousPath(path)] = op
		}
	}
	return all
}

// parts are parts of an API.
type parts []upstream.Part

func (p parts) has(part upstream.Part) bool { return slices.Contains(p, part) }

// reduce removes parts from a document, and its servers, which no text describes that is silent about anything.
func reduce(t *openapi3.T, silent parts) {
	seen := map[*openapi3.Schema]bool{}
	t.Servers = nil
	if silent.has(upstream.Security) {
		t.Security = nil
	}
	for _, item := range t.Paths.Map() {
		item.Servers = nil
		for _, op := range item.Operations() {
			op.Servers = nil
			for _, list := range []openapi3.Parameters{item.Parameters, op.Parameters} {
				for _, parameter := range list {
					if silent.has(upstream.Required) && parameter.Value.In != openapi3.ParameterInPath {
						parameter.Value.Required = false
					}
					reduceSchema(parameter.Value.Schema, silent, seen)
				}
			}
			if op.RequestBody != nil {
				reduceBody(op.RequestBody.Value, silent, seen)
				if silent.has(upstream.Bodies) {
					unfold(op)
				}
			}
			if silent.has(upstream.Responses) {
				op.Responses = openapi3.NewResponses()
			}
			for _, response := range op.Responses.Map() {
				for _, media := range response.Value.Content {
					reduceSchema(media.Schema, silent, seen)
				}
			}
			if silent.has(upstream.Security) {
				op.Security = nil
			}
		}
	}
}

func reduceBody(body *openapi3.RequestBody, silent parts, seen map[*openapi3.Schema]bool) {
	if silent.has(upstream.Required) {
		body.Required = false
	}
	for _, media := range body.Content {
		reduceSchema(media.Schema, silent, seen)
	}
	if !silent.has(upstream.MediaTypes) || len(body.Content) == 0 {
		return
	}
	// Without media types, the first one stands for all.
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

func reduceSchema(ref *openapi3.SchemaRef, silent parts, seen map[*openapi3.Schema]bool) {
	if ref == nil || ref.Value == nil || seen[ref.Value] {
		return
	}
	s := ref.Value
	seen[s] = true
	for _, parts := range []openapi3.SchemaRefs{s.AllOf, s.AnyOf, s.OneOf} {
		for _, part := range parts {
			reduceSchema(part, silent, seen)
		}
	}
	for _, property := range s.Properties {
		reduceSchema(property, silent, seen)
	}
	reduceSchema(s.Items, silent, seen)
	reduceSchema(s.AdditionalProperties.Schema, silent, seen)
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
