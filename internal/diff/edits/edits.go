// Package edits reads the test cases of specdiff's boundaries from internal/diff/testdata/edits. A case is a small edit of a document and
// the change that each boundary must report. The README.md in that folder lists the cases.
//
// A base such as boxes.txtar contains a document with its overlay and fixtures. The files whose names begin with the name of the base,
// such as boxes-1-paths.txtar, contain its edits. Each edit begins with "key: value" lines. The name of a base file and a colon start the
// edit of that file: lines to keep, to remove and to add, each marked as in a diff. @@ starts the next part.
package edits

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/txtar"
)

// Base is a document with its overlay and fixtures, and the edits to test.
type Base struct {
	// Files are the contents of openapi.yaml and the other files, by name.
	Files map[string]string
	Edits []Edit
}

// Edit is one edit of a base.
type Edit struct {
	// Name describes the edit.
	Name string
	// Group is the title of the edit's txtar file.
	Group string
	// Verb is the kind of edit: add, remove, rename, retype, widen, narrow, require, deprecate or alter.
	Verb string
	// Wire, Go and Fixtures are the expected verdicts of the boundaries.
	Wire, Go, Fixtures Verdict
	// Rules lists all changes that the wire boundary must report, as "severity rule". Back lists the changes for the reverse edit. Each is
	// nil if the case does not specify it.
	Rules, Back []string

	places map[string][]place
}

// place is a part of a file, before and after the edit.
type place struct{ old, changed []string }

// Read reads a base and its edits from a folder.
func Read(folder, base string) (*Base, error) {
	archive, err := txtar.ParseFile(filepath.Join(folder, base+".txtar"))
	if err != nil {
		return nil, err
	}
	b := &Base{Files: map[string]string{}}
	for _, file := range archive.Files {
		b.Files[file.Name] = string(file.Data)
	}
	cases, err := filepath.Glob(filepath.Join(folder, base+"-*.txtar"))
	if err != nil {
		return nil, err
	}
	for _, name := range cases {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			return nil, err
		}
		for _, file := range archive.Files {
			e, err := parse(string(file.Data))
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", name, file.Name, err)
			}
			e.Name, e.Group = file.Name, strings.TrimSpace(string(archive.Comment))
			b.Edits = append(b.Edits, e)
		}
	}
	return b, nil
}

func parse(text string) (Edit, error) {
	e := Edit{places: map[string][]place{}}
	verdicts := map[string]*Verdict{"wire": &e.Wire, "go": &e.Go, "fixtures": &e.Fixtures}
	file := ""
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		if file != "" && line != "" && strings.IndexAny(line, " -+") == 0 {
			places := e.places[file]
			at := &places[len(places)-1]
			if line[0] != '+' {
				at.old = append(at.old, line[1:])
			}
			if line[0] != '-' {
				at.changed = append(at.changed, line[1:])
			}
			continue
		}
		key, value, ok := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch {
		case line == "@@" && file != "":
			e.places[file] = append(e.places[file], place{})
		case ok && value == "" && filepath.Ext(key) == ".yaml":
			file = key
			e.places[file] = []place{{}}
		case key == "verb":
			e.Verb = value
		case key == "wire rules":
			e.Rules = list(value)
		case key == "back":
			e.Back = list(value)
		case verdicts[key] != nil:
			v, err := verdict(value)
			if err != nil {
				return e, fmt.Errorf("%s: %w", key, err)
			}
			*verdicts[key] = v
		default:
			return e, fmt.Errorf("%q is neither a key with a value nor a changed line", line)
		}
	}
	return e, nil
}

func list(value string) []string {
	if value == "none" {
		return []string{}
	}
	return strings.Split(value, "; ")
}

// Apply returns the files of the base after the edit.
func (b *Base) Apply(e Edit) (map[string]string, error) {
	files := map[string]string{}
	for name, text := range b.Files {
		for _, at := range e.places[name] {
			old := "\n" + strings.Join(at.old, "\n") + "\n"
			if n := strings.Count("\n"+text, old); n != 1 {
				return nil, fmt.Errorf("%s: %s: want these lines once, found them %d times:%s", e.Name, name, n, old)
			}
			changed := "\n"
			if len(at.changed) > 0 {
				changed += strings.Join(at.changed, "\n") + "\n"
			}
			text = strings.Replace("\n"+text, old, changed, 1)[1:]
		}
		files[name] = text
	}
	for name := range e.places {
		if _, known := b.Files[name]; !known {
			return nil, fmt.Errorf("%s: the base has no file %s", e.Name, name)
		}
	}
	return files, nil
}

// Write writes the files of the base after the edit into a folder. The zero Edit changes nothing.
func (b *Base) Write(folder string, e Edit) error {
	files, err := b.Apply(e)
	if err != nil {
		return err
	}
	for name, text := range files {
		file := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}
