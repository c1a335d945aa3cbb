//go:build peers

package main

import (
	"cmp"
	"fmt"
	"io"
	"runtime"
	"slices"
	"syscall"
	"time"
)

// subject is one way to do the work of a row.
type subject struct {
	name string
	run  func() error // does the work once
}

// row is a piece of work and the ways to do it. Ratios are relative to the subject named base.
type row struct {
	name, base string
	subjects   []subject
	parallel   int // the number of goroutines that share the work; 0 means 1
}

// sample is the average cost of one run of a subject in a round.
type sample struct {
	cpu, wall     time.Duration
	allocs, bytes float64
}

// result contains the samples of each subject of a row, in the order of the rounds.
type result struct {
	row
	samples map[string][]sample
}

// measure lets the subjects of a row take turns, and writes each sample as a line for benchstat.
func measure(r row, rounds int, budget time.Duration, out io.Writer) (result, error) {
	found := result{r, map[string][]sample{}}
	counts := map[string]int{}
	for _, s := range r.subjects {
		n, err := calibrate(s, r.parallel, budget)
		if err != nil {
			return found, fmt.Errorf("%s, %s: %w", r.name, s.name, err)
		}
		counts[s.name] = n
	}
	for round := range rounds {
		for i := range r.subjects {
			s := r.subjects[(i+round)%len(r.subjects)]
			n := counts[s.name]
			one, err := take(s, r.parallel, n)
			if err != nil {
				return found, fmt.Errorf("%s, %s: %w", r.name, s.name, err)
			}
			found.samples[s.name] = append(found.samples[s.name], one)
			_, _ = fmt.Fprintf(out, "BenchmarkPeers/%s/by=%s-%d\t%d\t%d ns/op\t%d cpu-ns/op\t%.0f B/op\t%.0f allocs/op\n",
				r.name, s.name, runtime.GOMAXPROCS(0), n, one.wall.Nanoseconds(), one.cpu.Nanoseconds(), one.bytes, one.allocs)
		}
	}
	return found, nil
}

// calibrate returns how many runs of a subject use about as much CPU time as the budget. The result is at least 8.
func calibrate(s subject, parallel int, budget time.Duration) (int, error) {
	for n := 8; ; n *= 4 {
		one, err := take(s, parallel, n)
		if err != nil {
			return 0, err
		}
		if spent := one.cpu * time.Duration(n); spent > budget/8 {
			return max(8, int(budget/max(one.cpu, 1))), nil
		}
	}
}

// take runs a subject n times, and returns the cost per run.
func take(s subject, parallel, n int) (sample, error) {
	parallel = max(1, parallel)
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	cpu, start := cpuTime(), time.Now()
	errs := make(chan error, parallel)
	for i := range parallel {
		share := n / parallel
		if i < n%parallel {
			share++
		}
		work := func() error {
			for range share {
				if err := s.run(); err != nil {
					return err
				}
			}
			return nil
		}
		if parallel == 1 {
			errs <- work()
		} else {
			go func() { errs <- work() }()
		}
	}
	var err error
	for range parallel {
		err = cmp.Or(err, <-errs)
	}
	wall, spent := time.Since(start), cpuTime()-cpu
	runtime.ReadMemStats(&after)
	each := float64(n)
	return sample{
		cpu: spent / time.Duration(n), wall: wall / time.Duration(n),
		allocs: float64(after.Mallocs-before.Mallocs) / each, bytes: float64(after.TotalAlloc-before.TotalAlloc) / each,
	}, err
}

// cpuTime returns the CPU time of the process, including the garbage collector.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// ratio divides a subject's value by that of the base in each round, and returns the median of the quotients.
func (r result) ratio(name string, value func(sample) float64) float64 {
	var ratios []float64
	for i, one := range r.samples[name] {
		ratios = append(ratios, value(one)/value(r.samples[r.base][i]))
	}
	return median(ratios)
}

func (r result) median(name string, value func(sample) float64) float64 {
	var values []float64
	for _, one := range r.samples[name] {
		values = append(values, value(one))
	}
	return median(values)
}

func median(values []float64) float64 {
	slices.Sort(values)
	if n := len(values); n%2 == 0 {
		return (values[n/2-1] + values[n/2]) / 2
	}
	return values[len(values)/2]
}

func cpuOf(s sample) float64    { return float64(s.cpu) }
func wallOf(s sample) float64   { return float64(s.wall) }
func allocsOf(s sample) float64 { return s.allocs }
func bytesOf(s sample) float64  { return s.bytes }
