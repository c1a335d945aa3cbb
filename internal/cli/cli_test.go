package cli

import (
	"flag"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func command() *flag.FlagSet {
	flags := flag.NewFlagSet("tool", flag.ExitOnError)
	flags.String("spec", "", "the `document`")
	flags.Bool("quiet", false, "print nothing")
	flags.Int("count", 1, "how many times")
	return flags
}

func TestAnErrorInTheCommandLineSaysHowToFixIt(t *testing.T) {
	for line, want := range map[string]string{
		"-specc x":      "unknown flag -specc: did you mean -spec?; tool -h lists the flags",
		"--Spec x":      "unknown flag -Spec: did you mean -spec?; tool -h lists the flags",
		"-q":            "unknown flag -q: did you mean -quiet?; tool -h lists the flags",
		"-frobnicate":   "unknown flag -frobnicate: want one of -count, -quiet, -spec, -version; tool -h lists the flags",
		"-spec":         "flag needs an argument: -spec; tool -h lists the flags",
		"-count=x":      `invalid value "x" for flag -count: parse error; tool -h lists the flags`,
		"-spec a -quie": "unknown flag -quie: did you mean -quiet?; tool -h lists the flags",
		"a -spec b":     "-spec: want flags before all other arguments",
	} {
		var out strings.Builder
		err := Parse(command(), "usage", strings.Fields(line), &out)
		assert.EqualError(t, err, want)
		assert.Empty(t, out.String())
	}
}

func TestHelpAndVersionAreNotErrors(t *testing.T) {
	var out strings.Builder
	require.ErrorIs(t, Parse(command(), "\n\ttool [flags] file\n", []string{"-h"}, &out), ErrDone)
	assert.Contains(t, out.String(), "Usage:\n\n\ttool [flags] file\n\nThe flags are:\n\n  -count int\n")
	assert.Contains(t, out.String(), "  -spec document\n    \tthe document\n")

	out.Reset()
	require.ErrorIs(t, Parse(command(), "", []string{"-version"}, &out), ErrDone)
	assert.Regexp(t, `^tool \S+ (\w+ )?go1\.\d+`, out.String())

	flags := command()
	require.NoError(t, Parse(flags, "", []string{"-spec", "a.yaml", "b"}, &out))
	assert.Equal(t, []string{"b"}, flags.Args())

	flags = command()
	require.NoError(t, Parse(flags, "", []string{"-quiet", "--", "-b", "-"}, &out))
	assert.Equal(t, []string{"-b", "-"}, flags.Args())
}

func TestProgressIsShownAfterTwoSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		end := progress(&out, "tool", "reading")
		time.Sleep(1900 * time.Millisecond)
		end()
		assert.Empty(t, out.String(), "want no progress for a quick step")

		end = progress(&out, "tool", "reading")
		time.Sleep(3500 * time.Millisecond)
		end()
		end()
		assert.Equal(t, "\rtool: reading, 2 s\rtool: reading, 3 s\r\033[K", out.String())
	})
}
