package diff

import (
	"context"
	"errors"
	"io/fs"

	"github.com/getkin/kin-openapi/openapi3"

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
	// fixtures is the folder of recorded exchanges. Its name is empty if there are none.
	fixtures spec.Source
	format   string          // the format of an imported document; "" for OpenAPI 3
	leftOut  []string        // parts of the vendor's file that could not be imported
	version  string          // info.version of the document
	silent   []upstream.Part // parts of the API that the vendor's file does not describe
	doc      *spec.Document
}

// isWhole reports whether the document describes every part of an API.
func (s *side) isWhole() bool { return len(s.silent) == 0 }

// place converts a place in the parsed document to one in the original file.
func (s *side) place(at *change.Place) *change.Place {
	if at == nil {
		return nil
	}
	file, line := s.doc.Locate(at.File, at.Line)
	return &change.Place{File: file, Line: line}
}

// open reads a document. Its name is relative to the comparer's folder.
func (c *Comparer) open(ctx context.Context, name string) (*side, error) {
	c.step("reading " + source.Shown(name))
	found, err := source.Open(ctx, c.Folder, name)
	if err != nil {
		return nil, err
	}
	return read(found, c.looksAt(change.Wire))
}

// read reads a document in any format. If whole is set, it keeps what only OpenAPI 3.1 has, which must be in both documents then.
func read(found spec.Source, whole bool) (*side, error) {
	s := &side{Side: goapi.Side{Spec: found}}
	var err error
	// OpenAPI 3 is read in place, because it may refer to other files.
	if upstream.IsOpenAPI(found.Data) {
		open := spec.ReadSource
		if whole {
			open = spec.ReadWhole
		}
		s.doc, err = open(found)
	} else {
		err = s.convert()
	}
	if err != nil {
		return nil, err
	}
	s.leftOut = s.doc.LeftOut
	if info := s.doc.T.Info; info != nil {
		s.version = info.Version
	}
	return s, nil
}

// convert imports a document that is not OpenAPI 3.
func (s *side) convert() error {
	imported, err := upstream.Import(s.Spec.Name, s.Spec.Data)
	if err != nil {
		return err
	}
	s.Spec, s.doc = imported.Source(), imported.Document
	s.format, s.silent = imported.Format, imported.Silent
	return nil
}

// overlaid applies the overlays of both sides, or neither, because an overlay on one side would look like a change. If the new side's
// overlay cannot be applied, both sides get the old side's operationIds. The error says why these are unknown.
func overlaid(was, is *side) error {
	if len(was.Overlays)+len(is.Overlays) == 0 || was.Foreign {
		return nil // on the wire, documents from outside this repository are compared without their overlays
	}
	before, _, err := spec.OpenLenient(was.Spec, was.Overlays...)
	if err != nil {
		return err
	}
	if after, _, err := spec.OpenLenient(is.Spec, is.Overlays...); err == nil {
		was.doc, is.doc = before, after
		return nil
	}
	// The Go boundary reports the error of the overlay.
	return errors.Join(takeNames(was.doc.T, before.T), takeNames(is.doc.T, before.T))
}

// replayed returns the documents to replay the fixtures against. Fixtures are named after the operations of the generated package. For
// documents from outside this repository, these names come from the overlays, or from the methods and paths.
func replayed(was, is *side) (before, after *openapi3.T, err error) {
	if !was.Foreign {
		return was.doc.T, is.doc.T, nil
	}
	old, _, err := spec.OpenForeign(was.Spec, was.Overlays...)
	if err != nil {
		return nil, nil, err
	}
	if now, _, err := spec.OpenForeign(is.Spec, is.Overlays...); err == nil {
		return old.T, now.T, nil
	}
	// The Go boundary reports why the new document cannot be generated.
	if after, err = is.doc.Parse(); err != nil {
		return nil, nil, err
	}
	return old.T, after, takeNames(after, old.T)
}

// tree is the source of the APIs' files: a commit, or the working folder.
type tree struct {
	commit string
	files  fs.FS // paths are relative to the root of the module
	apis   []string
}

// source returns a file or a folder of the tree. Its name is empty if the path does not exist.
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

// openAPI reads the document of an API and finds its overlay, configuration and fixtures.
func (c *Comparer) openAPI(t tree, api string) (*side, error) {
	folder := "specs/" + api
	document := spec.Source{Name: t.name(folder + "/openapi.yaml"), FS: t.files, Path: folder + "/openapi.yaml"}
	c.step("reading " + document.Name)
	var err error
	if document.Data, err = document.Read(); err != nil {
		return nil, err
	}
	s, err := read(document, false)
	if err != nil {
		return nil, err
	}
	if overlay := t.source("overlays/" + api + ".yaml"); overlay.Name != "" {
		s.Overlays = []spec.Source{overlay}
	}
	s.Config, s.fixtures = t.source(folder+"/codegen.yaml"), t.source(folder+"/fixtures")
	return s, nil
}
