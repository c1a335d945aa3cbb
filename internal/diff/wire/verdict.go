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

// verdict describes what a kind of change means to a client, why, and what to do about it.
type verdict struct {
	// Severity is the severity of the changes; nil leaves it to oasdiff. Cap limits oasdiff's severity.
	Severity, Cap *change.Severity
	Why, Advice   string
	// Skip names the rule of our own that reports these changes instead, with more detail.
	Skip string
	// Rules are rule ids, in which * matches any string; an empty list matches all. The rule must also have the direction, the
	// area, one of the kinds and one of the effects in oasdiff's table of rules. The change must have all of the arguments.
	Rules           []string
	Direction, Area string
	Kind, Effect    []string
	Args            []string
}

//go:embed verdicts.yaml
var verdictData []byte

// verdicts holds the verdicts on oasdiff's rules (the first match wins), the verdicts on our own rules, and messages by rule.
var verdicts = sync.OnceValue(func() (all struct {
	Oasdiff, Own []verdict
	Texts        map[string]string
}) {
	if err := yaml.Unmarshal(verdictData, &all); err != nil {
		panic(fmt.Sprintf("verdicts.yaml: %v", err)) // the file is embedded
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

// rules holds oasdiff's rules by id.
var rules = sync.OnceValue(func() map[string]checker.BackwardCompatibilityRule {
	all := map[string]checker.BackwardCompatibilityRule{}
	for _, rule := range checker.GetAllRules() {
		all[rule.Id] = rule
	}
	return all
})

// ruling is what verdicts.yaml says about one of oasdiff's rules.
type ruling struct {
	checker.BackwardCompatibilityRule

	verdicts []verdict // the verdicts on this rule; each is only for changes with its Args
	text     string    // the message that replaces oasdiff's
}

// rulings caches rulings by rule id, because a comparison may find many changes under one rule.
var rulings sync.Map

func rulingOn(id string) ruling {
	if known, ok := rulings.Load(id); ok {
		return known.(ruling)
	}
	r := ruling{BackwardCompatibilityRule: rules()[id]}
	for _, v := range verdicts().Oasdiff {
		if v.fits(r.BackwardCompatibilityRule) {
			r.verdicts = append(r.verdicts, v)
		}
	}
	for pattern, text := range verdicts().Texts {
		if matches(pattern, id) {
			r.text = text
		}
	}
	rulings.Store(id, r)
	return r
}

// judge returns the verdict on a change that oasdiff found, and its severity. If oasdiff lowers the level of a change below its
// rule's level, the severity is at most that level. If oasdiff adds a disclaimer, the severity is at most risky.
func judge(c checker.Change, args []string) (verdict, change.Severity) {
	r := rulingOn(c.GetId())
	v := r.verdict(args)
	severity := v.severityOf(severityAt(r.Level))
	if c.GetLevel() < r.Level {
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

// verdict returns the verdict on a change with these arguments.
func (r ruling) verdict(args []string) verdict {
	for _, v := range r.verdicts {
		if !slices.ContainsFunc(v.Args, func(arg string) bool { return !slices.Contains(args, arg) }) {
			return v
		}
	}
	return verdict{}
}

// message returns the message that replaces oasdiff's message for a change; "" if oasdiff's message is used.
func (r ruling) message(args []string) string {
	text := r.text
	if text == "" {
		return ""
	}
	for i, arg := range args {
		text = strings.ReplaceAll(text, fmt.Sprintf("{%d}", i), arg)
	}
	return text
}

// fits reports whether the verdict is about a rule. It does not look at Args, which depend on the change.
func (v verdict) fits(rule checker.BackwardCompatibilityRule) bool {
	is := func(wanted []string, word string) bool { return len(wanted) == 0 || slices.Contains(wanted, word) }
	names := func(pattern string) bool { return matches(pattern, rule.Id) }
	return (len(v.Rules) == 0 || slices.ContainsFunc(v.Rules, names)) &&
		(v.Direction == "" || v.Direction == word(rule.Direction)) && (v.Area == "" || v.Area == word(rule.Area)) &&
		is(v.Kind, word(rule.Kind)) && is(v.Effect, word(rule.Effect))
}

func matches(pattern, rule string) bool {
	ok, err := path.Match(pattern, rule)
	return ok && err == nil
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
