// Package request decodes requests as the document describes them, and lists every error with its location.
package request

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/mock/internal/model"
)

// Request is a decoded request.
type Request struct {
	Op *model.Operation
	// Path, Query and Header are the parameters. Header also has all other headers, in lower case.
	Path, Query, Header map[string]any
	// Body is the body as a JSON tree, with numbers as [json.Number], or nil.
	Body any
	// Errors are the errors in the request.
	Errors []Error
	// Unread lists the parts of the request that are not in the document, such as "body.color".
	Unread []string
}

// Error is an error in a request, or in a response. It quotes no values.
type Error struct {
	// Location is where the error is, such as "body.items[0].product_id".
	Location string `json:"location"`
	Message  string `json:"message"`

	rule string // the keyword of the schema that the value violates
}

// Read decodes a request of an operation. The caller has read the body. Args are the path arguments.
func Read(r *http.Request, op *model.Operation, args map[string]string, body []byte) *Request {
	q := &Request{Op: op, Path: map[string]any{}, Query: map[string]any{}, Header: map[string]any{}}
	for name, values := range r.Header {
		q.Header[strings.ToLower(name)] = values[0]
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		q.addError("query", "must be URL-encoded")
	}
	q.params(r, args, query)
	q.body(r, body)
	return q
}

func (q *Request) addError(location, format string, args ...any) {
	q.Errors = append(q.Errors, Error{Location: location, Message: fmt.Sprintf(format, args...)})
}

func (q *Request) params(r *http.Request, args map[string]string, query url.Values) {
	input := &openapi3filter.RequestValidationInput{
		Request: r, PathParams: args, QueryParams: query,
		Route: &routers.Route{Spec: q.Op.API.Doc, Path: q.Op.Path, Method: q.Op.Method, Operation: q.Op.Spec},
	}
	for _, param := range q.Op.Params {
		into := map[string]map[string]any{"path": q.Path, "query": q.Query, "header": q.Header}[param.In]
		text, sent := "", false
		switch param.In {
		case openapi3.ParameterInPath:
			text, sent = args[param.Name]
		case openapi3.ParameterInQuery:
			text, sent = query.Get(param.Name), query.Has(param.Name)
		case openapi3.ParameterInHeader:
			text, sent = r.Header.Get(param.Name), len(r.Header.Values(param.Name)) > 0
		}
		location := param.In + "." + param.Name
		schema := spec.SchemaOf(param.Schema)
		switch {
		case !sent && param.Required:
			q.addError(location, "is missing")
		case !sent || into == nil:
		case isScalar(schema):
			value := spec.Scalar(text, schema, "1", "0")
			q.check(location, schema, value)
			if param.In == openapi3.ParameterInHeader {
				into[strings.ToLower(param.Name)] = value
			} else {
				into[param.Name] = value
			}
		default:
			// Lists and objects have styles, which kin-openapi decodes.
			if err := openapi3filter.ValidateParameter(context.Background(), input, param); err != nil {
				q.addError(location, "must fit its schema")
			}
			into[param.Name] = text
		}
	}
	for name := range query {
		if _, known := q.Query[name]; !known && !spec.IsQueryCredential(q.Op.API.Doc, name) {
			q.Unread = append(q.Unread, "query."+name)
		}
	}
	slices.Sort(q.Unread)
}

func isScalar(schema *openapi3.Schema) bool {
	return schema.Type == nil || !schema.Type.Is("array") && !schema.Type.Is("object")
}

func (q *Request) body(r *http.Request, body []byte) {
	text := strings.TrimSpace(string(body))
	sent, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil && r.Header.Get("Content-Type") != "" {
		q.addError("header.content-type", "must be a media type")
		return
	}
	all, media, schema := q.Op.BodySchema(sent)
	switch {
	case all == nil:
		// Some clients send an empty object with every request. It is ignored.
		if text != "" && text != "{}" {
			q.Unread = append(q.Unread, "body")
		}
		return
	case text == "" && (schema == nil || !spec.IsForm(media)):
		if q.Op.Spec.RequestBody.Value.Required {
			q.addError("body", "is missing")
		}
		return
	case schema == nil:
		var want []string
		for name := range all {
			want = append(want, name)
		}
		slices.Sort(want)
		q.addError("header.content-type", "want %s", strings.Join(want, " or "))
		return
	}
	if q.Body, err = q.Op.ReadBody(media, schema, text); err != nil {
		q.Body = nil
		q.addError("body", "must be %s", map[bool]string{true: "a form", false: "JSON"}[spec.IsForm(media)])
		return
	}
	q.check("body", schema, q.Body)
	q.Unread = append(q.Unread, spec.Undeclared("body", schema, q.Body)...)
}

// check adds the errors of a value that violates a schema.
func (q *Request) check(location string, schema *openapi3.Schema, value any) {
	q.Errors = append(q.Errors, Check(location, schema, value, openapi3.VisitAsRequest())...)
}

// Check returns every violation of a schema in a value. Locations begin with the given one.
func Check(location string, schema *openapi3.Schema, value any, as openapi3.SchemaValidationOption) []Error {
	err := schema.VisitJSON(value, as, openapi3.MultiErrors(), openapi3.DisableSchemaErrorDetails())
	if err == nil {
		return nil
	}
	var found []Error
	collect(location, err, &found)
	return found
}

func collect(location string, err error, found *[]Error) {
	var several openapi3.MultiError
	var one *openapi3.SchemaError
	switch {
	case errors.As(err, &several):
		for _, each := range several {
			collect(location, each, found)
		}
	case errors.As(err, &one):
		place := location
		for _, token := range one.JSONPointer() {
			if _, isIndex := strconv.Atoi(token); isIndex == nil {
				place += "[" + token + "]"
			} else {
				place += "." + token
			}
		}
		if meant := meantAlternative(place, one); meant != nil {
			*found = append(*found, meant...)
			return
		}
		message := one.Reason
		if one.SchemaField == "required" {
			message = "is missing"
		}
		*found = append(*found, Error{place, message, one.SchemaField})
	default:
		*found = append(*found, Error{Location: location, Message: "must fit its schema"})
	}
}

// meantAlternative returns the errors of a value that fits no alternative of its schema: those against the most similar alternative.
// That is the one with the fewest errors, but a wrong type or enum value counts more than anything else. The result is nil if the
// value is not an object or a list.
func meantAlternative(place string, err *openapi3.SchemaError) (meant []Error) {
	if err.SchemaField != "anyOf" && err.SchemaField != "oneOf" || err.Schema == nil {
		return nil
	}
	switch err.Value.(type) {
	case map[string]any, []any:
	default:
		return nil
	}
	least := 0
	for _, ref := range slices.Concat(err.Schema.AnyOf, err.Schema.OneOf) {
		if len(spec.Parts(ref.Value)) == 1 && ref.Value.Type == nil && len(ref.Value.Properties) == 0 {
			return demanded(place, err) // alternatives that only require members
		}
		errs := Check(place, ref.Value, err.Value, openapi3.VisitAsRequest())
		points := len(errs)
		for _, e := range errs {
			if e.Location == place || e.rule == "enum" {
				points += 1000
			}
		}
		if len(errs) > 0 && (meant == nil || points < least) {
			meant, least = errs, points
		}
	}
	return meant
}

// demanded returns the errors of an object whose alternatives only list required members: it lacks the members of every
// alternative, or has the members of several in a oneOf. Its other errors follow.
func demanded(place string, err *openapi3.SchemaError) []Error {
	var wanted []string
	for _, ref := range slices.Concat(err.Schema.AnyOf, err.Schema.OneOf) {
		wanted = append(wanted, strings.Join(ref.Value.Required, " and "))
	}
	text := "want " + strings.Join(wanted, ", or ")
	if err.SchemaField == "oneOf" {
		text += ", but not several of them"
	}
	rest := *err.Schema
	rest.AnyOf, rest.OneOf = nil, nil
	return append([]Error{{place, text, err.SchemaField}}, Check(place, &rest, err.Value, openapi3.VisitAsRequest())...)
}
