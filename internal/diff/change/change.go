// Package change defines the changes that the three boundaries of specdiff report.
package change

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
)

// Boundary is one of the places where a changed document can break something.
type Boundary string

const (
	// Wire is the traffic between a client and a server.
	Wire Boundary = "wire"
	// Go is the generated package, as programs that import it see it.
	Go Boundary = "go"
	// Fixtures are the recorded exchanges.
	Fixtures Boundary = "fixtures"
)

// Boundaries lists all boundaries in the order of reports.
var Boundaries = []Boundary{Wire, Go, Fixtures}

// Severity is how badly a change affects users of the old document. A greater value is worse.
type Severity int

const (
	// Compatible changes do not break ordinary programs.
	Compatible Severity = iota
	// Risky changes break some programs, or may change what they do.
	Risky
	// Breaking changes break ordinary programs.
	Breaking
)

var severities = []string{"compatible", "risky", "breaking"}

// Severities lists all severities, worst first.
var Severities = []Severity{Breaking, Risky, Compatible}

func (s Severity) String() string { return severities[s] }

// MarshalText encodes the severity as the word that String returns.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText is the reverse of MarshalText.
func (s *Severity) UnmarshalText(text []byte) error {
	i := slices.Index(severities, string(text))
	if i < 0 {
		return fmt.Errorf("want compatible, risky or breaking, got %q", text)
	}
	*s = Severity(i)
	return nil
}

// Place is a line in a file. Line is 1-based, or 0 if it is unknown.
type Place struct {
	File string `json:"file"`
	Line int    `json:"line,omitempty"`
}

// Change is one difference between an old and a new document at one boundary.
type Change struct {
	Boundary Boundary `json:"boundary"`
	Severity Severity `json:"severity"`
	// Rule is the stable name of the kind of change, such as "request-parameter-removed".
	Rule string `json:"rule"`
	// Operation is the method and path, such as "GET /path", or "" if the change belongs to no operation. The path comes from the old
	// document if the operation exists there.
	Operation   string `json:"operation,omitempty"`
	OperationID string `json:"operationId,omitempty"`
	// Subject is what changed, such as "query parameter page", "InvoicesService.Get", or a fixture file.
	Subject string `json:"subject,omitempty"`
	// Text describes the change in one sentence, with the old and the new value.
	Text string `json:"text"`
	// Args are the names and values in Text, in the order that the rule defines.
	Args []string `json:"args,omitempty"`
	// Why explains the severity if it is not the rule's usual one. Otherwise, it is empty.
	Why string `json:"why,omitempty"`
	// Advice says what to do about the change. It may be empty.
	Advice string `json:"advice,omitempty"`
	// Old and New locate the change in the old and the new document. Either is nil if its document does not contain the changed part.
	Old *Place `json:"old,omitempty"`
	New *Place `json:"new,omitempty"`
}

// Fingerprint identifies a change. It depends on the boundary, severity, rule, operation and Args, or on Subject if there are no Args. It
// does not depend on the places or the Text, so it stays the same if the change moves to a different line.
func (c Change) Fingerprint() string {
	args := c.Args
	if len(args) == 0 {
		args = []string{c.Subject}
	}
	var text []byte
	for _, part := range append([]string{string(c.Boundary), c.Severity.String(), c.Rule, c.Operation}, args...) {
		text = fmt.Appendf(text, "%d:%s", len(part), part)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// Sort sorts changes into the order of reports: by boundary, then severity (worst first), then operation, subject, rule and text.
func Sort(all []Change) {
	slices.SortStableFunc(all, func(a, b Change) int {
		return cmp.Or(
			cmp.Compare(slices.Index(Boundaries, a.Boundary), slices.Index(Boundaries, b.Boundary)),
			cmp.Compare(b.Severity, a.Severity),
			cmp.Compare(a.Operation, b.Operation),
			cmp.Compare(a.Subject, b.Subject),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Text, b.Text),
		)
	})
}
