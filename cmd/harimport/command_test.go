package main

import (
	"os"
	"testing"
)

// TestMain runs the command if a test started this program, so that the tests need not build the command.
func TestMain(m *testing.M) {
	if os.Getenv("TEST_AS_COMMAND") == "" {
		os.Exit(m.Run())
	}
	main()
}
