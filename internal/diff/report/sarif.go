package report

import (
	"io"
	"maps"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// object is a JSON object of SARIF.
type object = map[string]any

var levels = map[change.Severity]string{change.Breaking: "error", change.Risky: "warning", change.Compatible: "note"}

// SARIF writes the reports in the Static Analysis Results Interchange Format, version 2.1.0, for services that track findings
// over time. Each report is a run. Accepted changes are suppressed results.
func (all Reports) SARIF(w io.Writer) error {
	runs := []object{}
	for _, r := range all {
		runs = append(runs, r.sarif())
	}
	return encode(w, object{
		"$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		"version": "2.1.0", "runs": runs,
	})
}

func (r Report) sarif() object {
	names := rulesOf(r.Changes, r.Accepted)
	rules, results := []object{}, []object{}
	for _, name := range names {
		rules = append(rules, object{"id": name, "shortDescription": object{"text": sarifText(strings.ReplaceAll(name, "-", " "))}})
	}
	for _, c := range sortedCopy(r.Changes) {
		text := sarifText(c.Line())
		if c.Advice != "" {
			text += "\n" + sarifText(c.Advice)
		}
		results = append(results, sarifOf(c, names, text))
	}
	for _, c := range sortedCopy(r.Accepted) {
		result := sarifOf(c, names, sarifText(c.Line()))
		result["suppressions"] = []object{{"kind": "external", "justification": c.Advice}}
		results = append(results, result)
	}
	run := object{"tool": object{"driver": object{"name": "specdiff", "rules": rules}}, "results": results}
	if r.API != "" {
		// Services distinguish the runs of a log by their category, which is everything before the last slash.
		run["automationDetails"] = object{"id": "specdiff/" + r.API + "/"}
	}
	return run
}

// rulesOf returns the distinct rules of the changes, sorted.
func rulesOf(lists ...[]change.Change) []string {
	names := map[string]bool{}
	for _, c := range slices.Concat(lists...) {
		names[c.Rule] = true
	}
	return slices.Sorted(maps.Keys(names))
}

func sarifOf(c change.Change, rules []string, text string) object {
	index, _ := slices.BinarySearch(rules, c.Rule)
	result := object{
		"ruleId": c.Rule, "ruleIndex": index, "level": levels[c.Severity], "message": object{"text": text},
		"partialFingerprints": object{"specdiff/v1": c.Fingerprint()},
	}
	location := object{}
	if at := place(c); at != nil && at.File != "" {
		physical := object{"artifactLocation": object{"uri": fileURI(at.File)}}
		if at.Line > 0 {
			physical["region"] = object{"startLine": at.Line}
		}
		location["physicalLocation"] = physical
	}
	if c.Operation != "" {
		location["logicalLocations"] = []object{{"fullyQualifiedName": c.Operation}}
	}
	if len(location) > 0 {
		result["locations"] = []object{location}
	}
	return result
}

// sarifText returns s as a SARIF message. It doubles braces, which would be placeholders, and splits "](", which would be a link.
func sarifText(s string) string {
	return strings.NewReplacer("{", "{{", "}", "}}", "](", "] (").Replace(s)
}

// fileURI returns the name of a file as a URI, relative if the name is relative.
func fileURI(name string) string {
	u := url.URL{Path: filepath.ToSlash(name)}
	if filepath.IsAbs(name) {
		u.Scheme = "file"
	}
	return u.String()
}
