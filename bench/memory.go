package main

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hostclients/hostclients/mock"
)

// memory prints how much heap a server with all APIs uses, after a tenth of the requests and after all of them. It measures the
// server twice: without a network, and over TCP with 64 connections.
func memory(requests int) error {
	for _, way := range []struct {
		name  string
		start func(http.Handler) (send func(times int) error, stop func() error, err error)
	}{{"in process", inProcess}, {"over TCP", overTCP}} {
		handler, err := mock.New(nil)
		if err != nil {
			return err
		}
		send, stop, err := way.start(handler)
		if err != nil {
			return err
		}
		sent := 0
		for _, upTo := range []int{requests / 10, requests} {
			if err := send(upTo - sent); err != nil {
				return err
			}
			sent = upTo
			fmt.Printf("heap in use %s after %d requests: %.1f MiB\n", way.name, sent, float64(inUse())/(1<<20))
		}
		if err := stop(); err != nil {
			return err
		}
	}
	return nil
}

// inUse returns the heap in use after garbage collection, in bytes.
func inUse() uint64 {
	var stats runtime.MemStats
	for range 3 { // a sync.Pool is empty only after the second collection
		runtime.GC()
	}
	runtime.ReadMemStats(&stats)
	return stats.HeapInuse
}

// inProcess returns a function that calls the handler from as many goroutines as there are CPUs.
func inProcess(handler http.Handler) (send func(int) error, stop func() error, err error) {
	send = func(times int) error {
		workers := runtime.GOMAXPROCS(0)
		var running errgroup.Group
		for i := range workers {
			running.Go(func() error {
				for n := i; n < times; n += workers {
					if err := serve(handler, loads[n%len(loads)]); err != nil {
						return err
					}
				}
				return nil
			})
		}
		return running.Wait()
	}
	return send, func() error { return nil }, nil
}

// serve sends a request to the handler. Any status but 200 is an error.
func serve(handler http.Handler, l load) error {
	r, err := http.NewRequest(l.method, "http://127.0.0.1/hostbill/api"+l.path, strings.NewReader(l.body)) //nolint:noctx // the handler does not wait
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer TOKEN")
	if l.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		return fmt.Errorf("%s: status %d", l.name, w.Code)
	}
	return nil
}

// overTCP sends requests to the handler over 64 connections.
func overTCP(handler http.Handler) (send func(int) error, stop func() error, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // the listener lives as long as the program
	if err != nil {
		return nil, nil, err
	}
	listening := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}
	go func() { _ = listening.Serve(listener) }() // until it is closed
	to := &server{name: "memory", prefix: "/hostbill/api", address: listener.Addr().String()}
	send = func(times int) error {
		for i, l := range loads {
			if _, err := fire(to, l, 64, times/len(loads)+i*(times%len(loads)), 0); err != nil {
				return err
			}
		}
		return nil
	}
	return send, listening.Close, nil
}
