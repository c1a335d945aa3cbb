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

// The exit statuses beside 0 mean the same for all commands. An error without a status is Failed.
const (
	Failed   = 1 // the command could not do what it was asked for; of specdiff: something changed
	Misused  = 2 // the command line is invalid
	Internal = 3 // the program is wrong; of specdiff: the documents could not be compared
)

// Broken is what specdiff ends with if something broke. It is that of an invalid command line, too, but only a comparison writes a
// report.
const Broken = 2

// ended is an error with an exit status.
type ended struct {
	error  // nil says nothing
	status int
}

func (e ended) Unwrap() error { return e.error }

// End ends a command with a status, and in silence if err is nil.
func End(status int, err error) error {
	if status == 0 {
		return nil
	}
	return ended{err, status}
}

// Misuse marks an error, if there is one, as one of the command line.
func Misuse(err error) error {
	if err == nil {
		return nil
	}
	return End(Misused, err)
}

// Run runs the command called name and returns its exit status. No panic leaves it: Go's own status for one is that of an invalid
// command line.
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
			_, _ = fmt.Fprintln(stderr, name+":", plain.Line(line)) // it may name what a document holds
		}
	}
	return end.status
}
