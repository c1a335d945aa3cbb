package wire

import (
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// ownVerdicts are the verdicts of the rules that oasdiff does not have.
var ownVerdicts = []verdict{
	{
		severity: change.Breaking,
		why:      "the operation is not there any more; oasdiff is silent about it once a sunset date has passed",
		advice:   "stop calling it, or stay with the old server",
		rules:    []string{"operation-removed"},
	},
	{
		severity: change.Doubtful,
		why:      "the client still sends it; oasdiff is silent about it once a sunset date has passed",
		advice:   "see whether the call still does what it should without it",
		rules:    []string{"parameter-removed"},
	},
	{
		severity: change.Breaking,
		why:      "the client puts each value where another one is looked for, and nothing refuses it",
		advice:   "generate the client anew, and look which argument is which",
		rules:    []string{"path-parameters-moved"},
	},
	{
		severity: change.Doubtful,
		why:      "one word, as an argument, no longer means what it meant: a path without arguments goes before one with them",
		advice:   "see whether the word is ever given",
		rules:    []string{"path-word-reserved"},
	},
	{
		severity: change.Breaking,
		why:      "no server of the old document is left, and programs call one of those",
		advice:   "give New the URL of the new server",
		rules:    []string{"server-changed"},
	},
	{
		severity: change.Doubtful,
		why:      "programs that call this server may have to call another one",
		advice:   "see which server is called",
		rules:    []string{"server-removed"},
	},
	{
		severity: change.Compatible,
		why:      "the old servers are still there",
		rules:    []string{"server-added"},
	},
	{
		severity: change.Breaking,
		why:      "no credentials, or none that were enough before, are enough now",
		advice:   "generate the client anew and give the credentials that are demanded",
		rules:    []string{"security-required"},
	},
	{
		severity: change.Doubtful,
		why:      "some credentials that were enough before still are, others are not",
		advice:   "see which credentials the client is given",
		rules:    []string{"security-alternative-removed"},
	},
	{
		severity: change.Breaking,
		why:      "the client sends the credentials where, or as, the server does not look for them",
		advice:   "generate the client anew",
		rules:    []string{"security-scheme-changed"},
	},
	{
		severity: change.Doubtful,
		why:      "no operation demands these credentials, but a program may give them all the same",
		advice:   "see whether the client is given the credentials",
		rules:    []string{"unused-security-scheme-changed"},
	},
	{
		severity: change.Compatible,
		why:      "a call with credentials is as good as before",
		rules:    []string{"security-dropped"},
	},
	{
		severity: change.Doubtful,
		why:      "the client does not get tokens there, but the program around it may",
		advice:   "get tokens from the new URL",
		rules:    []string{"security-url-changed"},
	},
	{
		severity: change.Breaking,
		why:      "the client spells the value in a way that the server does not read",
		advice:   "generate the client anew",
		rules:    []string{"parameter-serialization-changed", "request-encoding-changed"},
	},
	{
		severity: change.Breaking,
		why:      "a parameter that was complete now lacks something",
		advice:   "generate the client anew and give the value",
		rules:    []string{"parameter-property-required"},
	},
	{
		severity: change.Doubtful,
		why:      "the client still sends it, and servers either ignore or refuse what they do not know",
		advice:   "see whether the call still does what it should without it",
		rules:    []string{"parameter-property-removed"},
	},
	{
		severity: change.Compatible,
		why:      "the client need not use what is new",
		rules:    []string{"parameter-property-added"},
	},
	{
		severity: change.Breaking,
		why:      "a value that the old document allows, and the client therefore sends, is refused",
		advice:   "generate the client anew, which then checks the new limits",
		rules:    []string{"request-additional-properties-forbidden", "request-not-added"},
	},
	{
		severity: change.Breaking,
		why:      "a value that the old document allows is refused; to oasdiff, the first listed values have been added",
		advice:   "generate the client anew, which then checks the new limits",
		rules:    []string{"request-parameter-property-became-enum"},
	},
	{
		severity: change.Compatible,
		why:      "what was accepted still is; the client goes on to check the old values",
		rules:    []string{"request-enumeration-opened"},
	},
	{
		severity: change.Doubtful,
		why:      "the client keeps an unknown value as it came; a program that tells the known ones apart meets another",
		advice:   "handle values that are not known",
		rules:    []string{"response-body-enum-value-added", "response-enumeration-opened"},
	},
	{
		severity: change.Compatible,
		why:      "answers of the new kind are among those of the old kind",
		rules:    []string{"response-enumeration-closed"},
	},
	{
		severity: change.Breaking,
		why:      "the client takes an answer without the body that it reads for a fault",
		advice:   "generate the client anew",
		rules:    []string{"response-body-removed"},
	},
}

// findings gathers changes of our own rules.
type findings struct{ all []change.Change }

// add adds a change, with the severity of its rule. The pair is nil if the change belongs to no operation.
func (f *findings) add(rule string, p *pair, subject string, before, after *openapi3.Origin, format string, args ...any) {
	v := judged[rule]
	c := change.Change{
		Boundary: change.Wire, Severity: v.severity, Rule: rule, Subject: subject, Text: fmt.Sprintf(format, args...),
		Advice: v.advice, Old: placeOf(before), New: placeOf(after),
	}
	if p != nil {
		c.Operation, c.OperationID = p.name, p.before.op.OperationID
	}
	f.all = append(f.all, c)
}

// ownChanges returns what oasdiff, which found the given changes, has passed over. It looks at each operation once, and at
// each pair of schemas once.
func ownChanges(p *pairing, found []change.Change) []change.Change {
	f := &findings{}
	f.silentRemovals(p, found)
	f.servers(nil, p.before.Servers, p.after.Servers)
	f.schemes(p)
	for i := range p.both {
		both := &p.both[i]
		f.paths(p, both)
		f.ownServers(p, both)
		f.ownSecurity(p, both)
		f.body(both)
		f.answer(both)
		f.answerValues(both)
	}
	w := &walk{done: map[schemaPair][]schemaFinding{}}
	for i := range p.both {
		f.parameters(&p.both[i], w)
		f.bodySchemas(&p.both[i], w)
	}
	return f.all
}
