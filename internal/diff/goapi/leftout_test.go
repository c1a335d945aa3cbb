package goapi_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/diff/goapi"
)

// shop is a document that was not written for this project. Some of its operations cannot be generated.
const shop = `openapi: 3.0.3
info: {title: Shop, version: '1'}
paths:
  /carts: {get: {responses: {'200': {description: Carts., content: {application/json: {schema: {$ref: '#/components/schemas/Cart'}}}}}}}
  /logo: {get: {operationId: logo, x-timeout: soon, responses: {'302': {description: A picture elsewhere.}}}}
  /files: {post: {operationId: upload, x-retry: maybe, requestBody: {content: {multipart/form-data: {}}}, responses: {'204': {description: Kept.}}}}
  /odd: {get: {operationId: odd, responses: {'200': {description: Odd., content: {application/json: {schema: {$ref: '#/components/schemas/Odd'}}}}}}}
  /odds: {get: {operationId: odds, responses: {'200': {description: Odds., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Odd'}}}}}}}}
  /one: {get: {operationId: get-one, responses: {'204': {description: None.}}}}
  /two: {get: {operationId: getOne2, x-vendor: yes, responses: {'204': {description: None.}}}}
components:
  schemas:
    Cart: {type: object, properties: {id: {type: integer}, lines: {type: array, items: {type: string}}}}
    Odd: {type: object, properties: {user_id: {type: string}, userId: {type: string}}}
`

func foreign(t *testing.T, document string) goapi.Side {
	t.Helper()
	side := write(t, document, "")
	side.Overlays = nil
	return side
}

func TestAnOperationWithoutAMethodIsNamedAndTheOthersAreCompared(t *testing.T) {
	before := foreign(t, shop)
	after := foreign(t, strings.Replace(shop, "id: {type: integer}", "id: {type: string}", 1))
	r, err := comparer.Compare(t.Context(), before, after)
	require.NoError(t, err)
	require.Len(t, r.Changes, 1, text(r.Changes))
	assert.Equal(t, "field Cart.ID is now string instead of int64", r.Changes[0].Text)
	for i, reason := range []string{
		"POST /files: " + before.Spec.Name + `:6: x-retry: want always or never, got "maybe"`,
		"GET /logo: " + before.Spec.Name + `:5: x-timeout: want a duration of at least a second, such as 5m, got "soon"`,
	} {
		require.Greater(t, len(r.LeftOut), i)
		assert.Contains(t, r.LeftOut[i], "the Go method of "+reason)
	}
	assert.Len(t, r.LeftOut, 2)
}

func TestAMethodThatCanNoLongerBeGeneratedBreaksPrograms(t *testing.T) {
	moved := strings.Replace(shop, "operationId: get-one, responses: {'204': {description: None.}}",
		"operationId: get-one, x-timeout: soon, responses: {'204': {description: None.}}", 1)
	after := foreign(t, moved)
	r, err := comparer.Compare(t.Context(), foreign(t, shop), after)
	require.NoError(t, err)
	require.Len(t, r.Changes, 1, text(r.Changes))
	c := r.Changes[0]
	assert.Equal(t, "not-generated", c.Rule)
	assert.Equal(t, change.Breaking, c.Severity)
	assert.Equal(t, "GET /one", c.Operation)
	assert.Equal(t, "GeneralService.GetOne can no longer be generated: x-timeout: want a duration of at least a second, such as 5m, got \"soon\"", c.Text)
	assert.Equal(t, &change.Place{File: after.Spec.Name, Line: 9}, c.New)

	// A new method is not reported if its old form is unknown.
	r, err = comparer.Compare(t.Context(), after, foreign(t, shop))
	require.NoError(t, err)
	assert.Empty(t, text(r.Changes))
	assert.Contains(t, fmt.Sprint(r.LeftOut), "GET /one")

	// No program calls a new operation yet, so the change is only risky.
	r, err = comparer.Compare(t.Context(), foreign(t, shop), foreign(t, strings.Replace(shop, "components:", "  /map: {get: {x-timeout: soon, responses: {'204': {description: A map elsewhere.}}}}\ncomponents:", 1)))
	require.NoError(t, err)
	require.Len(t, r.Changes, 1, text(r.Changes))
	assert.Equal(t, change.Risky, r.Changes[0].Severity)
	assert.Equal(t, "GET /map is new, and cannot be generated: x-timeout: want a duration of at least a second, such as 5m, got \"soon\"", r.Changes[0].Text)
}

// Clientgen repairs these operations and generates them, so they are compared.
func TestDocumentsThatClientgenRepairsAreCompared(t *testing.T) {
	const odd = `openapi: 3.0.3
info: {title: Odd, version: '1'}
paths:
  /moved: {get: {operationId: moved, parameters: [{name: at, in: query, schema: {type: integer}}], responses: {'302': {description: Elsewhere.}}}}
  /files: {post: {operationId: upload, requestBody: {content: {multipart/form-data: {}}}, responses: {'204': {description: Kept.}}}}
  /one: {get: {operationId: one, responses: {'200': {description: Odd., content: {application/json: {schema: {$ref: '#/components/schemas/Odd'}}}}}}}
components:
  schemas:
    Odd: {type: object, properties: {user_id: {type: string}, userId: {type: string}}}
`
	after := strings.NewReplacer("name: at, in: query, schema: {type: integer}", "name: at, in: query, schema: {type: string}",
		"user_id: {type: string}", "user_id: {type: integer}").Replace(odd)
	r, err := comparer.Compare(t.Context(), foreign(t, odd), foreign(t, after))
	require.NoError(t, err)
	assert.Empty(t, r.LeftOut)
	assert.Contains(t, text(r.Changes), "field MovedParams.At is now *string instead of *int64")
	assert.Contains(t, text(r.Changes), "field Odd.UserID2 is now int64 instead of string")
}

func TestAGoTypeThatDoesNotCompileLeavesOutTheMethodsThatNeedIt(t *testing.T) {
	typed := strings.Replace(document, "{type: string, nullable: true}", "{type: string, x-go-type: core.Nothing}", 1)
	r, err := comparer.Compare(t.Context(), write(t, document, overlay), write(t, typed, overlay))
	require.NoError(t, err)
	assert.Equal(t, []string{"not-generated", "not-generated", "not-generated"}, rules(r.Changes), text(r.Changes))
	assert.Contains(t, text(r.Changes), "GeneralService.GetBox can no longer be generated: its package does not compile: models.gen.go:")
	assert.Contains(t, text(r.Changes), "undefined: core.Nothing")
}

func TestTheLastOperationCanBeTheOneThatDoesNotCompile(t *testing.T) {
	const zoo = "  /zoo: {get: {operationId: getZoo, responses: {'200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Zoo'}}}}}}}\n"
	more := strings.Replace(document, "\ncomponents:\n", "\n"+zoo+"components:\n", 1)
	more = strings.Replace(more, "\n  schemas:\n", "\n  schemas:\n    Zoo: {type: object, properties: {name: {type: string, x-go-type: core.Nothing}}}\n", 1)
	require.Equal(t, 2, strings.Count(more, "Zoo:")+strings.Count(more, "/zoo:"))
	r, err := comparer.Compare(t.Context(), write(t, document, overlay), write(t, more, overlay))
	require.NoError(t, err)
	assert.Equal(t, []string{"not-generated"}, rules(r.Changes), text(r.Changes))
	assert.Contains(t, text(r.Changes), "GET /zoo is new, and cannot be generated: its package does not compile: models.gen.go:")
}

// A login refers to an operation. Without that operation, nothing can be generated from the document.
func TestAnOperationIsLeftOutOfADocumentWithALogin(t *testing.T) {
	login := withLogin("WithLogin")
	bad := strings.Replace(login, "      operationId: getBox\n", "      operationId: getBox\n      x-timeout: soon\n", 1)
	require.NotEqual(t, login, bad)
	r, err := comparer.Compare(t.Context(), write(t, login, overlay), write(t, bad, overlay))
	require.NoError(t, err)
	require.Len(t, r.Changes, 1, text(r.Changes))
	assert.Contains(t, r.Changes[0].Text, "GeneralService.GetBox can no longer be generated: x-timeout: want a duration")
}

func TestOmittedOperationsAreInTheOrderOfTheDocument(t *testing.T) {
	typed := strings.NewReplacer("{type: string, nullable: true}", "{type: string, x-go-type: core.Nothing}",
		"      operationId: listBoxes\n", "      operationId: listBoxes\n      x-timeout: soon\n",
		"      operationId: deleteBox\n", "      operationId: deleteBox\n      x-timeout: soon\n").Replace(document)
	r, err := comparer.Compare(t.Context(), write(t, typed, overlay), write(t, document, overlay))
	require.NoError(t, err)
	var operations []string
	for _, sentence := range r.LeftOut {
		operation, _, _ := strings.Cut(strings.TrimPrefix(sentence, "the Go method of "), ": ")
		operations = append(operations, operation)
	}
	assert.Equal(t, []string{"GET /boxes", "POST /boxes", "DELETE /boxes/{id}", "GET /boxes/{id}"}, operations)
}

// If two operations get the same name, one of them keeps the name. The rest of the document is still compared.
func TestOneOfTwoOperationsThatClashIsLeftOut(t *testing.T) {
	clashing := strings.Replace(overlay, "actions:\n", "actions:\n  - {target: \"$.paths['/boxes/{id}'].delete\", description: It clashes., update: {x-go-name: GetBox}}\n", 1)
	require.NotEqual(t, overlay, clashing)
	r, err := comparer.Compare(t.Context(), write(t, document, overlay), write(t, document, clashing))
	require.NoError(t, err)
	assert.Contains(t, text(r.Changes), "breaking method-removed [GeneralService.DeleteBox] ")
	assert.Contains(t, text(r.Changes), "both get the Go name GetBox in the service General")
	assert.NotContains(t, text(r.Changes), "/boxes |", "want no changes of operations that do not clash")
}

// The compiler finds what the plans do not compare.
func TestAChangeThatOnlyTheCompilerSeesIsReported(t *testing.T) {
	const pet = `openapi: 3.0.3
info: {title: Pets, version: '1'}
paths:
  /pet: {get: {operationId: pet, responses: {'200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}}}
  /cat: {get: {operationId: cat, responses: {'200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Cat'}}}}}}}
components:
  schemas:
    Pet: {oneOf: [{$ref: '#/components/schemas/Dog'}, {$ref: '#/components/schemas/Cat'}]}
    Dog: {type: object, properties: {name: {type: string}}}
    Cat: {type: object, properties: {lives: {type: integer}}}
`
	before, after := foreign(t, pet), foreign(t, strings.Replace(pet, ", {$ref: '#/components/schemas/Cat'}]", "]", 1))
	r, err := comparer.Compare(t.Context(), before, after)
	require.NoError(t, err)
	assert.Contains(t, text(r.Changes), "breaking go-incompatible [Pet.AsCat] GET /pet | Pet.AsCat: removed")
	r, err = comparer.Compare(t.Context(), after, before)
	require.NoError(t, err)
	assert.Contains(t, text(r.Changes), "compatible go-compatible [Pet.AsCat] GET /pet | Pet.AsCat: added")
}

// types.UUID is an alias of uuid.UUID.
func TestAnAliasIsTheSameType(t *testing.T) {
	const name = "%s\n  - target: $.components.schemas.Move.properties.steps\n    description: A type.\n    update: {x-go-type: %s, x-go-type-import: {path: %s}}\n"
	before := write(t, document, fmt.Sprintf(name, overlay, "uuid.UUID", "github.com/google/uuid"))
	after := write(t, document, fmt.Sprintf(name, overlay, "types.UUID", "github.com/oapi-codegen/runtime/types"))
	assert.Empty(t, text(compare(t, before, after)))
	assert.NotEmpty(t, compare(t, write(t, document, overlay), after))
}
