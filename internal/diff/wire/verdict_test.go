package wire

import (
	"flag"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/oasdiff/oasdiff/checker"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/diff/change"
)

var update = flag.Bool("update", false, "write testdata/reviewed.txt")

// TestEveryRuleOfOasdiffWasReviewed fails if oasdiff adds a rule or changes the level of a rule, or if a verdict applies to
// different rules than before. Review the changed lines before you write them with -update.
func TestEveryRuleOfOasdiffWasReviewed(t *testing.T) {
	var lines []string
	for _, rule := range checker.GetAllRules() {
		v, theirs := rulingOn(rule.Id).verdict(nil), severityAt(rule.Level)
		switch ours := v.severityOf(theirs); {
		case v.Skip != "":
			lines = append(lines, rule.Id+": see "+v.Skip)
		case ours != theirs:
			lines = append(lines, rule.Id+": "+ours.String()+", oasdiff: "+theirs.String())
		default:
			lines = append(lines, rule.Id+": "+ours.String())
		}
	}
	slices.Sort(lines)
	text := strings.Join(lines, "\n") + "\n"
	if *update {
		require.NoError(t, os.WriteFile("testdata/reviewed.txt", []byte(text), 0o600))
	}
	reviewed, err := os.ReadFile("testdata/reviewed.txt")
	require.NoError(t, err)
	assert.Equal(t, string(reviewed), text)
}

func TestEveryVerdictChangesOrExplainsSomething(t *testing.T) {
	first := map[int]int{} // by verdict, the number of rules that it matches first
	for id, rule := range rules() {
		for i, v := range verdicts().Oasdiff {
			if !v.fits(rule) {
				continue
			}
			first[i]++
			if len(v.Args) == 0 {
				if v.Skip != "" {
					assert.Contains(t, own(), v.Skip, id)
				}
				break
			}
		}
	}
	for i, v := range verdicts().Oasdiff {
		assert.Positive(t, first[i], "%d: %v", i, v)
		if v.Severity != nil || v.Cap != nil {
			assert.NotEmpty(t, v.Why, v.Rules)
		}
		for _, pattern := range v.Rules {
			fits := func(rule checker.BackwardCompatibilityRule) bool {
				return matches(pattern, rule.Id)
			}
			assert.True(t, slices.ContainsFunc(checker.GetAllRules(), fits), "no rule matches %s", pattern)
		}
	}
}

func TestEveryRiskyOrBreakingVerdictHasAdvice(t *testing.T) {
	for id, rule := range rules() {
		v := rulingOn(id).verdict(nil)
		if v.Skip == "" && v.severityOf(severityAt(rule.Level)) > change.Compatible {
			assert.NotEmpty(t, v.Advice, id)
		}
	}
	for id, v := range own() {
		require.NotNil(t, v.Severity, id)
		assert.NotEmpty(t, v.Why, id)
		assert.Equal(t, *v.Severity > change.Compatible, v.Advice != "", id)
		assert.NotContains(t, rules(), id, "want a name that no rule of oasdiff has")
	}
}

func TestEachRuleHasAtMostOneMessage(t *testing.T) {
	assert.Equal(t, "the operationId was a and is now b", rulingOn("api-operation-id-removed").message([]string{"a", "b"}))
	assert.Empty(t, rulingOn("no-such-rule").message(nil))
	used := map[string]string{}
	for pattern := range verdicts().Texts {
		for id := range rules() {
			if matches(pattern, id) {
				assert.Empty(t, used[id], "%s has two messages", id)
				used[id] = pattern
			}
		}
	}
	for pattern := range verdicts().Texts {
		assert.Contains(t, slices.Collect(maps.Values(used)), pattern, "no rule matches this pattern")
	}
}
