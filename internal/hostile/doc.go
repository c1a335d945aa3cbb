// Package hostile is a server that misbehaves in every way that we could think of, and the table of how calls of core/runtime
// must end then.
//
// A [Fault] is a script: what the server does with a connection or a request, byte by byte or frame by frame. Its rows say
// what must happen to each class of calls: those that read, those that write the same thing again, and those that spend. The
// server keeps a [Ledger] of what its back end executed, so that no row can be right about executions by luck.
//
// Tests run the table and a few random sequences of faults. `make hostile` runs all of it, and prints the figures.
package hostile

//go:generate go run ./figures -table ../../core/runtime/FAULTS.md
