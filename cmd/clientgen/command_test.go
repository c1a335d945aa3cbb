package main

import (
	"flag"
	"os"
	"testing"
)

// TestMain runs the command instead of the tests if a test started this program, so that no test has to build the command.
func TestMain(m *testing.M) {
	if os.Getenv("TEST_AS_COMMAND") == "" {
		os.Exit(m.Run())
	}
	flag.CommandLine = flag.NewFlagSet(os.Args[0], flag.ExitOnError)
	main()
}
