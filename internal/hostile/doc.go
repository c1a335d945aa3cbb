// Package hostile contains a server that misbehaves in many ways, and a table of how calls of core/runtime must end for each of
// them.
//
// A [Fault] is a script of what the server does with a connection or a request, byte by byte or frame by frame. Its rows define
// the outcome for each class of calls: reads, idempotent writes, and calls that spend. The server counts in a [Ledger] how often
// its back end executed a request, so the tests compare errors with what really happened.
//
// Tests run the table and some random sequences of faults. `make hostile` runs everything and prints the figures.
package hostile

//go:generate go run ./figures -table ../../core/runtime/FAULTS.md
