// Command peers compares the clients of this project with those that other generators make from the same document, and with
// what an engineer writes by hand. The command "make bench-peers" generates the peers' code, which is not committed, and prints the tables.
//
// All subjects of a row run in turns, and what is compared is CPU time of the process: other work on the machine then disturbs
// all of them alike. A cell is the median of the ratios of all rounds. Each sample is also a line of the format that benchstat
// reads.
package main
