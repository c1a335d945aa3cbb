// Command generation compares clientgen with the types and client of oapi-codegen: the time and memory to generate code for
// documents of several sizes, the time to compile the package of each API, and the size of programs that use the package.
//
//	go run ./generation
//
// The tools take turns. Each result is the median over the rounds. Run the command in the folder bench; it leaves no files.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

func main() {
	rounds := flag.Int("rounds", 3, "how many times to measure each command")
	only := flag.String("run", "", "measure only generation, or only programs; empty for both")
	flag.Parse()
	if err := run(*rounds, *only); err != nil {
		fmt.Fprintln(os.Stderr, "generation:", err)
		os.Exit(1)
	}
}

// tools holds the paths of the measured programs, of oapi-codegen's configuration, and of the folder for their output. The folder is
// inside this module, and its name begins with an underscore, which hides it from "./...".
type tools struct{ clientgen, stock, config, work string }

func run(rounds int, only string) error {
	work, err := os.MkdirTemp("generation", "_out-")
	if err != nil {
		return fmt.Errorf("run the command in the folder bench: %w", err)
	}
	defer func() { _ = os.RemoveAll(work) }()
	stock, err := exec.Command("go", "tool", "-n", "oapi-codegen").Output()
	if err != nil {
		return err
	}
	t := tools{filepath.Join(work, "clientgen"), strings.TrimSpace(string(stock)), filepath.Join(work, "stock.yaml"), work}
	if _, err := take("go", "build", "-o", t.clientgen, "github.com/hostclients/hostclients/cmd/clientgen"); err != nil {
		return err
	}
	// Without resolve-type-name-collisions, oapi-codegen refuses one of the documents.
	const config = "package: api\ngenerate: {models: true, client: true}\noutput-options: {resolve-type-name-collisions: true}\n"
	if err := os.WriteFile(t.config, []byte(config), 0o600); err != nil {
		return err
	}
	if only != "programs" {
		if err := t.generation(rounds); err != nil {
			return err
		}
	}
	if only == "generation" {
		return nil
	}
	return t.programs(rounds)
}

// generation prints what the tools cost for documents of several sizes.
func (t tools) generation(rounds int) error {
	fmt.Println("Generation, relative to oapi-codegen's types and client\n\n| operations | CPU time | memory | clientgen | oapi-codegen |\n|--:|--:|--:|--:|--:|")
	for _, n := range []int{200, 1000, 4000} {
		path := filepath.Join(t.work, fmt.Sprintf("%d.yaml", n))
		if err := os.WriteFile(path, document(n), 0o600); err != nil {
			return err
		}
		ours, theirs, err := inTurns(rounds,
			func() (cost, error) { return t.ours(path, filepath.Join(t.work, fmt.Sprintf("ours%d", n))) },
			func() (cost, error) { return t.theirs(path, filepath.Join(t.work, fmt.Sprintf("stock%d", n))) })
		if err != nil {
			return err
		}
		fmt.Printf("| %d | %.2f | %.2f | %v | %v |\n", n, ours.cpu.Seconds()/theirs.cpu.Seconds(), float64(ours.memory)/float64(theirs.memory), ours, theirs)
	}
	return nil
}

func (t tools) ours(document, out string) (cost, error) {
	if err := os.RemoveAll(out); err != nil {
		return cost{}, err
	}
	return take(t.clientgen, "-spec", document, "-out", out)
}

func (t tools) theirs(document, out string) (cost, error) {
	if err := os.MkdirAll(out, 0o750); err != nil {
		return cost{}, err
	}
	return take(t.stock, "-config", t.config, "-o", filepath.Join(out, "api.gen.go"), document)
}

// cost is the CPU time and the peak memory of a command.
type cost struct {
	cpu    time.Duration
	memory int64 // the peak memory of the process, in KB
}

func (c cost) String() string {
	return fmt.Sprintf("%.2f s, %d MB", c.cpu.Seconds(), c.memory>>10)
}

// inTurns runs two commands in turn, and returns the median cost of each.
func inTurns(rounds int, one, other func() (cost, error)) (a, b cost, err error) {
	var all [2][]cost
	for range rounds {
		for i, measure := range []func() (cost, error){one, other} {
			c, err := measure()
			if err != nil {
				return a, b, err
			}
			all[i] = append(all[i], c)
		}
	}
	return median(all[0]), median(all[1]), nil
}

func median(costs []cost) cost {
	var m cost
	slices.SortFunc(costs, func(a, b cost) int { return int(a.cpu - b.cpu) })
	m.cpu = costs[len(costs)/2].cpu
	slices.SortFunc(costs, func(a, b cost) int { return int(a.memory - b.memory) })
	m.memory = costs[len(costs)/2].memory
	return m
}

// take runs a command. The cost includes the command's children.
func take(name string, args ...string) (cost, error) {
	var output bytes.Buffer
	command := exec.Command(name, args...)
	command.Stdout, command.Stderr = &output, &output
	if err := command.Run(); err != nil {
		return cost{}, fmt.Errorf("%s: %w\n%s", name, err, output.Bytes())
	}
	state := command.ProcessState
	return cost{state.UserTime() + state.SystemTime(), state.SysUsage().(*syscall.Rusage).Maxrss}, nil
}
