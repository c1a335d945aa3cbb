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

// The part of SARIF 2.1.0 that a report needs. Libraries for SARIF also bring a schema validator.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool        `json:"tool"`
		Automation *sarifAutomation `json:"automationDetails,omitempty"`
		Results    []sarifResult    `json:"results"`
	}
	sarifAutomation struct {
		ID string `json:"id"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name  string      `json:"name"`
		Rules []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string       `json:"id"`
		ShortDescription sarifMessage `json:"shortDescription"`
	}
	sarifMessage struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID              string             `json:"ruleId"`
		RuleIndex           int                `json:"ruleIndex"`
		Level               string             `json:"level"`
		Message             sarifMessage       `json:"message"`
		Locations           []sarifLocation    `json:"locations,omitempty"`
		PartialFingerprints map[string]string  `json:"partialFingerprints"`
		Suppressions        []sarifSuppression `json:"suppressions,omitempty"`
	}
	sarifLocation struct {
		PhysicalLocation *sarifPhysical `json:"physicalLocation,omitempty"`
		LogicalLocations []sarifLogical `json:"logicalLocations,omitempty"`
	}
	sarifPhysical struct {
		ArtifactLocation sarifArtifact `json:"artifactLocation"`
		Region           *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine int `json:"startLine"`
	}
	sarifLogical struct {
		FullyQualifiedName string `json:"fullyQualifiedName"`
	}
	sarifSuppression struct {
		Kind          string `json:"kind"`
		Justification string `json:"justification,omitempty"`
	}
)

var levels = map[change.Severity]string{change.Breaking: "error", change.Risky: "warning", change.Compatible: "note"}

// SARIF writes the reports in the Static Analysis Results Interchange Format, version 2.1.0, for services that track findings
// over time. Each report is a run. Accepted changes are suppressed results.
func (all Reports) SARIF(w io.Writer) error {
	out := sarifLog{
		Schema:  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Version: "2.1.0", Runs: []sarifRun{},
	}
	for _, r := range all {
		out.Runs = append(out.Runs, r.sarif())
	}
	return encode(w, out)
}

func (r Report) sarif() sarifRun {
	rules := rulesOf(r.Changes, r.Accepted)
	run := sarifRun{Tool: sarifTool{sarifDriver{Name: "specdiff", Rules: []sarifRule{}}}, Results: []sarifResult{}}
	if r.API != "" {
		// Services tell the runs of a log apart by the category, which is everything before the last slash.
		run.Automation = &sarifAutomation{"specdiff/" + r.API + "/"}
	}
	for _, rule := range rules {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{rule, sarifText(strings.ReplaceAll(rule, "-", " "))})
	}
	for _, c := range sortedCopy(r.Changes) {
		result := sarifOf(c, rules)
		if c.Advice != "" {
			result.Message.Text += "\n" + sarifText(c.Advice).Text
		}
		run.Results = append(run.Results, result)
	}
	for _, c := range sortedCopy(r.Accepted) {
		result := sarifOf(c, rules)
		result.Suppressions = []sarifSuppression{{Kind: "external", Justification: c.Advice}}
		run.Results = append(run.Results, result)
	}
	return run
}

// rulesOf returns the names of the rules that found something, once each.
func rulesOf(lists ...[]change.Change) []string {
	names := map[string]bool{}
	for _, c := range slices.Concat(lists...) {
		names[c.Rule] = true
	}
	return slices.Sorted(maps.Keys(names))
}

func sarifOf(c change.Change, rules []string) sarifResult {
	index, _ := slices.BinarySearch(rules, c.Rule)
	result := sarifResult{
		RuleID: c.Rule, RuleIndex: index, Level: levels[c.Severity], Message: sarifText(c.Line()),
		PartialFingerprints: map[string]string{"specdiff/v1": c.Fingerprint()},
	}
	var location sarifLocation
	if at := place(c); at != nil && at.File != "" {
		location.PhysicalLocation = &sarifPhysical{ArtifactLocation: sarifArtifact{fileURI(at.File)}}
		if at.Line > 0 {
			location.PhysicalLocation.Region = &sarifRegion{at.Line}
		}
	}
	if c.Operation != "" {
		location.LogicalLocations = []sarifLogical{{c.Operation}}
	}
	if location.PhysicalLocation != nil || location.LogicalLocations != nil {
		result.Locations = []sarifLocation{location}
	}
	return result
}

// sarifText returns s as a SARIF message: braces are doubled, and "](" is escaped, because it would be a link.
func sarifText(s string) sarifMessage {
	return sarifMessage{strings.NewReplacer("{", "{{", "}", "}}", "](", "] (").Replace(s)}
}

// fileURI returns the name of a file as a URI, relative if the name is relative.
func fileURI(name string) string {
	u := url.URL{Path: filepath.ToSlash(name)}
	if filepath.IsAbs(name) {
		u.Scheme = "file"
	}
	return u.String()
}
