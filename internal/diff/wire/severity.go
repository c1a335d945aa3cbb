package wire

import (
	"regexp"
	"strings"

	"github.com/oasdiff/oasdiff/checker"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// verdict is what the changes of some rules mean to a client, why, and what to do about it.
type verdict struct {
	severity    change.Severity
	why, advice string
	rules       []string
}

// judged are the verdicts by rule.
var judged = func() map[string]verdict {
	all := map[string]verdict{}
	for _, table := range [][]verdict{verdicts, ownVerdicts} {
		for _, v := range table {
			for _, rule := range v.rules {
				all[rule] = v
			}
		}
	}
	return all
}()

// severityOf returns what a change that oasdiff found means to a client. Where oasdiff saw a reason to doubt this very
// change, or why it cannot matter, it has lowered its level, and the verdict does not go beyond that.
func severityOf(c checker.Change, text string) change.Severity {
	v, known := judged[c.GetId()]
	if !known {
		return severityAt(c.GetLevel())
	}
	for _, e := range exceptions {
		if strings.HasPrefix(c.GetId(), e.rules) && e.text.MatchString(text) {
			return e.severity(v.severity)
		}
	}
	severity := v.severity
	if level, general := c.GetLevel(), levels[c.GetId()]; level < general {
		severity = min(severity, severityAt(level))
	}
	if len(c.GetDisclaimers()) > 0 || strings.HasPrefix(c.GetPath(), "webhook:") {
		// Requests of webhooks come from the server: oasdiff has them the wrong way round, and the client does not read them.
		severity = min(severity, change.Doubtful)
	}
	return severity
}

// exceptions are changes that mean something else than others of their rule. The first that fits counts.
var exceptions = []struct {
	// rules is how the names of the rules begin, and text what oasdiff says of the change.
	rules    string
	text     *regexp.Regexp
	severity func(change.Severity) change.Severity
}{
	// What is more to a server's validator is less to a client: under "not", everything is the other way round.
	{"request-", regexp.MustCompile("[`/]not/"), func(change.Severity) change.Severity { return change.Doubtful }},
	// A password is a text that is not shown; nothing that is sent differs.
	{
		"", regexp.MustCompile("`format`.*(from `none` to `password`|from `password` to `none`)"),
		func(change.Severity) change.Severity { return change.Compatible },
	},
	// To oasdiff a date is a date-time of lesser precision. The one is not spelled like the other.
	{
		"request-", regexp.MustCompile("`format`.* was widened from `date` to `date-time`"),
		func(change.Severity) change.Severity { return change.Breaking },
	},
	{
		"response-", regexp.MustCompile("`format`.* was narrowed from `date-time` to `date`"),
		func(change.Severity) change.Severity { return change.Breaking },
	},
	// A failure is an error whatever its body is; only what the error tells is less.
	{
		"response-", regexp.MustCompile("status `[345]|`[345][0-9X]{2}` status"),
		func(s change.Severity) change.Severity { return min(s, change.Doubtful) },
	},
}

// levels are what oasdiff says of a rule's changes in general.
var levels = checker.GetCheckLevels()

func severityAt(level checker.Level) change.Severity {
	switch {
	case level >= checker.ERR:
		return change.Breaking
	case level >= checker.WARN:
		return change.Doubtful
	}
	return change.Compatible
}
