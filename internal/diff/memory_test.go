package diff_test

import (
	"os"
	"runtime/debug"
	"testing"
)

// Documents are read and thrown away again: with the usual limit, a third of the time is spent on collecting them.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}
