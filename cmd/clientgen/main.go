// Command clientgen makes a typed client from an OpenAPI document and its overlay.
//
// Usage:
//
//	clientgen [-root folder] [api …]
//	clientgen [-root folder] -spec folder [-overlay file] -out folder
//
// The first form makes gen/<api> from specs/<api> and overlays/<api>.yaml, for the APIs named or for all of them. The
// second makes one package from a document elsewhere: -spec is the folder that holds openapi.yaml, codegen.yaml and
// fixtures. All paths are below root, the folder that holds go.mod.
//
// Nothing else is read or written. On a fault it prints one line that names file and place, changes nothing, and exits
// with status 1.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/hostclients/hostclients/internal/generate"
)

func main() {
	root := flag.String("root", ".", "the folder that holds go.mod")
	spec := flag.String("spec", "", "the folder of one document")
	overlay := flag.String("overlay", "", "the overlay of that document")
	out := flag.String("out", "", "the folder of the package made from it")
	flag.Parse()
	sources, err := sources(*root, generate.Source{Root: *root, Spec: *spec, Overlay: *overlay, Out: *out}, flag.Args())
	if err == nil {
		err = generate.Generate(sources...)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "clientgen:", err)
		os.Exit(1)
	}
}

// sources returns what the command line asks for.
func sources(root string, one generate.Source, names []string) ([]generate.Source, error) {
	if one.Spec != "" || one.Out != "" || one.Overlay != "" {
		if one.Spec == "" || one.Out == "" || len(names) > 0 {
			return nil, fmt.Errorf("-spec and -out go together, and without names of APIs")
		}
		return []generate.Source{one}, nil
	}
	if len(names) == 0 {
		var err error
		if names, err = generate.Names(root); err != nil {
			return nil, err
		}
	}
	var all []generate.Source
	for _, name := range names {
		all = append(all, generate.API(root, name))
	}
	return all, nil
}
