package report

import (
	_ "embed" // the schema
	"encoding/json"
	"io"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// SchemaVersion is the version of the JSON report. It increases with each incompatible change.
const SchemaVersion = 2

// Schema is the JSON Schema of the JSON report.
//
//go:embed schema.json
var Schema []byte

type jsonReports struct {
	SchemaVersion int          `json:"schemaVersion"`
	Reports       []jsonReport `json:"reports"`
}

type jsonReport struct {
	API      string                          `json:"api"`
	Old      string                          `json:"old"`
	New      string                          `json:"new"`
	Bump     string                          `json:"bump"`
	At       []change.Boundary               `json:"at"`
	Counts   map[change.Boundary]jsonNumbers `json:"counts"`
	Unknown  []string                        `json:"unknown"`
	Missing  map[change.Boundary]string      `json:"missing,omitempty"`
	Changes  []jsonChange                    `json:"changes"`
	Accepted []jsonChange                    `json:"accepted"`
}

type jsonNumbers struct {
	Breaking   int `json:"breaking"`
	Risky      int `json:"risky"`
	Compatible int `json:"compatible"`
}

type jsonChange struct {
	Fingerprint string `json:"fingerprint"`
	change.Change
	// Reason is why a change is accepted.
	Reason string `json:"reason,omitempty"`
}

// JSON writes the reports as JSON that [Schema] describes. Invalid UTF-8 becomes U+FFFD.
func (all Reports) JSON(w io.Writer) error {
	out := jsonReports{SchemaVersion, []jsonReport{}}
	for _, r := range all {
		out.Reports = append(out.Reports, r.json())
	}
	return encode(w, out)
}

func (r Report) json() jsonReport {
	out := jsonReport{
		API: r.API, Old: r.Old, New: r.New, Bump: r.Bump, At: r.boundaries(),
		Counts: map[change.Boundary]jsonNumbers{}, Unknown: append([]string{}, r.Unknown...), Missing: r.Missing,
		Changes: jsonChanges(r.Changes), Accepted: jsonChanges(r.Accepted),
	}
	found := counts(r.Changes)
	for _, at := range change.Boundaries {
		n := found[at]
		out.Counts[at] = jsonNumbers{n[change.Breaking], n[change.Risky], n[change.Compatible]}
	}
	for i := range out.Accepted {
		out.Accepted[i].Reason, out.Accepted[i].Advice = out.Accepted[i].Advice, ""
	}
	return out
}

// jsonChanges returns the changes in the order of reports.
func jsonChanges(all []change.Change) []jsonChange {
	sorted := sortedCopy(all)
	out := make([]jsonChange, len(sorted))
	for i, c := range sorted {
		out[i] = jsonChange{Fingerprint: c.Fingerprint(), Change: c}
	}
	return out
}

// encode writes v as indented JSON.
func encode(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}
