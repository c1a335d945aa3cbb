package wire

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/checker"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/diff/change"
)

func TestEveryRuleOfOasdiffHasOneVerdictAndNoVerdictLacksItsRule(t *testing.T) {
	var ruled, theirs []string
	for _, v := range verdicts {
		assert.True(t, slices.IsSorted(v.rules), "the rules of %q are not in order", v.why)
		ruled = append(ruled, v.rules...)
	}
	for _, rule := range checker.GetAllRules() {
		theirs = append(theirs, rule.Id)
	}
	slices.Sort(ruled)
	slices.Sort(theirs)
	assert.Equal(t, theirs, ruled)
	assert.Len(t, theirs, 755)
}

func TestEveryVerdictHasAReasonAndAdviceIfItIsBad(t *testing.T) {
	for _, v := range slices.Concat(verdicts, ownVerdicts) {
		assert.NotEmpty(t, v.why, v.rules)
		assert.NotEmpty(t, v.rules, v.why)
		assert.Equal(t, v.severity > change.Compatible, v.advice != "", v.why)
		for _, rule := range v.rules {
			assert.Equal(t, v.why, Why(rule))
		}
	}
	assert.Empty(t, Why("no-such-rule"))
}

func TestNoOwnRuleIsCalledLikeOneOfOasdiff(t *testing.T) {
	for _, v := range ownVerdicts {
		for _, rule := range v.rules {
			assert.NotContains(t, levels, rule)
		}
	}
}

// unreached are rules whose severity is not oasdiff's level and that find nothing: oasdiff applies them if it is told how
// many days of notice a deprecation needs, and it is told none.
var unreached = []string{
	"api-deprecated-sunset-missing",
	"request-parameter-deprecated-sunset-missing",
	"request-property-deprecated-sunset-missing",
	"response-property-deprecated-sunset-missing",
}

// TestEveryVerdictThatDiffersFromOasdiffIsSeenInAPairOfDocuments looks through the edits of these tests and oasdiff's own
// documents for a change of each rule that has its severity from here.
func TestEveryVerdictThatDiffersFromOasdiffIsSeenInAPairOfDocuments(t *testing.T) {
	seen := map[string]bool{}
	look := func(before, after *openapi3.T) {
		all, err := Compare(before, after)
		require.NoError(t, err)
		for _, c := range all {
			seen[c.Severity.String()+" "+c.Rule] = true
		}
	}
	for _, e := range edits {
		before, after := e.documents(t)
		look(before, after)
		look(after, before)
	}
	for _, s := range schemas {
		look(threeTimes(t, s.before), threeTimes(t, s.after))
	}
	data := oasdiffData(t)
	for _, files := range pairsOf(documents(t, filepath.Join(data, "checker"))) {
		before, err := loader().LoadFromFile(filepath.Join(data, "checker", files[0]))
		require.NoError(t, err)
		after, err := loader().LoadFromFile(filepath.Join(data, "checker", files[1]))
		require.NoError(t, err)
		look(before, after)
	}
	differing := 0
	for _, v := range verdicts {
		for _, rule := range v.rules {
			if v.severity == severityAt(levels[rule]) || slices.Contains(unreached, rule) {
				continue
			}
			differing++
			assert.True(t, seen[v.severity.String()+" "+rule], "%s is never %s", rule, v.severity)
		}
	}
	for _, v := range ownVerdicts {
		for _, rule := range v.rules {
			assert.True(t, seen[v.severity.String()+" "+rule], "%s is never %s", rule, v.severity)
		}
	}
	t.Logf("%d rules have another severity than oasdiff's", differing)
}

// schemas are a value before and after, of an answer's body, of a property in it and of a header.
var schemas = []struct{ before, after string }{
	{"{type: integer, maximum: 9}", "{type: integer, maximum: 10}"},
	{"{type: integer, maximum: 9}", "{type: integer}"},
	{"{type: integer, minimum: 9}", "{type: integer, minimum: 8}"},
	{"{type: integer, minimum: 9}", "{type: integer}"},
	{"{type: integer, exclusiveMaximum: 9}", "{type: integer, exclusiveMaximum: 10}"},
	{"{type: integer, exclusiveMaximum: 9}", "{type: integer}"},
	{"{type: integer, exclusiveMinimum: 9}", "{type: integer, exclusiveMinimum: 8}"},
	{"{type: integer, exclusiveMinimum: 9}", "{type: integer}"},
	{"{type: integer, multipleOf: 2}", "{type: integer, multipleOf: 3}"},
	{"{type: integer, multipleOf: 2}", "{type: integer}"},
	{"{type: string, maxLength: 9}", "{type: string, maxLength: 10}"},
	{"{type: string, maxLength: 9}", "{type: string}"},
	{"{type: string, minLength: 9}", "{type: string, minLength: 8}"},
	{"{type: string, minLength: 9}", "{type: string}"},
	{"{type: string, pattern: ^a+$}", "{type: string}"},
	{"{type: string, pattern: ^a+$}", "{type: string, pattern: ^b+$}"},
	{"{type: string, const: a}", "{type: string}"},
	{"{type: string, const: a}", "{type: string, const: b}"},
	{"{type: string, enum: [a]}", "{type: string, enum: [a, b]}"},
	{"{type: array, items: {type: string}, maxItems: 9}", "{type: array, items: {type: string}, maxItems: 10}"},
	{"{type: array, items: {type: string}, maxItems: 9}", "{type: array, items: {type: string}}"},
	{"{type: array, items: {type: string}, minItems: 9}", "{type: array, items: {type: string}, minItems: 8}"},
	{"{type: array, items: {type: string}, minItems: 9}", "{type: array, items: {type: string}}"},
	{"{type: array, items: {type: string}, uniqueItems: true}", "{type: array, items: {type: string}}"},
	{"{type: array, contains: {const: a}, maxContains: 9}", "{type: array, contains: {const: a}, maxContains: 10}"},
	{"{type: array, contains: {const: a}, maxContains: 9}", "{type: array, contains: {const: a}}"},
	{"{type: array, contains: {const: a}, minContains: 9}", "{type: array, contains: {const: a}, minContains: 8}"},
	{"{type: array, contains: {const: a}, minContains: 9}", "{type: array, contains: {const: a}}"},
	{"{type: object, maxProperties: 9}", "{type: object, maxProperties: 10}"},
	{"{type: object, maxProperties: 9}", "{type: object}"},
	{"{type: object, minProperties: 9}", "{type: object, minProperties: 8}"},
	{"{type: object, minProperties: 9}", "{type: object}"},
	{"{type: object, dependentRequired: {a: [b]}}", "{type: object, dependentRequired: {a: [c]}}"},
	{"{type: object, dependentRequired: {a: [b]}}", "{type: object}"},
	{"false", "{type: string}"},
}

// threeTimes is a document in which a schema is that of an answer, of a property and of a header.
func threeTimes(t *testing.T, schema string) *openapi3.T {
	t.Helper()
	return parsed(t, fmt.Sprintf(`
openapi: 3.1.0
info: {title: Values, version: v1}
paths:
  /body:
    get:
      responses: {"200": {description: A., content: {application/json: {schema: %[1]s}}}}
  /property:
    get:
      responses:
        "200": {description: B., content: {application/json: {schema: {type: object, properties: {p: %[1]s}}}}}
  /header:
    get:
      responses: {"200": {description: C., headers: {H: {schema: %[1]s}}}}
`, schema))
}
