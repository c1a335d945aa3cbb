package diff

import (
	"context"
	"errors"
	"io/fs"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/diff/goapi"
	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/spec/source"
	"github.com/hostclients/hostclients/internal/upstream"
)

// side is one of the two documents that are compared.
type side struct {
	// Side is the document as OpenAPI 3.0, with the overlay and the configuration of its package.
	goapi.Side
	// fixtures are the recorded exchanges of the document; without a name there are none.
	fixtures spec.Source
	format   string          // of what had to be imported
	leftOut  []string        // parts of the vendor's text that are not in the document
	version  string          // of the document, as it says itself
	silent   []upstream.Part // parts of the API that the vendor's text does not describe
	doc      *spec.Document
}

// isWhole reports whether the document describes every part of an API.
func (s *side) isWhole() bool { return len(s.silent) == 0 }

// place returns where an origin of the document is.
func (s *side) place(at *change.Place) *change.Place {
	if at == nil {
		return nil
	}
	file, line := s.doc.Locate(at.File, at.Line)
	return &change.Place{File: file, Line: line}
}

// open finds and reads the document called name, which starts from the comparer's folder.
func (c *Comparer) open(ctx context.Context, name string) (*side, error) {
	c.step("reading " + source.Shown(name))
	found, err := source.Open(ctx, c.Folder, name)
	if err != nil {
		return nil, err
	}
	return read(found)
}

// read reads a document in any format.
func read(found spec.Source) (*side, error) {
	s := &side{Side: goapi.Side{Spec: found}}
	var err error
	// OpenAPI 3.0 is read where it is, with the files that it refers to.
	if upstream.IsOpenAPI30(found.Data) {
		s.doc, err = spec.ReadSource(found)
	} else {
		err = s.convert()
	}
	if err != nil {
		return nil, err
	}
	if info := s.doc.T.Info; info != nil {
		s.version = info.Version
	}
	return s, nil
}

// convert imports a document that is not OpenAPI 3.0.
func (s *side) convert() error {
	imported, err := upstream.Import(s.Spec.Name, s.Spec.Data)
	if err != nil {
		return err
	}
	s.Spec, s.doc = imported.Source(), imported.Document
	s.format, s.silent, s.leftOut = imported.Format, imported.Silent, imported.LeftOut
	return nil
}

// overlaid applies the overlays of both sides, or neither, because a fix on one side would be a difference. The names of
// operations always come from the old side. The error says why even those are unknown.
func overlaid(was, is *side) error {
	if was.Overlay.Name == "" && is.Overlay.Name == "" || was.Foreign {
		return nil // on the wire, the vendor's own document is compared
	}
	before, err := was.withOverlay()
	if err != nil {
		return err
	}
	if after, err := is.withOverlay(); err == nil {
		was.doc, is.doc = before, after
		return nil
	}
	// The Go boundary says why.
	return errors.Join(takeNames(was.doc.T, before.T), takeNames(is.doc.T, before.T))
}

func (s *side) withOverlay() (*spec.Document, error) {
	doc, _, err := s.Load()
	return doc, err
}

// tree is the source of the APIs' files: a commit, or the working folder.
type tree struct {
	commit string
	files  fs.FS // from the root
	apis   []string
}

// source is a file or a folder of the tree; without a name if there is none.
func (t tree) source(path string) spec.Source {
	if _, err := fs.Stat(t.files, path); err != nil {
		return spec.Source{}
	}
	return spec.Source{Name: t.name(path), FS: t.files, Path: path}
}

// name returns the name of a file or a folder of the tree in reports.
func (t tree) name(path string) string {
	if t.commit == "" {
		return path
	}
	return t.commit + ":" + path
}

// openAPI opens the document of an API with its other files.
func (c *Comparer) openAPI(t tree, api string) (*side, error) {
	folder := "specs/" + api
	document := spec.Source{Name: t.name(folder + "/openapi.yaml"), FS: t.files, Path: folder + "/openapi.yaml"}
	c.step("reading " + document.Name)
	var err error
	if document.Data, err = document.Read(); err != nil {
		return nil, err
	}
	s, err := read(document)
	if err != nil {
		return nil, err
	}
	s.Overlay, s.Config, s.fixtures = t.source("overlays/"+api+".yaml"), t.source(folder+"/codegen.yaml"), t.source(folder+"/fixtures")
	return s, nil
}
