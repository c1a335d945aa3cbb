package wire

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// Oasdiff compares only the types and enumerations inside the schemas of parameters, and only the first level of those of headers. In a
// body it compares everything. So nested builds documents in which the parameters are properties of a request body, and the headers
// are properties of a response. Their media types are those of the parameters and headers.
func (p *pairing) nested() comparison {
	c := comparison{before: newDocument(p.before), after: newDocument(p.after), nested: map[string]element{}}
	for i := range p.both {
		both := &p.both[i]
		if both.same {
			continue
		}
		before, after := nestedOperation(both.before.Op), nestedOperation(both.after.Op)
		found := c.parameters(both, before, after)
		found = c.headers(both, before, after) || found
		if found {
			c.before.add(both.before.Method, both.before.Path, before)
			c.after.add(both.before.Method, both.before.Path, after)
		}
	}
	return c
}

// element is a parameter or a header.
type element struct {
	subject string
	// seen is the start of the names of oasdiff's rules for the schema of the element itself; "" if there are none.
	seen     string
	isHeader bool
}

func nestedOperation(op *openapi3.Operation) *openapi3.Operation {
	return &openapi3.Operation{OperationID: op.OperationID, Responses: openapi3.NewResponsesWithCapacity(0), Origin: op.Origin}
}

// contents are the contents of two bodies whose properties are parameters or headers.
type contents struct{ before, after openapi3.Content }

// text is the media type of parameters and headers that have none. Its name only has to differ from that of JSON, where a number is not
// text.
const text = "text/plain"

// add adds a parameter or a header whose schema changed.
func (c contents) add(e element, media string, old, now *openapi3.SchemaRef, nested map[string]element) {
	if sameSchema(old.Value, now.Value) {
		return
	}
	name := e.subject
	if e.seen == "" {
		name = "content of " + name // another operation may have this element without a content
	}
	nested[name] = e
	for content, schema := range map[*openapi3.Content]*openapi3.SchemaRef{&c.before: old, &c.after: now} {
		if (*content)[media] == nil {
			(*content)[media] = openapi3.NewMediaType().WithSchema(openapi3.NewObjectSchema())
		}
		(*content)[media].Schema.Value.WithPropertyRef(name, schema)
	}
}

// parameters adds the parameters of both operations to the request bodies, and reports whether there are any.
func (c comparison) parameters(both *pair, before, after *openapi3.Operation) bool {
	bodies := contents{openapi3.Content{}, openapi3.Content{}}
	for _, ref := range both.before.Op.Parameters {
		old := ref.Value
		now := both.after.Op.Parameters.GetByInAndName(old.In, old.Name)
		if now == nil {
			continue
		}
		e := element{subject: old.In + " parameter " + old.Name, seen: "request-parameter-"}
		media := mediaOf(old.Content, now.Content)
		if media != text {
			e.seen = ""
		}
		bodies.add(e, media, old.Schema, now.Schema, c.nested)
	}
	before.RequestBody = &openapi3.RequestBodyRef{Value: openapi3.NewRequestBody().WithContent(bodies.before)}
	after.RequestBody = &openapi3.RequestBodyRef{Value: openapi3.NewRequestBody().WithContent(bodies.after)}
	return len(bodies.before) > 0
}

// headers adds the headers of responses that are in both operations, and reports whether there are any.
func (c comparison) headers(both *pair, before, after *openapi3.Operation) bool {
	found := false
	now := both.after.Op.Responses.Map()
	for status, old := range both.before.Op.Responses.Map() {
		if old.Value == nil || now[status] == nil || now[status].Value == nil {
			continue
		}
		bodies := contents{openapi3.Content{}, openapi3.Content{}}
		for _, name := range slices.Sorted(maps.Keys(old.Value.Headers)) {
			was, is := old.Value.Headers[name], now[status].Value.Headers[name]
			if was == nil || was.Value == nil || is == nil || is.Value == nil {
				continue
			}
			e := element{subject: "response header " + name, seen: "response-header-", isHeader: true}
			if was.Value.Schema == nil || is.Value.Schema == nil {
				e.seen = ""
			}
			old, now := schemaOf(was.Value.Schema, was.Value.Content), schemaOf(is.Value.Schema, is.Value.Content)
			bodies.add(e, mediaOf(was.Value.Content, is.Value.Content), old, now, c.nested)
		}
		before.Responses.Set(status, &openapi3.ResponseRef{Value: openapi3.NewResponse().WithContent(bodies.before)})
		after.Responses.Set(status, &openapi3.ResponseRef{Value: openapi3.NewResponse().WithContent(bodies.after)})
		found = found || len(bodies.before) > 0
	}
	return found
}

// mediaOf returns the media type that a parameter or a header has in both documents.
func mediaOf(before, after openapi3.Content) string {
	for media := range common(before, after) {
		return media
	}
	return text
}

// schemaOf returns a schema. If it is nil, schemaOf returns that of a media type (there is at most one).
func schemaOf(schema *openapi3.SchemaRef, content openapi3.Content) *openapi3.SchemaRef {
	if schema == nil {
		for _, media := range content {
			if media != nil {
				schema = media.Schema
			}
		}
	}
	if schema == nil {
		schema = openapi3.NewSchemaRef("", openapi3.NewSchema())
	}
	return schema
}

// outward rewrites a change in a nested schema as one in the parameter or the header. It returns false if oasdiff reports the change there.
func (c comparison) outward(one change.Change) (change.Change, bool) {
	for _, arg := range one.Args {
		name, path, _ := strings.Cut(strings.TrimPrefix(arg, "/"), "/")
		found, known := c.nested[name]
		if !known {
			continue
		}
		if path = strings.Trim(path, "/"); path == "" && found.sees(one.Rule) {
			return one, false
		}
		one.Text = fmt.Sprintf("%s: %s", found.subject, strings.ReplaceAll(one.Text, strings.TrimPrefix(arg, "/"), cmp.Or(path, lastWord(found.subject))))
		one.Subject = at(found.subject, path)
		if found.isHeader && one.Severity > change.Risky {
			one.Severity, one.Why = change.Risky, "the client's methods do not read headers, but a program can read them with core.CallResponse"
			one.Advice = "check whether a program reads the header"
		}
		return one, true
	}
	if strings.HasPrefix(one.Rule, "request-property-default-value-") { // the only rules that name a property without its path
		one.Text, one.Subject = "in a parameter: "+one.Text, "parameter property "+one.Args[0]
		return one, true
	}
	return one, false
}

// sees reports whether oasdiff has a rule for the element itself that is like a rule for a property.
func (e element) sees(rule string) bool {
	_, name, _ := strings.Cut(rule, "-property-")
	if strings.HasPrefix(name, "type-") {
		name = "type-changed" // the other types' rules have no counterparts
	}
	_, sees := rules()[e.seen+name]
	return e.seen != "" && sees
}

func lastWord(text string) string { return text[strings.LastIndexByte(text, ' ')+1:] }
