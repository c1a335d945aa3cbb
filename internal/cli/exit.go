package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"runtime/debug"
	"strings"

	"github.com/hostclients/hostclients/internal/plain"
)

// Exit statuses of all commands. An error without a status ends a command with Failed.
const (
	Failed   = 1 // an error; for specdiff, something changed
	Misused  = 2 // the command line is invalid
	Internal = 3 // an error in the program; for specdiff, also documents that could not be compared
)

// Broken is the exit status of specdiff for a breaking change. It equals Misused, but specdiff writes no report for an invalid command
// line.
const Broken = 2

// ended is an error with an exit status.
type ended struct {
	error  // nil prints nothing
	status int
}

func (e ended) Unwrap() error { return e.error }

// End returns an error that makes Run return status. Run prints err unless it is nil. End returns nil for status 0.
func End(status int, err error) error {
	if status == 0 {
		return nil
	}
	return ended{err, status}
}

// Misuse marks an error as an error in the command line. It returns nil for nil.
func Misuse(err error) error {
	if err == nil {
		return nil
	}
	return End(Misused, err)
}

// Run runs a command and returns its exit status. It prefixes each line on stderr with name. It recovers from panics, because Go exits
// with status 2 after a panic, which would look like an invalid command line.
func Run(name string, stderr io.Writer, run func() error) (status int) {
	defer func() {
		if cause := recover(); cause != nil {
			_, _ = fmt.Fprintf(stderr, "%s: internal error: %s\n%s", name, plain.Line(fmt.Sprint(cause)), debug.Stack())
			status = Internal
		}
	}()
	err := run()
	if err == nil || errors.Is(err, ErrDone) || errors.Is(err, flag.ErrHelp) {
		return 0
	}
	end := ended{err, Failed}
	errors.As(err, &end)
	if end.error != nil {
		for line := range strings.SplitSeq(err.Error(), "\n") {
			_, _ = fmt.Fprintln(stderr, name+":", plain.Line(line)) // escaped, because it may quote a document
		}
	}
	return end.status
}
