// Command peers compares the clients of this project with those of other generators for the same document, and with handwritten
// code. The command "make bench-peers" generates the code of the other generators, which is not committed, and prints the tables.
//
// The subjects of a row take turns, so that other work on the machine affects them equally. A cell shows the subject's CPU time,
// relative to the base of the table: the median of the ratios of all rounds. The flag -o also writes each sample as a line for
// benchstat.
package main
