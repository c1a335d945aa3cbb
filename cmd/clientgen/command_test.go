package main

import (
	"flag"
	"os"
	"testing"
)

// TestMain runs clientgen instead of the tests if TEST_AS_COMMAND is set. Tests run this binary as the command, so that they need
// not build it.
func TestMain(m *testing.M) {
	if os.Getenv("TEST_AS_COMMAND") == "" {
		os.Exit(m.Run())
	}
	flag.CommandLine = flag.NewFlagSet(os.Args[0], flag.ExitOnError)
	main()
}
