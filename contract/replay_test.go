package contract

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"
)

// replayed passes an exchange through the gates against a document that has one operation, POST /boxes/{id}.
func replayed(t *testing.T, operation string, edit func(*cassette.Interaction)) Outcome {
	t.Helper()
	text := `{"openapi": "3.0.3", "info": {"title": "Boxes", "version": "1"},
		"paths": {"/boxes/{id}": {"post": ` + operation + `}},
		"components": {"securitySchemes": {
			"oauth": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://example.com/token", "scopes": {}}}},
			"oidc": {"type": "openIdConnect", "openIdConnectUrl": "https://example.com/"}
		}}}`
	doc, err := openapi3.NewLoader().LoadFromData([]byte(text))
	require.NoError(t, err)
	i := &cassette.Interaction{
		Request: cassette.Request{
			Method: "POST", URL: "https://api.example.com/v1/boxes/12", Body: `{"name":"a"}`,
			Headers: http.Header{
				"content-type": {"application/json"}, "Cookie": {"session=placeholder"}, "Authorization": {"Bearer placeholder"},
			},
		},
		Response: cassette.Response{Code: 200, Headers: http.Header{"Content-Type": {"application/json"}}, Body: `{"id":12}`},
	}
	if edit != nil {
		edit(i)
	}
	return Replay(t.Context(), doc, "POST", "/boxes/{id}", i)
}

const (
	pathID   = `{"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}}`
	anyBody  = `"requestBody": {"content": {"application/json": {"schema": {}}}}`
	boxFound = `"responses": {"200": {"description": "", "content": {"application/json": {"schema": {
		"type": "object", "properties": {"id": {"type": "integer"}}}}}}}`
)

func TestAnExchangeIsReplayedAgainstASparseDocument(t *testing.T) {
	for name, operation := range map[string]string{
		"everything":              `{"parameters": [` + pathID + `], ` + anyBody + `, ` + boxFound + `}`,
		"a body without a schema": `{"requestBody": {"content": {"application/json": {}}}, ` + boxFound + `}`,
		"a response without a schema": `{` + anyBody + `,
			"responses": {"200": {"description": "", "content": {"application/json": {}}}}}`,
		"any media type": `{"requestBody": {"content": {"*/*": {"schema": {}}}}, ` + boxFound + `}`,
		"a parameter with content": `{"parameters": [
			{"name": "id", "in": "path", "required": true, "content": {"text/plain": {}}}],
			` + anyBody + `, ` + boxFound + `}`,
		"a list without items": `{"parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "array"}}],
			` + anyBody + `, ` + boxFound + `}`,
		"a cookie": `{"parameters": [{"name": "session", "in": "cookie", "required": true, "schema": {"type": "string"}}],
			` + anyBody + `, ` + boxFound + `}`,
		"OAuth":          `{"security": [{"oauth": []}], ` + anyBody + `, ` + boxFound + `}`,
		"OpenID Connect": `{"security": [{"oidc": []}], ` + anyBody + `, ` + boxFound + `}`,
		"a media type before JSON": `{"requestBody": {"content": {
			"application/aaa": {"schema": {"type": "integer"}}, "application/json": {"schema": {}}}},
			` + boxFound + `}`,
		"a media type after JSON": `{"requestBody": {"content": {
			"application/json": {"schema": {}}, "text/xml": {"schema": {"type": "integer"}}}},
			` + boxFound + `}`,
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, Outcome{}, replayed(t, operation, nil))
		})
	}
}

func TestAReplayListsEveryErrorOfBothGates(t *testing.T) {
	for name, test := range map[string]struct {
		operation string
		edit      func(*cassette.Interaction)
		want      Outcome
	}{
		"a different method": {`{` + boxFound + `}`, func(i *cassette.Interaction) { i.Request.Method = "PUT" }, Outcome{
			Request: []string{"the method is PUT; want POST for POST /boxes/{id}"},
		}},
		"a different path": {`{` + boxFound + `}`, func(i *cassette.Interaction) {
			i.Request.URL = "https://api.example.com/v1/lids/1"
		}, Outcome{
			Request: []string{"the URL does not end in /boxes/{id}"},
		}},
		"an invalid URL": {`{` + boxFound + `}`, func(i *cassette.Interaction) {
			i.Request.URL = "https://user:placeholder@host:port/boxes/1"
		}, Outcome{
			Request: []string{`parse: invalid port ":port" after host`},
		}},
		"no token": {`{"security": [{"oauth": []}, {"oidc": []}],
			` + anyBody + `, ` + boxFound + `}`, func(i *cassette.Interaction) {
			i.Request.Headers.Del("Authorization")
		}, Outcome{Request: []string{"the request lacks the credential oauth", "the request lacks the credential oidc"}}},
		"no cookie": {`{"parameters": [{"name": "other", "in": "cookie", "required": true, "schema": {}}],
			` + anyBody + `, ` + boxFound + `}`, nil, Outcome{
			Request: []string{"parameter other is missing"},
		}},
		"a parameter that is sent twice": {`{"parameters": [
			{"name": "one", "in": "query", "schema": {"type": "integer"}},
			{"name": "list", "in": "query", "explode": false, "schema": {"type": "array", "items": {"type": "string"}}},
			{"name": "lists", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
			{"name": "any", "in": "query", "schema": {}}],
			` + anyBody + `, ` + boxFound + `}`, func(i *cassette.Interaction) {
			i.Request.URL += "?one=1&one=2&list=a&list=b&lists=a&lists=b&any=a&any=b"
		}, Outcome{
			Request: []string{"parameter list: want one value, got 2", "parameter one: want one value, got 2"},
		}},
		"no body": {`{"requestBody": {"required": true, "content": {"application/json": {"schema": {}}}},
			` + boxFound + `}`, func(i *cassette.Interaction) {
			i.Request.Body = ""
			i.Request.Headers.Del("content-type")
		}, Outcome{
			Request: []string{"the body is missing"},
		}},
		"both gates": {`{"requestBody": {"content": {"application/json": {"schema": {
			"type": "object", "required": ["size"], "properties": {
			"name": {"type": "integer"}, "size": {}}}}}},
			"responses": {"200": {"description": "", "content": {"application/json": {"schema": {
			"type": "object", "properties": {"name": {}}}}}}}}`, nil, Outcome{
			Request:  []string{"/name: value must be an integer", `/size: property "size" is missing`},
			Response: []string{".id is not declared"},
		}},
		"an invalid extension": {`{"x-error-envelope": "no", ` + anyBody + `, ` + boxFound + `}`, nil, Outcome{
			Request: []string{"x-error-envelope of POST /boxes/{id}: " +
				"a string does not fit []spec.Envelope"},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.want, replayed(t, test.operation, test.edit))
		})
	}
}

func TestMissingExchangesAreNamed(t *testing.T) {
	const failures = `"404": {"description": ""}, "4XX": {"description": ""}, "default": {"description": ""}`
	for name, test := range map[string]struct {
		operation string
		codes     []int
		want      []string
	}{
		"nothing": {`{"responses": {"200": {"description": ""}}}`, []int{201}, nil},
		"everything": {`{"responses": {` + failures + `}}`, nil, []string{
			"a success", "the error response 404", "the error response 4XX", "the error response default",
		}},
		"a range":              {`{"responses": {` + failures + `}}`, []int{204, 404, 500}, []string{"the error response 4XX"}},
		"an invalid extension": {`{"x-error-envelope": "no", "responses": {"404": {"description": ""}}}`, []int{200}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			text := `{"openapi": "3.0.3", "info": {"title": "Boxes", "version": "1"},
				"paths": {"/boxes": {"get": ` + test.operation + `}}}`
			doc, err := openapi3.NewLoader().LoadFromData([]byte(text))
			require.NoError(t, err)
			var fixtures []Fixture
			for _, code := range test.codes {
				// Only the status counts, so the path may differ.
				request := cassette.Request{Method: "GET", URL: "https://api.example.com/crates"}
				i := &cassette.Interaction{Request: request, Response: cassette.Response{Code: code, Body: "{}"}}
				fixtures = append(fixtures, Fixture{Interaction: i})
			}
			assert.Equal(t, test.want, Missing(doc, "GET", "/boxes", fixtures))
		})
	}
}

func TestErrorsDoNotQuoteTheValuesThatCausedThem(t *testing.T) {
	inner := &openapi3.SchemaError{
		Value: "s3cr3t", Schema: &openapi3.Schema{}, SchemaField: "type", Reason: "value must be an integer",
	}
	short := openapi3.NewStringSchema().WithMaxLength(1)
	parts := openapi3.NewAllOfSchema(openapi3.NewIntegerSchema(), openapi3.NewAllOfSchema(short))
	alternatives := openapi3.NewOneOfSchema(openapi3.NewIntegerSchema(), openapi3.NewBoolSchema())
	visit := func(schema *openapi3.Schema) error { return schema.VisitJSON("s3cr3t", openapi3.MultiErrors()) }
	for name, test := range map[string]struct {
		err  error
		want []string
	}{
		"every part":     {visit(parts), []string{"maximum string length is 1", "value must be an integer"}},
		"no alternative": {visit(alternatives), []string{`value doesn't match any schema from "oneOf"`}},
		"nothing":        {nil, nil},
		"a schema":       {inner, []string{"value must be an integer"}},
		"without a reason": {
			&openapi3.SchemaError{Value: "s3cr3t", Schema: &openapi3.Schema{}, SchemaField: "not"},
			[]string{`does not fit "not"`},
		},
		"the JSON Schema validator": {
			&openapi3.SchemaError{Value: "s3cr3t", SchemaField: "enum", Reason: "s3cr3t is not x"},
			[]string{`does not fit "enum"`},
		},
		"several": {
			errors.Join(errors.New("b"), openapi3.MultiError{inner, errors.New("a")}, errors.New("b")),
			[]string{"a", "b", "value must be an integer"},
		},
		"with a name": {fmt.Errorf("parameter id: %w", inner), []string{"parameter id: value must be an integer"}},
		"a list by name": {
			fmt.Errorf("parameter id: %w", openapi3.MultiError{inner}),
			[]string{"parameter id: value must be an integer"},
		},
		"text after the cause": {fmt.Errorf("%w, which was s3cr3t", errors.New("a")), []string{"a"}},
		"a response": {
			&openapi3filter.ResponseError{Reason: "a header", Err: &openapi3filter.ParseError{Value: "s3cr3t", Reason: "not a number"}},
			[]string{"a header: not a number"},
		},
		"a parse error with a cause": {&openapi3filter.ParseError{Value: "s3cr3t", Reason: "a", Cause: errors.New("b")}, []string{"a: b"}},
		"a request":                  {&openapi3filter.RequestError{Reason: "a"}, []string{"a"}},
		"a URL": {
			&url.Error{Op: "parse", URL: "https://example.com/?s3cr3t", Err: errors.New("a")},
			[]string{"parse: a"},
		},
		"several lines":     {errors.New("a\n\tb"), []string{"a b"}},
		"a long text":       {errors.New(strings.Repeat("ö", 300)), []string{strings.Repeat("ö", 200) + "…"}},
		"nothing in a list": {openapi3.MultiError{}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.want, linesOf(test.err))
		})
	}
}

// Each case lists the properties as required in another schema. A read-only property must be required only in responses, and a
// write-only property only in requests.
func TestReadOnlyIsNotRequiredInRequestsNorWriteOnlyInResponses(t *testing.T) {
	const properties = `"properties": {
		"id": {"type": "string", "readOnly": true}, "name": {"type": "string"}, "secret": {"type": "string", "writeOnly": true}}`
	const required = `"required": ["id", "name", "secret"]`
	for name, user := range map[string]string{
		"in the same schema": `{"type": "object", ` + required + `, ` + properties + `}`,
		"in a part of allOf": `{"allOf": [{"type": "object", ` + required + `, ` + properties + `}]}`,
		"next to the part":   `{"type": "object", ` + required + `, "allOf": [{"type": "object", ` + properties + `}]}`,
		"in another part":    `{"allOf": [{"type": "object", ` + required + `}, {"type": "object", ` + properties + `}]}`,
		"in a nested part":   `{"allOf": [{"allOf": [{"type": "object", ` + properties + `}]}, {` + required + `}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			for place, wrap := range map[string]struct{ schema, body string }{
				"at the top": {`%s`, `%s`},
				"in a list":  {`{"type": "object", "properties": {"users": {"type": "array", "items": %s}}}`, `{"users":[%s]}`},
			} {
				schema := fmt.Sprintf(wrap.schema, user)
				operation := `{"requestBody": {"content": {"application/json": {"schema": ` + schema + `}}},
					"responses": {"200": {"description": "", "content": {"application/json": {"schema": ` + schema + `}}}}}`
				exchange := func(sent, received string) Outcome {
					return replayed(t, operation, func(i *cassette.Interaction) {
						i.Request.Body, i.Response.Body = fmt.Sprintf(wrap.body, sent), fmt.Sprintf(wrap.body, received)
					})
				}
				assert.Equal(t, Outcome{}, exchange(`{"name":"n","secret":"s"}`, `{"id":"1","name":"n"}`), place)
				out := exchange(`{"name":"n"}`, `{"name":"n"}`)
				assert.Len(t, out.Request, 1, place)
				assert.Len(t, out.Response, 1, place)
				assert.Contains(t, strings.Join(out.Request, ""), `"secret" is missing`, place)
				assert.Contains(t, strings.Join(out.Response, ""), `"id" is missing`, place)
				out = exchange(`{"id":"1","name":"n","secret":"s"}`, `{"id":"1","name":"n","secret":"s"}`)
				assert.Contains(t, strings.Join(out.Request, ""), "readOnly", place)
				assert.Contains(t, strings.Join(out.Response, ""), "writeOnly", place)
			}
		})
	}
}
