//go:build linux

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/cli"
	"github.com/hostclients/hostclients/internal/diff/edits"
)

// oasdiffModule is the module of the oasdiff command, at the version in go.mod.
const oasdiffModule = "github.com/oasdiff/oasdiff@v1.37.0"

// BenchmarkWire runs oasdiff and specdiff in turn on the same files, at the wire boundary. It reports the CPU time and the peak
// memory of each, the ratio of their CPU times, and the CPU time of specdiff at all boundaries. The first run needs the network to download the modules of the oasdiff command.
func BenchmarkWire(b *testing.B) {
	tools := b.TempDir()
	build(b, tools, "install", oasdiffModule)
	build(b, tools, "build", "-o", filepath.Join(tools, "specdiff"), ".")
	for _, operations := range []int{200, 1000, 4000} {
		b.Run(fmt.Sprintf("operations=%d", operations), func(b *testing.B) {
			folder := b.TempDir()
			before, after := filepath.Join(folder, "old.yaml"), filepath.Join(folder, "new.yaml")
			require.NoError(b, os.WriteFile(before, []byte(edits.Large(operations, false)), 0o600))
			require.NoError(b, os.WriteFile(after, []byte(edits.Large(operations, true)), 0o600))
			var ours, theirs, all spent
			for b.Loop() {
				theirs.run(b, 0, filepath.Join(tools, "oasdiff"), "changelog", before, after)
				ours.run(b, cli.Failed, filepath.Join(tools, "specdiff"), "-at", "wire", before, after)
				all.run(b, cli.Broken, filepath.Join(tools, "specdiff"), before, after)
			}
			b.ReportMetric(ours.seconds/float64(b.N), "s/specdiff")
			b.ReportMetric(theirs.seconds/float64(b.N), "s/oasdiff")
			b.ReportMetric(all.seconds/float64(b.N), "s/all-boundaries")
			b.ReportMetric(ours.seconds/theirs.seconds, "time-ratio")
			b.ReportMetric(ours.peak, "MB-specdiff")
			b.ReportMetric(theirs.peak, "MB-oasdiff")
		})
	}
}

func build(b *testing.B, tools string, arguments ...string) {
	b.Helper()
	command := exec.CommandContext(b.Context(), "go", arguments...)
	command.Env = append(os.Environ(), "GOBIN="+tools, "GOFLAGS=")
	output, err := command.CombinedOutput()
	require.NoError(b, err, string(output))
}

// spent is the total CPU time and the peak memory of a command's runs.
type spent struct {
	seconds float64
	peak    float64 // megabytes
}

func (s *spent) run(b *testing.B, status int, command string, arguments ...string) {
	b.Helper()
	process := exec.CommandContext(b.Context(), command, arguments...)
	output, err := process.CombinedOutput()
	require.Equal(b, status, process.ProcessState.ExitCode(), "%v: %s", err, output)
	usage, ok := process.ProcessState.SysUsage().(*syscall.Rusage)
	require.True(b, ok)
	s.seconds += (process.ProcessState.UserTime() + process.ProcessState.SystemTime()).Seconds()
	// Linux reports Maxrss in kilobytes; other systems use other units.
	s.peak = max(s.peak, float64(usage.Maxrss)/1024)
}
