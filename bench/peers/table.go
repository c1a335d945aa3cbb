//go:build peers

package main

import (
	"fmt"
	"io"
	"strings"
)

// writeTable writes results as a Markdown table. All rows must have the same subjects. A cell shows the ratio of CPU times, the CPU
// time per run, and either allocations or the ratio of wall times.
func writeTable(out io.Writer, title string, results []result) {
	if len(results) == 0 {
		return
	}
	first := results[0]
	_, _ = fmt.Fprintf(out, "\n%s, relative to %s\n\n|  |", title, first.base)
	for _, s := range first.subjects {
		_, _ = fmt.Fprintf(out, " %s |", s.name)
	}
	_, _ = fmt.Fprintf(out, "\n|---|%s\n", strings.Repeat("--:|", len(first.subjects)))
	for _, r := range results {
		_, _ = fmt.Fprintf(out, "| %s |", r.name)
		for _, s := range r.subjects {
			_, _ = fmt.Fprintf(out, " %s |", r.cell(s.name))
		}
		_, _ = fmt.Fprintln(out)
	}
}

func (r result) cell(name string) string {
	text := fmt.Sprintf("%.2f", r.ratio(name, cpuOf))
	if r.parallel > 0 {
		return text + fmt.Sprintf(" (wall %.2f, %.1f µs)", r.ratio(name, wallOf), r.median(name, cpuOf)/1e3)
	}
	return text + fmt.Sprintf(" (%.0f allocs, %.1f KB, %.1f µs)",
		r.median(name, allocsOf), r.median(name, bytesOf)/1e3, r.median(name, cpuOf)/1e3)
}
