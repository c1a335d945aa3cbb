// Command specimport reads what a vendor publishes of its API, in any format that internal/upstream knows, and shows how it
// differs from the document in this repository.
//
// Usage:
//
//	specimport [-root folder] [-api name] [-o file] page
//	specimport [-root folder] [-date day] -api name -pin page
//
// Page is a file, a commit's file (v0.1.0:page.html) or a URL, which is the only thing that it ever fetches. With -o it
// writes the document, as YAML, or as JSON if the file's name says so. With -api it compares it with
// specs/<name>/openapi.yaml, operation by operation: "-" is only in ours, "+" only in theirs, "~" is in both. Without either
// it prints the document. On standard error it says which format the page has, what the format does not know, and what had
// to be repaired.
//
// With -pin it writes the facts of the page to specs/<name>/upstream.yaml. From then on a test demands that our document has
// every one of them, or that specs/<name>/README.md says why not.
//
// To replace our document by the vendor's own: specimport -api webpros -o specs/webpros/openapi.yaml page.html, go generate
// ./..., and a review of what git and the contract tests then say.
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

	"github.com/hostclients/hostclients/internal/opdiff"
	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/spec/source"
	"github.com/hostclients/hostclients/internal/upstream"
)

// options are what the flags say.
type options struct {
	root, api, out, date string
	pin                  bool
}

func main() {
	var o options
	flag.StringVar(&o.root, "root", ".", "the folder that holds go.mod")
	flag.StringVar(&o.api, "api", "", "the API whose document is compared")
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
	defer func() { _ = found.Close() }() // a temporary folder that stays hurts nobody
	page = source.Shown(page)
	theirs, err := upstream.Import(page, found.Data)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(notes, notesOn(theirs)); err != nil {
		return err
	}
	if o.pin {
		return pin(o, page, found.Data)
	}
	if o.api != "" {
		// Before anything is written: the file may be the very one that is compared.
		// Without its overlay, as theirs has none.
		ours, err := spec.Read(filepath.Join(o.root, "specs", o.api, "openapi.yaml"))
		if err != nil {
			return err
		}
		located, err := theirs.Located(ours)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, opdiff.Text(opdiff.Compare(ours, located.T))); err != nil {
			return err
		}
	}
	text := theirs.YAML
	if strings.HasSuffix(o.out, ".json") {
		if text, err = theirs.JSON(); err != nil {
			return err
		}
	}
	switch {
	case o.out != "":
		return os.WriteFile(o.out, text, 0o644)
	case o.api == "":
		_, err = w.Write(text)
	}
	return err
}

// notesOn says how much of the API a document shows.
func notesOn(d *upstream.Document) string {
	text := "format: " + d.Format + "\n"
	if unknown := d.Knows.Unknown(); unknown != "" {
		text += "not known: " + unknown + "\n"
	}
	if len(d.LeftOut) > 0 {
		text += "left out: " + strings.Join(d.LeftOut, ", ") + "\n"
	}
	for _, repair := range d.Repairs {
		text += "repaired: " + repair + "\n"
	}
	return text
}

func pin(o options, page string, data []byte) error {
	text, err := upstream.Pin(page, data, o.date)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(o.root, "specs", o.api, "upstream.yaml"), text, 0o644)
}
