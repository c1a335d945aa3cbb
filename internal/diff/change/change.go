// Package change holds what the three boundaries of specdiff find.
package change

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
)

// Boundary is what a change is looked at from.
type Boundary string

const (
	// Wire is what a client and a server say to each other.
	Wire Boundary = "wire"
	// Go is the generated package, as programs that import it see it.
	Go Boundary = "go"
	// Fixtures are the recorded exchanges.
	Fixtures Boundary = "fixtures"
)

// Boundaries are all of them, in the order of reports.
var Boundaries = []Boundary{Wire, Go, Fixtures}

// Severity says what a change does to those who rely on the old document. Greater is worse.
type Severity int

const (
	// Compatible changes break nobody.
	Compatible Severity = iota
	// Risky changes break some users, or mean something else to them, and only they know.
	Risky
	// Breaking changes break programs that do nothing unusual.
	Breaking
)

var severities = []string{"compatible", "risky", "breaking"}

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

// Place is a line of a file; Line is 1-based, or 0 if it is not known.
type Place struct {
	File string `json:"file"`
	Line int    `json:"line,omitempty"`
}

// Change is one difference between an old and a new document, seen from one boundary.
type Change struct {
	Boundary Boundary `json:"boundary"`
	Severity Severity `json:"severity"`
	// Rule is the stable name of the kind of change, such as "request-parameter-removed".
	Rule string `json:"rule"`
	// Operation is "GET /path", of the old document if it is there; "" if the change belongs to no operation.
	Operation   string `json:"operation,omitempty"`
	OperationID string `json:"operationId,omitempty"`
	// Subject is what changed: "query parameter page", "API.ListThings", the file of a fixture.
	Subject string `json:"subject,omitempty"`
	// Text says in one sentence how it changed, with the old and the new value.
	Text string `json:"text"`
	// Args are the names and values that Text is composed of, in the order of the rule; what identifies the change comes first.
	Args []string `json:"args,omitempty"`
	// Why says why the severity is not the one that the contract alone suggests; "" if it is.
	Why string `json:"why,omitempty"`
	// Advice says what to do about it; "" if nothing is to be done.
	Advice string `json:"advice,omitempty"`
	// Old and New are where it is in the documents; nil if it is not there.
	Old *Place `json:"old,omitempty"`
	New *Place `json:"new,omitempty"`
}

// Fingerprint names the change, and only it: another value, another fingerprint. It depends neither on the place of the
// change nor on the words in which it is reported. A change without Args is named by its Subject.
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

// Sort brings changes into the order of reports: by boundary, the worst first, then by operation and subject.
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
