package goapi_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// shed is a document with sessions, forms and credentials in bodies. The document boxes has none of these.
const shed = `openapi: 3.0.3
info: {title: Shed, version: '1'}
security: [{token: []}]
paths:
  /login:
    post:
      operationId: logIn
      security: []
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, required: [user, pass], properties: {user: {type: string}, pass: {type: string}}}}}
      responses:
        "200":
          description: A token.
          content: {application/json: {schema: {type: object, required: [token], properties: {token: {type: string}}}}}
  /logout: {post: {operationId: logOut, security: [{session: []}], responses: {"204": {description: Out.}}}}
  /order:
    post:
      operationId: order
      x-error-codes: {first: 10, last: 19}
      x-form: {"true": "YES", "false": "NO"}
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              properties:
                now: {type: boolean}
                parts: {type: array, items: {type: string}, x-form: {separator: ","}}
                key: {type: string, x-credential: true}
      responses: {"200": {description: Its number., content: {application/json: {schema: {$ref: '#/components/schemas/Number'}}}}}
components:
  schemas:
    Number: {type: array, nullable: true, items: {type: integer}}
  securitySchemes:
    token: {type: http, scheme: bearer, x-token-exchange: {operation: logIn, option: WithLogin, fields: [user, pass], token: token}}
    session: {type: apiKey, in: cookie, name: sid, x-session: {ends: [logOut]}}
`

func TestChangesOfSessionsFormsAndCredentialsThatCompileAreReported(t *testing.T) {
	old, err := comparer.Load(t.Context(), foreign(t, shed))
	require.NoError(t, err)
	for rule, test := range map[string]struct{ from, to, says string }{
		"error-codes-changed": {"last: 19", "last: 29", "risky error-codes-changed [GeneralService.Order] POST /order | GeneralService.Order: " +
			"the codes for invalid input are now first 10, last 29 instead of first 10, last 19"},
		"form-booleans-changed": {`"NO"`, `"NAY"`, "GeneralService.Order: booleans in forms are now written as "},
		"body-fields-changed":   {`separator: ","`, `separator: ";"`, "GeneralService.Order: the format of the form's fields is now "},
		"body-credential-changed": {", x-credential: true", "",
			"GeneralService.Order: the client no longer adds a credential to the body"},
		"result-null-changed": {"nullable: true", "nullable: false", "GeneralService.Order: the result may no longer be null"},
		"session-end-changed": {"x-session: {ends: [logOut]}", "x-session: {ends: [order]}",
			"GeneralService.LogOut no longer ends the session"},
		"session-changed": {"in: cookie, name: sid, x-session: {ends: [logOut]}", "in: header, name: sid",
			"Client no longer keeps a session cookie; it was for the security scheme session"},
		"option-arguments-swapped": {"fields: [user, pass]", "fields: [pass, user]",
			"breaking option-arguments-swapped [WithLogin]  | WithLogin now takes (pass, user) instead of (user, pass): code that still compiles passes them in the wrong order"},
	} {
		t.Run(rule, func(t *testing.T) {
			after := strings.Replace(shed, test.from, test.to, 1)
			require.NotEqual(t, shed, after)
			r, err := old.Compare(t.Context(), foreign(t, after))
			require.NoError(t, err)
			assert.Contains(t, rules(r.Changes), rule, text(r.Changes))
			assert.Contains(t, text(r.Changes), test.says)
		})
	}
}

func TestUndoingAnEditIsReportedAsTheOppositeChange(t *testing.T) {
	undone := map[string]string{
		"pagination is removed":                 "compatible iterator-added [GeneralService.AllBoxes] GET /boxes | GeneralService.AllBoxes is new",
		"a method moves to a different service": "breaking service-removed [Client.Making]  | Client.Making is gone: no operation is left in it",
		"a field becomes nullable":              "compatible field-not-nullable [Box.Weight]  | field Box.Weight is no longer null in responses",
	}
	for _, edit := range boxes.Edits {
		says, isKnown := undone[edit.Name]
		if !isKnown {
			continue
		}
		delete(undone, edit.Name)
		files, err := boxes.Apply(edit)
		require.NoError(t, err)
		found := compare(t, write(t, files["openapi.yaml"], files["overlay.yaml"]), write(t, document, overlay))
		assert.Contains(t, text(found), says, edit.Name)
	}
	assert.Empty(t, undone, "boxes lacks these edits")
}

// yard is a document in which each type is used by only one operation.
const yard = `openapi: 3.0.3
info: {title: Yard, version: '1'}
paths:
  /trees:
    get:
      operationId: listTrees
      tags: [trees]
      responses: {"200": {description: Them., content: {application/json: {schema: {type: object, properties: {oldest: {type: string}}}}}}}
  /trees/{ids}:
    get:
      operationId: getTrees
      tags: [trees]
      parameters: [{name: ids, in: path, required: true, schema: {type: array, items: {type: integer}}}]
      responses: {"204": {description: None.}}
`

func TestChangesOfTypesServicesAndArgumentsAreReported(t *testing.T) {
	old, err := comparer.Load(t.Context(), foreign(t, yard))
	require.NoError(t, err)
	for name, test := range map[string]struct {
		edits []string
		says  string
	}{
		"a type is no longer named after its operation": {
			[]string{"{type: object, prop", "{x-go-type-name: Trees, type: object, prop"},
			"breaking type-renamed [ListTreesResult] GET /trees | type ListTreesResult is now called Trees",
		},
		"methods move out of a service that gets new methods": {
			[]string{"tags: [trees]", "tags: [wood]", "paths:\n", "paths:\n  /bark: {get: {operationId: getBark, tags: [trees], responses: {\"204\": {description: None.}}}}\n"},
			"breaking method-moved [TreesService.List] GET /trees | TreesService.List has moved to WoodService.",
		},
		"a type gets additional properties": {
			[]string{"{type: object, prop", "{additionalProperties: {type: integer}, type: object, prop"},
			"compatible field-added [ListTreesResult.AdditionalProperties] GET /trees | ",
		},
		"the style of an argument changes": {
			[]string{"in: path", "in: path, style: label"},
			" is now serialized with style label, explode false instead of style simple, explode false",
		},
	} {
		t.Run(name, func(t *testing.T) {
			after := strings.NewReplacer(test.edits...).Replace(yard)
			require.NotEqual(t, yard, after)
			r, err := old.Compare(t.Context(), foreign(t, after))
			require.NoError(t, err)
			assert.Contains(t, text(r.Changes), test.says)
			assert.NotContains(t, text(r.Changes), "service-renamed")
		})
	}
}
