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

// These exit statuses mean the same for all commands. An error without a status is Failed.
const (
	Failed   = 1 // an error; for specdiff, something changed
	Misused  = 2 // the command line is invalid
	Internal = 3 // an error in the program; for specdiff, also documents that could not be compared
)

// Broken is the exit status of specdiff if something breaks. It is the same as for an invalid command line, but only a comparison
// writes a report.
const Broken = 2

// ended is an error with an exit status.
type ended struct {
	error  // nil prints nothing
	status int
}

func (e ended) Unwrap() error { return e.error }

// End returns an error that ends a command with a status. If err is nil, nothing is printed.
func End(status int, err error) error {
	if status == 0 {
		return nil
	}
	return ended{err, status}
}

// Misuse marks an error, if it is not nil, as an error of the command line.
func Misuse(err error) error {
	if err == nil {
		return nil
	}
	return End(Misused, err)
}

// Run runs the command called name and returns its exit status. It recovers from panics, because Go's own exit status for a panic is
// that of an invalid command line.
func Run(name string, stderr io.Writer, run func() error) (status int) {
	defer func() {
		if fault := recover(); fault != nil {
			_, _ = fmt.Fprintf(stderr, "%s: internal error: %s\n%s", name, plain.Line(fmt.Sprint(fault)), debug.Stack())
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
			_, _ = fmt.Fprintln(stderr, name+":", plain.Line(line)) // it may quote a document
		}
	}
	return end.status
}
