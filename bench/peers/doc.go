// Command peers compares the clients of this project with those of other generators for the same document, and with code written by
// hand. The command "make bench-peers" generates the code of the other generators, which is not committed, and prints the tables.
//
// All subjects of a row run in turns, so that other work on the machine affects them equally. The result is CPU time of the
// process: a cell is the median of the ratios of all rounds. Each sample is also written as a line for benchstat.
package main
