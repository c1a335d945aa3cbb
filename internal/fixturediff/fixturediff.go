// Package fixturediff is the fixtures boundary of specdiff: it says which recorded exchanges a new document does not allow
// any more. Each exchange passes the gates of package contract that need no client, against the new document, and if it
// fails there against the old one too: what was wrong before is not blamed on the change.
package fixturediff

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/change"
	"github.com/hostclients/hostclients/internal/contract"
)

// Input is what is compared.
type Input struct {
	// Folder holds the fixtures, as specs/<api>/fixtures does.
	Folder string
	// Old and New are the documents, with their overlays applied.
	Old, New *openapi3.T
	// NoRequests and NoAnswers are true if the new document does not say what they look like: then they cannot be wrong.
	NoRequests, NoAnswers bool
}

// Compare returns the changes that the fixtures show, in the order of reports. A fixture that cannot be read is an error.
func Compare(ctx context.Context, in Input) ([]change.Change, error) {
	r := &replay{Input: in, lines: map[string]map[int]int{}}
	pairs, added := match(operationsOf(in.Old), operationsOf(in.New))
	for _, p := range pairs {
		if err := r.known(ctx, p.before, p.after); err != nil {
			return nil, err
		}
	}
	for _, op := range added {
		if err := r.added(ctx, op); err != nil {
			return nil, err
		}
	}
	change.Sort(r.found)
	return r.found, nil
}

// replay is one run.
type replay struct {
	Input
	found []change.Change
	// lines are those of the interactions, by file and id.
	lines map[string]map[int]int
}

// known replays the exchanges of an operation of the old document; after is nil if the new one does not have it.
func (r *replay) known(ctx context.Context, before, after *operation) error {
	fixtures, err := contract.Fixtures(r.Folder, before.id)
	if err != nil {
		return err
	}
	switch {
	case after == nil && len(fixtures) > 0:
		r.report(before, change.Change{
			Severity: change.Breaking, Rule: "fixture-operation-removed", Subject: filesOf(fixtures),
			Text:   fmt.Sprintf("the operation is gone, and with it what %s", prove(len(fixtures))),
			Advice: "delete the fixtures, or move them to the operation that took its place",
			Old:    &change.Place{File: fixtures[0].File, Line: 1},
		})
		return nil
	case after == nil:
		return nil
	case after.id == before.id || after.id == "":
	case len(fixtures) > 0:
		r.report(before, change.Change{
			Severity: change.Doubtful, Rule: "fixture-operation-renamed", Subject: filesOf(fixtures),
			Text:   fmt.Sprintf("the operationId is %s, was %s: the fixtures are not found any more", after.id, before.id),
			Advice: fmt.Sprintf("rename the files to %s.yaml, or give the operation its old operationId in the overlay", after.id),
			Old:    &change.Place{File: fixtures[0].File, Line: 1},
		})
	default: // they may have the new name already
		if fixtures, err = contract.Fixtures(r.Folder, after.id); err != nil {
			return err
		}
	}
	for _, f := range fixtures {
		if err := r.exchange(ctx, before, after, f); err != nil {
			return err
		}
	}
	r.incomplete(before, after, fixtures)
	return nil
}

// incomplete reports the exchanges that the new document demands beside those that the old one did.
func (r *replay) incomplete(before, after *operation, fixtures []contract.Fixture) {
	if len(fixtures) == 0 || r.NoAnswers {
		return
	}
	known := contract.Missing(r.Old, before.method, before.path, fixtures)
	for _, name := range contract.Missing(r.New, after.method, after.path, fixtures) {
		if !slices.Contains(known, name) {
			r.report(before, change.Change{
				Severity: change.Compatible, Rule: "fixture-missing", Text: name + " is new and needs a fixture",
				Advice: "add an exchange to those of the operation",
			})
		}
	}
}

func prove(exchanges int) string {
	if exchanges == 1 {
		return "its exchange proves"
	}
	return fmt.Sprintf("its %d exchanges prove", exchanges)
}

// added looks at an operation of the new document alone.
func (r *replay) added(ctx context.Context, op *operation) error {
	var fixtures []contract.Fixture
	if op.id != "" {
		var err error
		if fixtures, err = contract.Fixtures(r.Folder, op.id); err != nil {
			return err
		}
	}
	if len(fixtures) == 0 {
		r.report(op, change.Change{
			Severity: change.Compatible, Rule: "fixture-missing", Text: "the operation is new and needs a fixture",
			Advice: "add exchanges: a success, and each failure that the document declares",
		})
	}
	for _, f := range fixtures {
		if err := r.exchange(ctx, nil, op, f); err != nil {
			return err
		}
	}
	return nil
}

// gates are those that are asked, with what is said of an exchange that fails one.
var gates = []struct {
	rule, name string
	faults     func(contract.Outcome) []string
}{
	{"fixture-request-invalid", "gate 1, recorded request", func(o contract.Outcome) []string { return o.Request }},
	{"fixture-answer-invalid", "gate 2, recorded answer", func(o contract.Outcome) []string { return o.Answer }},
}

// advice is what to do about an exchange, by where it comes from.
var advice = map[string]string{
	"recorded":   "the server did so: doubt the new document, or record the exchange anew",
	"documented": "see whether the documentation has another example now",
	"synthetic":  "write the exchange anew, as the new document has it",
}

// exchange replays one exchange; before is nil if the old document does not have its operation.
func (r *replay) exchange(ctx context.Context, before, after *operation, f contract.Fixture) error {
	now := r.outcome(contract.Replay(ctx, r.New, after.method, after.path, f.Interaction))
	if len(now.Request)+len(now.Answer) == 0 {
		return nil
	}
	var then contract.Outcome
	op := after
	if before != nil {
		op = before
		then = contract.Replay(ctx, r.Old, before.method, before.path, f.Interaction)
	}
	for _, gate := range gates {
		faults := gate.faults(now)
		known := gate.faults(then)
		faults = slices.DeleteFunc(faults, func(fault string) bool { return slices.Contains(known, fault) })
		if len(faults) == 0 {
			continue
		}
		line, err := r.line(f)
		if err != nil {
			return err
		}
		r.report(op, change.Change{
			Severity: change.Breaking, Rule: gate.rule, Subject: fmt.Sprintf("%s, interaction %d", nameOf(f), f.Interaction.ID),
			Text: gate.name + ": " + listed(faults), Advice: advice[f.Provenance], Old: &change.Place{File: f.File, Line: line},
		})
	}
	return nil
}

// outcome leaves out what the new document cannot tell.
func (r *replay) outcome(o contract.Outcome) contract.Outcome {
	if r.NoRequests {
		o.Request = nil
	}
	if r.NoAnswers {
		o.Answer = nil
	}
	return o
}

func (r *replay) report(op *operation, c change.Change) {
	c.Boundary, c.Operation, c.OperationID = change.Fixtures, op.method+" "+op.path, op.id
	r.found = append(r.found, c)
}

// told is how many faults of an exchange are told at most.
const told = 3

func listed(faults []string) string {
	if len(faults) > told {
		faults = append(slices.Clone(faults[:told]), fmt.Sprintf("%d more", len(faults)-told))
	}
	return strings.Join(faults, "; ")
}

// nameOf is the cassette below the folder of fixtures.
func nameOf(f contract.Fixture) string { return path.Join(f.Provenance, path.Base(f.File)) }

// filesOf are the cassettes, once each.
func filesOf(fixtures []contract.Fixture) string {
	var names []string
	for _, f := range fixtures {
		names = append(names, nameOf(f))
	}
	return strings.Join(slices.Compact(names), ", ")
}
