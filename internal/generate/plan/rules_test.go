package plan

import (
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
)

// What a text must look like by a guess refuses nothing. What keeps a forgotten field from being sent as a zero stays.
func TestAGuessRefusesNoText(t *testing.T) {
	guess := map[string]any{inferred: map[string]any{"confidence": "low", "because": "It is made up."}}
	text := openapi3.NewStringSchema().WithPattern("^[A-Z]{2}$").WithEnum("US", "DE").WithMinLength(2).WithMaxLength(2).WithFormat("email")
	amount := openapi3.NewFloat64Schema().WithMin(0).WithExclusiveMin(true)
	b := &builder{catalog: &catalog{from: map[*openapi3.Schema]*openapi3.Schema{}, sets: map[*openapi3.Schema]requiredSets{}}}
	rule := func(s *openapi3.Schema, beside map[string]any) *Rule {
		return b.rule(&openapi3.SchemaRef{Value: s, Extensions: beside}, false, nil)
	}

	documented := rule(text, nil)
	assert.Equal(t, "^[A-Z]{2}$", documented.Pattern)
	assert.Equal(t, []string{"US", "DE"}, documented.Enum)
	assert.True(t, documented.Email)
	assert.Equal(t, []uint64{2, 2}, []uint64{documented.MinLength, documented.MaxLength})

	marked := *text
	marked.Extensions = guess
	assert.Nil(t, rule(&marked, nil), "the schema is a guess")
	assert.Nil(t, rule(text, guess), "its use here is a guess")
	assert.Equal(t, &Rule{Above: "0"}, rule(amount, guess), "a forgotten amount is not sent as 0")
}
