// Command specimport reads a vendor's API documentation, in any format that internal/upstream supports, and compares it with the
// document in this repository.
//
// Usage:
//
//	specimport [-root folder] [-api name] [-o file] page
//	specimport [-root folder] [-date day] -api name -pin page
//
// The page is a file, a file in a commit (v0.1.0:page.html) or a URL. Specimport fetches only that URL. With -o it writes the
// document as YAML, or as JSON if the file's name ends in .json. With -api it compares the page with the API's document and prints
// the same report as specdiff. Without either it prints the document. To standard error it writes the format of the page, the parts
// of an API that the page does not describe, the elements that were left out, and the errors that were repaired.
//
// With -pin it writes the facts of the page to specs/<name>/upstream.yaml. A test then requires every one of these facts in our
// document, or a reason in specs/<name>/README.md.
//
// To replace our document with the vendor's, run specimport -api webpros -o specs/webpros/openapi.yaml page.html, then go
// generate ./..., and review the output of git diff and the contract tests.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/internal/cli"
	"github.com/hostclients/hostclients/internal/diff"
	"github.com/hostclients/hostclients/internal/diff/report"
	"github.com/hostclients/hostclients/internal/generate"
	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/spec/source"
	"github.com/hostclients/hostclients/internal/upstream"
)

const usage = `
	specimport [-root folder] [-api name] [-o file] page
		convert a published page to OpenAPI, and compare it with an API's document
	specimport [-root folder] [-date day] -api name -pin page
		write the facts of the page to specs/<name>/upstream.yaml`

type options struct {
	root, api, out, date string
	pin                  bool
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	status := command(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

func command(ctx context.Context, arguments []string, stdout, stderr io.Writer) int {
	return cli.Run("specimport", stderr, func() error {
		o, page, err := parse(arguments, stdout)
		if err != nil {
			return err
		}
		return run(ctx, stdout, stderr, o, page)
	})
}

func parse(arguments []string, stdout io.Writer) (o options, page string, err error) {
	flags := flag.NewFlagSet("specimport", flag.ContinueOnError)
	flags.StringVar(&o.root, "root", ".", "the `folder` that contains go.mod")
	flags.StringVar(&o.api, "api", "", "the `name` of the API to compare the page with")
	flags.StringVar(&o.out, "o", "", "the `file` to write the document to")
	flags.BoolVar(&o.pin, "pin", false, "write the facts of the page to specs/<api>/upstream.yaml")
	flags.StringVar(&o.date, "date", time.Now().UTC().Format(time.DateOnly), "the `day` on which the page was read, for -pin")
	if err := cli.Parse(flags, usage, arguments, stdout); err != nil {
		return o, "", err
	}
	dated := false
	flags.Visit(func(f *flag.Flag) { dated = dated || f.Name == "date" })
	_, unlikeDay := time.Parse(time.DateOnly, o.date)
	switch {
	case flags.NArg() != 1:
		err = fmt.Errorf("page: want 1, got %d", flags.NArg())
	case o.pin && o.api == "":
		err = errors.New("-pin: want -api, the name of the API that the page describes")
	case o.pin && o.out != "":
		err = errors.New("-pin: cannot be used with -o, because it writes specs/<api>/upstream.yaml")
	case dated && !o.pin:
		err = errors.New("-date: can only be used with -pin")
	case unlikeDay != nil:
		err = fmt.Errorf("-date: want a day such as 2026-01-31, got %q", o.date)
	case o.out != "":
		err = checkOut(o.out, flags.Arg(0))
	}
	return o, flags.Arg(0), cli.Misuse(err)
}

// checkOut returns an error for a file that the page is read from.
func checkOut(file, page string) error {
	isInput, err := source.Reads(page, file)
	if err == nil && isInput {
		err = fmt.Errorf("-o: want a file other than the page, got %s", file)
	}
	return err
}

func run(ctx context.Context, w, notes io.Writer, o options, page string) error {
	found, err := source.Open(ctx, ".", page)
	if err != nil {
		return err
	}
	page = source.Shown(page)
	theirs, err := upstream.Import(page, found.Data)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(notes, notesOn(theirs)); err != nil {
		return err
	}
	if o.pin {
		return pin(o, theirs)
	}
	if o.api != "" {
		// Compare before writing, because -o may name the document that is compared.
		if err := compare(ctx, w, o, page, found); err != nil {
			return err
		}
	}
	written := theirs.YAML
	if strings.HasSuffix(o.out, ".json") {
		written = theirs.JSON
	}
	text, err := written()
	if err != nil {
		return err
	}
	switch {
	case o.out != "":
		return os.WriteFile(o.out, text, 0o644)
	case o.api == "":
		_, err = w.Write(text)
	}
	return err
}

// compare prints specdiff's report on the API and the page.
func compare(ctx context.Context, w io.Writer, o options, page string, found spec.Source) error {
	root, err := filepath.Abs(o.root)
	if err != nil {
		return err
	}
	c := &diff.Comparer{Root: root, Folder: ".", Released: core.Version}
	if !c.IsAPI(o.api) {
		known, _ := generate.Names(root)
		return fmt.Errorf("-api: want an API with a document in %s, got %q%s", filepath.Join(o.root, "specs"), o.api, cli.Suggestion(o.api, known))
	}
	r, err := c.APISource(ctx, o.api, page, found)
	if err != nil {
		return err
	}
	return report.Reports{r}.Text(w, false)
}

// notesOn lists the format of a page, the parts of an API that it does not describe, the elements that were left out, and the errors
// that were repaired.
func notesOn(d *upstream.Document) string {
	var b strings.Builder
	b.WriteString("format: " + d.Format + "\n")
	for _, part := range d.Silent {
		b.WriteString("not described: " + string(part) + "\n")
	}
	for _, part := range d.LeftOut {
		b.WriteString(part + "\n")
	}
	for _, repair := range d.Repairs {
		b.WriteString("repaired: " + repair + "\n")
	}
	return b.String()
}

func pin(o options, theirs *upstream.Document) error {
	text, err := theirs.Pin(o.date)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(o.root, "specs", o.api, "upstream.yaml"), text, 0o644)
}
