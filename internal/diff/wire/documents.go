package wire

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// document is a document that is built for oasdiff.
type document struct {
	t *openapi3.T
	// spelling maps each anonymous path to the path that is used for it.
	spelling map[string]string
}

func newDocument(from *openapi3.T) *document {
	return &document{
		t:        &openapi3.T{OpenAPI: from.OpenAPI, Info: from.Info, Origin: from.Origin, Paths: openapi3.NewPathsWithCapacity(0)},
		spelling: map[string]string{},
	}
}

// add adds an operation at a path. If the path already has this method, because the servers differ, add appends pathMark.
func (d *document) add(method, path string, op *openapi3.Operation) {
	for {
		shape := spec.AnonymousPath(path)
		if d.spelling[shape] == "" {
			d.spelling[shape] = path
		}
		item := d.t.Paths.Value(d.spelling[shape])
		if item == nil {
			item = &openapi3.PathItem{}
			d.t.Paths.Set(d.spelling[shape], item)
		}
		if item.GetOperation(method) == nil {
			item.SetOperation(method, op)
			return
		}
		path += pathMark
	}
}

// pathMark is appended to a path that is taken. Operation names do not contain it.
const pathMark = "#"

// comparison is a pair of documents for oasdiff. If failures is true, they contain the responses to failed calls. If nested is not nil, it
// contains the parameters and headers whose schemas are in bodies, by their names there.
type comparison struct {
	before, after *document
	failures      bool
	nested        map[string]element
}

// comparisons returns the documents that oasdiff compares: one pair without the responses to failed calls, one pair with only these,
// and one pair for the schemas of parameters and headers.
func (p *pairing) comparisons() []comparison {
	main := comparison{before: newDocument(p.before), after: newDocument(p.after)}
	failed := comparison{before: newDocument(p.before), after: newDocument(p.after), failures: true}
	for from, to := range map[*openapi3.T]*openapi3.T{p.before: main.before.t, p.after: main.after.t} {
		to.Tags = from.Tags
		if p.followsDefault() {
			to.Security = from.Security
		}
		if from.Components != nil {
			to.Components = &openapi3.Components{SecuritySchemes: from.Components.SecuritySchemes}
		}
	}
	touched := map[string]bool{}
	for _, op := range slices.Concat(p.gone, p.added) {
		touched[spec.AnonymousPath(op.Path)] = true
	}
	for _, both := range p.both {
		path := both.before.Path
		if both.same {
			if touched[spec.AnonymousPath(path)] { // else oasdiff reports that the path was removed or added
				for _, side := range []*document{main.before, main.after} {
					side.add(both.before.Method, path, &openapi3.Operation{Responses: openapi3.NewResponsesWithCapacity(0)})
				}
			}
			continue
		}
		main.before.add(both.before.Method, path, withoutContent(both.before.Op, both.after.Op, responses(both.before.Op, false)))
		main.after.add(both.before.Method, path, withoutContent(both.after.Op, both.before.Op, responses(both.after.Op, false)))
		for side, op := range map[*document]*openapi3.Operation{failed.before: both.before.Op, failed.after: both.after.Op} {
			side.add(both.before.Method, path, &openapi3.Operation{
				OperationID: both.before.Op.OperationID, Responses: responses(op, true), Origin: op.Origin,
			})
		}
	}
	for _, op := range p.gone {
		main.before.add(op.Method, op.Path, withoutContent(op.Op, op.Op, op.Op.Responses))
	}
	for shape, spelling := range main.before.spelling {
		if main.after.spelling[shape] == "" {
			main.after.spelling[shape] = spelling
		}
	}
	for _, op := range p.added {
		path := op.Path
		if hasOperation(main.before, op) { // the same path template on another server
			path += pathMark
		}
		main.after.add(op.Method, path, withoutContent(op.Op, op.Op, op.Op.Responses))
	}
	return []comparison{main, failed, p.nested()}
}

func hasOperation(d *document, op *spec.Operation) bool {
	item := d.t.Paths.Value(d.spelling[spec.AnonymousPath(op.Path)])
	return item != nil && item.GetOperation(op.Method) != nil
}

// withoutContent returns a copy of an operation with other responses. Its parameters have no content. A parameter that has a content in both
// documents has no schema either, because [pairing.nested] compares it.
func withoutContent(op, counterpart *openapi3.Operation, responses *openapi3.Responses) *openapi3.Operation {
	own := *op
	own.Responses, own.Parameters = responses, nil
	for _, ref := range op.Parameters {
		parameter := *ref.Value
		other := counterpart.Parameters.GetByInAndName(parameter.In, parameter.Name)
		if other != nil && mediaOf(parameter.Content, other.Content) != text {
			parameter.Schema = nil
		}
		parameter.Content = nil
		own.Parameters = append(own.Parameters, &openapi3.ParameterRef{Value: &parameter})
	}
	return &own
}

// responses returns the responses with an error status if failed is true, and all others otherwise.
func responses(op *openapi3.Operation, failed bool) *openapi3.Responses {
	some := openapi3.NewResponsesWithCapacity(0)
	some.Extensions, some.Origin = op.Responses.Extensions, op.Responses.Origin
	for status, response := range op.Responses.Map() {
		if isFailure(status) == failed {
			some.Set(status, response)
		}
	}
	return some
}

// isFailure reports whether a status, or a range of statuses, is that of a failed call.
func isFailure(status string) bool { return strings.ContainsAny(status[:min(1, len(status))], "345") }

// operation returns "GET /path", without the mark that the path may have.
func operation(method, path string) string {
	return fmt.Sprintf("%s %s", method, strings.TrimRight(path, pathMark))
}
