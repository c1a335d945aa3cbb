package generate

import (
	"bytes"
	"errors"
	"fmt"
	"go/build"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/hostclients/hostclients/internal/generate/emit"
)

// output is a generated package and the folder to which it will be written.
type output struct {
	folder string
	files  map[string][]byte
}

// check returns an error if the folder cannot be written, if the package would replace a file that clientgen did not write, or if
// the folder contains a different Go package.
func (o output) check() error {
	if err := checkFolder(o.folder); err != nil {
		return err
	}
	entries, err := os.ReadDir(o.folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	name := packageClause(o.files[emit.Models])
	for _, entry := range entries {
		file := filepath.Join(o.folder, entry.Name())
		if _, made := o.files[entry.Name()]; made && !isGenerated(file) {
			return fmt.Errorf("%s: clientgen did not write this file, and the package needs a file with the same name: move it, or choose another folder with -out", file)
		}
		if other := o.packageOf(entry.Name()); other != "" && other != name {
			return fmt.Errorf("%s: this is package %s, but the generated package is %s: choose another folder with -out, "+
				"or the same name with -package", file, other, name)
		}
	}
	return nil
}

// checkFolder returns an error unless files can be written into a folder, which need not exist yet.
func checkFolder(folder string) error {
	for at := filepath.Clean(folder); ; at = filepath.Dir(at) {
		info, err := os.Stat(at)
		if err != nil {
			if _, inner := os.Lstat(at); inner == nil || at == filepath.Dir(at) { // for example a link to nothing
				return err
			}
			continue
		}
		if !info.IsDir() {
			return fmt.Errorf("%s: want a folder for the files, got a file", at)
		}
		probe, err := os.CreateTemp(at, temporary)
		if err != nil {
			return err
		}
		return errors.Join(probe.Close(), os.Remove(probe.Name()))
	}
}

// packageOf returns the package of a Go file that is compiled on this platform and that clientgen did not write; "" for all other
// files. For a test file of an external test package, it returns the package under test.
func (o output) packageOf(name string) string {
	compiled, err := build.Default.MatchFile(o.folder, name)
	if err != nil || !compiled || filepath.Ext(name) != ".go" || isGenerated(filepath.Join(o.folder, name)) {
		return ""
	}
	data, err := os.ReadFile(filepath.Join(o.folder, name))
	if err != nil {
		return ""
	}
	if strings.HasSuffix(name, "_test.go") {
		return strings.TrimSuffix(packageClause(data), "_test")
	}
	return packageClause(data)
}

// packageClause returns the package name in a Go file, or "" if the file has none.
func packageClause(data []byte) string {
	parsed, err := parser.ParseFile(token.NewFileSet(), "", data, parser.PackageClauseOnly)
	if err != nil {
		return ""
	}
	return parsed.Name.Name
}

// write writes the files into the folder, and removes other files that an earlier run wrote.
func (o output) write() error {
	if err := os.MkdirAll(o.folder, 0o755); err != nil {
		return err
	}
	var failed []error
	for name, data := range o.files {
		failed = append(failed, writeFile(filepath.Join(o.folder, name), data))
	}
	entries, err := os.ReadDir(o.folder)
	failed = append(failed, err)
	for _, entry := range entries {
		file := filepath.Join(o.folder, entry.Name())
		if _, made := o.files[entry.Name()]; !made && isGenerated(file) {
			failed = append(failed, os.Remove(file))
		}
	}
	return errors.Join(failed...)
}

// isGenerated reports whether clientgen wrote a file in an earlier run.
func isGenerated(file string) bool {
	if filepath.Ext(file) != ".go" {
		return false
	}
	data, err := os.ReadFile(file)
	return err == nil && bytes.HasPrefix(data, []byte(strings.TrimSpace(emit.Header))) // without the line ends, which may be CRLF
}

// temporary is the pattern for the names of files that are not complete yet.
const temporary = ".clientgen-*"

func writeFile(file string, data []byte) error {
	if old, err := os.ReadFile(file); err == nil && bytes.Equal(old, data) {
		return nil
	}
	temp, err := os.CreateTemp(filepath.Dir(file), temporary)
	if err != nil {
		return err
	}
	_, err = temp.Write(data)
	err = errors.Join(err, temp.Chmod(0o644), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return nil
}
