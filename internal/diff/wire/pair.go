package wire

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// pairing is two documents, operation by operation.
type pairing struct {
	before, after *openapi3.T
	// both are the operations that calls reach in both documents; gone are those that they only reach in the old one, and
	// added those that they only reach in the new one.
	both        []pair
	gone, added []*spec.Operation
	// newPaths are the paths that only the new document has.
	newPaths []*spec.Operation
}

// pair is an operation before and after.
type pair struct {
	// name is "GET /path" of the old document.
	name          string
	before, after *spec.Operation
	// rename maps the names of the old path's parameters to those of the new path; nil if all stay.
	rename map[string]string
	// shift is what the new template begins with and the old one does not: the server's path has moved into it. If it is the
	// other way round, it begins with "-".
	shift string
}

// pairUp brings together the operations of copies of two documents, which it brings into the form that is compared.
func pairUp(before, after *openapi3.T) (*pairing, error) {
	before, after = clone(before), clone(after)
	for _, t := range []*openapi3.T{before, after} {
		if err := flatten(t); err != nil {
			return nil, err
		}
		normalise(t)
	}
	renameSchemes(before, after)
	matched, err := spec.Match(before, after)
	if err != nil {
		return nil, err
	}
	p := &pairing{before: before, after: after}
	known := map[string]bool{}
	for _, m := range matched {
		if m.Old != nil {
			known[spec.AnonymousPath(m.Old.Path)] = true
		}
		if m.Old != nil && (m.New == nil || m.Moved) {
			p.gone = append(p.gone, m.Old)
		}
		if m.New != nil && (m.Old == nil || m.Moved) {
			p.added = append(p.added, m.New)
		}
		if m.Old != nil && m.New != nil && !m.Moved {
			p.both = append(p.both, pair{
				name: m.Old.Name(), before: m.Old, after: m.New, rename: renamed(m.Old.Path, m.New.Path), shift: shift(m.Old.Path, m.New.Path),
			})
		}
	}
	for _, op := range p.added {
		if shape := spec.AnonymousPath(op.Path); !known[shape] {
			known[shape] = true
			p.newPaths = append(p.newPaths, op)
		}
	}
	for i := range p.both {
		p.both[i].unify()
	}
	return p, nil
}

// respell gives headers the spelling that they have in the old document.
func respell(before, after openapi3.Headers) {
	for name := range before {
		for _, other := range slices.Sorted(maps.Keys(after)) {
			if other != name && before[other] == nil && after[name] == nil && strings.EqualFold(name, other) {
				after[name] = after[other]
				delete(after, other)
			}
		}
	}
}

func renamed(before, after string) map[string]string {
	olds, news := spec.PathParameters(before), spec.PathParameters(after)
	if slices.Equal(olds, news) || len(olds) != len(news) {
		return nil
	}
	names := map[string]string{}
	for i, name := range olds {
		names[name] = news[i]
	}
	return names
}

func shift(before, after string) string {
	old, now := spec.AnonymousPath(before), spec.AnonymousPath(after)
	if more, ok := strings.CutSuffix(now, old); ok {
		return more
	}
	if less, ok := strings.CutSuffix(old, now); ok {
		return "-" + less
	}
	return ""
}

// unify gives the new operation the old one's names where names make no difference: of path parameters, which are not sent,
// and of headers, whose case does not matter. The alternatives of schemas that belong together get the same title.
func (p *pair) unify() {
	old := p.before.Op.Parameters
	back := map[string]string{}
	for name, now := range p.rename {
		back[now] = name
	}
	for _, ref := range p.after.Op.Parameters {
		switch ref.Value.In {
		case openapi3.ParameterInPath:
			if name, ok := back[ref.Value.Name]; ok {
				ref.Value.Name = name
			}
		case openapi3.ParameterInHeader:
			for _, other := range old {
				if other.Value.In == ref.Value.In && strings.EqualFold(other.Value.Name, ref.Value.Name) {
					ref.Value.Name = other.Value.Name
				}
			}
		}
	}
	a := aligner{}
	for _, ref := range p.after.Op.Parameters {
		if before := old.GetByInAndName(ref.Value.In, ref.Value.Name); before != nil {
			a.align(before.Schema, ref.Value.Schema)
		}
	}
	a.alignContent(contentOf(p.before.Op), contentOf(p.after.Op))
	news := p.after.Op.Responses.Map()
	for status, before := range p.before.Op.Responses.Map() {
		if after := news[status]; after != nil && before.Value != nil && after.Value != nil {
			a.alignContent(before.Value.Content, after.Value.Content)
			respell(before.Value.Headers, after.Value.Headers)
		}
	}
}

// normalise brings a document into the form in which only what is sent differs: parameters in the operation and not in the
// path, each a copy of its own with a schema beside its media type; and no format that changes nothing.
func normalise(t *openapi3.T) {
	for _, op := range spec.Operations(t) {
		var own openapi3.Parameters
		for _, ref := range op.Parameters() {
			own = append(own, withSchema(ref))
		}
		op.Op.Parameters = own
		if op.Op.Responses == nil {
			op.Op.Responses = openapi3.NewResponsesWithCapacity(0)
		}
	}
	for _, item := range t.Paths.Map() {
		if item != nil {
			item.Parameters = nil
		}
	}
	_ = t.WalkSchemas(func(_ string, s *openapi3.SchemaRef) error { // the function returns no error
		if s.Value.Format == "password" { // a password is a string that is not shown
			s.Value.Format = ""
		}
		return nil
	})
}

// withSchema copies a parameter. If it has a media type, of which there is one at most, the copy has the schema of it.
func withSchema(ref *openapi3.ParameterRef) *openapi3.ParameterRef {
	own := *ref.Value
	if own.Schema == nil {
		for _, media := range own.Content {
			if media != nil {
				own.Schema = media.Schema
			}
		}
	}
	return &openapi3.ParameterRef{Value: &own}
}

// document is one of the documents that oasdiff is given, under construction.
type document struct {
	t *openapi3.T
	// spelling maps anonymous paths to those that they are given.
	spelling map[string]string
}

func newDocument(from *openapi3.T) *document {
	return &document{
		t:        &openapi3.T{OpenAPI: from.OpenAPI, Info: from.Info, Origin: from.Origin, Paths: openapi3.NewPathsWithCapacity(0)},
		spelling: map[string]string{},
	}
}

// add adds an operation at a path. If the operation is there already, since servers differ, the path gets a mark.
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

// pathMark ends paths that are another one's, and are no part of a name.
const pathMark = "#"

// comparison is a pair of documents for oasdiff, and the most that a change in them can mean.
type comparison struct {
	before, after *document
	failures      bool
}

// comparisons are the documents that oasdiff is given: everything but the responses to failed calls, and those.
func (p *pairing) comparisons() []comparison {
	main := comparison{before: newDocument(p.before), after: newDocument(p.after)}
	failed := comparison{before: newDocument(p.before), after: newDocument(p.after), failures: true}
	for from, to := range map[*openapi3.T]*openapi3.T{p.before: main.before.t, p.after: main.after.t} {
		to.Security, to.Tags = from.Security, from.Tags
		if from.Components != nil {
			to.Components = &openapi3.Components{SecuritySchemes: from.Components.SecuritySchemes}
		}
	}
	for _, both := range p.both {
		path := both.before.Path
		for side, op := range map[*document]*openapi3.Operation{main.before: both.before.Op, main.after: both.after.Op} {
			side.add(both.before.Method, path, withoutContent(op, responses(op, false)))
		}
		for side, op := range map[*document]*openapi3.Operation{failed.before: both.before.Op, failed.after: both.after.Op} {
			side.add(both.before.Method, path, &openapi3.Operation{
				OperationID: both.before.Op.OperationID, Responses: responses(op, true), Origin: op.Origin,
			})
		}
	}
	for _, op := range p.gone {
		main.before.add(op.Method, op.Path, withoutContent(op.Op, op.Op.Responses))
	}
	for shape, spelling := range main.before.spelling {
		if main.after.spelling[shape] == "" {
			main.after.spelling[shape] = spelling
		}
	}
	for _, op := range p.added {
		path := op.Path
		if hasOperation(main.before, op) { // the same template below another server
			path += pathMark
		}
		main.after.add(op.Method, path, withoutContent(op.Op, op.Op.Responses))
	}
	return []comparison{main, failed}
}

func hasOperation(d *document, op *spec.Operation) bool {
	item := d.t.Paths.Value(d.spelling[spec.AnonymousPath(op.Path)])
	return item != nil && item.GetOperation(op.Method) != nil
}

// withoutContent returns a copy of an operation whose parameters have a schema alone, with the responses.
func withoutContent(op *openapi3.Operation, responses *openapi3.Responses) *openapi3.Operation {
	own := *op
	own.Responses, own.Parameters = responses, nil
	for _, ref := range op.Parameters {
		parameter := *ref.Value
		parameter.Content = nil
		own.Parameters = append(own.Parameters, &openapi3.ParameterRef{Value: &parameter})
	}
	return &own
}

// responses are those to calls that fail, by their status, or all others.
func responses(op *openapi3.Operation, failed bool) *openapi3.Responses {
	some := openapi3.NewResponsesWithCapacity(0)
	some.Extensions, some.Origin = op.Responses.Extensions, op.Responses.Origin
	for status, response := range op.Responses.Map() {
		if strings.ContainsAny(status[:min(1, len(status))], "345") == failed {
			some.Set(status, response)
		}
	}
	return some
}

// operation is "GET /path" without the mark that the path may have got.
func operation(method, path string) string {
	return fmt.Sprintf("%s %s", method, strings.TrimRight(path, pathMark))
}
