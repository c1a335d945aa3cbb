//go:build unix

package hostile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// The limits of a row's cost.
const (
	maxHeap    = 8<<20 + 64<<20 // the size limit of a body plus 64 MiB
	maxOverrun = 250 * time.Millisecond
	impatient  = 20 * time.Millisecond // the deadline of calls that measure the overrun
)

// Report collects the figures of the rows and sequences that ran.
type Report struct {
	Goroutines int

	mu          sync.Mutex
	verbose     bool
	calls       int
	wrong       []string
	double      int
	connections int
	sequences   int
	heap        peak[int64]
	overrun     peak[time.Duration]
	costly      []string
}

// peak is the highest value, and the row that reached it.
type peak[T int64 | time.Duration] struct {
	value T
	row   string
}

func (p *peak[T]) see(value T, row fmt.Stringer) {
	if value > p.value {
		p.value, p.row = value, row.String()
	}
}

// NewReport returns an empty report.
func NewReport(verbose bool) *Report { return &Report{verbose: verbose} }

func (r *Report) add(of fmt.Stringer, calls int, v Verdict, err error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		return fmt.Errorf("%v: %w", of, err)
	}
	r.calls += calls
	if v.Double {
		r.double++
	}
	r.connections += v.LeakedConnections
	for _, wrong := range v.Wrong {
		r.wrong = append(r.wrong, fmt.Sprintf("%v: %s", of, wrong))
	}
	return nil
}

// Table runs every row of the table.
func (r *Report) Table(ctx context.Context) error {
	rows := Table()
	return each(len(rows), func(i int) error {
		verdict, err := rows[i].Run(ctx, nil)
		return r.add(rows[i], 1, verdict, err)
	})
}

// Measure runs the rows of one read and one order again, one at a time. Each runs unchanged and with a short deadline; a row that
// stalls runs only with the short deadline.
func (r *Report) Measure(ctx context.Context) error {
	for _, row := range Table() {
		if row.Operation.Op.ID != Operations[0].Op.ID && row.Operation.Op.ID != Operations[2].Op.ID {
			continue
		}
		for _, deadline := range []time.Duration{0, impatient} {
			if row.Fault.Stalls && deadline == 0 {
				continue
			}
			cost, verdict, err := row.Measure(ctx, deadline)
			if err := r.add(row, 1, verdict, err); err != nil {
				return err
			}
			r.heap.see(cost.Heap, row)
			r.overrun.see(cost.Overrun, row)
			if cost.Heap > maxHeap/3 || cost.Overrun > maxOverrun/5 {
				r.costly = append(r.costly, fmt.Sprintf("%d MiB, %v: %v", cost.Heap>>20, cost.Overrun, row))
			}
		}
	}
	return nil
}

// Sequences runs n random sequences of faults.
func (r *Report) Sequences(ctx context.Context, n int) error {
	r.sequences = n
	return each(n, func(i int) error {
		sequence := NewSequence(uint64(i)) //nolint:gosec // positive
		verdict, err := sequence.Run(ctx)
		return r.add(sequence, len(sequence.calls), verdict, err)
	})
}

// Print prints the figures, and returns an error if one is out of bounds.
func (r *Report) Print(out io.Writer) error {
	var failed error
	line := func(name string, good bool, format string, args ...any) {
		mark := ""
		if !good {
			mark = "  <- out of bounds"
			failed = errors.New("hostile: a figure is out of bounds")
		}
		_, _ = fmt.Fprintf(out, "%-26s "+format+"%s\n", append(append([]any{name}, args...), mark)...)
	}
	line("faults", len(Faults()) >= 120, "%d", len(Faults()))
	line("rows", true, "%d", len(Table()))
	line("sequences", true, "%d", r.sequences)
	line("calls", true, "%d", r.calls)
	line("wrong results", len(r.wrong) == 0, "%d", len(r.wrong))
	line("double executions", r.double == 0, "%d", r.double)
	line("peak heap", r.heap.value < maxHeap, "%.1f MiB (%s)", float64(r.heap.value)/(1<<20), r.heap.row)
	line("slowest overrun (CPU)", r.overrun.value < maxOverrun, "%v (%s)", r.overrun.value.Round(time.Millisecond/10), r.overrun.row)
	line("leaked goroutines", r.Goroutines == 0, "%d", r.Goroutines)
	line("leaked connections", r.connections == 0, "%d", r.connections)
	for _, wrong := range r.wrong[:min(len(r.wrong), 50)] {
		_, _ = fmt.Fprintln(out, "  wrong:", wrong)
	}
	if r.verbose {
		for _, row := range r.costly {
			_, _ = fmt.Fprintln(out, "  costly:", row)
		}
	}
	return failed
}
