package source

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
)

// Folder puts what a commit has in a folder, named like "main:specs", into a temporary one, which is the File of the source.
func Folder(ctx context.Context, folder, name string) (*Source, error) {
	ref, inside, _ := strings.Cut(name, ":")
	return checkout(ctx, folder, name, ref, inside, func(place string) (*Source, error) { return &Source{Name: name, File: place}, nil })
}

// checkout puts what a commit has at a path into a temporary folder, with the files beside it, which it may refer to, and opens
// it there.
func checkout(ctx context.Context, folder, name, ref, inside string, open func(place string) (*Source, error)) (*Source, error) {
	if strings.HasPrefix(ref, "-") {
		return nil, fmt.Errorf("%s: %q is no reference to a commit", name, ref)
	}
	inside = path.Clean(strings.TrimPrefix(filepath.ToSlash(inside), "/"))
	if inside == ".." || strings.HasPrefix(inside, "../") {
		return nil, fmt.Errorf("%s: the path leaves the repository", name)
	}
	top, err := git(ctx, folder, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, fmt.Errorf("%s: there is no such file or folder, and %w", name, err)
	}
	repository := strings.TrimSpace(string(top))
	commit, err := git(ctx, repository, "rev-parse", "--verify", "--quiet", "--end-of-options", ref+"^{commit}")
	if err != nil {
		return nil, fmt.Errorf("%s: there is no such file or folder, and no commit %s", name, ref)
	}
	object := strings.TrimSpace(string(commit)) + ":" + inside
	kind, err := git(ctx, repository, "cat-file", "-t", object)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	archived := inside
	if strings.TrimSpace(string(kind)) == "blob" {
		archived = path.Dir(inside)
	}
	arguments := []string{"archive", "--format=tar", strings.TrimSpace(string(commit))}
	if archived != "." {
		arguments = append(arguments, "--", archived)
	}
	archive, err := git(ctx, repository, arguments...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	temporary, err := os.MkdirTemp("", "specdiff-")
	if err != nil {
		return nil, err
	}
	if err = unpack(temporary, archive); err == nil {
		var s *Source
		if s, err = open(filepath.Join(temporary, filepath.FromSlash(inside))); err == nil {
			s.temporary = temporary
			return s, nil
		}
	}
	return nil, errors.Join(err, os.RemoveAll(temporary))
}

// git runs git in a folder and returns what it prints.
func git(ctx context.Context, folder string, arguments ...string) ([]byte, error) {
	command := exec.CommandContext(ctx, "git", arguments...) //nolint:gosec // the names that come from outside stand behind --end-of-options or --
	command.Dir = folder
	var complaint bytes.Buffer
	command.Stderr = &complaint
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("git %s: %w: %s", arguments[0], err, strings.TrimSpace(complaint.String()))
	}
	return output, nil
}

// unpack writes the files of an archive of git's. Links are left out: a document refers to files by their names.
func unpack(folder string, archive []byte) error {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	for reader := tar.NewReader(bytes.NewReader(archive)); ; {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if header.Typeflag != tar.TypeReg {
			continue
		}
		data, err := io.ReadAll(reader)
		if err != nil {
			return err
		}
		if err := root.MkdirAll(path.Dir(header.Name), 0o755); err != nil {
			return err
		}
		if err := root.WriteFile(header.Name, data, 0o644); err != nil {
			return err
		}
	}
}
