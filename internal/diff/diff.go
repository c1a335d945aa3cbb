// Package diff reports what a change of an API's document breaks at three boundaries: on the wire, in the generated Go package,
// and among the recorded fixtures. It reads the documents, calls one package for each boundary, and removes changes that are listed as
// accepted.
package diff

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/diff/accepted"
	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/diff/fixtures"
	"github.com/hostclients/hostclients/internal/diff/goapi"
	"github.com/hostclients/hostclients/internal/diff/report"
	"github.com/hostclients/hostclients/internal/diff/wire"
	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/spec/source"
	"github.com/hostclients/hostclients/internal/upstream"
)

// Comparer compares documents. It is not safe for concurrent use.
type Comparer struct {
	// Root is the folder of the module that has the packages that generated code imports. In this repository, it also has the APIs.
	Root string
	// Folder is the folder that names of documents are relative to.
	Folder string
	// Overlays are the names of the overlays for documents from outside this repository, in order.
	Overlays []string
	// Fixtures is the name of the folder with the exchanges recorded for the old document, or "".
	Fixtures string
	// At lists the boundaries to compare. Nil means all of them.
	At []change.Boundary
	// Released is the latest version of this module. [report.Bump] uses it for this repository's APIs, and the version of the old
	// document for all others.
	Released string
	// Progress is called before each step that may take a while. It may be nil.
	Progress func(step string)

	packages *goapi.Comparer
}

// Documents compares two documents from outside this repository. The packages are generated with the standard configuration. Parts that
// one of the documents does not describe are not compared.
func (c *Comparer) Documents(ctx context.Context, before, after string) (report.Report, error) {
	r := report.Report{Old: source.Shown(before), New: source.Shown(after), At: c.At}
	was, err := c.open(ctx, before)
	if err != nil {
		return r, err
	}
	is := was
	if before != after {
		if is, err = c.open(ctx, after); err != nil {
			return r, err
		}
	}
	if err := c.equip(ctx, was, is); err != nil {
		return r, err
	}
	err = c.compare(ctx, &r, was, is)
	return finish(r, was.version), err
}

// equip adds the caller's overlays and fixtures to documents from outside this repository.
func (c *Comparer) equip(ctx context.Context, was, is *side) error {
	for _, name := range c.Overlays {
		overlay, err := source.Open(ctx, c.Folder, name)
		if err != nil {
			return err
		}
		was.Overlays = append(was.Overlays, overlay)
	}
	is.Overlays, was.Foreign, is.Foreign = was.Overlays, true, true
	if c.Fixtures != "" {
		folder := c.Fixtures
		if !filepath.IsAbs(folder) {
			folder = filepath.Join(c.Folder, folder)
		}
		if _, err := os.Stat(folder); err != nil {
			return err
		}
		was.fixtures = spec.Source{Name: c.Fixtures, FS: os.DirFS(folder), Path: "."}
	}
	return nil
}

// API compares the document of an API of this repository with a new one, with the API's overlay on both. An incomplete
// reference page is compared with the facts pinned from the vendor's last page, if the API has such a pin. Changes listed in
// specs/<api>/accepted.yaml are not reported. An entry there that matches no change is an error.
func (c *Comparer) API(ctx context.Context, api, after string) (report.Report, error) {
	c.step("reading " + source.Shown(after))
	found, err := source.Open(ctx, c.Folder, after)
	if err != nil {
		return report.Report{API: api, New: source.Shown(after)}, err
	}
	return c.APISource(ctx, api, source.Shown(after), found)
}

// APISource is like [Comparer.API], for a new document that the caller has opened. The report calls it name.
func (c *Comparer) APISource(ctx context.Context, api, name string, after spec.Source) (report.Report, error) {
	r := report.Report{API: api, New: name, At: c.At}
	is, err := read(after, false)
	if err != nil {
		return r, err
	}
	was, err := c.counterpart(api, is)
	if err != nil {
		return r, err
	}
	r.Old = was.Spec.Name
	if err := c.compare(ctx, &r, was, is); err != nil {
		return r, err
	}
	file := "specs/" + api + "/accepted.yaml"
	list, err := accepted.Read(spec.Source{Name: file, FS: c.here().files, Path: file})
	if err != nil {
		return r, err
	}
	var stale error
	r.Changes, r.Accepted, stale = list.Apply(r.Changes)
	isUnmade := func(one change.Change) bool { return one.Rule == noPackage }
	// An entry may belong to a boundary that was not compared, so it is stale only if all of them were compared.
	if c.At == nil && stale != nil && !slices.ContainsFunc(r.Changes, isUnmade) {
		return r, stale
	}
	return finish(r, c.Released), nil
}

// here returns the tree of the root folder.
func (c *Comparer) here() tree { return tree{files: os.DirFS(c.Root)} }

// IsAPI reports whether this repository has an API with that name.
func (c *Comparer) IsAPI(name string) bool {
	return name != "" && !strings.ContainsAny(name, `/\:`) && c.here().source("specs/"+name+"/openapi.yaml").Name != ""
}

// counterpart returns the side to compare a new document with. It is the API's document. For an incomplete document, it is the pinned
// facts if they were pinned from a document of the same format.
func (c *Comparer) counterpart(api string, is *side) (*side, error) {
	was, err := c.openAPI(c.here(), api)
	if err != nil {
		return nil, err
	}
	if is.isWhole() {
		is.Overlays, is.Config = was.Overlays, was.Config
		return was, nil
	}
	file := c.here().source("specs/" + api + "/upstream.yaml")
	if file.Name == "" {
		return was, nil
	}
	data, err := file.Read()
	if err != nil {
		return nil, err
	}
	pin, err := upstream.ReadPin(file.Name, data)
	if err != nil || pin.Format != is.format {
		return was, err
	}
	pinned := &side{Side: goapi.Side{Spec: file}, format: pin.Format, silent: pin.Silent, doc: pin.Document}
	return pinned, lendNames(pin.T, was.doc.T)
}

// compare adds the changes at each boundary to a report.
func (c *Comparer) compare(ctx context.Context, r *report.Report, was, is *side) error {
	whole := was.isWhole() && is.isWhole()
	nameless := "" // why the names of the operations are unknown; "" if they are known
	if whole {
		if err := overlaid(was, is); err != nil {
			nameless = err.Error()
		}
	} else {
		silent, err := level(was, is)
		if err != nil {
			return err
		}
		for _, part := range silent {
			r.Unknown = append(r.Unknown, string(part))
		}
		c.miss(r, change.Go, "no package is generated from an incomplete document")
		c.miss(r, change.Fixtures, "an incomplete document cannot check exchanges")
	}
	r.Unknown = append(r.Unknown, union(was.leftOut, is.leftOut)...)
	found, err := c.wire(was, is)
	if err != nil {
		return err
	}
	r.Changes = found
	if whole && c.looksAt(change.Go) {
		if err := c.goPackages(ctx, r, was, is); err != nil {
			return err
		}
	}
	if whole && c.looksAt(change.Fixtures) {
		if err := c.replay(ctx, r, was, is, nameless); err != nil {
			return err
		}
	}
	return nil
}

func (c *Comparer) wire(was, is *side) ([]change.Change, error) {
	if !c.looksAt(change.Wire) {
		return nil, nil
	}
	c.step("comparing the wire")
	found, err := wire.Compare(was.doc.T, is.doc.T)
	for i := range found {
		found[i].Old, found[i].New = was.place(found[i].Old), is.place(found[i].New)
	}
	return found, err
}

// goPackages compares the packages. It reports a change if a package can be generated from the old document but not from the new one.
func (c *Comparer) goPackages(ctx context.Context, r *report.Report, was, is *side) error {
	c.step("generating and comparing the Go packages")
	if c.packages == nil {
		c.packages = goapi.New(c.Root)
	}
	found, err := c.packages.Compare(ctx, was.Side, is.Side)
	r.Changes = append(r.Changes, found.Changes...)
	r.Unknown = append(r.Unknown, found.LeftOut...)
	var failed *goapi.SideError
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &failed) && failed.Side == "new":
		r.Changes = append(r.Changes, unmade(failed.Err))
	default:
		// No package can be generated from some documents. The other boundaries are still compared.
		c.miss(r, change.Go, err.Error())
	}
	return nil
}

// noPackage is the rule of the change that unmade returns.
const noPackage = "no-package"

// unmade returns the change for a new document from which no package can be generated because of err. The text leaves out the line in
// err, so that it stays the same if the line moves.
func unmade(err error) change.Change {
	c := change.Change{
		Boundary: change.Go, Severity: change.Breaking, Rule: noPackage, Text: err.Error(),
		Advice: "fix it in the overlay, and compare again",
	}
	var at *spec.Error
	if errors.As(err, &at) {
		c.New = &change.Place{File: at.File, Line: at.Line}
		c.Text = strings.Replace(c.Text, at.Error(), (&spec.Error{Msg: at.Msg}).Error()[len(": "):], 1)
	}
	var all interface{ Unwrap() []error }
	if errors.As(err, &all) {
		var texts []string
		for _, one := range all.Unwrap() {
			if at := (*spec.Error)(nil); errors.As(one, &at) {
				texts = append(texts, at.Msg)
			}
		}
		c.Text = strings.Join(texts, "; ")
	}
	c.Text = "no package can be generated from the document anymore: " + c.Text
	return c
}

// replay replays the fixtures. Their files are named after the operations. If these names are unknown, nameless is the reason and nothing
// is replayed.
func (c *Comparer) replay(ctx context.Context, r *report.Report, was, is *side, nameless string) error {
	switch {
	case was.fixtures.Name == "":
		c.miss(r, change.Fixtures, "there are no recorded exchanges; name their folder with -fixtures")
		return nil
	case nameless != "":
		c.miss(r, change.Fixtures, nameless)
		return nil
	}
	c.step("replaying the fixtures")
	before, after, err := replayed(was, is)
	if err != nil {
		c.miss(r, change.Fixtures, err.Error())
		return nil
	}
	found, err := fixtures.Compare(ctx, fixtures.Input{Folder: was.fixtures, Old: before, New: after})
	if errors.Is(err, fixtures.ErrNone) {
		c.miss(r, change.Fixtures, err.Error())
		return nil
	}
	r.Changes = append(r.Changes, found...)
	return err
}

// miss records why a requested boundary cannot be compared.
func (c *Comparer) miss(r *report.Report, at change.Boundary, reason string) {
	if !c.looksAt(at) {
		return
	}
	if r.Missing == nil {
		r.Missing = map[change.Boundary]string{}
	}
	r.Missing[at] = reason
}

func (c *Comparer) looksAt(at change.Boundary) bool { return c.At == nil || slices.Contains(c.At, at) }

func (c *Comparer) step(text string) {
	if c.Progress != nil {
		c.Progress(text)
	}
}

// finish sorts a report and adds the suggested version bump.
func finish(r report.Report, version string) report.Report {
	change.Sort(r.Changes)
	r.Bump = report.Bump(slices.Concat(r.Changes, r.Accepted), version)
	return r
}
