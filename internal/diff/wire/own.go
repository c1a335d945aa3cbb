package wire

import (
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// findings collects the changes that our own rules find.
type findings struct{ all []change.Change }

// add adds a change, with the severity of its rule. The pair is nil if the change belongs to no operation.
func (f *findings) add(rule string, p *pair, subject string, before, after *openapi3.Origin, format string, args ...any) {
	v := own()[rule]
	c := change.Change{
		Boundary: change.Wire, Severity: *v.Severity, Rule: rule, Subject: subject, Text: fmt.Sprintf(format, args...),
		Args: []string{subject}, Advice: v.Advice, Old: placeOf(before), New: placeOf(after),
	}
	for _, arg := range args {
		c.Args = append(c.Args, fmt.Sprint(arg))
	}
	if p != nil {
		c.Operation, c.OperationID = p.name, p.before.Op.OperationID
	}
	f.all = append(f.all, c)
}

// ownChanges returns the changes that our own rules find. It compares each operation and each pair of schemas
// once. The webhooks are those of the original documents.
func ownChanges(p *pairing, before, after *openapi3.T) []change.Change {
	f, w, shift := &findings{}, walk{}, p.shift()
	f.servers(nil, urls(p.before.Servers, ""), urls(p.after.Servers, shift))
	f.schemes(p)
	f.webhooks(before, after)
	for i := range p.both {
		both := &p.both[i]
		f.paths(p, both)
		f.operationServers(p, both, shift)
		f.ownSecurity(p, both)
		if both.same {
			continue
		}
		f.callbacks(both)
		f.response(both)
		f.statuses(both)
		f.parameters(both, w)
		f.contents(both, w)
	}
	return f.all
}

// silentRemovals returns removals that are missing in found. Oasdiff does not report a removal whose announced sunset date has
// passed.
func silentRemovals(p *pairing, found []change.Change) []change.Change {
	f := &findings{}
	reported := map[string]bool{}
	for _, c := range found {
		switch rule := rules()[c.Rule]; {
		case word(rule.Area) == "paths" && word(rule.Kind) == "existence":
			reported[c.Operation] = true
		case word(rule.Area) == "parameters" && word(rule.Kind) == "existence" && len(c.Args) >= 2:
			reported[c.Operation+" "+c.Args[0]+" "+c.Args[1]] = true
		}
	}
	for _, gone := range p.gone {
		if !reported[gone.Name()] {
			f.add("operation-removed", &pair{name: gone.Name(), before: gone}, "", gone.Op.Origin, nil, "the operation was removed")
		}
	}
	for i := range p.both {
		both := &p.both[i]
		if both.same {
			continue
		}
		for _, ref := range both.before.Op.Parameters {
			old := ref.Value
			if both.after.Op.Parameters.GetByInAndName(old.In, old.Name) == nil && !reported[both.name+" "+old.In+" "+old.Name] {
				f.add("parameter-removed", both, old.In+" parameter "+old.Name, old.Origin, nil,
					"the %s parameter %s was removed", old.In, old.Name)
			}
		}
	}
	return f.all
}
