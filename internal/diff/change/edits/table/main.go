// Command table writes README.md of package edits: the table of edits, for readers.
package main

import (
	"fmt"
	"os"

	"github.com/hostclients/hostclients/internal/diff/change/edits"
)

func main() {
	if err := os.WriteFile("README.md", []byte(edits.Readme()), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, "table:", err)
		os.Exit(1)
	}
}
