// Package source opens a document by name: a file, a folder with a split document, a file of a commit in git's notation
// (main:specs/box/openapi.yaml), or a URL.
package source

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/spec"
)

// Open finds and reads a document. If name could be both an existing file and a file of a commit, the existing file wins. Relative
// names start from folder, and commits are looked up in the repository that contains it.
func Open(ctx context.Context, folder, name string) (spec.Source, error) {
	if isURL(name) {
		data, err := download(ctx, name)
		return spec.Source{Name: Shown(name), Data: data}, err
	}
	place := name
	if !filepath.IsAbs(place) {
		// filepath.Join would shorten "main:../a" to "a".
		place = folder + string(filepath.Separator) + place
	}
	_, err := os.Stat(place)
	switch {
	case err == nil:
		place = filepath.Clean(place)
		return read(spec.Source{Name: filepath.Clean(name), FS: os.DirFS(filepath.Dir(place)), Path: filepath.Base(place)})
	case !errors.Is(err, fs.ErrNotExist):
		return spec.Source{}, err
	}
	if ref, inside, ok := strings.Cut(name, ":"); ok && ref != "" {
		return openCommit(ctx, folder, name, ref, inside)
	}
	return spec.Source{}, fmt.Errorf("%s: there is no such file or folder, and it is neither a URL nor a git-ref:path: %w", name, fs.ErrNotExist)
}

// read reads a file, or the main file of a folder.
func read(s spec.Source) (spec.Source, error) {
	info, err := fs.Stat(s.FS, s.Path)
	if err != nil {
		return s, withName(s.Name, err)
	}
	if info.IsDir() {
		main, err := root(s)
		if err != nil {
			return s, err
		}
		s.Name, s.Path = path.Join(s.Name, main), path.Join(s.Path, main)
	}
	s.Data, err = readFile(s.FS, s.Path, s.Name)
	return s, err
}

func readFile(from fs.FS, file, name string) ([]byte, error) {
	opened, err := from.Open(file)
	if err != nil {
		return nil, withName(name, err)
	}
	defer func() { _ = opened.Close() }()
	return readAll(name, opened)
}

// withName replaces the path in an error of a file system with the name that the user gave.
func withName(name string, err error) error {
	if inside := (*fs.PathError)(nil); errors.As(err, &inside) {
		err = inside.Err
	}
	return fmt.Errorf("%s: %w", name, err)
}

// rootNames are the usual names of the main file of a split document. The first match wins.
var rootNames = []string{"openapi.yaml", "openapi.yml", "openapi.json", "swagger.yaml", "swagger.yml", "swagger.json"}

var rootKey = regexp.MustCompile(`(?m)^\s*\{?\s*"?(openapi|swagger)"?\s*:`)

// root returns the name of the main file of a split document. That is the file with a usual name. If there is none, it is the only file
// with a version of OpenAPI.
func root(folder spec.Source) (string, error) {
	for _, usual := range rootNames {
		if info, err := fs.Stat(folder.FS, path.Join(folder.Path, usual)); err == nil && !info.IsDir() {
			return usual, nil
		}
	}
	entries, err := fs.ReadDir(folder.FS, folder.Path)
	if err != nil {
		return "", withName(folder.Name, err)
	}
	var candidates []string
	for _, entry := range entries {
		extension := path.Ext(entry.Name())
		if entry.IsDir() || !slices.Contains([]string{".yaml", ".yml", ".json"}, extension) {
			continue
		}
		data, err := readFile(folder.FS, path.Join(folder.Path, entry.Name()), path.Join(folder.Name, entry.Name()))
		if err != nil {
			return "", err
		}
		if rootKey.Match(data) {
			candidates = append(candidates, entry.Name())
		}
	}
	switch len(candidates) {
	case 0:
		return "", fmt.Errorf("%s: no file in this folder is an OpenAPI document", folder.Name)
	case 1:
		return candidates[0], nil
	}
	return "", fmt.Errorf("%s: want one OpenAPI document in this folder, got %s: name the file", folder.Name, strings.Join(candidates, ", "))
}
