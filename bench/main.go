// Command bench compares the mock server with prism. Both serve the same document on the same machine, and are measured in turn.
//
//	go run . -mock /path/to/mockserver -prism /path/to/prism -document ../specs/hostbill/openapi.yaml
//
// In the parent folder, `make bench-mock` builds mockserver, installs prism and runs this command.
package main

import (
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"
)

// server is a program to measure. It listens on address.
type server struct {
	name    string
	command []string // start adds the address, or for prism the port, as the last argument
	prefix  string   // of every path
	address string
	process *exec.Cmd
	startup time.Duration // wall time until the first response
	cpuUsed time.Duration // CPU time until the first response
}

func main() {
	mock := flag.String("mock", "", "the mockserver program")
	prism := flag.String("prism", "", "the prism program")
	document := flag.String("document", "", "the document that prism serves")
	seconds := flag.Duration("for", 5*time.Second, "how long to measure each figure")
	million := flag.Int("memory", 1_000_000, "measure the memory after this many requests, or 0 for no measurement; without -prism, nothing else is measured")
	flag.Parse()
	measure := func() error { return run(*mock, *prism, *document, *seconds, *million) }
	if *prism == "" {
		measure = func() error { return memory(*million) }
	}
	if err := measure(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// load is a request that is sent repeatedly.
type load struct {
	name, method, path, body string
}

var loads = []load{
	{"GET /invoice/301", http.MethodGet, "/invoice/301", ""},
	{"POST /quote", http.MethodPost, "/quote", `{"items": [{"type": "product", "product_id": 333, "cycle": "m"}]}`},
}

func run(mock, prism, document string, long time.Duration, million int) error {
	servers := []*server{
		{name: "prism", command: []string{prism, "mock", "--host", "127.0.0.1", document, "-p"}},
		{name: "mockserver, all APIs", command: []string{mock, "-quiet", "-listen"}, prefix: "/hostbill/api"},
	}
	for _, s := range servers {
		if err := s.start(); err != nil {
			return err
		}
		defer s.stop()
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "server\tload\tconnections\trequests/s\tp50\tp99\tCPU/request\ttimes prism\tCPU of prism\t")
	for _, l := range loads {
		for _, connections := range []int{1, 64} {
			var base result
			for _, s := range servers {
				r, err := measure(s, l, connections, long)
				if err != nil {
					return fmt.Errorf("%s: %s: %w", s.name, l.name, err)
				}
				if base.cpu == 0 {
					base = r
				}
				fmt.Fprintf(table, "%s\t%s\t%d\t%.0f\t%v\t%v\t%v\t%.1f\t1/%.1f\t\n", s.name, l.name, connections, r.perSecond, r.p50, r.p99, r.cpu,
					r.perSecond/base.perSecond, float64(base.cpu)/float64(max(r.cpu, 1)))
			}
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Println()
	for _, s := range servers {
		fmt.Printf("start-up until the first response: %s %v, CPU %v\n", s.name, s.startup.Round(time.Millisecond), s.cpuUsed)
	}
	if million > 0 {
		return memory(million)
	}
	return nil
}

// start starts a server on a free port, and waits until it responds.
func (s *server) start() error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.address = listener.Addr().String()
	if err := listener.Close(); err != nil {
		return err
	}
	port := s.address
	if s.name == "prism" {
		port = strings.TrimPrefix(port, "127.0.0.1:")
	}
	s.process = exec.Command(s.command[0], append(s.command[1:], port)...)
	s.process.Stdout, s.process.Stderr = io.Discard, io.Discard
	s.process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	started := time.Now()
	if err := s.process.Start(); err != nil {
		return err
	}
	for time.Since(started) < time.Minute {
		if _, err := fire(s, loads[0], 1, 1, 0); err == nil {
			s.startup = time.Since(started)
			s.cpuUsed, err = s.cpu()
			return err
		}
		time.Sleep(2 * time.Millisecond)
	}
	return fmt.Errorf("%s does not respond at %s", s.name, s.address)
}

// stop ends a server and its child processes.
func (s *server) stop() {
	_ = syscall.Kill(-s.process.Process.Pid, syscall.SIGTERM)
	_ = s.process.Wait() // the error is the SIGTERM
}

// text returns the request as HTTP/1.1 text.
func (l load) text(s *server) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s%s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer TOKEN\r\nAccept: application/json\r\n", l.method, s.prefix, l.path, s.address)
	if l.body != "" {
		b.WriteString("Content-Type: application/json\r\nContent-Length: " + strconv.Itoa(len(l.body)) + "\r\n")
	}
	b.WriteString("\r\n" + l.body)
	return b.String()
}
