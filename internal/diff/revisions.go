package diff

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/diff/report"
	"github.com/hostclients/hostclients/internal/spec/source"
)

// Revisions compares all APIs of this repository as they are at two commits, with the overlays and the fixtures of those
// commits. An empty name means the files as they are now. Both packages are made by the generator of now: what changed
// in it, and in the runtime, is not seen. Nor does it matter what was accepted of upstream's changes.
func (c *Comparer) Revisions(ctx context.Context, before, after string) (report.Reports, error) {
	was, err := c.at(ctx, before)
	if err != nil {
		return nil, err
	}
	defer was.close()
	is, err := c.at(ctx, after)
	if err != nil {
		return nil, err
	}
	defer is.close()
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

// revision compares an API that both trees have.
func (c *Comparer) revision(ctx context.Context, r *report.Report, before, after tree) error {
	was, err := c.openAPI(ctx, before, r.API)
	if err != nil {
		return err
	}
	defer was.close()
	is, err := c.openAPI(ctx, after, r.API)
	if err != nil {
		return err
	}
	defer is.close()
	return c.compare(ctx, r, was, is)
}

// tree is where the files of the APIs lie: at a commit, or as they are now.
type tree struct {
	commit          string
	specs, overlays string
	apis            []string
	cleanup         []func() error
}

func (t tree) close() {
	for _, f := range t.cleanup {
		_ = f() // a temporary folder that stays hurts nobody
	}
}

// name is what people call a file or a folder of the tree.
func (t tree) name(path string) string {
	if t.commit == "" {
		return path
	}
	return t.commit + ":" + path
}

// at returns the tree of a commit.
func (c *Comparer) at(ctx context.Context, commit string) (t tree, err error) {
	t = tree{commit: commit, specs: filepath.Join(c.Root, "specs"), overlays: filepath.Join(c.Root, "overlays")}
	defer func() {
		if err != nil {
			t.close()
		}
	}()
	if commit != "" {
		c.step("reading " + commit)
		for name, place := range map[string]*string{"specs": &t.specs, "overlays": &t.overlays} {
			found, err := source.Folder(ctx, c.Root, commit+":"+name)
			switch {
			case errors.Is(err, fs.ErrNotExist) && place == &t.overlays:
				*place = ""
				continue
			case err != nil:
				return t, err
			}
			*place, t.cleanup = found.File, append(t.cleanup, found.Close)
		}
	}
	files, err := filepath.Glob(filepath.Join(t.specs, "*", "openapi.yaml"))
	for _, file := range files {
		t.apis = append(t.apis, filepath.Base(filepath.Dir(file)))
	}
	return t, err
}

// openAPI opens the document of an API, with what else the tree has of it.
func (c *Comparer) openAPI(ctx context.Context, t tree, api string) (*side, error) {
	folder := filepath.Join(t.specs, api)
	s, err := c.open(ctx, t.specs, filepath.Join(api, "openapi.yaml"))
	if err != nil {
		return nil, err
	}
	if t.overlays != "" {
		s.overlay = existing(filepath.Join(t.overlays, api+".yaml"))
	}
	s.config, s.fixtures = existing(filepath.Join(folder, "codegen.yaml")), existing(filepath.Join(folder, "fixtures"))
	s.call(folder, t.name("specs/"+api))
	s.call(t.overlays, t.name("overlays"))
	return s, nil
}

// existing returns a file or a folder if there is one.
func existing(path string) string {
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return path
}
