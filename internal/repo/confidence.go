package repo

import (
	"fmt"
	"strings"

	"github.com/hostclients/hostclients/internal/generate/plan"
)

// Confidence says how far the response of an operation can be trusted to be what its method returns.
type Confidence string

const (
	// Proven: a fixture holds a success from real traffic.
	Proven Confidence = "proven"
	// Documented: a fixture holds a success that the vendor gives as an example.
	Documented Confidence = "documented"
	// Synthetic: the vendor describes the response, and the fixtures with it are ours.
	Synthetic Confidence = "synthetic"
	// Guessed: the vendor says nothing about the response, or we inferred it.
	Guessed Confidence = "guessed"
)

// Confidences are all of them, the best first.
var Confidences = []Confidence{Proven, Documented, Synthetic, Guessed}

// confidence judges an operation by the provenances of its fixtures that hold a success, and by its plan.
func confidence(op *plan.Operation, succeeds map[string]bool) Confidence {
	switch {
	case succeeds["recorded"]:
		return Proven
	case succeeds["documented"]:
		return Documented
	case op.Result.Raw, op.Inferred != nil, op.ResponseInferred:
		return Guessed
	}
	return Synthetic
}

// Count returns how many operations of an API have a confidence.
func (api API) Count(c Confidence) int {
	count := 0
	for _, op := range api.Operations {
		if op.Confidence == c {
			count++
		}
	}
	return count
}

// ConfidenceListing returns one line for each operation: API, method, confidence. It ends with the sums.
func ConfidenceListing(apis []API) string {
	var b strings.Builder
	dependent, all := 0, 0
	for _, api := range apis {
		for _, op := range api.Operations {
			fmt.Fprintf(&b, "%s\t%s.%s\t%s\n", api.Name, op.Service, op.Go, op.Confidence)
		}
		dependent += api.Count(Synthetic) + api.Count(Guessed)
		all += len(api.Operations)
	}
	for _, api := range apis {
		fmt.Fprintf(&b, "%s:", api.Name)
		for _, c := range Confidences {
			fmt.Fprintf(&b, " %d %s", api.Count(c), c)
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "%d of %d operations have no success that is independent of our own documents\n", dependent, all)
	return b.String()
}
