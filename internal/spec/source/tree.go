package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// tree is the file system of a commit. Opening a file reads it from git.
type tree struct {
	ctx        context.Context //nolint:containedctx // the methods of fs.FS have no context parameter
	repository string
	entries    map[string]*entry // by path
}

// entry is a file or a folder. It implements fs.FileInfo.
type entry struct {
	path, object string
	size         int64
	inside       []fs.DirEntry // the entries of a folder, sorted by name
	folder       bool
}

// list lists the files of a commit. It does not use git archive, because gitattributes can remove or change files in an archive.
// Symbolic links are left out, because they may lead outside the repository.
func list(ctx context.Context, repository, commit string) (*tree, error) {
	output, err := git(ctx, repository, "ls-tree", "-r", "-l", "-z", "--full-tree", commit)
	if err != nil {
		return nil, err
	}
	t := &tree{ctx: ctx, repository: repository, entries: map[string]*entry{".": {path: ".", folder: true}}}
	for line := range strings.SplitSeq(string(output), "\x00") {
		about, name, _ := strings.Cut(line, "\t")
		fields := strings.Fields(about) // mode, type, object, size
		if len(fields) != 4 || !strings.HasPrefix(fields[0], "100") {
			continue
		}
		size, err := strconv.ParseInt(fields[3], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("git ls-tree: %q: %w", about, err)
		}
		t.add(&entry{path: name, object: fields[2], size: size})
	}
	for _, e := range t.entries {
		slices.SortFunc(e.inside, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	}
	return t, nil
}

// add adds an entry and its parent folders.
func (t *tree) add(e *entry) {
	t.entries[e.path] = e
	above := t.entries[path.Dir(e.path)]
	if above == nil {
		above = &entry{path: path.Dir(e.path), folder: true}
		t.add(above)
	}
	above.inside = append(above.inside, fs.FileInfoToDirEntry(e))
}

// Open opens a file or a folder of the commit.
func (t *tree) Open(name string) (fs.File, error) {
	e := t.entries[name]
	switch {
	case e == nil:
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	case e.folder:
		return &file{entry: e, Reader: bytes.NewReader(nil)}, nil
	}
	data, err := git(t.ctx, t.repository, "cat-file", "blob", e.object)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return &file{entry: e, Reader: bytes.NewReader(data)}, nil
}

// Stat describes a file or a folder without reading it.
func (t *tree) Stat(name string) (fs.FileInfo, error) {
	e := t.entries[name]
	if e == nil {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrNotExist}
	}
	return e, nil
}

// file is an opened entry.
type file struct {
	*entry
	io.Reader
	read int // how many entries of a folder ReadDir has returned
}

// ReadDir returns the next n entries of a folder, or all that are left if n <= 0.
func (f *file) ReadDir(n int) ([]fs.DirEntry, error) {
	if !f.folder {
		return nil, &fs.PathError{Op: "readdir", Path: f.path, Err: errors.New("not a folder")}
	}
	left := f.inside[f.read:]
	if n > 0 {
		if len(left) == 0 {
			return nil, io.EOF
		}
		left = left[:min(n, len(left))]
	}
	f.read += len(left)
	return slices.Clone(left), nil
}

func (f *file) Stat() (fs.FileInfo, error) { return f.entry, nil }
func (f *file) Close() error               { return nil }

func (e *entry) Name() string       { return path.Base(e.path) }
func (e *entry) Size() int64        { return e.size }
func (e *entry) IsDir() bool        { return e.folder }
func (e *entry) ModTime() time.Time { return time.Time{} }
func (e *entry) Sys() any           { return nil }

func (e *entry) Mode() fs.FileMode {
	if e.folder {
		return fs.ModeDir | 0o555
	}
	return 0o444
}
