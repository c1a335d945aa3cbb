package diff

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/diff/report"
	"github.com/hostclients/hostclients/internal/spec/source"
)

// Revisions compares all APIs of this repository at two commits, with the overlays and fixtures of those commits. An empty name
// means the working folder. Both packages are made by the current generator, so changes of the generator and the runtime are
// not reported. Accepted changes of vendors' documents play no role.
func (c *Comparer) Revisions(ctx context.Context, before, after string) (report.Reports, error) {
	was, err := c.at(ctx, before)
	if err != nil {
		return nil, err
	}
	is, err := c.at(ctx, after)
	if err != nil {
		return nil, err
	}
	var all report.Reports
	for _, api := range union(was.apis, is.apis) {
		document := "specs/" + api + "/openapi.yaml"
		r := report.Report{API: api, Old: was.name(document), New: is.name(document), At: c.At}
		switch {
		case !slices.Contains(was.apis, api):
			r.Changes = []change.Change{{
				Boundary: change.Go, Rule: "api-added", Severity: change.Compatible, Subject: "package " + api, Text: "the API is new",
			}}
		case !slices.Contains(is.apis, api):
			r.Changes = []change.Change{{
				Boundary: change.Go, Rule: "api-removed", Severity: change.Breaking, Subject: "package " + api, Text: "the API is gone",
			}}
		default:
			if err := c.revision(ctx, &r, was, is); err != nil {
				return nil, fmt.Errorf("%s: %w", api, err)
			}
		}
		all = append(all, finish(r, c.Released))
	}
	return all, nil
}

func union[T ~string](a, b []T) []T {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// revision compares an API that is in both trees.
func (c *Comparer) revision(ctx context.Context, r *report.Report, before, after tree) error {
	was, err := c.openAPI(before, r.API)
	if err != nil {
		return err
	}
	is, err := c.openAPI(after, r.API)
	if err != nil {
		return err
	}
	return c.compare(ctx, r, was, is)
}

// at returns the tree of a commit, or the working folder for an empty name.
func (c *Comparer) at(ctx context.Context, commit string) (tree, error) {
	t := tree{commit: commit, files: os.DirFS(c.Root)}
	if commit != "" {
		c.step("reading " + commit)
		var err error
		if t.files, err = source.Commit(ctx, c.Root, commit); err != nil {
			return t, err
		}
	}
	if _, err := fs.Stat(t.files, "specs"); err != nil {
		return t, fmt.Errorf("%s: %w", t.name("specs"), err)
	}
	files, err := fs.Glob(t.files, "specs/*/openapi.yaml")
	for _, file := range files {
		t.apis = append(t.apis, path.Base(path.Dir(file)))
	}
	return t, err
}
