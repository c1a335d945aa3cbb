package wire

import (
	"cmp"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// edit is a place of testdata/base.yaml, what else may stand there, and what this means to clients of the one document when
// the server follows the other: "breaking operation-removed".
type edit struct {
	name, base, edited string
	there, back        []string
}

func TestASingleEditIsFoundAndJudgedThereAndBack(t *testing.T) {
	for _, e := range edits {
		t.Run(e.name, func(t *testing.T) {
			before, after := e.documents(t)
			assert.Equal(t, e.there, verdictsOf(t, before, after), "there")
			assert.Equal(t, e.back, verdictsOf(t, after, before), "back")
		})
	}
}

// documents are the document before and after the edit.
func (e edit) documents(t *testing.T) (before, after *openapi3.T) {
	t.Helper()
	base, err := os.ReadFile("testdata/base.yaml")
	require.NoError(t, err)
	require.Equal(t, 1, strings.Count(string(base), e.base), "the place is not the only one")
	return parsed(t, string(base)), parsed(t, strings.Replace(string(base), e.base, e.edited, 1))
}

// verdictsOf are the different verdicts about what changed, the worst first.
func verdictsOf(t *testing.T, before, after *openapi3.T) []string {
	t.Helper()
	all, err := Compare(before, after)
	require.NoError(t, err)
	var words []string
	slices.SortStableFunc(all, func(a, b change.Change) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(a.Rule, b.Rule))
	})
	for _, c := range all {
		words = append(words, c.Severity.String()+" "+c.Rule)
	}
	return slices.Compact(words)
}

func parsed(tb testing.TB, text string) *openapi3.T {
	tb.Helper()
	document, err := loader().LoadFromData([]byte(text))
	require.NoError(tb, err)
	return document
}

var edits = []edit{
	{
		"another path",
		`  /status:
    servers:`,
		`  /state:
    servers:`,
		[]string{"breaking api-path-removed-without-deprecation", "compatible endpoint-added"},
		[]string{"breaking api-path-removed-without-deprecation", "compatible endpoint-added"},
	},
	{
		"another name of a path's parameter",
		`  /products/{id}:
    parameters:
      - {name: id,`,
		`  /products/{product}:
    parameters:
      - {name: product,`,
		nil,
		nil,
	},
	{
		"the parameters of a path in another order",
		"/routes/{from}/{to}:",
		"/routes/{to}/{from}:",
		[]string{"breaking path-parameters-moved"},
		[]string{"breaking path-parameters-moved"},
	},
	{
		"other names of both parameters of a path",
		`  /routes/{from}/{to}:
    get:
      operationId: getRoute
      security: []
      parameters:
        - {name: from, in: path, required: true, schema: {type: string}}
        - {name: to, in: path, required: true, schema: {type: string}}
`,
		`  /routes/{start}/{end}:
    get:
      operationId: getRoute
      security: []
      parameters:
        - {name: start, in: path, required: true, schema: {type: string}}
        - {name: end, in: path, required: true, schema: {type: string}}
`,
		nil,
		nil,
	},
	{
		"a path that takes a word from another one",
		"  /routes/{from}/{to}:\n",
		`  /routes/home/{to}:
    put:
      operationId: putHome
      security: []
      parameters:
        - {name: to, in: path, required: true, schema: {type: string}}
      responses:
        "204": {description: Put.}
  /routes/{from}/{to}:
`,
		[]string{"doubtful path-word-reserved", "compatible endpoint-added"},
		[]string{"breaking api-path-removed-without-deprecation"},
	},
	{
		"a path that takes no word from another one",
		"  /routes/{from}/{to}:\n",
		`  /route/{from}/home:
    put:
      operationId: putHome
      security: []
      parameters:
        - {name: from, in: path, required: true, schema: {type: string}}
      responses:
        "204": {description: Put.}
  /routes/{from}/{to}:
`,
		[]string{"compatible endpoint-added"},
		[]string{"breaking api-path-removed-without-deprecation"},
	},
	{
		"another method",
		`    delete:
      operationId: deleteProduct`,
		`    patch:
      operationId: deleteProduct`,
		[]string{"breaking api-removed-without-deprecation", "compatible endpoint-added"},
		[]string{"breaking api-removed-without-deprecation", "compatible endpoint-added"},
	},
	{
		"another operationId",
		"operationId: getStatus",
		"operationId: readStatus",
		[]string{"compatible api-operation-id-removed"},
		[]string{"compatible api-operation-id-removed"},
	},
	{
		"another URL of one server",
		"  - url: https://api.example.com/v2",
		"  - url: https://api.example.com/v3",
		[]string{"doubtful server-removed", "compatible server-added"},
		[]string{"doubtful server-removed", "compatible server-added"},
	},
	{
		"another default among the values of a server's variable",
		"default: eu",
		"default: us",
		nil,
		nil,
	},
	{
		"a value less of a server's variable",
		"enum: [eu, us]",
		"enum: [eu]",
		[]string{"doubtful server-removed"},
		[]string{"compatible server-added"},
	},
	{
		"another server of a path",
		"https://status.example.com",
		"https://state.example.com",
		[]string{"breaking server-changed", "compatible server-added"},
		[]string{"breaking server-changed", "compatible server-added"},
	},
	{
		"no server of a path",
		`    servers:
      - url: https://status.example.com
`,
		"",
		[]string{"breaking server-changed", "compatible server-added"},
		[]string{"breaking server-changed", "compatible server-added"},
	},
	{
		"another scheme for all operations",
		`security:
  - token: []
paths`,
		`security:
  - key: []
paths`,
		[]string{
			"breaking security-required",
			"compatible api-global-security-added",
			"compatible api-global-security-removed",
		},
		[]string{
			"breaking security-required",
			"compatible api-global-security-added",
			"compatible api-global-security-removed",
		},
	},
	{
		"no scheme for all operations",
		`security:
  - token: []
paths`,
		"paths",
		[]string{"compatible api-global-security-removed", "compatible security-dropped"},
		[]string{"breaking security-required", "compatible api-global-security-added"},
	},
	{
		"a scheme for an operation that had none",
		`      operationId: getStatus
      security: []
`,
		`      operationId: getStatus
      security:
        - key: []
`,
		[]string{"breaking security-required", "compatible api-security-added"},
		[]string{"compatible api-security-removed", "compatible security-dropped"},
	},
	{
		"the document's scheme for an operation that had none",
		`      operationId: getStatus
      security: []
`,
		`      operationId: getStatus
`,
		[]string{"breaking security-required"},
		[]string{"compatible security-dropped"},
	},
	{
		"an alternative less",
		`        - token: []
        - key: []
`,
		`        - token: []
`,
		[]string{"doubtful security-alternative-removed", "compatible api-security-removed"},
		[]string{"compatible api-security-added"},
	},
	{
		"two schemes together",
		`        - token: []
        - key: []
`,
		`        - token: []
          key: []
`,
		[]string{
			"breaking security-required",
			"compatible api-security-added",
			"compatible api-security-removed",
		},
		[]string{"compatible api-security-added", "compatible api-security-removed"},
	},
	{
		"another scope",
		"[write]",
		"[write, admin]",
		[]string{"breaking api-security-scope-added"},
		[]string{"compatible api-security-scope-removed"},
	},
	{
		"a key in the query",
		"in: header, name: X-Key",
		"in: query, name: X-Key",
		[]string{"breaking security-scheme-changed"},
		[]string{"breaking security-scheme-changed"},
	},
	{
		"another header for a key",
		"name: X-Key",
		"name: X-Api-Key",
		[]string{"breaking security-scheme-changed"},
		[]string{"breaking security-scheme-changed"},
	},
	{
		"basic in place of bearer",
		"scheme: bearer",
		"scheme: basic",
		[]string{"breaking security-scheme-changed"},
		[]string{"breaking security-scheme-changed"},
	},
	{
		"another scheme of HTTP that nobody demands",
		"scheme: digest",
		"scheme: negotiate",
		[]string{"doubtful unused-security-scheme-changed"},
		[]string{"doubtful unused-security-scheme-changed"},
	},
	{
		"another type of a scheme that nobody demands",
		"spare: {type: http, scheme: digest}",
		"spare: {type: apiKey, in: query, name: spare}",
		[]string{"doubtful api-security-component-type-changed"},
		[]string{"doubtful api-security-component-type-changed"},
	},
	{
		"another token URL",
		"login.example.com/token",
		"login.example.com/token2",
		[]string{"doubtful security-url-changed"},
		[]string{"doubtful security-url-changed"},
	},
	{
		"a scheme that nobody demands",
		`    token: {type: http, scheme: bearer}
`,
		`    token: {type: http, scheme: bearer}
    other: {type: http, scheme: basic}
`,
		[]string{"compatible api-security-component-added"},
		[]string{"compatible api-security-component-removed"},
	},
	{
		"another style",
		"style: form, explode: false, schema: {type: array",
		"style: pipeDelimited, explode: false, schema: {type: array",
		[]string{"breaking parameter-serialization-changed"},
		[]string{"breaking parameter-serialization-changed"},
	},
	{
		"another explode",
		"style: form, explode: false, schema: {type: array",
		"style: form, explode: true, schema: {type: array",
		[]string{"breaking parameter-serialization-changed"},
		[]string{"breaking parameter-serialization-changed"},
	},
	{
		"the default of explode",
		"style: form, explode: false, schema: {type: array",
		"schema: {type: array",
		[]string{"breaking parameter-serialization-changed"},
		[]string{"breaking parameter-serialization-changed"},
	},
	{
		"no deepObject",
		`          style: deepObject
`,
		"",
		[]string{"breaking parameter-serialization-changed"},
		[]string{"breaking parameter-serialization-changed"},
	},
	{
		"another media type of a parameter",
		"content: {application/json: {schema: {type: object, properties: {q: {type: string}}}}}",
		"content: {application/xml: {schema: {type: object, properties: {q: {type: string}}}}}",
		[]string{"breaking parameter-serialization-changed"},
		[]string{"breaking parameter-serialization-changed"},
	},
	{
		"another type in a parameter's media type",
		"properties: {q: {type: string}}",
		"properties: {q: {type: integer}}",
		[]string{"breaking request-parameter-property-type-specialized"},
		[]string{"doubtful request-parameter-property-type-changed"},
	},
	{
		"a required property in a parameter's media type",
		"schema: {type: object, properties: {q:",
		"schema: {type: object, required: [q], properties: {q:",
		[]string{"breaking parameter-property-required"},
		nil,
	},
	{
		"a schema in place of a media type",
		"content: {application/json: {schema: {type: object, properties: {q: {type: string}}}}}",
		"schema: {type: object, properties: {q: {type: string}}}",
		[]string{"breaking parameter-serialization-changed"},
		[]string{"breaking parameter-serialization-changed"},
	},
	{
		"no allowReserved",
		"allowReserved: true, ",
		"",
		nil,
		nil,
	},
	{
		"a property less of a parameter",
		"properties: {name: {type: string}, since: {type: string}}",
		"properties: {name: {type: string}}",
		[]string{"doubtful parameter-property-removed"},
		[]string{"compatible parameter-property-added"},
	},
	{
		"a required property of a parameter",
		"schema: {type: object, properties: {name:",
		"schema: {type: object, required: [name], properties: {name:",
		[]string{"breaking parameter-property-required"},
		nil,
	},
	{
		"another type of a parameter's items",
		"schema: {type: array, items: {type: string}}",
		"schema: {type: array, items: {type: integer}}",
		[]string{"breaking request-parameter-property-type-specialized"},
		[]string{"doubtful request-parameter-property-type-changed"},
	},
	{
		"an enumeration of a parameter's items",
		"schema: {type: array, items: {type: string}}",
		"schema: {type: array, items: {type: string, enum: [a]}}",
		[]string{"breaking request-parameter-property-became-enum"},
		[]string{"compatible request-enumeration-opened"},
	},
	{
		"another place of a parameter",
		"name: sort, in: query",
		"name: sort, in: header",
		[]string{"doubtful request-parameter-removed", "compatible new-optional-request-parameter"},
		[]string{"doubtful request-parameter-removed", "compatible new-optional-request-parameter"},
	},
	{
		"a required parameter of a path",
		"{name: X-Tenant, in: header, schema",
		"{name: X-Tenant, in: header, required: true, schema",
		[]string{"breaking request-parameter-became-required"},
		[]string{"compatible request-parameter-became-optional"},
	},
	{
		"another type of a path's parameter",
		"in: header, schema: {type: string}",
		"in: header, schema: {type: integer}",
		[]string{"breaking request-parameter-type-changed"},
		[]string{"compatible request-parameter-type-generalized"},
	},
	{
		"no parameter of a path",
		`    parameters:
      - {name: X-Tenant, in: header, schema: {type: string}}
`,
		"",
		[]string{"doubtful request-parameter-removed"},
		[]string{"compatible new-optional-request-parameter"},
	},
	{
		"another type in the path",
		`schema: {type: integer, format: int64}}
    get`,
		`schema: {type: string, format: uuid}}
    get`,
		[]string{"breaking request-parameter-type-changed"},
		[]string{"breaking request-parameter-type-changed"},
	},
	{
		"another default",
		"maximum: 90, default: 1",
		"maximum: 90, default: 2",
		[]string{"doubtful request-parameter-default-value-changed"},
		[]string{"doubtful request-parameter-default-value-changed"},
	},
	{
		"values that a parameter must not have",
		"name: sort, in: query, schema: {type: string,",
		"name: sort, in: query, schema: {type: string, not: {enum: [id]},",
		[]string{"breaking request-not-added"},
		nil,
	},
	{
		"a required parameter",
		"name: page, in: query, schema",
		"name: page, in: query, required: true, schema",
		[]string{"breaking request-parameter-became-required"},
		[]string{"compatible request-parameter-became-optional"},
	},
	{
		"a parameter less",
		`        - {name: session, in: cookie, schema: {type: string}}
`,
		"",
		[]string{"doubtful request-parameter-removed"},
		[]string{"compatible new-optional-request-parameter"},
	},
	{
		"a parameter more",
		"        - {name: session,",
		`        - {name: fresh, in: query, schema: {type: string}}
        - {name: session,`,
		[]string{"compatible new-optional-request-parameter"},
		[]string{"doubtful request-parameter-removed"},
	},
	{
		"a deprecated parameter",
		"name: sort, in: query, ",
		"name: sort, in: query, deprecated: true, ",
		[]string{"compatible request-parameter-deprecated"},
		[]string{"compatible request-parameter-reactivated"},
	},
	{
		"another case of a parameter's name",
		"name: limit, in",
		"name: Limit, in",
		[]string{"breaking new-required-request-parameter", "doubtful request-parameter-removed"},
		[]string{"breaking new-required-request-parameter", "doubtful request-parameter-removed"},
	},
	{
		"a required body",
		`      requestBody:
        content:
          multipart`,
		`      requestBody:
        required: true
        content:
          multipart`,
		[]string{"breaking request-body-became-required"},
		[]string{"compatible request-body-became-optional"},
	},
	{
		"a media type less of a body",
		`          application/json:
            schema: {$ref: "#/components/schemas/NewProduct"}
`,
		"",
		[]string{"breaking request-body-media-type-removed"},
		[]string{"compatible request-body-media-type-added"},
	},
	{
		"another media type of a body",
		"multipart/form-data:",
		"application/json:",
		[]string{"breaking request-body-media-type-removed", "compatible request-body-media-type-added"},
		[]string{"breaking request-body-media-type-removed", "compatible request-body-media-type-added"},
	},
	{
		"another explode of a form's field",
		"tags: {style: form, explode: true}",
		"tags: {style: form, explode: false}",
		[]string{"breaking request-encoding-changed"},
		[]string{"breaking request-encoding-changed"},
	},
	{
		"the encoding that holds anyway",
		`            encoding:
              tags: {style: form, explode: true}
`,
		"",
		nil,
		nil,
	},
	{
		"another media type of a form's field",
		"{contentType: image/png}",
		"{contentType: image/jpeg}",
		[]string{"breaking request-encoding-changed"},
		[]string{"breaking request-encoding-changed"},
	},
	{
		"another type of an answer's other properties",
		"extra: {type: object, additionalProperties: {type: string}}",
		"extra: {type: object, additionalProperties: {type: integer}}",
		[]string{"breaking response-property-type-changed"},
		[]string{"breaking response-property-type-changed"},
	},
	{
		"another type of a body's other properties",
		"options: {type: object, additionalProperties: {type: string}}",
		"options: {type: object, additionalProperties: {type: integer}}",
		[]string{"breaking request-property-type-changed"},
		[]string{"breaking request-property-type-changed", "compatible request-property-type-compatible"},
	},
	{
		"no other properties in a body",
		"additionalProperties: true, ",
		"additionalProperties: false, ",
		[]string{"breaking request-additional-properties-forbidden"},
		nil,
	},
	{
		"values that a body's property must not have",
		"remark: {type: string,",
		"remark: {type: string, not: {enum: [x]},",
		[]string{"breaking request-not-added"},
		nil,
	},
	{
		"more values that a body's property must not have",
		"not: {enum: [none]}",
		"not: {enum: [none, no]}",
		[]string{"doubtful request-property-enum-value-added"},
		[]string{"doubtful request-property-enum-value-removed"},
	},
	{
		"no enumeration in a body",
		"colour: {type: string, enum: [red, blue], default: red}",
		"colour: {type: string, default: red}",
		[]string{"compatible request-enumeration-opened"},
		[]string{"breaking request-property-became-enum"},
	},
	{
		"an enumeration that moves into a part of a body's property",
		"colour: {type: string, enum: [red, blue], default: red}",
		"colour: {type: string, allOf: [{enum: [red]}], default: red}",
		[]string{"doubtful request-property-all-of-added", "doubtful request-property-enum-value-removed"},
		[]string{
			"doubtful request-property-became-enum",
			"compatible request-property-all-of-removed",
			"compatible request-property-enum-value-added",
		},
	},
	{
		"another rule for what a body's property must not be",
		"word: {type: string, not: {enum: [none]}}",
		"word: {type: string, not: {minLength: 9}}",
		[]string{"doubtful request-enumeration-opened", "doubtful request-property-min-length-set"},
		[]string{"doubtful request-property-became-enum", "doubtful request-property-min-length-unset"},
	},
	{
		"a text of a body that is a password",
		"meta: {type: object, additionalProperties: true, properties: {a: {type: string}}}",
		"meta: {type: object, additionalProperties: true, properties: {a: {type: string, format: password}}}",
		[]string{"compatible request-property-type-changed"},
		[]string{"compatible request-property-type-generalized"},
	},
	{
		"a number of a body that is a password",
		"price: {type: number, minimum: 0}",
		"price: {type: string, format: password, minimum: 0}",
		[]string{"breaking request-property-type-changed"},
		[]string{"breaking request-property-type-changed"},
	},
	{
		"a text of an answer that is a password",
		"note: {type: string, nullable: true}",
		"note: {type: string, nullable: true, format: password}",
		[]string{"compatible response-property-type-specialized"},
		[]string{"compatible response-property-type-changed"},
	},
	{
		"a text of a query that is a password",
		"{name: raw, in: query, allowReserved: true, schema: {type: string}}",
		"{name: raw, in: query, allowReserved: true, schema: {type: string, format: password}}",
		[]string{"compatible request-parameter-type-changed"},
		[]string{"compatible request-parameter-type-generalized"},
	},
	{
		"a value less of a body's enumeration",
		"[red, blue]",
		"[red]",
		[]string{"breaking request-property-enum-value-removed"},
		[]string{"compatible request-property-enum-value-added"},
	},
	{
		"another default in a body",
		"default: red",
		"default: blue",
		[]string{"doubtful request-property-default-value-changed"},
		[]string{"doubtful request-property-default-value-changed"},
	},
	{
		"a date with a time in a body",
		"format: date}",
		"format: date-time}",
		[]string{"breaking request-property-type-generalized"},
		[]string{"breaking request-property-type-changed"},
	},
	{
		"another type of a body's items",
		"maxItems: 9, items: {type: string}",
		"maxItems: 9, items: {type: integer}",
		[]string{"breaking request-property-type-changed"},
		[]string{"breaking request-property-type-changed", "compatible request-property-type-compatible"},
	},
	{
		"a required property of a body",
		`      required: [name]
`,
		`      required: [name, price]
`,
		[]string{"breaking request-property-became-required"},
		[]string{"compatible request-property-became-optional"},
	},
	{
		"a property less of a body",
		`        code: {type: string, pattern: "^[a-z]+$"}
`,
		"",
		[]string{"doubtful request-property-removed"},
		[]string{"compatible new-optional-request-property"},
	},
	{
		"another name of a body's property",
		"        made: {",
		"        born: {",
		[]string{"doubtful request-property-removed", "compatible new-optional-request-property"},
		[]string{"doubtful request-property-removed", "compatible new-optional-request-property"},
	},
	{
		"no null in a body",
		"remark: {type: string, nullable: true}",
		"remark: {type: string}",
		[]string{"breaking request-property-became-not-nullable"},
		[]string{"compatible request-property-became-nullable"},
	},
	{
		"another pattern in a body",
		"^[a-z]+$",
		"^[a-f]+$",
		[]string{"doubtful request-property-pattern-changed"},
		[]string{"doubtful request-property-pattern-changed"},
	},
	{
		"a property of a body that is only read",
		"price: {type: number, minimum: 0}",
		"price: {type: number, minimum: 0, readOnly: true}",
		[]string{"doubtful request-optional-property-became-read-only"},
		[]string{"compatible request-optional-property-became-not-read-only"},
	},
	{
		"another minimum in a body",
		"price: {type: number, minimum: 0}",
		"price: {type: number, minimum: 1}",
		[]string{"breaking request-property-min-increased"},
		[]string{"compatible request-property-min-decreased"},
	},
	{
		"another XML name in a body",
		"price: {type: number, minimum: 0}",
		"price: {type: number, minimum: 0, xml: {name: cost}}",
		nil,
		nil,
	},
	{
		"another XML name in an answer",
		`        price: {type: number}
`,
		`        price: {type: number, xml: {name: cost}}
`,
		nil,
		nil,
	},
	{
		"another status of a success",
		`        "201":
`,
		`        "202":
`,
		[]string{"doubtful response-success-status-added", "doubtful response-success-status-removed"},
		[]string{"doubtful response-success-status-added", "doubtful response-success-status-removed"},
	},
	{
		"a success without a body",
		`        "200":
          description: Kept.
          content:
            application/json:
              schema: {type: object, required: [url], properties: {url: {type: string}}}`,
		`        "204": {description: Kept.}`,
		[]string{
			"breaking response-body-removed",
			"doubtful response-success-status-added",
			"doubtful response-success-status-removed",
		},
		[]string{"doubtful response-success-status-added", "doubtful response-success-status-removed"},
	},
	{
		"no body in an answer",
		`          description: Kept.
          content:
            application/json:
              schema: {type: object, required: [url], properties: {url: {type: string}}}`,
		"          description: Kept.",
		[]string{"breaking response-media-type-removed"},
		[]string{"compatible response-media-type-added"},
	},
	{
		"no default answer",
		`        default:
          description: A failure.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Failure"}
`,
		"",
		nil,
		nil,
	},
	{
		"another media type of an answer",
		`          description: One.
          content:
            application/json:`,
		`          description: One.
          content:
            application/xml:`,
		[]string{"breaking response-media-type-removed", "compatible response-media-type-added"},
		[]string{"breaking response-media-type-removed", "compatible response-media-type-added"},
	},
	{
		"no header in an answer",
		`          headers:
            X-Total: {required: true, schema: {type: integer}}
            X-Page: {schema: {type: integer}}
`,
		"",
		[]string{"doubtful optional-response-header-removed", "doubtful required-response-header-removed"},
		[]string{"compatible response-header-added"},
	},
	{
		"another type of an answer's header",
		"X-Total: {required: true, schema: {type: integer}}",
		"X-Total: {required: true, schema: {type: string}}",
		[]string{"doubtful response-header-type-changed"},
		[]string{"compatible response-header-type-compatible"},
	},
	{
		"a property of an answer that may be absent",
		"required: [id, name, state]",
		"required: [id, name]",
		[]string{"doubtful response-property-became-optional"},
		[]string{"compatible response-property-became-required"},
	},
	{
		"an optional property less of an answer",
		`        price: {type: number}
`,
		"",
		[]string{"doubtful response-optional-property-removed"},
		[]string{"compatible response-optional-property-added"},
	},
	{
		"an optional property more of an answer",
		`        price: {type: number}
`,
		`        price: {type: number}
        tax: {type: number}
`,
		[]string{"compatible response-optional-property-added"},
		[]string{"doubtful response-optional-property-removed"},
	},
	{
		"a required property less of an answer",
		`        total: {type: integer}
`,
		"",
		[]string{"breaking response-required-property-removed"},
		[]string{"compatible response-required-property-added"},
	},
	{
		"another type in an answer",
		`        total: {type: integer}
`,
		`        total: {type: string}
`,
		[]string{"breaking response-property-type-changed"},
		[]string{"breaking response-property-type-changed"},
	},
	{
		"a wider type in an answer",
		`        total: {type: integer}
`,
		`        total: {type: number}
`,
		[]string{"breaking response-property-type-generalized"},
		[]string{"compatible response-property-type-specialized"},
	},
	{
		"a longer integer in an answer",
		"width: {type: integer, format: int32}",
		"width: {type: integer, format: int64}",
		[]string{"breaking response-property-type-changed"},
		[]string{"compatible response-property-type-specialized"},
	},
	{
		"null in an answer",
		"        next: {type: string}",
		"        next: {type: string, nullable: true}",
		[]string{"doubtful response-property-became-nullable"},
		[]string{"compatible response-property-became-not-nullable"},
	},
	{
		"null in place of an answer's object",
		"Size: {type: object, ",
		"Size: {type: object, nullable: true, ",
		[]string{"doubtful response-property-became-nullable"},
		[]string{"compatible response-property-became-not-nullable"},
	},
	{
		"an object in place of an answer's list",
		`items: {type: array, items: {$ref: "#/components/schemas/Product"}}`,
		`items: {$ref: "#/components/schemas/Product"}`,
		[]string{
			"breaking response-property-type-changed",
			"compatible response-optional-property-added",
			"compatible response-required-property-added",
		},
		[]string{
			"breaking response-property-type-changed",
			"breaking response-required-property-removed",
			"doubtful response-optional-property-removed",
		},
	},
	{
		"a value more of an answer's enumeration",
		"[active, retired]",
		"[active, retired, sold]",
		[]string{"doubtful response-property-enum-value-added"},
		[]string{"doubtful response-property-enum-value-removed"},
	},
	{
		"another value of an answer's enumeration",
		"[active, retired]",
		"[active, gone]",
		[]string{
			"doubtful response-property-enum-value-added",
			"doubtful response-property-enum-value-removed",
		},
		[]string{
			"doubtful response-property-enum-value-added",
			"doubtful response-property-enum-value-removed",
		},
	},
	{
		"a value more of an answer that is an enumeration",
		"enum: [up, down]",
		"enum: [up, down, slow]",
		[]string{"doubtful response-body-enum-value-added"},
		[]string{"doubtful response-mediatype-enum-value-removed"},
	},
	{
		"no enumeration in an answer",
		"state: {type: string, enum: [active, retired]}",
		"state: {type: string}",
		[]string{"doubtful response-enumeration-opened"},
		[]string{"compatible response-enumeration-closed"},
	},
	{
		"a property of a part of an answer that may be absent",
		"required: [who], ",
		"",
		[]string{"doubtful response-property-became-optional"},
		[]string{"compatible response-property-became-required"},
	},
	{
		"a part less of an answer",
		`            - {type: object, properties: {where: {type: string}}}
`,
		"",
		[]string{"doubtful response-property-all-of-removed"},
		[]string{"compatible response-property-all-of-added"},
	},
	{
		"a variant more of an answer",
		`            - {$ref: "#/components/schemas/Square"}
          discriminator:`,
		`            - {$ref: "#/components/schemas/Square"}
            - {$ref: "#/components/schemas/Size"}
          discriminator:`,
		[]string{"doubtful response-property-one-of-added"},
		[]string{"compatible response-property-one-of-removed"},
	},
	{
		"another discriminator",
		`propertyName: kind
            mapping`,
		`propertyName: type
            mapping`,
		[]string{"breaking response-property-discriminator-property-name-changed"},
		[]string{"breaking response-property-discriminator-property-name-changed"},
	},
	{
		"another name of a variant",
		`{round: "#`,
		`{ball: "#`,
		[]string{
			"doubtful response-property-discriminator-mapping-deleted",
			"compatible response-property-discriminator-mapping-added",
		},
		[]string{
			"doubtful response-property-discriminator-mapping-deleted",
			"compatible response-property-discriminator-mapping-added",
		},
	},
	{
		"a property of an answer that is only written",
		`        price: {type: number}
`,
		`        price: {type: number, writeOnly: true}
`,
		[]string{"doubtful response-optional-property-became-write-only"},
		[]string{"compatible response-optional-property-became-not-write-only"},
	},
	{
		"another type in a failure",
		`        code: {type: string}
`,
		`        code: {type: integer}
`,
		[]string{"breaking response-property-type-changed", "doubtful response-property-type-changed"},
		[]string{"breaking response-property-type-changed", "doubtful response-property-type-changed"},
	},
	{
		"a deprecated operation",
		"deprecated: false",
		"deprecated: true",
		[]string{"compatible endpoint-deprecated"},
		[]string{"compatible endpoint-reactivated"},
	},
	{
		"an operation with a sunset date in the past",
		"      deprecated: false",
		`      deprecated: true
      x-sunset: '2001-01-01'`,
		[]string{"compatible api-sunset-date-too-small"},
		[]string{"compatible endpoint-reactivated"},
	},
	{
		"another title",
		"title: Shop",
		"title: Shops",
		nil,
		nil,
	},
	{
		"another version",
		`version: "2.4"`,
		`version: "3.0"`,
		nil,
		nil,
	},
	{
		"an example",
		"        next: {type: string}",
		"        next: {type: string, example: n}",
		nil,
		nil,
	},
	{
		"no type in an answer",
		"        next: {type: string}",
		"        next: {}",
		[]string{"breaking response-property-type-changed"},
		[]string{"compatible response-property-type-specialized"},
	},
	{
		"a list in place of an answer",
		"schema: {type: object, required: [url], properties: {url: {type: string}}}",
		"schema: {type: array, items: {type: object, required: [url], properties: {url: {type: string}}}}",
		[]string{"breaking response-body-type-changed", "breaking response-required-property-removed"},
		[]string{"breaking response-body-type-changed", "compatible response-required-property-added"},
	},
	{
		"a deprecated operation less",
		`    get:
      operationId: listOld
      deprecated: true
      parameters:
        - {name: a, in: query, deprecated: true, schema: {type: string}}
        - {name: b, in: query, deprecated: true, x-sunset: "9999-01-01", schema: {type: string}}
        - {name: c, in: query, deprecated: true, x-sunset: "2001-01-01", schema: {type: string}}
      responses:
        "200": {description: Old things.}
`,
		"",
		[]string{"breaking api-removed-with-deprecation"},
		[]string{"compatible endpoint-added"},
	},
	{
		"an operation less after its sunset",
		`    put:
      operationId: putOld
      deprecated: true
      x-sunset: "2001-01-01"
      responses:
        "204": {description: Put.}
`,
		"",
		[]string{"breaking operation-removed"},
		[]string{"compatible endpoint-added"},
	},
	{
		"an operation less before its sunset",
		`    delete:
      operationId: deleteOld
      deprecated: true
      x-sunset: "9999-01-01"
      responses:
        "204": {description: Deleted.}
`,
		"",
		[]string{"breaking api-removed-before-sunset"},
		[]string{"compatible endpoint-added"},
	},
	{
		"a deprecated parameter less",
		`        - {name: a, in: query, deprecated: true, schema: {type: string}}
`,
		"",
		[]string{"doubtful request-parameter-removed-with-deprecation"},
		[]string{"compatible new-optional-request-parameter"},
	},
	{
		"a parameter less before its sunset",
		`        - {name: b, in: query, deprecated: true, x-sunset: "9999-01-01", schema: {type: string}}
`,
		"",
		[]string{"doubtful request-parameter-removed-before-sunset"},
		[]string{"compatible new-optional-request-parameter"},
	},
	{
		"a parameter less after its sunset",
		`        - {name: c, in: query, deprecated: true, x-sunset: "2001-01-01", schema: {type: string}}
`,
		"",
		[]string{"doubtful parameter-removed"},
		[]string{"compatible new-optional-request-parameter"},
	},
	{
		"an earlier sunset of an operation",
		`deleteOld
      deprecated: true
      x-sunset: "9999-01-01"`,
		`deleteOld
      deprecated: true
      x-sunset: "2001-01-01"`,
		[]string{"compatible api-sunset-date-changed-too-small"},
		nil,
	},
	{
		"no sunset of an operation",
		`deleteOld
      deprecated: true
      x-sunset: "9999-01-01"`,
		`deleteOld
      deprecated: true`,
		[]string{"compatible sunset-deleted"},
		nil,
	},
	{
		"an earlier sunset of a parameter",
		`name: b, in: query, deprecated: true, x-sunset: "9999-01-01"`,
		`name: b, in: query, deprecated: true, x-sunset: "2001-01-01"`,
		[]string{"compatible request-parameter-sunset-date-changed-too-small"},
		nil,
	},
	{
		"a sunset of an operation that is no date",
		"deprecated: false",
		`deprecated: true
      x-sunset: never`,
		[]string{"compatible api-deprecated-sunset-parse"},
		[]string{"compatible endpoint-reactivated"},
	},
	{
		"a parameter with a sunset date in the past",
		"name: sort, in: query, ",
		`name: sort, in: query, deprecated: true, x-sunset: "2001-01-01", `,
		[]string{"compatible request-parameter-sunset-date-too-small"},
		[]string{"compatible request-parameter-reactivated"},
	},
	{
		"a body's property with a sunset date in the past",
		"remark: {type: string, nullable: true}",
		`remark: {type: string, nullable: true, deprecated: true, x-sunset: "2001-01-01"}`,
		[]string{"compatible request-property-sunset-date-too-small"},
		[]string{"compatible request-property-reactivated"},
	},
	{
		"a sunset of a body's property that is no date",
		"remark: {type: string, nullable: true}",
		"remark: {type: string, nullable: true, deprecated: true, x-sunset: never}",
		[]string{"compatible request-property-deprecated-sunset-invalid"},
		[]string{"compatible request-property-reactivated"},
	},
	{
		"an answer's property with a sunset date in the past",
		"note: {type: string, nullable: true}",
		`note: {type: string, nullable: true, deprecated: true, x-sunset: "2001-01-01"}`,
		[]string{"compatible response-property-sunset-date-too-small"},
		[]string{"compatible response-property-reactivated"},
	},
	{
		"a sunset of an answer's property that is no date",
		"note: {type: string, nullable: true}",
		"note: {type: string, nullable: true, deprecated: true, x-sunset: never}",
		[]string{"compatible response-property-deprecated-sunset-invalid"},
		[]string{"compatible response-property-reactivated"},
	},
	{
		"a required property of a body that is only read",
		"name: {type: string, minLength: 1, maxLength: 80}",
		"name: {type: string, minLength: 1, maxLength: 80, readOnly: true}",
		[]string{"doubtful request-required-property-became-read-only"},
		[]string{"breaking request-required-property-became-not-read-only"},
	},
	{
		"no default",
		"maximum: 90, default: 1",
		"maximum: 90",
		[]string{"doubtful request-parameter-default-value-removed"},
		[]string{"compatible request-parameter-default-value-added"},
	},
	{
		"another variant by a name in a body",
		`{r: "#/components/schemas/Round"`,
		`{r: "#/components/schemas/Square"`,
		[]string{"doubtful request-body-discriminator-mapping-changed"},
		[]string{"doubtful request-body-discriminator-mapping-changed"},
	},
	{
		"another variant by a name in an answer",
		`{R: "#/components/schemas/Round"`,
		`{R: "#/components/schemas/Square"`,
		[]string{"doubtful response-body-discriminator-mapping-changed"},
		[]string{"doubtful response-body-discriminator-mapping-changed"},
	},
	{
		"another URL of an implicit flow",
		"authorizationUrl: https://login.example.com/visitor",
		"authorizationUrl: https://login.example.com/guest",
		[]string{"doubtful api-security-component-oauth-url-changed"},
		[]string{"doubtful api-security-component-oauth-url-changed"},
	},
	{
		"another token URL of an implicit flow",
		`tokenUrl: https://login.example.com/visit
`,
		`tokenUrl: https://login.example.com/guest
`,
		[]string{"doubtful api-security-component-oauth-token-url-changed"},
		[]string{"doubtful api-security-component-oauth-token-url-changed"},
	},
	{
		"a header that may be absent",
		"X-Total: {required: true, ",
		"X-Total: {",
		[]string{"doubtful response-header-became-optional"},
		nil,
	},
	{
		"null in a header",
		"X-Total: {required: true, schema: {type: integer}}",
		"X-Total: {required: true, schema: {type: integer, nullable: true}}",
		[]string{"doubtful response-header-became-nullable"},
		[]string{"compatible response-header-became-not-nullable"},
	},
	{
		"a wider type of a header",
		"X-Total: {required: true, schema: {type: integer}}",
		"X-Total: {required: true, schema: {type: number}}",
		[]string{"doubtful response-header-type-generalized"},
		[]string{"compatible response-header-type-specialized"},
	},
	{
		"another case of a key's header",
		"name: X-Key",
		"name: x-key",
		nil,
		nil,
	},
	{
		"the explode that deepObject has anyway",
		`          style: deepObject
`,
		`          style: deepObject
          explode: true
`,
		nil,
		nil,
	},
	{
		"a stability level",
		"operationId: getStatus",
		`operationId: getStatus
      x-stability-level: beta`,
		[]string{"compatible api-stability-decreased"},
		[]string{"compatible api-stability-increased"},
	},
	{
		"an optional header less",
		`            X-Page: {schema: {type: integer}}
`,
		"",
		[]string{"doubtful optional-response-header-removed"},
		[]string{"compatible response-header-added"},
	},
	{
		"a path less, deprecated",
		`  /older:
    get:
      operationId: listOlder
      deprecated: true
      responses:
        "200": {description: Older things.}
`,
		"",
		[]string{"breaking api-path-removed-with-deprecation"},
		[]string{"compatible endpoint-added"},
	},
	{
		"a path less, with a sunset that is no date",
		`  /oldest:
    get:
      operationId: listOldest
      deprecated: true
      x-sunset: never
      responses:
        "200": {description: The oldest things.}
`,
		"",
		[]string{"breaking operation-removed", "compatible api-path-sunset-parse"},
		[]string{"compatible endpoint-added"},
	},
	{
		"a required property of an answer that is only written",
		`        total: {type: integer}
`,
		`        total: {type: integer, writeOnly: true}
`,
		[]string{"breaking response-required-property-became-write-only"},
		[]string{"compatible response-required-property-became-not-write-only"},
	},
	{
		"another type of a scheme",
		"key: {type: apiKey, in: header, name: X-Key}",
		"key: {type: http, scheme: basic}",
		[]string{"breaking api-security-component-type-changed"},
		[]string{"breaking api-security-component-type-changed"},
	},
	{
		"no sunset of a parameter",
		`name: b, in: query, deprecated: true, x-sunset: "9999-01-01"`,
		"name: b, in: query, deprecated: true",
		[]string{"compatible request-parameter-sunset-deleted"},
		nil,
	},
	{
		"a sunset of a parameter that is no date",
		`name: b, in: query, deprecated: true, x-sunset: "9999-01-01"`,
		"name: b, in: query, deprecated: true, x-sunset: never",
		[]string{"compatible request-parameter-sunset-parse"},
		[]string{"compatible request-parameter-sunset-parse"},
	},
	{
		"a stability level that is none",
		"operationId: getStatus",
		`operationId: getStatus
      x-stability-level: steady`,
		[]string{"compatible api-invalid-stability-level"},
		[]string{"compatible api-invalid-stability-level"},
	},
	{
		"a stability level of a body's property",
		"remark: {type: string, nullable: true}",
		"remark: {type: string, nullable: true, x-stability-level: beta}",
		[]string{"compatible request-property-stability-decreased"},
		[]string{"compatible request-property-stability-increased"},
	},
	{
		"a stability level of an answer's property",
		"note: {type: string, nullable: true}",
		"note: {type: string, nullable: true, x-stability-level: beta}",
		[]string{"compatible response-property-stability-decreased"},
		[]string{"compatible response-property-stability-increased"},
	},
}
