package source

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/spec"
)

// Reads reports whether a document is read from a file: name is the file or a folder above it, or the document refers to the file. Both
// paths are relative to the working directory.
func Reads(name, file string) (bool, error) {
	document, err := filepath.Abs(name)
	if err != nil {
		return false, err
	}
	written, err := filepath.Abs(file)
	if err != nil {
		return false, err
	}
	if isSame(written, document) || strings.HasPrefix(written, document+string(filepath.Separator)) {
		return true, nil
	}
	if !isFile(document) || !isFile(written) {
		return false, nil
	}
	return slices.ContainsFunc(spec.File(document).Files(), func(part string) bool { return isSame(written, part) }), nil
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && !info.IsDir()
}

// isSame reports whether two paths lead to the same file, directly or through a link.
func isSame(a, b string) bool {
	if a == b {
		return true
	}
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}
