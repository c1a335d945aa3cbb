package repo

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/generate/plan"
)

// Confidence is how well the response of an operation is known.
type Confidence string

const (
	// Proven: a fixture contains a success from real traffic.
	Proven Confidence = "proven"
	// Documented: a fixture contains a success from the vendor's examples.
	Documented Confidence = "documented"
	// Synthetic: the vendor describes the response, but the fixtures that contain it are our own.
	Synthetic Confidence = "synthetic"
	// Guessed: the vendor does not describe the response, or we inferred it.
	Guessed Confidence = "guessed"
)

// Confidences are all levels of confidence, best first.
var Confidences = []Confidence{Proven, Documented, Synthetic, Guessed}

// confidence returns the confidence of an operation, from its plan and from the provenances of its fixtures with a success.
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

// Count returns the number of the API's operations with confidence c.
func (api API) Count(c Confidence) int {
	count := 0
	for _, op := range api.Operations {
		if op.Confidence == c {
			count++
		}
	}
	return count
}

// ConfidenceListing returns one line for each operation: API, method, confidence. It ends with the totals.
func ConfidenceListing(apis []API) string {
	var b strings.Builder
	b.WriteString(listing(apis, func(op Operation) []string { return []string{op.method(), string(op.Confidence)} }))
	for _, api := range apis {
		fmt.Fprintf(&b, "%s:", api.Name)
		for _, c := range Confidences {
			fmt.Fprintf(&b, " %d %s", api.Count(c), c)
		}
		b.WriteString("\n")
	}
	return b.String() + Dependence(apis) + "\n"
}

// Dependence returns a sentence for README.md: how many operations have a successful response that only our own documents describe.
// The APIs are sorted by that number, largest first.
func Dependence(apis []API) string {
	apis = slices.Clone(apis)
	unproven := func(api API) int { return api.Count(Synthetic) + api.Count(Guessed) }
	slices.SortStableFunc(apis, func(a, b API) int { return unproven(b) - unproven(a) })
	all, dependent := 0, 0
	var each []string
	for _, api := range apis {
		all += len(api.Operations)
		dependent += unproven(api)
		each = append(each, fmt.Sprintf("%s %d", api.Name, unproven(api)))
	}
	return fmt.Sprintf("For %d of %d operations, only our own documents describe a successful response (%s)", dependent, all, strings.Join(each, ", "))
}
