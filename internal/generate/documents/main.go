// Command documents generates a client for every document in a folder, and prints a table: whether the client is generated,
// compiles and passes go vet, how long the generator takes, and how many operations are left out. With -oapi-codegen, it also
// generates each client with oapi-codegen for comparison. The clients are deleted afterward.
//
//	documents [-oapi-codegen file] folder
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func main() {
	stock := flag.String("oapi-codegen", "", "the oapi-codegen `file` to compare with")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "documents: want one argument, a folder of documents")
		os.Exit(2)
	}
	if err := run(flag.Arg(0), *stock); err != nil {
		fmt.Fprintln(os.Stderr, "documents:", err)
		os.Exit(1)
	}
}

func run(folder, stock string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	// Generated packages import this module, so they must be inside it. The underscore hides them from ./...
	work, err := os.MkdirTemp("internal/generate/documents", "_out-")
	if err != nil {
		return fmt.Errorf("run this command at the root of the repository: %w", err)
	}
	defer func() { _ = os.RemoveAll(work) }()
	clientgen := filepath.Join(work, "clientgen")
	if out, err := command("go", "build", "-o", clientgen, "./cmd/clientgen"); err != nil {
		return fmt.Errorf("build clientgen: %s", out)
	}
	fmt.Println("| document | tool | generated | compiles | vet | seconds | left out | raw |")
	fmt.Println("| --- | --- | --- | --- | --- | ---: | ---: | ---: |")
	for i, entry := range entries {
		if entry.IsDir() || !slices.Contains([]string{".yaml", ".yml", ".json"}, filepath.Ext(entry.Name())) {
			continue
		}
		document, out := filepath.Join(folder, entry.Name()), filepath.Join(work, fmt.Sprintf("ours%d", i))
		row(entry.Name(), "clientgen", out, clientgen, "-spec", document, "-out", out)
		if stock != "" {
			out = filepath.Join(work, fmt.Sprintf("stock%d", i))
			if err := os.MkdirAll(out, 0o755); err != nil {
				return err
			}
			row(entry.Name(), "oapi-codegen", out, stock, "-generate", "types,client", "-package", "api", "-o", filepath.Join(out, "api.gen.go"), document)
		}
	}
	return nil
}

// row generates a package and prints its row.
func row(document, tool, out, program string, args ...string) {
	start := time.Now()
	printed, err := command(program, args...)
	took := time.Since(start)
	generated, compiles, vet := mark(err), "-", "-"
	if err == nil {
		_, err = command("go", "build", "./"+out)
		compiles = mark(err)
		_, err = command("go", "vet", "./"+out)
		vet = mark(err)
	}
	fmt.Printf("| %s | %s | %s | %s | %s | %.1f | %d | %d |\n", document, tool, generated, compiles, vet, took.Seconds(),
		strings.Count(printed, "the operation is left out:")+strings.Count(printed, ": the element at paths"), strings.Count(printed, "becomes raw JSON"))
}

func mark(err error) string {
	if err == nil {
		return "yes"
	}
	return "no"
}

// command runs a program for at most ten minutes, and returns its output.
func command(program string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	var out bytes.Buffer
	c := exec.CommandContext(ctx, program, args...) //nolint:gosec // the caller names the programs
	c.Stdout, c.Stderr = &out, &out
	err := c.Run()
	return out.String(), err
}
