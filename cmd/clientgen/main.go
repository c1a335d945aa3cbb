// Command clientgen makes the package gen/<api> from specs/<api> and overlays/<api>.yaml.
//
// Usage:
//
//	clientgen [-root folder] [api …]
//
// Without arguments it makes the packages of all APIs. It reads and writes below root, the folder that holds go.mod, and
// nothing else; on a fault it prints one line that names file and place, changes nothing, and exits with status 1.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/hostclients/hostclients/internal/clientgen"
)

func main() {
	root := flag.String("root", ".", "the folder that holds go.mod")
	flag.Parse()
	if err := run(*root, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "clientgen:", err)
		os.Exit(1)
	}
}

func run(root string, names []string) error {
	if len(names) == 0 {
		var err error
		if names, err = clientgen.Names(root); err != nil {
			return err
		}
	}
	for _, name := range names {
		if err := clientgen.Generate(clientgen.API(root, name)); err != nil {
			return err
		}
	}
	return nil
}
