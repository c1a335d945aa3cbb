// Command specimport reads what a vendor publishes about its API, in any format that internal/upstream reads, and shows how
// it differs from the document in this repository.
//
// Usage:
//
//	specimport [-root folder] [-api name] [-o file] page
//	specimport [-root folder] [-date day] -api name -pin page
//
// Page is a file, a commit's file (v0.1.0:page.html) or a URL. Specimport fetches nothing but that URL. With -o it writes the
// document as YAML, or as JSON if the file's name ends in .json. With -api it prints what specdiff prints for the API and the
// page. Without either it prints the document. Standard error gets the format of the page, the parts of an API that the page
// does not describe, what was left out, and what was repaired.
//
// With -pin it writes the facts of the page to specs/<name>/upstream.yaml. A test then requires that our document has every
// one of them, or that specs/<name>/README.md says why not.
//
// To replace our document by the vendor's own, run specimport -api webpros -o specs/webpros/openapi.yaml page.html, then go
// generate ./..., and review what git and the contract tests show.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/internal/diff"
	"github.com/hostclients/hostclients/internal/diff/report"
	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/spec/source"
	"github.com/hostclients/hostclients/internal/upstream"
)

// options are the flags.
type options struct {
	root, api, out, date string
	pin                  bool
}

func main() {
	var o options
	flag.StringVar(&o.root, "root", ".", "the folder that holds go.mod")
	flag.StringVar(&o.api, "api", "", "the API to compare the page with")
	flag.StringVar(&o.out, "o", "", "the file to write the document to")
	flag.BoolVar(&o.pin, "pin", false, "write the facts of the page to specs/<api>/upstream.yaml")
	flag.StringVar(&o.date, "date", time.Now().UTC().Format(time.DateOnly), "the day on which the page was read, for -pin")
	flag.Parse()
	if flag.NArg() != 1 || o.pin && (o.api == "" || o.out != "") {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(context.Background(), os.Stdout, os.Stderr, o, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "specimport:", err)
		os.Exit(1)
	}
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
		// Before anything is written, because -o may name the document that is compared.
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

// compare prints what specdiff prints for the API and the page.
func compare(ctx context.Context, w io.Writer, o options, page string, found spec.Source) error {
	root, err := filepath.Abs(o.root)
	if err != nil {
		return err
	}
	c := &diff.Comparer{Root: root, Folder: ".", Released: core.Version}
	if !c.IsAPI(o.api) {
		return fmt.Errorf("-api: want an API with a document in %s, got %q", filepath.Join(o.root, "specs"), o.api)
	}
	r, err := c.APISource(ctx, o.api, page, found)
	if err != nil {
		return err
	}
	return report.Reports{r}.Text(w, false)
}

// notesOn describes how much of the API a document shows.
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
