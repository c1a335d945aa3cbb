package diff_test

import (
	"os"
	"runtime/debug"
	"testing"
)

// The tests read many short-lived documents. With the default setting, garbage collection would take a third of the time.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}
