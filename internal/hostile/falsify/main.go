// Command falsify removes the guards of internal/hostile/guards.yaml one by one, and prints the guards whose removal fails no test.
// Run it from the root of the module.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
	"gopkg.in/yaml.v3"
)

// guard is code whose removal must fail a test.
type guard struct {
	Name string `yaml:"guard"`
	File string `yaml:"file"`
	Old  string `yaml:"old"`
	New  string `yaml:"new"`
	// Row is part of the names of the faults whose rows must fail. Test is a package and a pattern for its tests. A guard has either Row or Test.
	Row  string `yaml:"row"`
	Test string `yaml:"test"`
}

func main() {
	only := flag.String("guard", "", "try only guards whose name contains this `text`")
	verbose := flag.Bool("v", false, "also print the guards whose removal fails a test")
	flag.Parse()
	if err := run(context.Background(), os.Stdout, *only, *verbose); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// list reads the guards of a module.
func list(root string) ([]guard, error) {
	data, err := os.ReadFile(filepath.Join(root, "internal/hostile/guards.yaml"))
	if err != nil {
		return nil, err
	}
	var guards []guard
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	return guards, decoder.Decode(&guards)
}

func run(ctx context.Context, out io.Writer, only string, verbose bool) error {
	guards, err := list(".")
	if err != nil {
		return err
	}
	tried := 0
	var count atomic.Int64
	var running errgroup.Group
	running.SetLimit(2)
	for _, g := range guards {
		if !strings.Contains(g.Name, only) {
			continue
		}
		tried++
		running.Go(func() error {
			if err := g.try(ctx); err != nil {
				count.Add(1)
				_, _ = fmt.Fprintf(out, "survives: %s: %v\n", g.Name, err)
			} else if verbose {
				_, _ = fmt.Fprintf(out, "missed: %s\n", g.Name)
			}
			return nil
		})
	}
	_ = running.Wait() // survivors are already printed
	_, _ = fmt.Fprintf(out, "%d guards, %d survivors\n", tried, count.Load())
	if count.Load() > 0 {
		return errors.New("falsify: the removal of some guards fails no test")
	}
	return nil
}

// without returns the guard's file with the guard removed.
func (g guard) without(root string) ([]byte, error) {
	source, err := os.ReadFile(filepath.Join(root, g.File))
	if err != nil {
		return nil, err
	}
	if n := strings.Count(string(source), g.Old); n != 1 {
		return nil, fmt.Errorf("%s: want the old text of the guard once, found it %d times", g.File, n)
	}
	return []byte(strings.Replace(string(source), g.Old, g.New, 1)), nil
}

// try removes the guard, and returns an error unless its test fails. It changes no file: an overlay makes the go command read an
// edited copy.
func (g guard) try(ctx context.Context) error {
	source, err := g.without(".")
	if err != nil {
		return err
	}
	file, err := filepath.Abs(g.File)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "falsify")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	edited, overlay := filepath.Join(dir, "edited.go"), filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(edited, source, 0o600); err != nil {
		return err
	}
	replacements, err := json.Marshal(map[string]map[string]string{"Replace": {file: edited}})
	if err != nil {
		return err
	}
	if err := os.WriteFile(overlay, replacements, 0o600); err != nil {
		return err
	}
	return g.misses(ctx, overlay)
}

// table returns the arguments that run the rows of the guard. It leaves out the other tests of the package, which would compile
// every generated client.
func (g guard) table() ([]string, error) {
	files, err := filepath.Glob("internal/hostile/*.go")
	files = slices.DeleteFunc(files, func(file string) bool {
		return strings.HasSuffix(file, "_test.go") && filepath.Base(file) != "table_test.go"
	})
	return slices.Concat([]string{"-run", "^TestTable$"}, files, []string{"-row", g.Row}), err
}

// misses runs the guard's test without the guard, and returns an error unless the test fails. Tests that build programs also build them
// without the guard.
func (g guard) misses(ctx context.Context, overlay string) error {
	var args []string
	switch pkg, pattern, _ := strings.Cut(g.Test, " "); {
	case g.Row != "" && g.Test == "":
		var err error
		if args, err = g.table(); err != nil {
			return err
		}
	case g.Row == "" && pattern != "":
		args = []string{"-run", pattern, pkg}
	default:
		return errors.New("want either a row or a test")
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", append([]string{"test", "-vet=off", "-timeout", "2m"}, args...)...) //nolint:gosec // the arguments come from this repository
	cmd.Env = append(os.Environ(), "GOFLAGS="+os.Getenv("GOFLAGS")+" -overlay="+overlay)
	output, err := cmd.CombinedOutput()
	switch {
	case err == nil:
		return errors.New("its test passes without the guard")
	case bytes.Contains(output, []byte("[build failed]")), bytes.Contains(output, []byte("[setup failed]")):
		return fmt.Errorf("the code without the guard does not compile:\n%s", output)
	case !bytes.Contains(output, []byte("--- FAIL")) && !bytes.Contains(output, []byte("panic:")):
		return fmt.Errorf("the test does not run:\n%s", output)
	}
	return nil
}
