package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"github.com/hostclients/hostclients/internal/diff"
	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/diff/report"
	"github.com/hostclients/hostclients/internal/plain"
)

// nothing is the path that git passes for the side that does not have the document.
const nothing = "/dev/null"

// driveGit prints what changed in one document. The arguments are those of a diff driver: the path; the file, hash and mode of each side;
// and, for a renamed document, the new path and git's description. For an unmerged document, git passes only the path.
//
// If a comparison fails, driveGit prints the error and returns nil, because git stops the whole diff if its driver fails.
func driveGit(ctx context.Context, w io.Writer, c *diff.Comparer, arguments []string) error {
	path := arguments[0]
	if len(arguments) == 1 {
		return say(w, path, "unmerged")
	}
	before, after, renamed := arguments[1], arguments[4], path
	if len(arguments) == 9 {
		renamed = arguments[7]
	}
	switch nothing {
	case before:
		return say(w, renamed, "a new document")
	case after:
		return say(w, path, "a deleted document")
	}
	r, err := c.Documents(ctx, before, after)
	if err != nil {
		return say(w, path, fmt.Sprintf("not compared: %v; git diff --no-ext-diff shows the lines", err))
	}
	r.Old, r.New = "a/"+path, "b/"+renamed
	for i := range r.Changes {
		change := &r.Changes[i]
		change.Old, change.New = called(change.Old, before, r.Old), called(change.New, after, r.New)
	}
	return report.Reports{r}.Text(w, false)
}

func say(w io.Writer, path, text string) error {
	_, err := fmt.Fprintf(w, "specdiff %s: %s\n", plain.Line(path), plain.Line(text))
	return err
}

// called replaces the name of git's temporary file with name, the path of the document.
func called(at *change.Place, file, name string) *change.Place {
	if at == nil || filepath.Clean(at.File) != filepath.Clean(file) {
		return at
	}
	return &change.Place{File: name, Line: at.Line}
}
