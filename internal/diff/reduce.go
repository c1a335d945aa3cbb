package diff

import (
	"cmp"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/upstream"
)

// level takes out of the document that says more what the other one does not say, so that the two differ in nothing that one
// of them is silent about. It returns what both know.
func level(was, is *side) (upstream.Knowledge, error) {
	common := was.knows.And(is.knows)
	if err := locate(was, is); err != nil {
		return common, err
	}
	reduce(was.t, common)
	reduce(is.t, common)
	return common, lendNames(was.t, is.t)
}

// locate gives operations without paths those of the other side; if neither knows paths, those that were made up for the old
// one.
func locate(was, is *side) (err error) {
	switch {
	case !is.knows.Paths:
		is.t, err = upstream.Locate(is.t, was.t)
	case !was.knows.Paths:
		was.t, err = upstream.Locate(was.t, is.t)
	}
	return err
}

// lendNames gives operations that have no operationId that of the other document. Reference pages have none.
func lendNames(a, b *openapi3.T) error {
	return eachPair(a, b, func(mine, theirs *openapi3.Operation) {
		mine.OperationID = cmp.Or(mine.OperationID, theirs.OperationID)
		theirs.OperationID = cmp.Or(theirs.OperationID, mine.OperationID)
	})
}

// takeNames gives operations the operationId that they have in the other document.
func takeNames(t, other *openapi3.T) error {
	return eachPair(t, other, func(mine, theirs *openapi3.Operation) { mine.OperationID = theirs.OperationID })
}

// eachPair visits the operations that calls reach in both documents.
func eachPair(a, b *openapi3.T, visit func(a, b *openapi3.Operation)) error {
	pairs, err := spec.Match(a, b)
	for _, p := range pairs {
		if p.Old != nil && p.New != nil && !p.Moved {
			visit(p.Old.Op, p.New.Op)
		}
	}
	return err
}

// reduce takes what is not in k out of a document, and its servers: who does not know everything does not know them.
func reduce(t *openapi3.T, k upstream.Knowledge) {
	seen := map[*openapi3.Schema]bool{}
	t.Servers = nil
	if !k.Security {
		t.Security = nil
	}
	for _, item := range t.Paths.Map() {
		item.Servers = nil
		for _, op := range item.Operations() {
			op.Servers = nil
			for _, list := range []openapi3.Parameters{item.Parameters, op.Parameters} {
				for _, parameter := range list {
					if !k.Required && parameter.Value.In != openapi3.ParameterInPath {
						parameter.Value.Required = false
					}
					reduceSchema(parameter.Value.Schema, k, seen)
				}
			}
			if op.RequestBody != nil {
				reduceBody(op.RequestBody.Value, k, seen)
				if !k.RequestBodies {
					unfold(op)
				}
			}
			if !k.Responses {
				op.Responses = openapi3.NewResponses()
			}
			for _, response := range op.Responses.Map() {
				for _, media := range response.Value.Content {
					reduceResponse(media.Schema, k, seen)
				}
			}
			if !k.Security {
				op.Security = nil
			}
		}
	}
}

func reduceBody(body *openapi3.RequestBody, k upstream.Knowledge, seen map[*openapi3.Schema]bool) {
	if !k.Required {
		body.Required = false
	}
	for _, media := range body.Content {
		reduceSchema(media.Schema, k, seen)
	}
	if k.MediaTypes || len(body.Content) == 0 {
		return
	}
	// Where nobody says which media type is meant, the first one stands for all.
	first := slices.Min(slices.Collect(maps.Keys(body.Content)))
	body.Content = openapi3.Content{"application/octet-stream": body.Content[first]}
}

// unfold moves the fields of a body into the query, for documents that declare every parameter there.
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

// reduceResponse is reduceSchema for what comes back, where being required means to be always there.
func reduceResponse(ref *openapi3.SchemaRef, k upstream.Knowledge, seen map[*openapi3.Schema]bool) {
	k.Required = k.Present
	reduceSchema(ref, k, seen)
}

func reduceSchema(ref *openapi3.SchemaRef, k upstream.Knowledge, seen map[*openapi3.Schema]bool) {
	if ref == nil || ref.Value == nil {
		return
	}
	_ = ref.WalkSubtree(func(_ string, part *openapi3.SchemaRef) error { // there is no other error
		if seen[part.Value] {
			return openapi3.SkipSubtree
		}
		seen[part.Value] = true
		reduceFacts(part.Value, k)
		return nil
	})
}

// reduceFacts takes what is not in k out of a schema alone.
func reduceFacts(s *openapi3.Schema, k upstream.Knowledge) {
	if !k.Required {
		s.Required = nil
	}
	if !k.Types && s.Properties == nil {
		s.Type = nil
	}
	if !k.Formats {
		s.Format = ""
	}
	if !k.Enums {
		s.Enum = nil
	}
	if !k.Defaults {
		s.Default = nil
	}
	if !k.Limits {
		s.Min, s.Max, s.MultipleOf, s.MaxLength, s.MaxItems, s.MaxProps = nil, nil, nil, nil, nil, nil
		s.MinLength, s.MinItems, s.MinProps, s.Pattern, s.UniqueItems = 0, 0, 0, "", false
	}
}
