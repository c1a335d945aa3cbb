// Command harimport converts HTTP archives (HAR), which browsers and proxies save, to fixtures.
//
// Usage:
//
//	harimport [-root folder] [-replace old=new …] [-add | -force] api file.har …
//	harimport [-root folder] [-replace old=new …] [-add | -force] -spec file [-overlay file …] [-fixtures folder] file.har …
//
// The first form is for the APIs of this repository: specs/<api> and overlays/<api>.yaml. The second form is for any document, in
// any module. Overlays apply in the order of the flags. -fixtures is the folder for fixtures; the default is the folder "fixtures"
// next to the document. Paths are relative to -root, except archives, which are relative to the working folder.
//
// harimport writes <fixtures>/recorded/<operationId>.yaml for every operation in the archives, and prints the names of the files. An
// existing fixture is an error, unless -add or -force is set: -add adds exchanges to it, -force replaces it. harimport skips HTML
// pages, redirects and exchanges that match no operation, and prints the number of skipped exchanges to standard error.
//
// Only headers on an allowlist, headers that the document declares, and headers with credentials are stored. Placeholders replace
// credentials, secrets and values that look like secrets wherever they appear, and standard error lists the locations. Other values
// that identify a person or an installation are not recognized: remove them with -replace, which replaces one string in URLs and
// bodies. The string to replace cannot contain =.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/hostclients/hostclients/internal/cli"
	"github.com/hostclients/hostclients/internal/generate"
	"github.com/hostclients/hostclients/internal/har"
	"github.com/hostclients/hostclients/internal/spec"
)

const usage = `
	harimport [flags] api file.har …
		create fixtures for an API in specs
	harimport [flags] -spec file [-overlay file …] [-fixtures folder] file.har …
		create fixtures for any document`

// options contains the flags.
type options struct {
	root, api, document, fixtures string
	overlays                      cli.List
	pairs                         []string
	add, force                    bool
}

func main() {
	flags := flag.NewFlagSet("harimport", flag.ContinueOnError)
	var o options
	flags.StringVar(&o.root, "root", ".", "the `folder` that other paths are relative to")
	flags.StringVar(&o.document, "spec", "", "the document's `file`")
	flags.Var(&o.overlays, "overlay", "the `file` of an overlay for that document; can be repeated")
	flags.StringVar(&o.fixtures, "fixtures", "", "the `folder` for fixtures; by default, fixtures next to the document")
	flags.Func("replace", "`old=new` replaces a string in URLs and bodies; can be repeated", func(pair string) error {
		before, after, ok := strings.Cut(pair, "=")
		if !ok || before == "" {
			return errors.New("want old=new")
		}
		o.pairs = append(o.pairs, before, after)
		return nil
	})
	flags.BoolVar(&o.add, "add", false, "add exchanges to existing fixtures")
	flags.BoolVar(&o.force, "force", false, "replace existing fixtures")
	os.Exit(cli.Run("harimport", os.Stderr, func() error {
		if err := cli.Parse(flags, usage, os.Args[1:], os.Stdout); err != nil {
			return err
		}
		archives, err := o.complete(flags.Args())
		if err != nil {
			return cli.Misuse(fmt.Errorf("%w; harimport -h lists the flags", err))
		}
		return o.run(archives, os.Stdout, os.Stderr)
	}))
}

// complete fills in the paths that the command line leaves out, and returns the archives.
func (o *options) complete(args []string) ([]string, error) {
	switch {
	case o.add && o.force:
		return nil, errors.New("want -add or -force, got both")
	case o.document == "" && (len(o.overlays) > 0 || o.fixtures != ""):
		return nil, errors.New("-overlay and -fixtures need -spec")
	case o.document != "":
		if o.fixtures == "" {
			o.fixtures = path.Join(path.Dir(filepath.ToSlash(o.document)), "fixtures")
		}
	case len(args) > 0:
		api := args[0]
		o.api, o.document, o.overlays = api, path.Join("specs", api, "openapi.yaml"), []string{path.Join("overlays", api+".yaml")}
		o.fixtures = path.Join("specs", api, "fixtures")
		args = args[1:]
	}
	if len(args) == 0 {
		return nil, errors.New("want at least one archive, such as traffic.har")
	}
	return args, nil
}

func (o *options) run(archives []string, stdout, stderr io.Writer) error {
	var overlays []spec.Source
	for _, file := range o.overlays {
		overlays = append(overlays, spec.FileBelow(o.root, file))
	}
	doc, notes, err := spec.OpenForeign(spec.FileBelow(o.root, o.document), overlays...)
	if errors.Is(err, fs.ErrNotExist) && o.api != "" {
		known, _ := generate.Names(o.root)
		return fmt.Errorf("%w%s", err, cli.Suggestion(o.api, known))
	}
	if err != nil {
		return err
	}
	for _, note := range notes {
		_, _ = fmt.Fprintln(stderr, "harimport:", note)
	}
	made, err := har.Read(doc.T, strings.NewReplacer(o.pairs...), archives...)
	if err != nil {
		return err
	}
	existing := har.Keep
	switch {
	case o.add:
		existing = har.Add
	case o.force:
		existing = har.Replace
	}
	folder := filepath.FromSlash(o.fixtures)
	if !filepath.IsAbs(folder) {
		folder = filepath.Join(o.root, folder)
	}
	wrote, err := made.Write(filepath.Join(folder, "recorded"), existing)
	if err != nil {
		return err
	}
	for _, line := range wrote {
		_, _ = fmt.Fprintln(stdout, line)
	}
	for _, line := range made.SkippedLines() {
		_, _ = fmt.Fprintln(stderr, line)
	}
	for _, line := range made.Redacted {
		_, _ = fmt.Fprintln(stderr, "redacted: "+line)
	}
	return nil
}
