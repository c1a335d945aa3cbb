// Command specdiff tells what the change of an API's document breaks: on the wire, in the Go package that is made of it, and
// among the recorded fixtures.
//
// Usage:
//
//	specdiff [flags] OLD NEW            two documents
//	specdiff [flags] API NEW            a new document of an API of this repository, with its overlay and its fixtures
//	specdiff [flags] -all [-base REF]   the APIs of this repository, against those of a commit
//	specdiff -changelog REF..REF        the changes from one release to another, for CHANGELOG.md
//
// A document is a file, the folder of a split document, a commit's file (v0.1.0:specs/whmcs/openapi.yaml), or a URL. It may be
// OpenAPI 3.0 or 3.1, Swagger 2.0, a page that Redoc has built, or one of the vendors' reference pages; what it is, its content
// tells. A reference page is compared with what was pinned of it in specs/<api>/upstream.yaml, and the report says what such a
// page does not know.
//
// Changes that specs/<api>/accepted.yaml lists are silent; -accept prints the entries for those that are found.
//
// The exit status is 0 if nothing changed, 1 if something did, 2 if something broke at the boundary that -fail-on names, and 3 if
// the documents could not be compared.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/term"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/internal/diff"
	"github.com/hostclients/hostclients/internal/diff/accepted"
	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/diff/report"
)

const (
	exitSame = iota
	exitDifferent
	exitBroken
	exitFailed
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// options are what the flags say.
type options struct {
	root, format, out, failOn, at, base, changelog string
	all, accept, quiet, schema                     bool
}

func run(ctx context.Context, arguments []string, stdout, stderr io.Writer) int {
	status, err := compare(ctx, arguments, stdout, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return exitSame
	case errors.Is(err, errUsage):
		return exitFailed // the flags have said why
	case err != nil:
		for line := range strings.SplitSeq(err.Error(), "\n") {
			_, _ = fmt.Fprintln(stderr, "specdiff:", report.Plain(line)) // it may name what a document holds
		}
		return exitFailed
	}
	return status
}

func compare(ctx context.Context, arguments []string, stdout, stderr io.Writer) (int, error) {
	o, names, err := parse(arguments, stderr)
	if err != nil {
		return exitFailed, err
	}
	if o.schema {
		_, err := stdout.Write(report.Schema)
		return exitSame, err
	}
	c := &diff.Comparer{Root: o.root, Folder: ".", Released: core.Version}
	if c.At, err = boundaries(o.at); err != nil {
		return exitFailed, err
	}
	if isTerminal(stderr) && !o.quiet {
		c.Progress = func(step string) { _, _ = fmt.Fprintf(stderr, "specdiff: %s …\n", step) }
	}
	reports, err := o.reports(ctx, c, names)
	if err != nil {
		return exitFailed, err
	}
	var text bytes.Buffer
	if err := o.write(&text, reports, o.out == "" && isTerminal(stdout) && os.Getenv("NO_COLOR") == ""); err != nil {
		return exitFailed, err
	}
	if o.out != "" {
		err = os.WriteFile(o.out, text.Bytes(), 0o644)
	} else {
		_, err = stdout.Write(text.Bytes())
	}
	if err != nil {
		return exitFailed, err
	}
	return o.status(reports), nil
}

// errUsage says that the flags are no good.
var errUsage = errors.New("usage")

func parse(arguments []string, stderr io.Writer) (o options, names []string, err error) {
	flags := flag.NewFlagSet("specdiff", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.root, "root", ".", "the folder that holds go.mod")
	flags.StringVar(&o.format, "format", "text", "text, markdown, json, github or sarif")
	flags.StringVar(&o.out, "o", "", "the file to write the report to")
	flags.StringVar(&o.failOn, "fail-on", "any", "the boundary where something that breaks makes the exit status 2: wire, go, fixtures or any")
	flags.StringVar(&o.at, "at", "", "the boundaries to look at, with commas between; all if empty")
	flags.BoolVar(&o.all, "all", false, "compare all APIs with those of -base")
	flags.StringVar(&o.base, "base", "HEAD", "the commit that -all compares with")
	flags.StringVar(&o.changelog, "changelog", "", "the releases to write the changes of, such as v0.1.0..HEAD")
	flags.BoolVar(&o.accept, "accept", false, "print the entries of accepted.yaml for the changes that are found")
	flags.BoolVar(&o.schema, "schema", false, "print the JSON Schema of -format json")
	flags.BoolVar(&o.quiet, "quiet", false, "tell no progress")
	flags.Usage = func() {
		_, _ = fmt.Fprint(stderr, "usage: specdiff [flags] OLD NEW | API NEW | -all [-base REF] | -changelog REF..REF\n\n")
		flags.PrintDefaults()
	}
	if err := flags.Parse(arguments); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return o, nil, err
		}
		return o, nil, errUsage
	}
	want := 2
	if o.all || o.changelog != "" || o.schema {
		want = 0
	}
	if flags.NArg() != want {
		_, _ = fmt.Fprintf(stderr, "documents: %d needed, %d named\n", want, flags.NArg())
		flags.Usage()
		return o, nil, errUsage
	}
	if !slices.Contains([]string{"any", "wire", "go", "fixtures"}, o.failOn) {
		return o, nil, fmt.Errorf("-fail-on: %q is no boundary: wire, go, fixtures or any", o.failOn)
	}
	if _, ok := writers[o.format]; !ok {
		return o, nil, fmt.Errorf("-format: %q is none of text, markdown, json, github and sarif", o.format)
	}
	if o.root, err = filepath.Abs(o.root); err != nil {
		return o, nil, err
	}
	return o, flags.Args(), nil
}

func boundaries(list string) ([]change.Boundary, error) {
	if list == "" {
		return nil, nil
	}
	var all []change.Boundary
	for _, name := range strings.Split(list, ",") {
		at := change.Boundary(strings.TrimSpace(name))
		if !slices.Contains(change.Boundaries, at) {
			return nil, fmt.Errorf("-at: %q is no boundary: wire, go or fixtures", name)
		}
		all = append(all, at)
	}
	return all, nil
}

func (o options) reports(ctx context.Context, c *diff.Comparer, names []string) (report.Reports, error) {
	switch {
	case o.changelog != "":
		before, after, ok := strings.Cut(o.changelog, "..")
		if !ok || before == "" || after == "" {
			return nil, fmt.Errorf("-changelog: %q is not like v0.1.0..HEAD", o.changelog)
		}
		return c.Revisions(ctx, before, after)
	case o.all:
		return c.Revisions(ctx, o.base, "")
	case c.IsAPI(names[0]):
		r, err := c.API(ctx, names[0], names[1])
		return report.Reports{r}, err
	}
	r, err := c.Documents(ctx, names[0], names[1])
	return report.Reports{r}, err
}

// writers write reports, with colours if the reader has them.
var writers = map[string]func(all report.Reports, w io.Writer, colours bool) error{
	"text":     report.Reports.Text,
	"markdown": func(all report.Reports, w io.Writer, _ bool) error { return all.Markdown(w) },
	"github":   func(all report.Reports, w io.Writer, _ bool) error { return all.Annotations(w) },
	"json":     func(all report.Reports, w io.Writer, _ bool) error { return all.JSON(w) },
	"sarif":    func(all report.Reports, w io.Writer, _ bool) error { return all.SARIF(w) },
}

func (o options) write(w io.Writer, all report.Reports, colours bool) error {
	switch {
	case o.changelog != "":
		return diff.Changelog(w, all)
	case o.accept:
		for _, r := range all {
			if _, err := w.Write(accepted.Suggest(r.Changes)); err != nil {
				return err
			}
		}
		return nil
	}
	return writers[o.format](all, w, colours)
}

// status is the exit status of a comparison.
func (o options) status(all report.Reports) int {
	status := exitSame
	for _, r := range all {
		for _, c := range r.Changes {
			status = max(status, exitDifferent)
			if c.Severity == change.Breaking && (o.failOn == "any" || o.failOn == string(c.Boundary)) {
				status = exitBroken
			}
		}
	}
	return status
}

// isTerminal reports whether a person is looking.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
