package main

import (
	"os"
	"testing"
)

// TestMain runs the command instead of the tests if a test started this program. That saves building it once more.
func TestMain(m *testing.M) {
	if os.Getenv("TEST_AS_COMMAND") == "" {
		os.Exit(m.Run())
	}
	main()
}
