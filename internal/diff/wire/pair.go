package wire

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// pairing contains two documents and pairs their operations.
type pairing struct {
	before, after *openapi3.T
	// both contains the operations that calls reach in both documents; gone, the operations that they reach only in the old
	// document; added, the operations that they reach only in the new one.
	both        []pair
	named       map[string]*pair // both by name
	gone, added []*spec.Operation
	// newPaths are the paths that only the new document has.
	newPaths []newPath
	hasNot   bool // a schema has the keyword not
	subjects subjects
	// aligned contains the pairs of schemas of operations that are in both documents.
	aligned aligner
}

// newPath is the first operation of a new path.
type newPath struct {
	*spec.Operation

	segments []string
}

// pair is an operation in the old and in the new document.
type pair struct {
	// name is "GET /path" of the old document.
	name string
	// same is true if the operation is equal in both documents.
	same          bool
	before, after *spec.Operation
	// rename maps the names of the old path's parameters to those of the new path; nil if no name changes.
	rename map[string]string
	// shift is the part of the server's path that has moved to the start of the new path template. If it has moved from the template
	// to the server, shift begins with "-".
	shift string
}

// pairUp pairs the operations of two documents. Those that differ are copied and normalized for the comparison.
func pairUp(before, after *openapi3.T) (*pairing, error) {
	matched, err := spec.Match(before, after)
	if err != nil {
		return nil, err
	}
	equal := sameness{known: map[pointers]bool{}, before: familyOf(before), after: familyOf(after)}
	sameSecurity := reflect.DeepEqual(before.Security, after.Security)
	var olds, news []*spec.Operation
	for _, m := range matched {
		if m.Old != nil && m.New != nil && !m.Moved && (sameSecurity || m.Old.Op.Security != nil) && equal.operation(m.Old, m.New) {
			continue
		}
		if m.Old != nil {
			olds = append(olds, m.Old)
		}
		if m.New != nil {
			news = append(news, m.New)
		}
	}
	was, err := excerpt(before, equal.before, olds)
	if err != nil {
		return nil, err
	}
	is, err := excerpt(after, equal.after, news)
	if err != nil {
		return nil, err
	}
	p := &pairing{
		before: was.t, after: is.t, hasNot: was.hasNot || is.hasNot, named: map[string]*pair{}, subjects: subjects{}, aligned: aligner{},
	}
	known := map[string]bool{}
	for _, m := range matched {
		if m.Old != nil {
			known[spec.AnonymousPath(m.Old.Path)] = true
		}
		if m.Old != nil && (m.New == nil || m.Moved) {
			p.gone = append(p.gone, was.of(m.Old))
		}
		if m.New != nil && (m.Old == nil || m.Moved) {
			p.added = append(p.added, is.of(m.New))
		}
		if m.Old != nil && m.New != nil && !m.Moved {
			p.both = append(p.both, pair{
				name: m.Old.Name(), same: was.copies[m.Old] == nil, before: was.of(m.Old), after: is.of(m.New),
				rename: renamed(m.Old.Path, m.New.Path), shift: shift(m.Old.Path, m.New.Path),
			})
		}
	}
	for _, op := range p.added {
		if shape := spec.AnonymousPath(op.Path); !known[shape] {
			known[shape] = true
			p.newPaths = append(p.newPaths, newPath{op, segments(op.Path)})
		}
	}
	renameSchemes(p)
	for i := range p.both {
		p.named[p.both[i].name] = &p.both[i]
		if !p.both[i].same {
			p.both[i].unify(p.aligned)
		}
	}
	return p, nil
}

// copies contains copies of the operations that are compared, and the document t with only these.
type copies struct {
	t      *openapi3.T
	hasNot bool // a schema has the keyword not
	copies map[*spec.Operation]*spec.Operation
}

// of returns the copy of an operation, or the operation itself if it is not compared.
func (c copies) of(op *spec.Operation) *spec.Operation {
	if own := c.copies[op]; own != nil {
		return own
	}
	return op
}

// excerpt copies a document with some of its operations, and normalizes the copy.
func excerpt(t *openapi3.T, from family, some []*spec.Operation) (copies, error) {
	own := spec.Excerpt(t, some)
	own.Webhooks, own.Components = nil, &openapi3.Components{SecuritySchemes: spec.SecuritySchemes(t), Schemas: openapi3.Schemas{}}
	c := copies{copies: map[*spec.Operation]*spec.Operation{}}
	var known subtypes
	c.t, known = clone(own, from)
	for _, refs := range known {
		for _, ref := range refs {
			c.t.Components.Schemas[ref.Ref] = ref
		}
	}
	schemas, err := flatten(c.t, known)
	if err != nil {
		return c, err
	}
	c.hasNot = slices.ContainsFunc(schemas, func(s *openapi3.SchemaRef) bool { return s.Value.Not != nil })
	normalize(c.t, schemas)
	for _, op := range some {
		item := c.t.Paths.Value(op.Path)
		c.copies[op] = &spec.Operation{Method: op.Method, Path: op.Path, Item: item, Op: item.GetOperation(op.Method)}
	}
	return c, nil
}

// unify gives the new operation the old names where names do not matter. Names of path parameters are not sent, and the case of
// headers does not matter. Alternatives of schemas that belong together get the same title.
func (p *pair) unify(a aligner) {
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
			for name, was := range before.Value.Headers {
				if is := after.Value.Headers[name]; was != nil && was.Value != nil && is != nil && is.Value != nil {
					a.align(schemaOf(was.Value.Schema, was.Value.Content), schemaOf(is.Value.Schema, is.Value.Content))
				}
			}
		}
	}
}

// respell gives the new headers the case that they have in the old document.
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

// normalize rewrites a document so that only differences in what is sent remain. Parameters move from paths to operations. Each is
// a separate copy, with a schema even if it has a media type. Formats without effect are removed.
func normalize(t *openapi3.T, schemas openapi3.SchemaRefs) {
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
	for _, s := range schemas {
		if s.Value.Format == "password" { // password only affects how a string is displayed
			s.Value.Format = ""
		}
		normalizeNull(s.Value)
	}
}

// normalizeNull rewrites the spellings of null among the types and the values of a schema as nullable.
func normalizeNull(s *openapi3.Schema) {
	if s.Type != nil && s.Type.Includes("null") && len(*s.Type) > 1 {
		rest := slices.DeleteFunc(slices.Clone(*s.Type), func(name string) bool { return name == "null" })
		s.Type, s.Nullable = &rest, true
	}
	if s.Nullable && len(s.Enum) > 1 {
		s.Enum = slices.DeleteFunc(slices.Clone(s.Enum), func(value any) bool { return value == nil })
	}
}

// withSchema copies a parameter. If it has a media type (there is at most one), the copy gets the media type's schema.
func withSchema(ref *openapi3.ParameterRef) *openapi3.ParameterRef {
	own := *ref.Value
	own.Schema = schemaOf(own.Schema, own.Content)
	return &openapi3.ParameterRef{Value: &own}
}
