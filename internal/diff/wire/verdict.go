package wire

import (
	_ "embed" // the verdicts
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/oasdiff/oasdiff/checker"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// verdict is what the changes of some rules mean to a client, why, and what to do about it.
type verdict struct {
	// Severity is what the changes mean; nil leaves that to oasdiff. Cap is the most that they mean.
	Severity, Cap *change.Severity
	Why, Advice   string
	// Skip names the rule of our own that finds the same changes, and knows more about them.
	Skip string
	// Rules are the ids, with * for some of their letters; none means all. A change also has to be of the direction, the
	// area, one of the kinds and one of the effects, as oasdiff describes its rules, and to name all of the arguments.
	Rules           []string
	Direction, Area string
	Kind, Effect    []string
	Args            []string
}

//go:embed verdicts.yaml
var verdictData []byte

// verdicts are those about oasdiff's rules, of which the first that fits counts, those of our own rules, and texts by rules.
var verdicts = sync.OnceValue(func() (all struct {
	Oasdiff, Own []verdict
	Texts        map[string]string
}) {
	if err := yaml.Unmarshal(verdictData, &all); err != nil {
		panic(fmt.Sprintf("verdicts.yaml: %v", err)) // it is part of the program
	}
	return all
})

var own = sync.OnceValue(func() map[string]verdict {
	all := map[string]verdict{}
	for _, v := range verdicts().Own {
		for _, rule := range v.Rules {
			all[rule] = v
		}
	}
	return all
})

// rules are oasdiff's, by id.
var rules = sync.OnceValue(func() map[string]checker.BackwardCompatibilityRule {
	all := map[string]checker.BackwardCompatibilityRule{}
	for _, rule := range checker.GetAllRules() {
		all[rule.Id] = rule
	}
	return all
})

// judge returns what a change that oasdiff found means to a client. Where oasdiff saw a reason to doubt this very change, or
// why it cannot matter, it has lowered its level, and the severity does not go beyond that.
func judge(c checker.Change, args []string) (verdict, change.Severity) {
	rule := rules()[c.GetId()]
	v := verdictOn(rule, args)
	severity := v.severityOf(severityAt(rule.Level))
	if c.GetLevel() < rule.Level {
		severity = min(severity, severityAt(c.GetLevel()))
	}
	if len(c.GetDisclaimers()) > 0 {
		severity = min(severity, change.Risky)
	}
	return v, severity
}

func (v verdict) severityOf(theirs change.Severity) change.Severity {
	switch {
	case v.Severity != nil:
		return *v.Severity
	case v.Cap != nil:
		return min(theirs, *v.Cap)
	}
	return theirs
}

func verdictOn(rule checker.BackwardCompatibilityRule, args []string) verdict {
	for _, v := range verdicts().Oasdiff {
		if v.fits(rule, args) {
			return v
		}
	}
	return verdict{}
}

func (v verdict) fits(rule checker.BackwardCompatibilityRule, args []string) bool {
	is := func(wanted []string, word string) bool { return len(wanted) == 0 || slices.Contains(wanted, word) }
	matches := func(pattern string) bool { ok, err := path.Match(pattern, rule.Id); return ok && err == nil }
	lacks := func(arg string) bool { return !slices.Contains(args, arg) }
	return (len(v.Rules) == 0 || slices.ContainsFunc(v.Rules, matches)) &&
		(v.Direction == "" || v.Direction == word(rule.Direction)) && (v.Area == "" || v.Area == word(rule.Area)) &&
		is(v.Kind, word(rule.Kind)) && is(v.Effect, word(rule.Effect)) && !slices.ContainsFunc(v.Args, lacks)
}

// textOf returns what a report says of a change in place of oasdiff's text; "" if that is good enough.
func textOf(rule string, args []string) string {
	for pattern, text := range verdicts().Texts {
		if ok, err := path.Match(pattern, rule); ok && err == nil {
			for i, arg := range args {
				text = strings.ReplaceAll(text, fmt.Sprintf("{%d}", i), arg)
			}
			return text
		}
	}
	return ""
}

func word(v any) string { return strings.ToLower(fmt.Sprint(v)) }

func severityAt(level checker.Level) change.Severity {
	switch {
	case level >= checker.ERR:
		return change.Breaking
	case level >= checker.WARN:
		return change.Risky
	}
	return change.Compatible
}
