package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// result is the outcome of one measurement.
type result struct {
	perSecond float64
	p50, p99  time.Duration
	cpu       time.Duration // the server's CPU time per request
}

// measure sends a load for the duration long, after a second of warm-up.
func measure(s *server, l load, connections int, long time.Duration) (result, error) {
	if _, err := fire(s, l, connections, 0, time.Second); err != nil {
		return result{}, err
	}
	before, err := s.cpu()
	if err != nil {
		return result{}, err
	}
	started := time.Now()
	took, err := fire(s, l, connections, 0, long)
	if err != nil {
		return result{}, err
	}
	elapsed := time.Since(started)
	after, err := s.cpu()
	if err != nil {
		return result{}, err
	}
	slices.Sort(took)
	at := func(part float64) time.Duration {
		return took[int(float64(len(took)-1)*part)].Round(time.Microsecond)
	}
	each := (after - before) / time.Duration(len(took))
	return result{float64(len(took)) / elapsed.Seconds(), at(0.50), at(0.99), each.Round(time.Microsecond)}, nil
}

// fire sends a request repeatedly over several connections, and returns how long each request took. It sends times requests, or
// sends for the duration long if times is 0. The client does very little, so the result measures the server.
func fire(s *server, l load, connections, times int, long time.Duration) ([]time.Duration, error) {
	var sent atomic.Int64
	deadline := time.Now().Add(long)
	more := func() bool {
		if times > 0 {
			return sent.Add(1) <= int64(times)
		}
		return time.Now().Before(deadline)
	}
	var mu sync.Mutex
	var all []time.Duration
	var running errgroup.Group
	for range connections {
		running.Go(func() error {
			took, err := one(s, l, more)
			mu.Lock()
			defer mu.Unlock()
			all = append(all, took...)
			return err
		})
	}
	return all, running.Wait()
}

func one(s *server, l load, more func() bool) (took []time.Duration, err error) {
	conn, err := net.Dial("tcp", s.address)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	request := []byte(l.text(s))
	in := bufio.NewReaderSize(conn, 64<<10)
	for more() {
		started := time.Now()
		if _, err := conn.Write(request); err != nil {
			return took, err
		}
		if err := readResponse(in); err != nil {
			return took, err
		}
		took = append(took, time.Since(started))
	}
	return took, nil
}

// readResponse reads a response. The response must have the status 200 and a Content-Length.
func readResponse(in *bufio.Reader) error {
	line, err := in.ReadSlice('\n')
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(line, []byte("HTTP/1.1 200")) {
		return fmt.Errorf("want a response with the status 200, got %q", line)
	}
	length := -1
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return err
		}
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			break
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		if bytes.EqualFold(name, []byte("Content-Length")) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return err
			}
		}
	}
	if length < 0 {
		return errors.New("want a response with a Content-Length")
	}
	_, err = io.CopyN(io.Discard, in, int64(length))
	return err
}
