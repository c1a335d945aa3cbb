package upstream_test

import (
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/upstream"
)

const orders = `openapi: 3.0.3
info: {title: Orders, version: "1"}
servers: [{url: 'https://{host}/api', variables: {host: {default: shop.example.com}}}]
security: [{key: []}]
paths:
  /orders/{id}:
    post:
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: dry, in: query, schema: {type: boolean, default: false}}
        - {name: X-Trace, in: header, schema: {type: string, maxLength: 8}}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [server_id]
              properties:
                server_id: {type: integer, minimum: 1}
                cycle: {type: string, enum: [m, a]}
                items: {type: array, items: {type: object, properties: {price: {type: number}}}}
      responses:
        "200":
          description: ok
          headers: {X-Left: {schema: {type: integer}}}
          content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: string, format: uuid, nullable: true}}}}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
`

// lines returns the facts of theirs that ours lacks. Ours is orders after the edits, which are pairs of old and new text.
func lines(t *testing.T, theirs *upstream.Document, edits ...string) []string {
	t.Helper()
	text := orders
	for i := 0; i < len(edits); i += 2 {
		require.Contains(t, text, edits[i])
		text = strings.Replace(text, edits[i], edits[i+1], 1)
	}
	return missing(t, theirs, load(t, "ours", text).T)
}

// missing returns the facts of theirs that ours lacks.
func missing(t *testing.T, theirs *upstream.Document, ours *openapi3.T) []string {
	t.Helper()
	all := []string{}
	lacking, _, err := upstream.Compare(theirs, ours)
	require.NoError(t, err)
	for _, fact := range lacking {
		all = append(all, fact.String())
	}
	return all
}

func TestEveryFactThatOursLacksIsFound(t *testing.T) {
	theirs := load(t, "theirs", orders)
	const op = "POST /orders/{id}: "
	for name, c := range map[string]struct{ before, after, want string }{
		"the operation":                     {"    post:", "    put:", "POST /orders/{id}"},
		"a parameter":                       {"name: dry,", "name: wet,", op + "query parameter dry"},
		"a parameter's location":            {"name: dry, in: query", "name: dry, in: cookie", op + "query parameter dry"},
		"a parameter's type":                {"type: boolean", "type: string", op + "query parameter dry: boolean"},
		"a default":                         {"default: false", "default: true", op + "query parameter dry: default false"},
		"a limit":                           {"maxLength: 8", "maxLength: 9", op + "header parameter X-Trace: at most 8 characters"},
		"a path parameter's type":           {"required: true, schema: {type: integer}", "required: true, schema: {type: string}", op + "path parameter id: integer"},
		"that a body is required":           {"required: true\n", "required: false\n", op + "body: required"},
		"a body's media type":               {"content:\n          application/json", "content:\n          text/xml", op + "body: as application/json"},
		"a body":                            {"        required: true\n        content:\n          application/json:\n", "        required: true\n        x-a:\n          application/json:\n", ""},
		"a field":                           {"server_id: {", "server: {", op + "body field server_id"},
		"that a field is required":          {"required: [server_id]", "required: [items]", op + "body field server_id: required"},
		"a field's type":                    {"type: integer, minimum: 1", "type: string, minimum: 1", op + "body field server_id: integer"},
		"a field's limit":                   {"minimum: 1", "maximum: 1", op + "body field server_id: at least 1"},
		"a value of an enum":                {"enum: [m, a]", "enum: [m, q]", op + "body field cycle: value a"},
		"that an enum is closed":            {"enum: [m, a]", "enum: [m, a, q]", op + "body field cycle: closed enum of 2"},
		"the type of a nested field":        {"type: number", "type: string", op + "body field items[].price: number"},
		"a field of a list's items":         {"price:", "cost:", op + "body field items[].price"},
		"a status":                          {`"200":`, `"201":`, op + "response 200"},
		"a field of a response":             {"properties: {id:", "properties: {oid:", op + "response 200 field id"},
		"that a response field is required": {"required: [id]", "required: []", op + "response 200 field id: required"},
		"a format":                          {"format: uuid", "format: date", op + "response 200 field id: format uuid"},
		"that null is allowed":              {"nullable: true", "nullable: false", op + "response 200 field id: may be null"},
		"a header of a response":            {"X-Left:", "X-Right:", op + "response 200 header X-Left"},
		"the credentials":                   {"name: X-Key", "name: X-Token", op + "credentials: header X-Key"},
	} {
		t.Run(name, func(t *testing.T) {
			got := lines(t, theirs, c.before, c.after)
			if c.want == "" {
				assert.NotEmpty(t, got)
				return
			}
			assert.Contains(t, got, c.want)
			for _, line := range got {
				assert.NotContains(t, line, c.want+": ", "want no facts of a missing element")
			}
		})
	}
}

func TestHarmlessDifferencesAreNotReported(t *testing.T) {
	theirs := load(t, "theirs", orders)
	for name, edits := range map[string][]string{
		"no difference":                     {},
		"names in paths":                    {"/orders/{id}:", "/orders/{order}:", "name: id, in", "name: order, in"},
		"the server's path":                 {"/orders/{id}:", "/api/orders/{id}:", "/api', v", "', v"},
		"the case of headers":               {"X-Trace", "x-trace", "X-Left", "x-left"},
		"an additional type":                {"server_id: {type: integer, minimum: 1}", "server_id: {oneOf: [{type: integer, minimum: 1}, {type: string}]}"},
		"a type in a part":                  {"server_id: {type: integer, minimum: 1}", "server_id: {allOf: [{type: integer}, {minimum: 1}]}"},
		"a required field in an allOf":      {"required: [server_id]\n", "allOf: [{required: [server_id]}]\n"},
		"the values of an enum in an anyOf": {"cycle: {type: string, enum: [m, a]}", "cycle: {type: string, anyOf: [{enum: [m]}, {enum: [a]}]}"},
		"more fields and facts":             {"server_id: {", "more: {type: string}\n                server_id: {description: A server., format: int64, "},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Empty(t, lines(t, theirs, edits...))
		})
	}
}

func TestAValueWithXFormMatchesAVendorsString(t *testing.T) {
	const form = `openapi: 3.0.3
info: {title: Orders, version: "1"}
paths:
  /orders:
    post:
      requestBody: {content: {application/x-www-form-urlencoded: {schema: {properties: {v: %}}}}}
      responses: {}
components: {schemas: {S: {type: object}}}
`
	theirs := func(kind string) *upstream.Document {
		return load(t, "theirs", strings.Replace(form, "%", "{type: "+kind+"}", 1))
	}
	for ours, wants := range map[string]map[string]bool{ // by the vendor's type
		`{type: boolean, x-form: {"true": "YES", "false": "NO"}}`:         {"string": true, "boolean": true, "integer": false, "number": false},
		`{type: array, items: {type: integer}, x-form: {separator: ","}}`: {"string": true, "array": true, "integer": false},
		`{allOf: [{type: object}], x-form: {encode: [json]}}`:             {"string": true, "object": true, "array": false},
		`{$ref: '#/components/schemas/S', x-form: {encode: [json]}}`:      {"string": true, "object": true, "array": false},
		`{type: string, format: date, x-form: {layout: YYYY-MM-DD}}`:      {"string": true, "integer": false},
		`{type: boolean}`: {"string": false, "boolean": true},
		`{type: integer}`: {"string": false, "number": false},
		`{type: array, items: {type: string, x-form: {a: b}}}`: {"string": false},
		`{type: string}`: {"string": true, "integer": false, "boolean": false},
	} {
		for kind, same := range wants {
			got := missing(t, theirs(kind), load(t, "ours", strings.Replace(form, "%", ours, 1)).T)
			if same {
				assert.Empty(t, got, "%s and %s", kind, ours)
			} else {
				assert.Contains(t, got, "POST /orders: body field v: "+kind, ours)
			}
		}
	}
	spelled := strings.Replace(form, "{v: %}", `{w: {type: boolean, x-form: {"true": "YES"}}}`, 1)
	assert.Equal(t, []string{"POST /orders: body field v"}, missing(t, theirs("string"), load(t, "ours", spelled).T))
}

func TestAParameterThatIsInTheBodyOnOneSideIsStillCompared(t *testing.T) {
	query := `openapi: 3.0.3
info: {title: Orders, version: "1"}
paths:
  /orders/{n}:
    post:
      parameters:
        - {name: n, in: path, required: true, schema: {type: integer}}
        - {name: cycle, in: query, required: true, schema: {type: string, default: m}}
      responses: {}
`
	assert.Equal(t, []string{
		"POST /orders/{n}: query parameter cycle: in the query",
		"POST /orders/{n}: query parameter cycle: required",
		"POST /orders/{n}: query parameter cycle: default m",
	}, lines(t, load(t, "theirs", query)))

	body := strings.Replace(query, "        - {name: cycle, in: query, required: true, schema: {type: string, default: m}}\n",
		"      requestBody: {content: {'*/*': {schema: {properties: {cycle: {type: integer}, color: {type: string}}}}}}\n", 1)
	assert.Equal(t, []string{
		"POST /orders/{n}: body",
		"POST /orders/{n}: body field color",
		"POST /orders/{n}: body field cycle: in the body",
		"POST /orders/{n}: body field cycle: optional",
		"POST /orders/{n}: body field cycle: integer",
	}, missing(t, load(t, "theirs", body), load(t, "ours", query).T))
}

func TestPartsThatTheVendorIsSilentAboutAreNotCompared(t *testing.T) {
	for name, c := range map[string]struct {
		part  upstream.Part
		edits []string
	}{
		"responses":        {upstream.Responses, []string{`"200":`, `"201":`}},
		"what is required": {upstream.Required, []string{"required: [server_id]", "required: [items]"}},
		"what is optional": {upstream.Required, []string{"required: [server_id]", "required: [server_id, cycle]"}},
		"media types":      {upstream.MediaTypes, []string{"content:\n          application/json", "content:\n          text/xml"}},
		"security":         {upstream.Security, []string{"name: X-Key", "name: X-Token"}},
		"bodies":           {upstream.Bodies, []string{"server_id: {", "server: {"}},
	} {
		t.Run(name, func(t *testing.T) {
			theirs := load(t, "theirs", orders)
			require.NotEmpty(t, lines(t, theirs, c.edits...))
			theirs.Silent = []upstream.Part{c.part}
			assert.Empty(t, lines(t, theirs, c.edits...))
		})
	}
}

func TestAnElementIsNotInventedIfTheVendorListsItElsewhere(t *testing.T) {
	const query = "        - {name: dry, in: query, schema: {type: boolean, default: false}}\n"
	theirs := load(t, "theirs", orders)
	for _, edits := range [][2]string{
		{query, ""},
		{"server_id: {type: integer, minimum: 1}", "dry: {type: boolean}\n                server_id: {type: integer}"},
		{query, "        - {name: cycle, in: query, schema: {type: string}}\n"},
	} {
		text := strings.Replace(orders, edits[0], edits[1], 1)
		require.NotEqual(t, orders, text)
		_, invented, err := upstream.Compare(theirs, load(t, "ours", text).T)
		require.NoError(t, err)
		assert.Empty(t, invented)
	}
	_, invented, err := upstream.Compare(theirs, load(t, "ours", strings.Replace(orders, "name: dry", "name: wet", 1)).T)
	require.NoError(t, err)
	assert.Equal(t, []upstream.Fact{{Operation: "POST /orders/{id}", Place: "query parameter wet"}}, invented)
}
