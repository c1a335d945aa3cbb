//go:build unix

package hostile

import (
	"context"
	"runtime"
	"runtime/metrics"
	"syscall"
	"time"
)

// Cost contains the resources that a call used.
type Cost struct {
	// Heap is the peak growth of the heap in bytes, including garbage and the server's part.
	Heap int64
	// Overrun is the CPU time that the process used between the deadline and the return of the call.
	Overrun time.Duration
}

// Measure runs a row and measures its cost. No other row may run at the same time. If deadline is above zero, the call gets that
// deadline, and its outcome is not checked.
func (r Row) Measure(ctx context.Context, deadline time.Duration) (Cost, Verdict, error) {
	var cost Cost
	if deadline > 0 {
		r.hurry = deadline
	}
	verdict, err := r.Run(ctx, func(call func()) {
		runtime.GC()
		before := heap()
		stop, stopped := make(chan struct{}), make(chan struct{})
		atDeadline := make(chan time.Duration, 1)
		late := time.AfterFunc(r.Deadline(), func() { atDeadline <- computed() })
		go func() {
			defer close(stopped)
			for tick := time.NewTicker(500 * time.Microsecond); ; {
				cost.Heap = max(cost.Heap, heap()-before)
				select {
				case <-tick.C:
				case <-stop:
					tick.Stop()
					return
				}
			}
		}()
		call()
		if !late.Stop() {
			now := computed()
			cost.Overrun = max(0, now-<-atDeadline)
		}
		close(stop)
		<-stopped
	})
	return cost, verdict, err
}

// heap returns the size of the heap in bytes, including garbage.
func heap() int64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return int64(sample[0].Value.Uint64()) //nolint:gosec // less than the memory of any machine
}

// computed returns the CPU time that the process has used.
func computed() time.Duration {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
