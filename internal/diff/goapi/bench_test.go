//go:build unix

package goapi_test

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/diff/edits"
)

// BenchmarkCompare compares documents of three sizes, in which one path in five is edited. The metric cpu-µs/operation should be
// the same for all sizes. CPU time, unlike elapsed time, does not depend on the load of the machine.
func BenchmarkCompare(b *testing.B) {
	for _, operations := range []int{100, 400, 1500} {
		b.Run(fmt.Sprint(operations), func(b *testing.B) {
			before, after := write(b, edits.Large(operations, false), ""), write(b, edits.Large(operations, true), "")
			before.Overlays, after.Overlays = nil, nil
			start := cpu(b)
			for b.Loop() {
				r, err := comparer.Compare(b.Context(), before, after)
				require.NoError(b, err)
				require.NotEmpty(b, r.Changes)
				require.Empty(b, r.LeftOut)
			}
			b.ReportMetric(float64((cpu(b)-start).Microseconds())/float64(b.N*operations), "cpu-µs/operation")
		})
	}
}

// cpu returns the CPU time that this process has used.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
