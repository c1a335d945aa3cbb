// Command specdiff compares two versions of an API's document. It reports what breaks on the wire, in the generated Go package, and among
// the recorded fixtures.
//
// Usage:
//
//	specdiff [flags] OLD NEW            two documents
//	specdiff [flags] API NEW            a new document of an API of this repository, with its overlay and its fixtures
//	specdiff [flags] -all [-base REF]   the APIs of this repository, against those of a commit
//	specdiff -changelog REF..REF        the changes from one release to another, for CHANGELOG.md
//	specdiff -git ARGUMENTS             the change that git diff passes to its driver
//
// A document is a file, the folder of a split document, a file in a commit (v0.1.0:specs/whmcs/openapi.yaml), or a URL. It may be
// OpenAPI 3.0 or 3.1, Swagger 2.0, a page built by Redoc, or one of the vendors' reference pages. The format is recognized from the
// content. A reference page is compared with the facts pinned in specs/<api>/upstream.yaml. The report lists the parts of an API that
// such a page does not describe.
//
// If .gitattributes contains "*.openapi.yaml diff=openapi", and diff.openapi.command is "specdiff -git", then git diff, git log -p
// --ext-diff and git show --ext-diff print the report for these documents. With -git, the exit status is 0 even for documents that
// could not be compared.
//
// Changes in specs/<api>/accepted.yaml are not reported; -accept prints the entries to add there for the reported changes.
//
// The exit status is 0 if nothing changed, 1 if something changed, and 2 if something breaks at the boundary of -fail-on. An invalid
// command line also returns 2, but writes no report. The status is 3 if the documents, or a boundary named by -at or -fail-on, could not
// be compared.
package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"

	"golang.org/x/term"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/internal/cli"
	"github.com/hostclients/hostclients/internal/diff"
	"github.com/hostclients/hostclients/internal/diff/accepted"
	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/diff/report"
	"github.com/hostclients/hostclients/internal/generate"
)

func main() {
	debug.SetGCPercent(200) // documents stay in memory until the end, so frequent collections free little
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// run returns the exit status.
func run(ctx context.Context, arguments []string, stdout, stderr io.Writer) int {
	return cli.Run("specdiff", stderr, func() error {
		o, names, err := parse(arguments, stdout)
		if err != nil {
			return err
		}
		c := &diff.Comparer{Root: o.root, Folder: ".", Released: core.Version, At: o.boundaries, Overlays: o.overlays, Fixtures: o.fixtures}
		if (len(o.overlays) > 0 || o.fixtures != "") && c.IsAPI(names[0]) {
			return cli.Misuse(fmt.Errorf("-overlay and -fixtures: can only be used with two documents; the API %s has its own", names[0]))
		}
		status, err := o.compare(ctx, c, names, stdout, stderr)
		if err != nil {
			status = cli.Internal
		}
		return cli.End(status, err)
	})
}

func (o options) compare(ctx context.Context, c *diff.Comparer, names []string, stdout, stderr io.Writer) (int, error) {
	if o.schema {
		_, err := stdout.Write(report.Schema)
		return 0, err
	}
	if isTerminal(stderr) && !o.quiet {
		c.Progress = func(step string) { _, _ = fmt.Fprintf(stderr, "specdiff: %s …\n", step) }
	}
	if o.git {
		return 0, driveGit(ctx, stdout, c, names)
	}
	reports, err := o.reports(ctx, c, names)
	if err != nil {
		return 0, err
	}
	if err := o.writeAll(stdout, reports); err != nil {
		return 0, err
	}
	if err := o.incomplete(reports); err != nil {
		return 0, err
	}
	return o.status(reports), nil
}

func (o options) reports(ctx context.Context, c *diff.Comparer, names []string) (report.Reports, error) {
	switch {
	case o.changelog != "":
		before, after, _ := strings.Cut(o.changelog, "..")
		return c.Revisions(ctx, before, after)
	case o.all:
		return c.Revisions(ctx, cmp.Or(o.base, "HEAD"), "")
	case c.IsAPI(names[0]):
		r, err := c.API(ctx, names[0], names[1])
		return report.Reports{r}, err
	}
	r, err := c.Documents(ctx, names[0], names[1])
	if errors.Is(err, fs.ErrNotExist) {
		known, _ := generate.Names(o.root)
		if hint := cli.Suggestion(names[0], known); hint != "" { // an API that is misspelled looks like a document
			err = fmt.Errorf("%w%s", err, hint)
		}
	}
	return report.Reports{r}, err
}

// writers maps each value of -format to the function that writes the report. Only text uses colors.
var writers = map[string]func(all report.Reports, w io.Writer, colors bool) error{
	"text":     report.Reports.Text,
	"markdown": func(all report.Reports, w io.Writer, _ bool) error { return all.Markdown(w) },
	"github":   func(all report.Reports, w io.Writer, _ bool) error { return all.Annotations(w) },
	"json":     func(all report.Reports, w io.Writer, _ bool) error { return all.JSON(w) },
	"sarif":    func(all report.Reports, w io.Writer, _ bool) error { return all.SARIF(w) },
}

// writeAll writes the report to the files of -o, or to stdout.
func (o options) writeAll(stdout io.Writer, all report.Reports) error {
	if len(o.outs) == 0 {
		return o.write(stdout, o.format, all, isTerminal(stdout) && os.Getenv("NO_COLOR") == "")
	}
	for _, out := range o.outs {
		var text bytes.Buffer
		if err := o.write(&text, out.format, all, false); err != nil {
			return err
		}
		if err := os.WriteFile(out.file, text.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func (o options) write(w io.Writer, format string, all report.Reports, colors bool) error {
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
	return writers[format](all, w, colors)
}

// incomplete returns an error if a boundary named by -at or -fail-on could not be compared. Without this error, the boundary would look
// unchanged.
func (o options) incomplete(all report.Reports) error {
	var errs []error
	for _, r := range all {
		for _, at := range change.Boundaries {
			reason, missing := r.Missing[at]
			if missing && (slices.Contains(o.boundaries, at) || o.failOn == string(at)) {
				errs = append(errs, fmt.Errorf("%s: the boundary %s could not be compared: %s", cmp.Or(r.API, r.New), at, reason))
			}
		}
	}
	return errors.Join(errs...)
}

// status returns the exit status of a comparison.
func (o options) status(all report.Reports) int {
	status := 0
	for _, r := range all {
		for _, c := range r.Changes {
			status = max(status, cli.Failed)
			if c.Severity == change.Breaking && (o.failOn == "any" || o.failOn == string(c.Boundary)) {
				status = cli.Broken
			}
		}
	}
	return status
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
