//go:build peers

package main

import (
	"cmp"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"runtime/pprof"
	"time"
)

func main() {
	rounds := flag.Int("rounds", 8, "how many times to measure each subject")
	budget := flag.Duration("budget", 100*time.Millisecond, "approximate CPU time of one measurement")
	only := flag.String("run", "", "measure only the rows whose names match this regular expression")
	lines := flag.String("o", "", "write the samples to this file, in the format that benchstat reads")
	profile := flag.String("cpuprofile", "", "write a CPU profile to this file")
	by := flag.String("by", "", "in rows that have this subject, measure only this subject; useful for a profile")
	serve := flag.Bool("serve", false, "serve the responses for the rows that use a network; the command runs itself with this flag")
	flag.Parse()
	if *serve {
		serveLoopback()
		return
	}
	if err := run(*rounds, *budget, *only, *by, *lines, *profile); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

func run(rounds int, budget time.Duration, only, by, lines, profile string) (err error) {
	pattern, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	out := io.Discard
	if lines != "" {
		file, err := os.Create(lines)
		if err != nil {
			return err
		}
		defer func() { err = cmp.Or(err, file.Close()) }()
		out = file
	}
	_, _ = fmt.Fprintf(out, "goos: %s\ngoarch: %s\npkg: github.com/hostclients/hostclients/bench/peers\n", runtime.GOOS, runtime.GOARCH)
	if profile != "" {
		file, err := os.Create(profile)
		if err != nil {
			return err
		}
		if err := pprof.StartCPUProfile(file); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	for _, suite := range suites {
		var results []result
		rows, err := suite.rows()
		if err != nil {
			return err
		}
		for _, r := range rows {
			if !pattern.MatchString(r.name) {
				continue
			}
			if by != "" {
				for _, s := range r.subjects {
					if s.name == by {
						r.subjects, r.base = []subject{s}, by
					}
				}
			}
			found, err := measure(r, rounds, budget, out)
			if err != nil {
				return err
			}
			results = append(results, found)
		}
		writeTable(os.Stdout, suite.title, results)
	}
	return nil
}

// suite measures rows and prints them as one table.
type suite struct {
	title string
	rows  func() ([]row, error)
}

var suites = []suite{
	{"WHMCS calls without a network, CPU time", whmcsRows},
	{"Overhead of a client on loopback, CPU time of the client", loopbackRows},
	{"A WHASOLS form, CPU time", formRows},
	{"A HostBill list, CPU time", lenientRows},
}
