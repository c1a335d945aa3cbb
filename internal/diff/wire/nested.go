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
// are properties of a response.
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

// element is a parameter or a header. Oasdiff does not compare a header whose schema is that of a media type.
type element struct {
	subject            string
	isHeader, isUnseen bool
}

func nestedOperation(op *openapi3.Operation) *openapi3.Operation {
	return &openapi3.Operation{OperationID: op.OperationID, Responses: openapi3.NewResponsesWithCapacity(0), Origin: op.Origin}
}

// parameters adds the parameters of both operations to the request bodies, and reports whether there are any.
func (c comparison) parameters(both *pair, before, after *openapi3.Operation) bool {
	olds, news := openapi3.NewObjectSchema(), openapi3.NewObjectSchema()
	for _, ref := range both.before.Op.Parameters {
		old := ref.Value
		now := both.after.Op.Parameters.GetByInAndName(old.In, old.Name)
		if now == nil || isLeaf(old.Schema) && isLeaf(now.Schema) {
			continue
		}
		subject := old.In + " parameter " + old.Name
		c.nested[subject] = element{subject: subject}
		olds.WithPropertyRef(subject, old.Schema)
		news.WithPropertyRef(subject, now.Schema)
	}
	before.RequestBody = &openapi3.RequestBodyRef{Value: openapi3.NewRequestBody().WithJSONSchema(olds)}
	after.RequestBody = &openapi3.RequestBodyRef{Value: openapi3.NewRequestBody().WithJSONSchema(news)}
	return len(olds.Properties) > 0
}

// isLeaf reports whether a schema has no others inside.
func isLeaf(ref *openapi3.SchemaRef) bool {
	return isResolved(ref) && ref.Value.Type != nil && plain(ref) && len(ref.Value.OneOf)+len(ref.Value.AnyOf) == 0
}

// headers adds the headers of responses that are in both operations, and reports whether there are any.
func (c comparison) headers(both *pair, before, after *openapi3.Operation) bool {
	found := false
	now := both.after.Op.Responses.Map()
	for status, old := range both.before.Op.Responses.Map() {
		if old.Value == nil || now[status] == nil || now[status].Value == nil {
			continue
		}
		olds, news := openapi3.NewObjectSchema(), openapi3.NewObjectSchema()
		for _, name := range slices.Sorted(maps.Keys(old.Value.Headers)) {
			was, is := old.Value.Headers[name], now[status].Value.Headers[name]
			if was == nil || was.Value == nil || is == nil || is.Value == nil {
				continue
			}
			subject := "response header " + name
			c.nested[subject] = element{subject: subject, isHeader: true, isUnseen: was.Value.Schema == nil}
			olds.WithPropertyRef(subject, schemaOf(was.Value.Schema, was.Value.Content))
			news.WithPropertyRef(subject, schemaOf(is.Value.Schema, is.Value.Content))
			found = true
		}
		before.Responses.Set(status, &openapi3.ResponseRef{Value: openapi3.NewResponse().WithJSONSchema(olds)})
		after.Responses.Set(status, &openapi3.ResponseRef{Value: openapi3.NewResponse().WithJSONSchema(news)})
	}
	return found
}

// schemaOf returns a schema, or else that of a media type (there is at most one).
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
	rule := rules()[one.Rule]
	for _, arg := range one.Args {
		name, path, isInside := strings.Cut(strings.TrimPrefix(arg, "/"), "/")
		found, known := c.nested[name]
		if !known {
			continue
		}
		path = strings.Trim(path, "/")
		kind := word(rule.Kind)
		isUnseen := found.isUnseen || strings.Contains(one.Rule, "-unique-items-") || found.isHeader && (kind != "type" && kind != "constraints" && kind != "requiredness" || strings.Contains(one.Rule, "-pattern-"))
		isInside = isInside && path != "" && (found.isHeader || kind == "constraints" || strings.Contains(one.Rule, "-default-value-"))
		if !isInside && !isUnseen {
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

func lastWord(text string) string { return text[strings.LastIndexByte(text, ' ')+1:] }
