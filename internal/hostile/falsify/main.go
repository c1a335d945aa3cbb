// Command falsify removes each guard of internal/hostile/guards.yaml in turn, and prints those whose removal no test notices.
// Run it in the root of the module.
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
	"strings"
	"sync"
	"time"

	"gopkg.in/yaml.v3"
)

// guard is a part of the code that something must miss.
type guard struct {
	Name string `yaml:"guard"`
	File string `yaml:"file"`
	Old  string `yaml:"old"`
	New  string `yaml:"new"`
	// Row is a part of the names of the faults whose rows must fail, and Test a package and the pattern of its tests.
	Row  string `yaml:"row"`
	Test string `yaml:"test"`
}

func main() {
	only := flag.String("guard", "", "only guards whose name has this text")
	flag.Parse()
	if err := run(context.Background(), os.Stdout, *only); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, only string) error {
	data, err := os.ReadFile("internal/hostile/guards.yaml")
	if err != nil {
		return err
	}
	var guards []guard
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&guards); err != nil {
		return err
	}
	survivors := make([]error, len(guards))
	tried := 0
	places := make(chan struct{}, 2)
	var running sync.WaitGroup
	for i, g := range guards {
		if !strings.Contains(g.Name, only) {
			continue
		}
		tried++
		running.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			if err := g.try(ctx); err != nil {
				survivors[i] = err
				_, _ = fmt.Fprintf(out, "survives: %s: %v\n", g.Name, err)
			}
		})
	}
	running.Wait()
	count := 0
	for _, err := range survivors {
		if err != nil {
			count++
		}
	}
	_, _ = fmt.Fprintf(out, "%d guards, %d survivors\n", tried, count)
	if count > 0 {
		return errors.New("falsify: no test misses some of the guards")
	}
	return nil
}

// try removes the guard, and returns an error unless its test fails. The files stay as they are: the go command reads the edited
// one in place of the other.
func (g guard) try(ctx context.Context) error {
	source, err := os.ReadFile(g.File)
	if err != nil {
		return err
	}
	if n := strings.Count(string(source), g.Old); n != 1 {
		return fmt.Errorf("want its text once in %s, found it %d times", g.File, n)
	}
	dir, err := os.MkdirTemp("", "falsify")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	edited, overlay := filepath.Join(dir, "edited.go"), filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(edited, []byte(strings.Replace(string(source), g.Old, g.New, 1)), 0o600); err != nil {
		return err
	}
	replacements, err := json.Marshal(map[string]map[string]string{"Replace": {g.File: edited}})
	if err != nil {
		return err
	}
	if err := os.WriteFile(overlay, replacements, 0o600); err != nil {
		return err
	}
	return g.misses(ctx, overlay)
}

// misses runs the test of the guard without it.
func (g guard) misses(ctx context.Context, overlay string) error {
	args := []string{"test", "-overlay", overlay, "-vet=off", "-timeout", "2m"}
	switch pkg, pattern, _ := strings.Cut(g.Test, " "); {
	case g.Row != "" && g.Test == "":
		args = append(args, "-run", "^TestTable$", "./internal/hostile", "-row", g.Row)
	case g.Row == "" && pattern != "":
		args = append(args, "-run", pattern, pkg)
	default:
		return errors.New("want either a row or a test")
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	output, err := exec.CommandContext(ctx, "go", args...).CombinedOutput()
	switch {
	case err == nil:
		return errors.New("its test passes without it")
	case bytes.Contains(output, []byte("[build failed]")), bytes.Contains(output, []byte("[setup failed]")):
		return fmt.Errorf("it cannot be built without it:\n%s", output)
	case !bytes.Contains(output, []byte("--- FAIL")) && !bytes.Contains(output, []byte("panic:")):
		return fmt.Errorf("its test does not run:\n%s", output)
	}
	return nil
}
