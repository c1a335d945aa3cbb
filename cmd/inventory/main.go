// Command inventory prints what the repository holds: for each API its operations, its fixtures by provenance, and how
// much of its document was inferred.
//
// Usage:
//
//	inventory [-root folder] [-operations | -parameters api | -write file]
//
// With -operations it lists every operation with its Go method, its source and its fixtures, separated by tabs. With
// -parameters it lists every parameter of the operations of one API, with its place and type and whether it is required,
// and their sums. With -write it replaces the table in file, which is README.md.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/hostclients/hostclients/internal/repo"
)

func main() {
	root := flag.String("root", ".", "the folder that holds go.mod")
	operations := flag.Bool("operations", false, "list every operation")
	parameters := flag.String("parameters", "", "the API whose parameters are listed")
	write := flag.String("write", "", "the file whose table is replaced")
	flag.Parse()
	if err := run(*root, *operations, *parameters, *write); err != nil {
		fmt.Fprintln(os.Stderr, "inventory:", err)
		os.Exit(1)
	}
}

func run(root string, operations bool, parameters, write string) error {
	if parameters != "" {
		all, err := repo.Parameters(root, parameters)
		if err != nil {
			return err
		}
		fmt.Print(repo.ParameterListing(parameters, all))
		return nil
	}
	apis, err := repo.Read(root)
	switch {
	case err != nil:
		return err
	case operations:
		fmt.Print(repo.Listing(apis))
		return nil
	case write == "":
		fmt.Print(repo.Table(apis))
		return nil
	}
	text, err := os.ReadFile(write)
	if err != nil {
		return err
	}
	replaced, err := repo.Replace(string(text), repo.Table(apis))
	if err != nil {
		return err
	}
	return os.WriteFile(write, []byte(replaced), 0o644)
}
