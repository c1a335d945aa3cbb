// Package cli contains what all commands share. It prints help and the version, suggests a known flag for an unknown one, sets the exit
// status, and shows progress during long steps.
package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/near"
)

// ErrDone means that the command line asked for help or the version, which was printed.
var ErrDone = errors.New("done")

// Parse parses a command line. Usage lists the forms of the command, each followed by a line that describes it. For -h and -version,
// Parse prints to out and returns ErrDone. Every other error is one line that the command can print.
func Parse(flags *flag.FlagSet, usage string, arguments []string, out io.Writer) error {
	version := flags.Bool("version", false, "print the version")
	flags.Init(flags.Name(), flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	switch err := flags.Parse(arguments); {
	case errors.Is(err, flag.ErrHelp):
		printHelp(flags, usage, out)
		return ErrDone
	case err != nil:
		return Misuse(fmt.Errorf("%w; %s -h lists the flags", explained(flags, err), flags.Name()))
	case *version:
		_, _ = fmt.Fprintf(out, "%s %s\n", flags.Name(), Version())
		return ErrDone
	}
	return ordered(flags, arguments)
}

// ordered returns an error if a flag follows an argument, because package flag does not parse it there. After "--", arguments may begin
// with a dash.
func ordered(flags *flag.FlagSet, arguments []string) error {
	if end := len(arguments) - flags.NArg(); end > 0 && arguments[end-1] == "--" {
		return nil
	}
	for _, argument := range flags.Args() {
		if len(argument) > 1 && strings.HasPrefix(argument, "-") {
			return Misuse(fmt.Errorf("%s: want flags before all other arguments", argument))
		}
	}
	return nil
}

func printHelp(flags *flag.FlagSet, usage string, out io.Writer) {
	_, _ = fmt.Fprintf(out, "Usage:\n\n%s\n\nThe flags are:\n\n", strings.Trim(usage, "\n"))
	flags.SetOutput(out)
	flags.PrintDefaults()
	flags.SetOutput(io.Discard)
}

// explained adds the nearest known flag to an error about an unknown flag.
func explained(flags *flag.FlagSet, err error) error {
	name, unknown := strings.CutPrefix(err.Error(), "flag provided but not defined: -")
	if !unknown {
		return err
	}
	var names []string
	flags.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
	if best := near.Word(name, names, 1+len(name)/3); best != "" {
		return fmt.Errorf("unknown flag -%s: did you mean -%s?", name, best)
	}
	if i := slices.IndexFunc(names, func(known string) bool { return strings.HasPrefix(known, name) }); i >= 0 {
		return fmt.Errorf("unknown flag -%s: did you mean -%s?", name, names[i])
	}
	return fmt.Errorf("unknown flag -%s: want one of -%s", name, strings.Join(names, ", -"))
}

// Version returns the version of the program's module, from the build information.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	version := info.Main.Version
	for _, module := range info.Deps { // in a test, or in a program of another module, this module is a dependency
		if module.Path == "github.com/hostclients/hostclients" {
			version = module.Version
		}
	}
	if version == "" || version == "(devel)" {
		version = "devel"
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			version += " " + setting.Value[:min(12, len(setting.Value))]
		}
	}
	return version + " " + info.GoVersion
}
