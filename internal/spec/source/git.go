package source

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"github.com/hostclients/hostclients/internal/spec"
)

// openCommit opens a file or a folder of a commit. The source's file system contains the whole commit, for references to other files.
func openCommit(ctx context.Context, folder, name, ref, inside string) (spec.Source, error) {
	repository, err := revParse(ctx, folder, "--show-toplevel")
	if err != nil {
		return spec.Source{}, fmt.Errorf("%s: there is no such file or folder, and %w", name, err)
	}
	inside = filepath.ToSlash(inside)
	if strings.HasPrefix(inside, "./") || strings.HasPrefix(inside, "../") {
		// Git resolves such a path from the folder, not from the root of the repository.
		prefix, err := revParse(ctx, folder, "--show-prefix")
		if err != nil {
			return spec.Source{}, fmt.Errorf("%s: %w", name, err)
		}
		inside = prefix + inside
	}
	inside = path.Clean(strings.TrimPrefix(inside, "/"))
	if inside == ".." || strings.HasPrefix(inside, "../") {
		return spec.Source{}, fmt.Errorf("%s: the path leaves the repository", name)
	}
	files, err := commit(ctx, repository, name, ref)
	if err != nil {
		return spec.Source{}, err
	}
	return read(spec.Source{Name: name, FS: files, Path: inside})
}

// Commit returns the files of a commit of the repository that folder belongs to.
func Commit(ctx context.Context, folder, ref string) (fs.FS, error) {
	repository, err := revParse(ctx, folder, "--show-toplevel")
	if err != nil {
		return nil, err
	}
	return commit(ctx, repository, ref, ref)
}

func commit(ctx context.Context, repository, name, ref string) (*tree, error) {
	if strings.HasPrefix(ref, "-") {
		return nil, fmt.Errorf("%s: want a reference to a commit, got %q", name, ref)
	}
	hash, err := revParse(ctx, repository, "--verify", "--quiet", "--end-of-options", ref+"^{commit}")
	if err != nil {
		return nil, fmt.Errorf("%s: there is no such file or folder, and no commit %s", name, ref)
	}
	return list(ctx, repository, hash)
}

// revParse returns the line that git rev-parse prints.
func revParse(ctx context.Context, folder string, arguments ...string) (string, error) {
	line, err := git(ctx, folder, append([]string{"rev-parse"}, arguments...)...)
	return strings.TrimSuffix(string(line), "\n"), err
}

// git runs git in a folder and returns what it prints.
func git(ctx context.Context, folder string, arguments ...string) ([]byte, error) {
	command := exec.CommandContext(ctx, "git", arguments...) //nolint:gosec // user input never becomes an option
	command.Dir = folder
	var complaint bytes.Buffer
	command.Stderr = &complaint
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("git %s: %w: %s", arguments[0], err, strings.TrimSpace(complaint.String()))
	}
	return output, nil
}
