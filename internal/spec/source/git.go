package source

import (
	"bufio"
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
	"strconv"
	"strings"
)

// maxCommit is how much of a commit is put into a temporary folder.
var maxCommit int64 = 1 << 30

// Folder puts what a commit has in a folder, named like "main:specs", into a temporary one, which is the File of the source.
func Folder(ctx context.Context, folder, name string) (*Source, error) {
	ref, inside, _ := strings.Cut(name, ":")
	return checkout(ctx, folder, name, ref, inside, func(place string) (*Source, error) { return &Source{File: place}, nil })
}

// checkout puts what a commit has at a path into a temporary folder, with the files beside it, which it may refer to, and
// opens it there.
func checkout(
	ctx context.Context, folder, name, ref, inside string, open func(place string) (*Source, error),
) (*Source, error) {
	if strings.HasPrefix(ref, "-") {
		return nil, fmt.Errorf("%s: want a reference to a commit, got %q", name, ref)
	}
	top, err := git(ctx, folder, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, fmt.Errorf("%s: there is no such file or folder, and %w", name, err)
	}
	repository := strings.TrimSuffix(string(top), "\n")
	inside = filepath.ToSlash(inside)
	if strings.HasPrefix(inside, "./") || strings.HasPrefix(inside, "../") {
		// As git reads it, such a path starts from the folder.
		prefix, err := git(ctx, folder, "rev-parse", "--show-prefix")
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		inside = strings.TrimSuffix(string(prefix), "\n") + inside
	}
	inside = path.Clean(strings.TrimPrefix(inside, "/"))
	if inside == ".." || strings.HasPrefix(inside, "../") {
		return nil, fmt.Errorf("%s: the path leaves the repository", name)
	}
	commit, err := git(ctx, repository, "rev-parse", "--verify", "--quiet", "--end-of-options", ref+"^{commit}")
	if err != nil {
		return nil, fmt.Errorf("%s: there is no such file or folder, and no commit %s", name, ref)
	}
	object := strings.TrimSpace(string(commit)) + ":" + inside
	kind, err := git(ctx, repository, "cat-file", "-t", object)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	beside := inside
	if strings.TrimSpace(string(kind)) == "blob" {
		beside = path.Dir(inside)
	}
	files, err := list(ctx, repository, strings.TrimSpace(string(commit)), beside)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	temporary, err := os.MkdirTemp("", "specdiff-")
	if err != nil {
		return nil, err
	}
	if err = write(ctx, repository, temporary, files); err != nil {
		err = fmt.Errorf("%s: %w", name, err)
	} else {
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
	command := exec.CommandContext(ctx, "git", arguments...) //nolint:gosec // no name from outside can be an option
	command.Dir = folder
	var complaint bytes.Buffer
	command.Stderr = &complaint
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("git %s: %w: %s", arguments[0], err, strings.TrimSpace(complaint.String()))
	}
	return output, nil
}

// A blob is a file of a commit.
type blob struct {
	path, object string
	size         int64
}

// list returns the files that a commit has in a folder. An archive is no way to get them: the repository's attributes can
// leave files out of it, and change others. Links are left out: a document refers to files by their names.
func list(ctx context.Context, repository, commit, folder string) ([]blob, error) {
	arguments := []string{"ls-tree", "-r", "-l", "-z", "--full-tree", commit}
	if folder != "." {
		arguments = append(arguments, "--", folder+"/")
	}
	output, err := git(ctx, repository, arguments...)
	if err != nil {
		return nil, err
	}
	var files []blob
	var size int64
	for entry := range strings.SplitSeq(string(output), "\x00") {
		about, name, _ := strings.Cut(entry, "\t")
		fields := strings.Fields(about) // mode, type, object, size
		if len(fields) != 4 || !strings.HasPrefix(fields[0], "100") {
			continue
		}
		file := blob{path: name, object: fields[2]}
		if file.size, err = strconv.ParseInt(fields[3], 10, 64); err != nil {
			return nil, fmt.Errorf("git ls-tree: %q: %w", about, err)
		}
		if size += file.size; size > maxCommit {
			return nil, fmt.Errorf("more than %d MB are in this folder of the commit", maxCommit>>20)
		}
		files = append(files, file)
	}
	return files, nil
}

// write puts files of commits into a folder, as they are.
func write(ctx context.Context, repository, folder string, files []blob) error {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	var objects strings.Builder
	for _, file := range files {
		objects.WriteString(file.object + "\n")
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	command := exec.CommandContext(ctx, "git", "cat-file", "--batch")
	command.Dir = repository
	command.Stdin = strings.NewReader(objects.String())
	output, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return err
	}
	err = copyFiles(root, bufio.NewReader(output), files)
	if err != nil {
		cancel()
	}
	return errors.Join(err, command.Wait())
}

// copyFiles reads files, each with its head line before it and a line break behind it.
func copyFiles(root *os.Root, output *bufio.Reader, files []blob) error {
	for _, file := range files {
		head, err := output.ReadString('\n')
		if err != nil || head != fmt.Sprintf("%s blob %d\n", file.object, file.size) {
			return errors.Join(fmt.Errorf("git cat-file: %s: %q is not its head", file.path, strings.TrimSpace(head)), err)
		}
		if err := root.MkdirAll(path.Dir(file.path), 0o755); err != nil {
			return err
		}
		to, err := root.OpenFile(file.path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return err
		}
		_, err = io.CopyN(to, output, file.size)
		if err := errors.Join(err, to.Close()); err != nil {
			return err
		}
		if _, err := output.Discard(1); err != nil {
			return err
		}
	}
	return nil
}
