package wire

import (
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/checker"
	"github.com/oasdiff/oasdiff/diff"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// config has all checks look at all operations: drafts, too, may be called by somebody. Nobody changes it.
var config = sync.OnceValue(func() *checker.Config {
	return checker.NewConfig(checker.GetAllChecks(), checker.WithStabilityLevel(checker.StabilityDraft))
})

// words are oasdiff's texts in English.
var words = sync.OnceValue(checker.NewDefaultLocalizer)

// oasdiffChanges returns what oasdiff finds, whatever it thinks of it.
func oasdiffChanges(p *pairing) ([]change.Change, error) {
	var all []change.Change
	// Each part may have something that calls for another version of the document, which is said once.
	policy := map[string]bool{}
	for _, d := range portions(normal(p.before), normal(p.after)) {
		report, err := diff.Get(diff.NewConfig(), d.before, d.after)
		if err != nil {
			return nil, err
		}
		whole := markEnumerations(report)
		files := sources(d.before, d.after)
		for _, c := range checker.CheckBackwardCompatibilityUntilLevel(config(), report, files, checker.INFO) {
			if _, ok := c.(checker.InfoChange); ok {
				if policy[c.GetId()] {
					continue
				}
				policy[c.GetId()] = true
			}
			if one := p.changeOf(c, words()); whole.judge(&one) {
				all = append(all, one)
			}
		}
	}
	return all, nil
}

// changeOf puts a change into our words.
func (p *pairing) changeOf(c checker.Change, words checker.Localizer) change.Change {
	text := steady(c.GetId(), c.GetUncolorizedText(words))
	one := change.Change{
		Boundary: change.Wire,
		Severity: severityOf(c, text),
		Rule:     c.GetId(),
		Subject:  subjectOf(text),
		Text:     text,
		Old:      place(c.GetBaseSource()),
		New:      place(c.GetRevisionSource()),
	}
	if c.GetPath() != "" {
		one.Operation, one.OperationID = c.GetOperation()+" "+c.GetPath(), c.GetOperationId()
		if op := p.old[one.Operation]; op != nil {
			one.OperationID = op.OperationID
		}
	}
	if scheme, ok := strings.CutPrefix(one.Subject, "security scheme "); ok && !p.demands(scheme) {
		one.Severity = min(one.Severity, change.Doubtful)
	}
	if one.Severity > change.Compatible {
		one.Advice = judged[one.Rule].advice
	}
	return one
}

// sources names the file of every operation. The function of oasdiff that does so compares every path with every other.
func sources(before, after *openapi3.T) *diff.OperationsSourcesMap {
	files := diff.OperationsSourcesMap{}
	for _, t := range []*openapi3.T{before, after} {
		file := fileOf(t)
		for _, item := range t.Paths.Map() {
			for _, op := range item.Operations() {
				files[op] = file
			}
		}
	}
	return &files
}

// fileOf is the file that a document came from, "" if it does not say.
func fileOf(t *openapi3.T) string {
	if at := placeOf(t.Origin); at != nil {
		return at.File
	}
	return ""
}

// place is nil unless there is a line or at least a file.
func place(s *checker.Source) *change.Place {
	if s == nil || s.File == "" && s.Line == 0 {
		return nil
	}
	return &change.Place{File: s.File, Line: s.Line}
}

// placeOf is where an element stands, nil if the document has no origins.
func placeOf(o *openapi3.Origin) *change.Place {
	if o == nil || o.Key == nil {
		return nil
	}
	return &change.Place{File: o.Key.File, Line: o.Key.Line}
}
