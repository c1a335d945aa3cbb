//go:build unix

// Command figures runs the whole table and ten thousand sequences of faults, and prints the figures. It fails if a figure is out of
// bounds.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"runtime"
	"time"

	"github.com/hostclients/hostclients/internal/hostile"
)

func main() {
	sequences := flag.Int("sequences", 10_000, "the number of sequences of faults")
	verbose := flag.Bool("v", false, "print the most expensive rows")
	table := flag.String("table", "", "write the faults and their outcomes to this `file` as Markdown, and run nothing")
	flag.Parse()
	if *table != "" {
		if err := os.WriteFile(*table, []byte(hostile.Markdown()), 0o644); err != nil {
			log.Fatal(err)
		}
		return
	}
	log.SetOutput(io.Discard) // net/http logs every misbehavior of a server
	if err := run(context.Background(), os.Stdout, *sequences, *verbose); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, sequences int, verbose bool) error {
	before := runtime.NumGoroutine()
	r := hostile.NewReport(verbose)
	if err := r.Table(ctx); err != nil {
		return err
	}
	if err := r.Measure(ctx); err != nil {
		return err
	}
	if err := r.Sequences(ctx, sequences); err != nil {
		return err
	}
	r.Goroutines = left(before)
	return r.Print(out)
}

// left returns the number of goroutines that still run in addition to before. It gives them up to ten seconds to end.
func left(before int) int {
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if n := runtime.NumGoroutine() - before; n <= 0 || time.Now().After(deadline) {
			return max(n, 0)
		}
	}
}
