package wire

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/checker"
	"github.com/oasdiff/oasdiff/diff"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// config enables all checks for all operations, because programs may call drafts as well. It is never modified.
var config = sync.OnceValue(func() *checker.Config {
	return checker.NewConfig(checker.GetAllChecks(), checker.WithStabilityLevel(checker.StabilityDraft))
})

// words returns oasdiff's messages in English.
var words = sync.OnceValue(checker.NewDefaultLocalizer)

// oasdiffChanges returns the changes that oasdiff finds, with their severities for a client.
func oasdiffChanges(p *pairing) ([]change.Change, error) {
	var all []change.Change
	replaceNot(p)
	for _, c := range p.comparisons() {
		report, err := diff.Get(diff.NewConfig(), c.before.t, c.after.t)
		if err != nil {
			return nil, err
		}
		files := sources(c.before.t, c.after.t)
		for _, found := range checker.CheckBackwardCompatibilityUntilLevel(config(), report, files, checker.INFO) {
			one, ok := p.changeOf(found, c.failures)
			if ok && c.nested != nil {
				one, ok = c.outward(one)
			} else {
				ok = ok && !insideParameter.MatchString(one.Rule)
			}
			if ok {
				all = append(all, one)
			}
		}
	}
	return all, nil
}

// insideParameter matches the rules for the properties of parameters, which [pairing.nested] compares.
var insideParameter = regexp.MustCompile(`^(request-parameter|request-header|new-required-request-header)-property`)

// replaceNot removes the keyword not from schemas. Oasdiff reports a wider not as a wider schema, although the schema accepts fewer
// values. [walk] compares it instead. Schemas with a retyped alternative get a not that excludes nothing. It keeps oasdiff from comparing
// the alternatives as a list of types as well, in which a type that became wider looks removed.
func replaceNot(p *pairing) {
	if p.hasNot {
		removeNot(p.before)
		removeNot(p.after)
	}
	nothing := openapi3.NewSchemaRef("", openapi3.NewSchema())
	for both, isRetyped := range p.aligned {
		if isRetyped {
			both.before.Not, both.after.Not = nothing, nothing
		}
	}
}

func removeNot(t *openapi3.T) {
	_ = t.WalkSchemas(func(_ string, s *openapi3.SchemaRef) error { // the function returns no error
		s.Value.Not = nil
		return nil
	})
}

// changeOf converts a change that oasdiff found. It returns false if our own rules report the change, or if it does not affect calls.
func (p *pairing) changeOf(c checker.Change, failure bool) (change.Change, bool) {
	if _, policy := c.(checker.InfoChange); policy {
		return change.Change{}, false // it is about the document's version, which [report.Bump] computes
	}
	args := arguments(c)
	v, severity := judge(c, args)
	if v.Skip != "" {
		return change.Change{}, false
	}
	text := c.GetUncolorizedText(words())
	one := change.Change{
		Boundary: change.Wire,
		Severity: severity,
		Rule:     c.GetId(),
		Subject:  p.subjects.of(text),
		Text:     cmp.Or(rulingOn(c.GetId()).message(args), text),
		Args:     args,
		Old:      place(c.GetBaseSource()),
		New:      place(c.GetRevisionSource()),
	}
	if severity != severityAt(c.GetLevel()) {
		one.Why = v.Why
	}
	if c.GetPath() != "" {
		one.Operation, one.OperationID = operation(c.GetOperation(), c.GetPath()), c.GetOperationId()
		if both := p.named[one.Operation]; both != nil {
			one.OperationID = both.before.Op.OperationID
			if one.Old == nil && one.New == nil {
				one.Old, one.New = placeOf(both.before.Op.Origin), placeOf(both.after.Op.Origin)
			}
		}
	}
	switch {
	case failure && severity > change.Risky:
		one.Severity, one.Why = change.Risky, "a failed call returns an error, whatever its body is"
	case severity > change.Risky && c.GetId() == "api-security-component-type-changed" && !p.demands(args[0]):
		one.Severity, one.Why = change.Risky, "no operation requires these credentials"
	}
	if one.Severity > change.Compatible {
		one.Advice = v.Advice
	}
	return one, true
}

// arguments returns the names and values that a change is about. Lists of types are sorted.
func arguments(c checker.Change) []string {
	var all []string
	for _, arg := range c.GetArgs() {
		text := fmt.Sprint(arg)
		if names := strings.Split(strings.ReplaceAll(text, " and ", ", "), ", "); !slices.ContainsFunc(names, isNoType) {
			slices.Sort(names)
			text = strings.Join(names, ", ")
		}
		all = append(all, text)
	}
	return all
}

func isNoType(name string) bool {
	return !slices.Contains([]string{"array", "boolean", "integer", "null", "number", "object", "string"}, name)
}

// sources maps each operation to its file. Oasdiff's function for this takes quadratic time.
func sources(before, after *openapi3.T) *diff.OperationsSourcesMap {
	files := diff.OperationsSourcesMap{}
	for _, t := range []*openapi3.T{before, after} {
		file := ""
		if at := placeOf(t.Origin); at != nil {
			file = at.File
		}
		for _, item := range t.Paths.Map() {
			for _, op := range item.Operations() {
				files[op] = file
			}
		}
	}
	return &files
}

// place returns nil if neither the line nor the file is known.
func place(s *checker.Source) *change.Place {
	if s == nil || s.File == "" && s.Line == 0 {
		return nil
	}
	return &change.Place{File: s.File, Line: s.Line}
}

// placeOf returns the location of an element; nil if the document has no origins.
func placeOf(o *openapi3.Origin) *change.Place {
	if o == nil || o.Key == nil {
		return nil
	}
	return &change.Place{File: o.Key.File, Line: o.Key.Line}
}
