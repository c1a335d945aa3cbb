package diff

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/diff/goapi"
	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/spec/source"
	"github.com/hostclients/hostclients/internal/upstream"
)

// side is one of the two documents that are compared.
type side struct {
	// file is where the document lies as OpenAPI 3.0, with the overlay and the configuration of its package; "" if there is none.
	file, overlay, config string
	// fixtures is the folder of the exchanges that the document allows; "" if there are none.
	fixtures string
	// names are what people call the files and folders above, and those that were put into temporary folders.
	names []string
	// converted is true if the file is one that nobody knows the lines of.
	converted bool
	format    string          // of what had to be imported
	leftOut   []string        // parts of the vendor's text that are not in the file
	version   string          // of the document, as it says itself
	silent    []upstream.Part // parts of the API that the vendor's text does not describe
	// t is the document, with its overlay if loaded is not nil.
	t      *openapi3.T
	loaded *spec.Document

	cleanup []func() error
}

func (s *side) close() {
	for _, f := range s.cleanup {
		_ = f() // a temporary folder that stays hurts nobody
	}
}

// isWhole reports whether the document describes every part of an API.
func (s *side) isWhole() bool { return len(s.silent) == 0 }

func (s *side) forGo() goapi.Side {
	return goapi.Side{Spec: s.file, Overlay: s.overlay, Config: s.config}
}

// call has a file or a folder called by a name.
func (s *side) call(file, name string) {
	if file != "" && file != name {
		s.names = append(s.names, file, name)
	}
}

// rename puts the names that people know in the places of files.
func (s *side) rename(text string) string { return strings.NewReplacer(s.names...).Replace(text) }

// source returns where an origin of t is.
func (s *side) source(at *change.Place) *change.Place {
	if at == nil || s.loaded == nil || at.File != s.loaded.File() {
		return at
	}
	file, line := s.loaded.Source(at.Line)
	return &change.Place{File: file, Line: line}
}

// place is a place in the words of people; without a line where they cannot see it.
func (s *side) place(at *change.Place) *change.Place {
	if at == nil {
		return nil
	}
	named := change.Place{File: s.rename(at.File), Line: at.Line}
	if s.converted && at.File == s.file {
		named.Line = 0
	}
	return &named
}

// open finds and reads the document that is called name, relative to folder.
func (c *Comparer) open(ctx context.Context, folder, name string) (s *side, err error) {
	c.step("reading " + source.Shown(name))
	found, err := source.Open(ctx, folder, name)
	if err != nil {
		return nil, err
	}
	if s, err = c.read(source.Shown(name), found); err != nil {
		_ = found.Close()
		return nil, err
	}
	s.cleanup = append(s.cleanup, found.Close)
	return s, nil
}

// read reads a document that was found; name is what people call it.
func (c *Comparer) read(name string, found *source.Source) (s *side, err error) {
	s = &side{file: found.File}
	defer func(opened *side) {
		if err != nil {
			opened.close()
		}
	}(s)
	if found.IsTemporary() {
		s.call(found.File, name)
	}
	// OpenAPI 3.0 is read where it is, with the files that it refers to.
	if !upstream.IsOpenAPI30(found.Data) {
		if err := s.convert(name, found.Data); err != nil {
			return nil, err
		}
	}
	if s.t, err = spec.Read(s.file); err != nil {
		return nil, errors.New(s.rename(err.Error()))
	}
	if s.t.Info != nil {
		s.version = s.t.Info.Version
	}
	return s, nil
}

// convert imports what is not OpenAPI 3.0 into a temporary folder.
func (s *side) convert(name string, data []byte) error {
	imported, err := upstream.Import(name, data)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "specdiff-")
	if err != nil {
		return err
	}
	s.cleanup = append(s.cleanup, func() error { return os.RemoveAll(folder) })
	s.format, s.silent, s.file, s.converted = imported.Format, imported.Silent, filepath.Join(folder, "openapi.yaml"), true
	s.leftOut = imported.LeftOut
	s.call(s.file, name)
	return os.WriteFile(s.file, imported.YAML, 0o600)
}

// overlaid applies the overlays of both sides, or neither: what one of them fixes would be a difference. Only what
// operations are called they have from the old one all the same. The error says why not even that is known.
func overlaid(was, is *side) error {
	if was.overlay == "" && is.overlay == "" {
		return nil
	}
	before, _, err := spec.LoadLenient(was.file, was.overlay)
	if err != nil {
		return err
	}
	if after, _, err := spec.LoadLenient(is.file, is.overlay); err == nil {
		was.t, was.loaded, is.t, is.loaded = before.T, before, after.T, after
		return nil
	}
	// The Go boundary says why.
	return errors.Join(takeNames(was.t, before.T), takeNames(is.t, before.T))
}
