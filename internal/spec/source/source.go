// Package source finds the document that somebody names: a file, a folder that a split document lies in, a commit's file as
// git names it (main:specs/box/openapi.yaml), or a URL. What is not in the file system is put into a temporary folder.
package source

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Source is a document that was found.
type Source struct {
	// File is where it lies, with what it refers to beside it.
	File string
	// Data is what the file holds.
	Data []byte

	temporary string
}

// IsTemporary reports whether the File is gone after Close.
func (s *Source) IsTemporary() bool { return s.temporary != "" }

// Close removes what was put into a temporary folder.
func (s *Source) Close() error {
	if s.temporary == "" {
		return nil
	}
	return os.RemoveAll(s.temporary)
}

// Open finds the document called name. A file or a folder that exists is meant before a commit of the same name. References
// to commits are looked up in the repository that folder, or one above it, belongs to; relative names start from folder,
// too.
func Open(ctx context.Context, folder, name string) (*Source, error) {
	if isURL(name) {
		return fetch(ctx, name)
	}
	path := name
	if !filepath.IsAbs(path) {
		// Not joined, which would make the file a of "main:../a".
		path = folder + string(filepath.Separator) + path
	}
	_, err := os.Stat(path)
	switch {
	case err == nil:
		return read(name, filepath.Clean(path))
	case !errors.Is(err, os.ErrNotExist):
		return nil, err
	}
	if ref, inside, ok := strings.Cut(name, ":"); ok && ref != "" {
		return checkout(ctx, folder, name, ref, inside, func(place string) (*Source, error) { return read(name, place) })
	}
	return nil, fmt.Errorf("%s: there is no such file or folder, and it is neither a URL nor a git-ref:path", name)
}

// read opens a file, or the document that lies in a folder.
func read(name, path string) (*Source, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		if path, err = root(name, path); err != nil {
			return nil, err
		}
	}
	data, err := readFile(path)
	if err != nil {
		return nil, err
	}
	return &Source{File: path, Data: data}, nil
}

func readFile(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return readAll(path, file)
}

// What the main file of a split document is called, the most usual name first.
var rootNames = []string{"openapi.yaml", "openapi.yml", "openapi.json", "swagger.yaml", "swagger.yml", "swagger.json"}

var rootKey = regexp.MustCompile(`(?m)^\s*\{?\s*"?(openapi|swagger)"?\s*:`)

// root finds the main file of a split document: the one with a usual name, or else the only one that says which version of
// OpenAPI it is.
func root(name, folder string) (string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return "", err
	}
	var candidates []string
	for _, entry := range entries {
		extension := filepath.Ext(entry.Name())
		if entry.IsDir() || !slices.Contains([]string{".yaml", ".yml", ".json"}, extension) {
			continue
		}
		if slices.Contains(rootNames, entry.Name()) {
			candidates = append(candidates, entry.Name())
			continue
		}
		data, err := readFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			return "", err
		}
		if rootKey.Match(data) {
			candidates = append(candidates, entry.Name())
		}
	}
	for _, usual := range rootNames {
		if slices.Contains(candidates, usual) {
			return filepath.Join(folder, usual), nil
		}
	}
	switch len(candidates) {
	case 0:
		return "", fmt.Errorf("%s: no file in this folder is an OpenAPI document", name)
	case 1:
		return filepath.Join(folder, candidates[0]), nil
	}
	return "", fmt.Errorf("%s: which of %s is the document?", name, strings.Join(candidates, ", "))
}
