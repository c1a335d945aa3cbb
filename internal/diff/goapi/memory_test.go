package goapi_test

import (
	"os"
	"runtime/debug"
	"testing"
)

// Documents are read and discarded. With the default setting, a third of the time is spent on garbage collection.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}
