package runtime

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hostclients/hostclients/core/internal/codec"
)

// fitsRule has every keyword that request bodies commonly violate.
var fitsRule = &Rule{
	Required: []string{"name", "items"}, NotNull: []string{"items"}, MinItems: 2,
	Properties: map[string]*Rule{
		"name":  {MinLength: 2, MaxLength: 5, All: []*Rule{{Pattern: regexp.MustCompile(`^[a-zü]+$`), Not: []string{"new"}}}},
		"kind":  {Enum: []string{"one", "two"}, NotEmpty: true},
		"email": {Email: true},
		"items": {MinItems: 1, MaxItems: 2, Items: &Rule{Required: []string{"id"}}},
		"total": {Minimum: "1"},
		"one":   {RequiredOne: [][]string{{"a"}, {"b", "c"}}, RequiredAny: [][]string{{"a"}, {"c"}}, Form: true},
	},
	NoNulls: true, Values: &Rule{NotEmpty: true},
}

func TestAnOrdinaryBodyIsCheckedWithoutATree(t *testing.T) {
	for _, body := range []string{
		`{"name":"fün","items":[{"id":1}]}`, `{"name":null,"items":[{"id":1},{"id":null}]}`,
		`{"items":[{"id":{}}],"name":"ab","kind":"one","email":"me@example.com","other":"x","flag":true,"total":null}`,
		`{"name":"ab","items":[{"id":1}],"one":{"a":1}}`, `{"name":"ab","items":[{"id":1}],"one":{"a":"","b":"x","c":[1]}}`,
	} {
		assert.True(t, fitsRule.fits([]byte(body)), body)
		assert.NoError(t, fitsRule.explain([]byte(body)), body)
	}
}

func FuzzABodyThatBreaksARuleDoesNotFit(f *testing.F) {
	for _, seed := range []string{
		`{"name":"fün","items":[{"id":1}]}`, `{"name":"a","items":[]}`, `{"name":"abcdef","items":[{"id":1},{},{}]}`, `{"name":"new","items":null}`, `{"items":[{"id":1}],"items":[]}`,
		`{"name":"ab","name":"ab"}`, `{"name":"ab","items":[{"id":1}],"kind":"three","email":"me","other":"","x":null,"total":0.5}`, `{"n\u0061me":"A","items":[null]}`, `{"name":"ab","items":[{"id":1}],"one":{"a":1,"b":2,"c":3}}`, `{"name":"ab","items":[{"id":1}],"one":{"a":[],"b":null,"c":0}}`, `{"name":"ab","items":[{"id":1}],"one":{"a":1,"a":null}}`, `{"name":"ab","items":[{"id":1}],"one":{"a":1,"b":2,"b":null,"c":3}}`, `[]`, `null`, `"text"`, `{`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if codec.Valid(body) == nil && fitsRule.fits(body) {
			assert.NoError(t, fitsRule.explain(body), "%s", body)
		}
	})
}

// A set may have more members than one pass records.
func TestSetsOfManyMembersAreCheckedInTheTree(t *testing.T) {
	many := make([]string, 65)
	for i := range many {
		many[i] = fmt.Sprintf("m%d", i)
	}
	rule := &Rule{RequiredOne: [][]string{{"a"}, many, {"b"}}}
	for body, want := range map[string]string{
		`{"a":1}`: "", `{"a":1,"b":2}`: "a and b are mutually exclusive",
	} {
		assert.False(t, rule.fits([]byte(body)), body)
		err := rule.explain([]byte(body))
		if want == "" {
			assert.NoError(t, err, body)
		} else {
			assert.EqualError(t, err, want, body)
		}
	}
}
