// Command clientgen generates a typed client from an OpenAPI document and its overlays.
//
// Usage:
//
//	clientgen [-root folder] [api …]
//	clientgen [-root folder] -spec file [-overlay file …] -out folder [-package name] [-config file] [-fixtures folder]
//	clientgen init [-root folder] -spec file [-out folder]
//
// The first form generates gen/<api> from specs/<api> and overlays/<api>.yaml, for the named APIs or for all APIs. The second form
// generates one package from any document, OpenAPI 3 or Swagger 2.0. Overlays are applied in the order of the flags. The package is
// named after its folder, unless -package or the configuration sets a different name. -config is an oapi-codegen configuration. Only
// its settings for types are used. -fixtures is the folder of recorded exchanges; the default is the folder "fixtures" next to the
// document. Paths are relative to -root.
//
// The third form prepares a document of your own: next to it, it writes a first overlay, generate.go with the go:generate line, and
// the fixture folders. It replaces no file. Without -out, the package goes into a folder below internal, named after the document's
// title.
//
// Clientgen reads and writes nothing else, and replaces or removes only files that it generated. On an error, it prints the file and
// the line, changes nothing, and exits with status 1, or with 2 if the command line is invalid.
package main

import (
	"errors"
	"flag"
	"fmt"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/hostclients/hostclients/internal/cli"
	"github.com/hostclients/hostclients/internal/generate"
)

const usage = `
	clientgen [-root folder] [api …]
		generate gen/<api> from specs/<api> and overlays/<api>.yaml
	clientgen [-root folder] -spec file [-overlay file …] -out folder [flags]
		generate a package from any document, OpenAPI 3 or Swagger 2.0
	clientgen init [-root folder] -spec file [-out folder]
		write a first overlay, generate.go and the fixture folders next to a document`

func main() {
	one := generate.Source{
		Foreign: true, Note: func(note string) { fmt.Fprintln(os.Stderr, "clientgen:", note) },
	}
	flags := flag.NewFlagSet("clientgen", flag.ContinueOnError)
	flags.StringVar(&one.Root, "root", ".", "the `folder` that other paths are relative to")
	flags.StringVar(&one.Document, "spec", "", "the document's `file`")
	flags.StringVar(&one.Out, "out", "", "the `folder` of the generated package")
	arguments, begins := os.Args[1:], len(os.Args) > 1 && os.Args[1] == "init"
	if begins {
		arguments = arguments[1:]
	} else {
		flags.Var((*cli.List)(&one.Overlays), "overlay", "the `file` of an overlay for that document; can be repeated")
		flags.StringVar(&one.Package, "package", "", "the package's `name`")
		flags.StringVar(&one.Config, "config", "", "the `file` with changes to the standard configuration of oapi-codegen")
		flags.StringVar(&one.Fixtures, "fixtures", "", "the `folder` of recorded exchanges")
	}
	os.Exit(cli.Run("clientgen", os.Stderr, func() error {
		if err := cli.Parse(flags, usage, arguments, os.Stdout); err != nil {
			return err
		}
		return run(one, flags.Args(), begins)
	}))
}

func run(one generate.Source, names []string, begins bool) error {
	if begins {
		return begin(one, names)
	}
	all, err := sources(one, names)
	if err != nil {
		return err
	}
	doing := fmt.Sprintf("generating %d packages", len(all))
	if len(all) == 1 {
		doing = "generating " + all[0].Out
	}
	defer cli.Progress("clientgen", doing)()
	return generate.Generate(all...)
}

// begin writes the files that a new document needs, and prints the next step.
func begin(one generate.Source, names []string) error {
	if one.Document == "" || len(names) > 0 {
		return cli.Misuse(errors.New("init: want -spec with the document, and no other arguments"))
	}
	one.Note = nil // go generate prints the notes
	begun, err := generate.Begin(one)
	if err != nil {
		return err
	}
	for _, file := range begun.Files {
		fmt.Println("wrote", file)
	}
	folder := "./" + path.Clean(filepath.ToSlash(begun.Folder))
	if strings.ContainsRune(folder, ' ') {
		folder = strconv.Quote(folder)
	}
	fmt.Printf("%d operations; next: go generate %s\n", len(begun.Package.Operations), folder)
	return nil
}

// sources returns the sources that the command line selects.
func sources(one generate.Source, names []string) ([]generate.Source, error) {
	if one.Document != "" || one.Out != "" || len(one.Overlays) > 0 || one.Config != "" || one.Package != "" || one.Fixtures != "" {
		if one.Document == "" || one.Out == "" || len(names) > 0 {
			return nil, cli.Misuse(errors.New("want -spec together with -out, and no API names"))
		}
		if one.Package != "" && !token.IsIdentifier(one.Package) {
			return nil, cli.Misuse(fmt.Errorf("-package: want the name of a Go package, got %q", one.Package))
		}
		if one.Fixtures == "" {
			one.Fixtures = path.Join(path.Dir(filepath.ToSlash(one.Document)), "fixtures")
		}
		if one.Package == "" && one.Config == "" {
			one.Package = generate.PackageName(filepath.Join(one.Root, one.Out))
		}
		return []generate.Source{one}, nil
	}
	known, err := generate.Names(one.Root)
	if len(names) == 0 {
		names = known
		if err != nil {
			return nil, fmt.Errorf("%w; for a document of your own, use -spec and -out", err)
		}
	}
	var all []generate.Source
	for _, name := range names {
		if err := cli.OneOf(name, append(known, "init")...); err != nil {
			return nil, fmt.Errorf("api: %w", err)
		}
		all = append(all, generate.API(one.Root, name))
	}
	return all, nil
}
