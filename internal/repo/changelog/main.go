// Command changelog moves the entries of changelog/unreleased into CHANGELOG.md, and deletes their files.
//
// Usage:
//
//	changelog [-root folder] [-version 0.2.0 | -notes 0.2.0]
//
// The entries are added to the section "Unreleased". With -version, that section then becomes the section of the release, with today's
// date, and a new, empty section "Unreleased" is added. With -notes, the section of a release is printed and nothing is moved. If an
// entry is malformed, nothing is written. changelog/README.md describes the format of entries.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// kinds are the headings of Keep a Changelog, in the order in which new ones are written.
var kinds = []string{"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}

const unreleased = "## [Unreleased]\n"

func main() {
	root := flag.String("root", ".", "the folder that contains CHANGELOG.md")
	version := flag.String("version", "", "turn the section Unreleased into this release, such as 0.2.0")
	released := flag.String("notes", "", "print the section of this release")
	flag.Parse()
	var err error
	if *released != "" {
		err = notes(os.Stdout, *root, *released)
	} else {
		err = run(*root, *version, time.Now().UTC())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "changelog:", err)
		os.Exit(1)
	}
}

func run(root, version string, today time.Time) error {
	files, entries, err := read(filepath.Join(root, "changelog", "unreleased"))
	if err != nil {
		return err
	}
	path := filepath.Join(root, "CHANGELOG.md")
	old, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	folded, err := fold(string(old), entries, version, today)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if err := os.WriteFile(path, []byte(folded), 0o644); err != nil {
		return err
	}
	for _, file := range files {
		err = errors.Join(err, os.Remove(file))
	}
	return err
}

var (
	fileName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*\.md$`)
	versions = regexp.MustCompile(`^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$`)
	entry    = regexp.MustCompile(`^(` + strings.Join(kinds, "|") + `): (\S.*)$`)
)

// read returns the files of a folder in the order of their names, and their entries by kind. Its error lists every malformed entry.
func read(folder string) (files []string, entries map[string][]string, err error) {
	found, err := os.ReadDir(folder)
	if err != nil {
		return nil, nil, err
	}
	entries = map[string][]string{}
	var malformed []error
	for _, file := range found {
		path := filepath.Join(folder, file.Name())
		switch {
		case file.Name() == ".gitkeep": // git does not store empty folders
			continue
		case !fileName.MatchString(file.Name()):
			malformed = append(malformed, fmt.Errorf("%s: want a name such as retry-after.md", path))
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, path)
		malformed = append(malformed, parse(path, string(text), entries))
	}
	return files, entries, errors.Join(malformed...)
}

// parse adds the entries of one file.
func parse(path, text string, entries map[string][]string) error {
	kind := ""
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		line = strings.TrimRight(line, " \t")
		match := entry.FindStringSubmatch(line)
		switch {
		case match != nil:
			kind = match[1]
			entries[kind] = append(entries[kind], match[2])
		case line == "":
		case kind != "" && strings.HasPrefix(line, "  "):
			last := &entries[kind][len(entries[kind])-1]
			*last += "\n  " + strings.TrimSpace(line)
		default:
			return fmt.Errorf("%s:%d: want an entry that begins with one of %s, a colon and a space, "+
				"or a continuation line that begins with two spaces", path, i+1, strings.Join(kinds, ", "))
		}
	}
	if kind == "" {
		return fmt.Errorf("%s: want an entry, such as \"Fixed: …\", got none", path)
	}
	return nil
}

// fold adds entries to the section Unreleased of a changelog, each at the end of the list of its kind. If version is not empty, it
// turns the section into the section of that release.
func fold(changelog string, entries map[string][]string, version string, today time.Time) (string, error) {
	before, rest, ok := strings.Cut(changelog, unreleased)
	if !ok {
		return "", fmt.Errorf("want a section %q", strings.TrimSpace(unreleased))
	}
	section, after := rest, ""
	if i := strings.Index(rest, "\n## "); i >= 0 {
		section, after = rest[:i+1], rest[i+1:]
	}
	blocks := strings.Split(section, "\n### ") // the first block precedes the lists
	for _, kind := range kinds {
		if len(entries[kind]) == 0 {
			continue
		}
		list := "\n- " + strings.Join(entries[kind], "\n- ")
		i := slices.IndexFunc(blocks[1:], func(block string) bool { return strings.HasPrefix(block, kind+"\n") }) + 1
		if i == 0 {
			blocks, i = append(blocks, kind), len(blocks)
			list = "\n" + list // a blank line after the heading
		}
		blocks[i] = strings.TrimRight(blocks[i], "\n") + list + "\n"
	}
	for i, block := range blocks {
		if blocks[i] = strings.TrimRight(block, "\n"); blocks[i] != "" {
			blocks[i] += "\n"
		}
	}
	section = strings.Join(blocks, "\n### ")
	if after != "" {
		section += "\n"
	}
	if version == "" {
		return before + unreleased + section + after, nil
	}
	switch {
	case !versions.MatchString(version):
		return "", fmt.Errorf("version: want a version such as 0.2.0, got %q", version)
	case strings.Contains(changelog, "## ["+version+"]"):
		return "", fmt.Errorf("version: %s already has a section", version)
	case strings.TrimSpace(section) == "":
		return "", errors.New("nothing has changed since the last release")
	}
	return before + unreleased + "\n## [" + version + "] - " + today.Format(time.DateOnly) + "\n" + section + after, nil
}

// notes prints the changelog's section for a release, without its heading.
func notes(w io.Writer, root, version string) error {
	text, err := os.ReadFile(filepath.Join(root, "CHANGELOG.md"))
	if err != nil {
		return err
	}
	_, rest, ok := strings.Cut(string(text), "\n## ["+version+"] - ")
	if !ok {
		return fmt.Errorf("CHANGELOG.md: want a section for %s: create it with make changelog VERSION=%s", version, version)
	}
	_, section, _ := strings.Cut(rest, "\n")
	section, _, _ = strings.Cut(section, "\n## ")
	_, err = fmt.Fprintln(w, strings.TrimSpace(section))
	return err
}
