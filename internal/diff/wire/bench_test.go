package wire

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/checker"
	"github.com/oasdiff/oasdiff/diff"
	"github.com/oasdiff/oasdiff/load"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/diff/edits"
)

// BenchmarkCompare compares documents in which one operation in twenty is edited. It measures this package and oasdiff alone.
// Oasdiff does less work, because it writes no messages.
func BenchmarkCompare(b *testing.B) {
	for _, operations := range []int{200, 1000, 4000} {
		before, after := large(b, operations, false), large(b, operations, true)
		b.Run(fmt.Sprintf("operations=%d/wire", operations), func(b *testing.B) {
			b.ReportAllocs()
			found := 0
			for b.Loop() {
				all, err := Compare(before, after)
				require.NoError(b, err)
				found = len(all)
			}
			b.ReportMetric(float64(found), "changes")
			b.ReportMetric(peak(), "MB-from-system")
		})
		b.Run(fmt.Sprintf("operations=%d/oasdiff", operations), func(b *testing.B) {
			b.ReportAllocs()
			found := 0
			for b.Loop() {
				old, now := &load.SpecInfo{Spec: before}, &load.SpecInfo{Spec: after}
				report, sources, err := diff.GetWithOperationsSourcesMap(diff.NewConfig(), old, now)
				require.NoError(b, err)
				config := checker.NewConfig(checker.GetAllChecks())
				found = len(checker.CheckBackwardCompatibilityUntilLevel(config, report, sources, checker.INFO))
			}
			b.ReportMetric(float64(found), "changes")
		})
	}
}

// BenchmarkSame compares a document with itself.
func BenchmarkSame(b *testing.B) {
	for _, operations := range []int{200, 1000, 4000} {
		before, after := large(b, operations, false), large(b, operations, false)
		b.Run(fmt.Sprintf("operations=%d", operations), func(b *testing.B) {
			for b.Loop() {
				all, err := Compare(before, after)
				require.NoError(b, err)
				require.Empty(b, all)
			}
		})
	}
}

// peak returns the memory, in MB, that the process has obtained from the system.
func peak() float64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.Sys) / (1 << 20)
}

func TestEveryEditedOperationOfALargeDocumentIsFound(t *testing.T) {
	all, err := Compare(large(t, 400, false), large(t, 400, true))
	require.NoError(t, err)
	edited := map[string]bool{}
	for _, c := range all {
		edited[c.Operation] = true
	}
	require.Len(t, edited, 20)
}

// large loads a document from [edits.Large].
func large(tb testing.TB, operations int, changed bool) *openapi3.T {
	tb.Helper()
	return parsed(tb, edits.Large(operations, changed))
}
