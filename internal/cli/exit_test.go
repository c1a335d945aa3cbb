package cli_test

import (
	"errors"
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hostclients/hostclients/internal/cli"
)

func TestRunReturnsTheExitStatusOfTheError(t *testing.T) {
	parse := func(arguments ...string) func() error {
		return func() error {
			return cli.Parse(flag.NewFlagSet("box", flag.ContinueOnError), "usage", arguments, &strings.Builder{})
		}
	}
	for name, test := range map[string]struct {
		run    func() error
		status int
		stderr string
	}{
		"success":                   {func() error { return nil }, 0, ""},
		"an error with status 0":    {func() error { return cli.End(0, errors.New("ignored")) }, 0, ""},
		"a status without an error": {func() error { return cli.End(cli.Broken, nil) }, 2, ""},
		"an error with two lines":   {func() error { return errors.New("no box\nno lid") }, 1, "box: no box\nbox: no lid\n"},
		"a control character":       {func() error { return cli.End(cli.Internal, errors.New("\x1b[2J")) }, 3, "box: \\x1b[2J\n"},
		"an invalid command line":   {func() error { return fmt.Errorf("-a: %w", cli.Misuse(errors.New("want b"))) }, 2, "box: -a: want b\n"},
		"help":                      {parse("-h"), 0, ""},
		"an unknown flag":           {parse("-lid"), 2, "box: unknown flag -lid: "},
		"a panic":                   {func() error { panic("at the \x07disco") }, 3, `box: internal error: at the \x07disco`},
	} {
		t.Run(name, func(t *testing.T) {
			var stderr strings.Builder
			assert.Equal(t, test.status, cli.Run("box", &stderr, test.run))
			assert.True(t, strings.HasPrefix(stderr.String(), test.stderr) && (stderr.Len() == 0) == (test.stderr == ""), stderr.String())
		})
	}
	assert.NoError(t, cli.Misuse(nil))
}
