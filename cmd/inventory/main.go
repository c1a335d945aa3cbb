// Command inventory prints a table of the APIs in the repository. For each API, it counts the operations by how well their responses are
// known, and the elements of the document that are marked as guesses.
//
// Usage:
//
//	inventory [-root folder] [-operations | -methods | -confidence | -parameters api | -requests api | -write file]
//
// With -operations it lists every operation with its Go method, its source and its fixtures, separated by tabs. With
// -methods it lists every method with its request and summary. With -confidence it lists how well the response of each
// operation is known. With -parameters it lists and counts the parameters of one API, each with its location, its type and
// whether it is required. With -requests it lists everything that determines what the client of one API sends and redacts, in the
// format of internal/repo/testdata/requests. With -write it replaces the table in a file such as README.md.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/hostclients/hostclients/internal/cli"
	"github.com/hostclients/hostclients/internal/generate"
	"github.com/hostclients/hostclients/internal/repo"
)

const usage = `
	inventory [-root folder] [-operations | -methods | -confidence | -parameters api | -requests api]
		print the table of the APIs, or a list
	inventory [-root folder] -write file
		replace the table in a file`

func main() {
	flags := flag.NewFlagSet("inventory", flag.ContinueOnError)
	root := flags.String("root", ".", "the `folder` that contains go.mod")
	parameters := flags.String("parameters", "", "the `api` whose parameters are listed")
	requests := flags.String("requests", "", "the `api` whose requests are listed")
	write := flags.String("write", "", "the `file` whose table is replaced")
	list := repo.Table
	for name, listing := range map[string]func([]repo.API) string{
		"operations": repo.Listing, "methods": repo.MethodListing, "confidence": repo.ConfidenceListing,
	} {
		flags.BoolFunc(name, "list "+name, func(string) error { list = listing; return nil })
	}
	os.Exit(cli.Run("inventory", os.Stderr, func() error {
		if err := cli.Parse(flags, usage, os.Args[1:], os.Stdout); err != nil {
			return err
		}
		if flags.NArg() > 0 {
			return cli.Misuse(fmt.Errorf("unknown argument %q: want flags only", flags.Arg(0)))
		}
		var asked []string
		flags.Visit(func(f *flag.Flag) {
			if f.Name != "root" {
				asked = append(asked, "-"+f.Name)
			}
		})
		if len(asked) > 1 {
			return cli.Misuse(fmt.Errorf("%s: cannot be used with %s", asked[1], asked[0]))
		}
		for name, api := range map[string]string{"-parameters": *parameters, "-requests": *requests} {
			known, err := generate.Names(*root)
			if err == nil && api != "" {
				err = cli.OneOf(api, known...)
			}
			if api != "" && err != nil {
				return cli.Misuse(fmt.Errorf("%s: %w", name, err))
			}
		}
		return run(*root, *parameters, *requests, *write, list)
	}))
}

func run(root, parameters, requests, write string, list func([]repo.API) string) error {
	if requests != "" {
		listing, err := repo.Requests(root, requests)
		fmt.Print(listing)
		return err
	}
	if parameters != "" {
		all, err := repo.Parameters(root, parameters)
		if err != nil {
			return err
		}
		fmt.Print(repo.ParameterListing(parameters, all))
		return nil
	}
	apis, err := repo.Read(root)
	if err != nil {
		return err
	}
	if write == "" {
		fmt.Print(list(apis))
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
