package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/cli"
	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/spec/source"
)

// options are the values of the flags.
type options struct {
	root, format, failOn, at, base, changelog string
	fixtures                                  string
	overlays                                  cli.List
	all, accept, quiet, schema, git           bool
	outs                                      []out
	// boundaries is the parsed value of -at; nil means all boundaries.
	boundaries []change.Boundary
}

// out is a parsed value of -o.
type out struct{ format, file string }

const usage = `
	specdiff [flags] OLD NEW
		compare two documents
	specdiff [flags] API NEW
		compare the document of an API in specs with a new document
	specdiff [flags] -all [-base REF]
		compare all APIs in specs with those of a commit
	specdiff [flags] -changelog REF..REF
		list the changes between two releases
	specdiff [flags] -git ARGUMENTS
		compare what git passes to a diff driver`

// parse reads the command line. Its error is one line.
func parse(arguments []string, stdout io.Writer) (o options, names []string, err error) {
	flags := flag.NewFlagSet("specdiff", flag.ContinueOnError)
	flags.StringVar(&o.root, "root", ".", "the `folder` that contains go.mod")
	flags.StringVar(&o.format, "format", "text", "the `format` of the report: text, markdown, json, github or sarif")
	flags.Func("o", "a file to write the report to, `[format=]file`; can be repeated", o.addOut)
	flags.StringVar(&o.failOn, "fail-on", "any", "the `boundary` where a breaking change makes the exit status 2: wire, go, fixtures or any")
	flags.StringVar(&o.at, "at", "", "the `boundaries` to compare, separated by commas; all if empty")
	flags.Var(&o.overlays, "overlay", "the `file` of an overlay for OLD and NEW, as for clientgen; can be repeated")
	flags.StringVar(&o.fixtures, "fixtures", "", "the `folder` of exchanges that were recorded with OLD")
	flags.BoolVar(&o.all, "all", false, "compare all APIs with those of -base")
	flags.StringVar(&o.base, "base", "", "the `commit` that -all compares with; HEAD if empty")
	flags.StringVar(&o.changelog, "changelog", "", "list the changes between two `releases`, such as v0.1.0..HEAD")
	flags.BoolVar(&o.accept, "accept", false, "print entries for accepted.yaml instead of a report")
	flags.BoolVar(&o.schema, "schema", false, "print the JSON Schema of -format json")
	flags.BoolVar(&o.git, "git", false, "run as git's diff driver: read its arguments, and print the report as text")
	flags.BoolVar(&o.quiet, "quiet", false, "show no progress")
	if err := cli.Parse(flags, usage, arguments, stdout); err != nil {
		return o, nil, err
	}
	if o.boundaries, err = boundaries(o.at); err == nil {
		err = o.check(flags.Args())
	}
	if err != nil {
		return o, nil, cli.Misuse(err)
	}
	o.root, err = filepath.Abs(o.root)
	return o, flags.Args(), err
}

// addOut adds the file of an -o flag. If the value begins with a known format and an equals sign, the file gets that format. Otherwise it
// gets the format of -format.
func (o *options) addOut(value string) error {
	if format, file, ok := strings.Cut(value, "="); ok && writers[format] != nil {
		o.outs = append(o.outs, out{format, file})
		return nil
	}
	o.outs = append(o.outs, out{"", value})
	return nil
}

// check returns an error for flags and arguments that cannot be combined.
func (o *options) check(names []string) error {
	modes := map[string]bool{"-all": o.all, "-changelog": o.changelog != "", "-schema": o.schema, "-git": o.git}
	var mode string
	for _, name := range []string{"-all", "-changelog", "-schema", "-git"} {
		switch {
		case !modes[name]:
		case mode != "":
			return fmt.Errorf("%s: cannot be used with %s", name, mode)
		default:
			mode = name
		}
	}
	if err := cli.OneOf(o.failOn, "wire", "go", "fixtures", "any"); err != nil {
		return fmt.Errorf("-fail-on: %w", err)
	}
	switch {
	case mode != "" && (len(o.overlays) > 0 || o.fixtures != ""):
		return fmt.Errorf("-overlay and -fixtures: can only be used with two documents, got %s", mode)
	case o.git && !slices.Contains([]int{1, 7, 9}, len(names)):
		return fmt.Errorf("-git: want the 7 or 9 arguments of a diff driver, got %d", len(names))
	case o.git && (len(o.outs) > 0 || o.accept || o.format != "text"):
		return errors.New("-git: cannot be used with -format, -o or -accept")
	case o.git:
		return nil
	case mode != "" && len(names) > 0:
		return fmt.Errorf("%s: want no documents with %s", names[0], mode)
	case slices.Contains(names, ""):
		return errors.New("documents: want two names, got an empty one")
	case mode == "" && len(names) != 2:
		return fmt.Errorf("documents: want 2, got %d; specdiff -h shows how to call it", len(names))
	case o.base != "" && !o.all:
		return errors.New("-base: can only be used with -all; to name a document in a commit, write REF:path")
	case o.boundaries != nil && o.failOn != "any" && !slices.Contains(o.boundaries, change.Boundary(o.failOn)):
		return fmt.Errorf("-fail-on: want a boundary of -at %s, got %s", o.at, o.failOn)
	}
	if err := cli.OneOf(o.format, "text", "markdown", "json", "github", "sarif"); err != nil {
		return fmt.Errorf("-format: %w", err)
	}
	if o.accept && o.format != "text" {
		return errors.New("-accept: cannot be used with -format, because it prints the entries of accepted.yaml")
	}
	if before, after, ok := strings.Cut(o.changelog, ".."); o.changelog != "" && (!ok || before == "" || after == "") {
		return fmt.Errorf("-changelog: want two commits, such as v0.1.0..HEAD, got %q", o.changelog)
	}
	return o.checkOut(names)
}

// checkOut sets the formats of the files of -o. It returns an error for a file that the comparison may read.
func (o *options) checkOut(names []string) error {
	for i, out := range o.outs {
		o.outs[i].format = cmp.Or(out.format, o.format)
		if out.file == "" {
			return errors.New("-o: want a file, got none")
		}
		for _, name := range o.inputs(names) {
			isInput, err := source.Reads(name, out.file)
			if err != nil {
				return err
			}
			if isInput {
				return fmt.Errorf("-o: want a file that specdiff does not read, got %s", out.file)
			}
		}
	}
	return nil
}

// inputs returns the files and folders that a comparison may read.
func (o *options) inputs(names []string) []string {
	all := slices.Concat(names, o.overlays)
	if o.fixtures != "" {
		all = append(all, o.fixtures)
	}
	specs, overlays := filepath.Join(o.root, "specs"), filepath.Join(o.root, "overlays")
	if o.all || o.changelog != "" {
		return append(all, specs, overlays)
	}
	if len(names) > 0 {
		if _, err := os.Stat(filepath.Join(specs, names[0], "openapi.yaml")); err == nil { // an API of this repository
			all = append(all, filepath.Join(specs, names[0]), filepath.Join(overlays, names[0]+".yaml"))
		}
	}
	return all
}

func boundaries(list string) ([]change.Boundary, error) {
	if list == "" {
		return nil, nil
	}
	var all []change.Boundary
	for name := range strings.SplitSeq(list, ",") {
		name = strings.TrimSpace(name)
		if err := cli.OneOf(name, "wire", "go", "fixtures"); err != nil {
			return nil, fmt.Errorf("-at: %w", err)
		}
		all = append(all, change.Boundary(name))
	}
	return all, nil
}
