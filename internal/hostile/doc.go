// Package hostile contains a server that misbehaves in many ways, and defines how calls of core/runtime must end.
//
// A [Fault] is a script of what the server does with a connection or a request, byte by byte or frame by frame. Its [Rows] define
// the outcome for each class of calls: reads, idempotent writes, and calls that spend. The server counts in a [Ledger] how many times
// its back end executed a request, so that the tests can compare errors with what happened.
//
// The table has a [Row] for each fault, operation and protocol. Tests run the table and some random sequences of faults. `make hostile` runs everything and prints the figures.
package hostile

//go:generate go run ./figures -table ../../core/runtime/FAULTS.md
