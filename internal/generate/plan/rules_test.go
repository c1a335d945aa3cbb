package plan

import (
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
)

// A schema that a guess refers to is not part of the guess, so its rules are enforced.
func TestTheRulesOfAGuessAreNotEnforced(t *testing.T) {
	guess := map[string]any{inferred: map[string]any{"confidence": "low", "because": "It is invented."}}
	text := openapi3.NewStringSchema().WithPattern("^[A-Z]{2}$").WithEnum("US", "DE").WithMinLength(2).WithMaxLength(2).WithFormat("email")
	amount := openapi3.NewFloat64Schema().WithMin(0).WithExclusiveMin(true)
	list := openapi3.NewArraySchema().WithItems(amount).WithMinItems(1)
	object := openapi3.NewObjectSchema().WithProperty("amount", amount).WithProperty("list", list).WithRequired([]string{"amount", "list"})
	b := &builder{catalog: &catalog{from: map[*openapi3.Schema]*openapi3.Schema{}, sets: map[*openapi3.Schema]requiredSets{}}, rules: map[string]*Rule{}, plan: &Package{}}
	b.catalog.byName = map[string]*component{"Object": {name: "Object", schema: object}}
	rule := func(s *openapi3.Schema, extensions map[string]any) *Rule {
		return b.rule(&openapi3.SchemaRef{Value: s, Extensions: extensions}, true, false, nil)
	}

	documented := rule(text, nil)
	assert.Equal(t, "^[A-Z]{2}$", documented.Pattern)
	assert.Equal(t, []string{"US", "DE"}, documented.Enum)
	assert.True(t, documented.Email)
	assert.Equal(t, []uint64{2, 2}, []uint64{documented.MinLength, documented.MaxLength})
	assert.Equal(t, &Rule{Above: "0"}, rule(amount, nil))
	documented = rule(object, nil)
	assert.Equal(t, []string{"amount", "list"}, documented.Required)
	assert.Equal(t, []string{"list"}, documented.NotNull)

	for _, s := range []*openapi3.Schema{text, amount, list, object} {
		marked := *s
		marked.Extensions = guess
		assert.Nil(t, rule(&marked, nil), "want no rule for a schema that is a guess")
		assert.Nil(t, rule(s, guess), "want no rule for a use of a schema that is a guess")
	}
	meaning := map[string]any{inferred: map[string]any{"confidence": "low", "because": "Only the name suggests it.", "about": "meaning"}}
	assert.Equal(t, &Rule{Above: "0"}, rule(amount, meaning), "only the meaning is a guess: the rule applies")
	outer := openapi3.NewObjectSchema().WithPropertyRef("object", &openapi3.SchemaRef{Ref: components + "Object", Value: object})
	outer.Extensions = guess
	inner := rule(outer, nil)
	if assert.NotNil(t, inner, "want a rule for the schema that a guess refers to") {
		assert.Equal(t, []string{"amount", "list"}, inner.Properties["object"].Required)
	}
}
