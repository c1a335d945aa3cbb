package hostile

import (
	"bufio"
	"io"
	"net/http"
	"strings"
)

// serveHTTP1 runs the plan on an HTTP/1.1 connection, request by request.
func serveHTTP1(x *exchange, fault *Fault) {
	x.in = bufio.NewReader(x.conn)
	if fault.passing {
		if _, err := x.in.Peek(1); err != nil {
			return
		}
		fault = x.server.plan()
	}
	for {
		if fault.script(HTTP1).run(x) != nil {
			return
		}
		if _, err := x.in.Peek(1); err != nil {
			return
		}
		fault = x.server.plan()
		x.request = nil
	}
}

// readHead reads the request up to its body.
func (x *exchange) readHead() error {
	if x.request != nil {
		return nil
	}
	request, err := http.ReadRequest(x.in)
	if err != nil {
		return err
	}
	x.request, x.call, x.method = request, request.Header.Get("X-Request-Id"), request.Method
	return nil
}

// readAll reads the request to its end.
func (x *exchange) readAll() error {
	if x.protocol == HTTP2 {
		return nil // serveHTTP2 read it before the script began
	}
	if x.request == nil {
		if err := x.readHead(); err != nil {
			return err
		}
	}
	if _, err := io.Copy(io.Discard, x.request.Body); err != nil {
		return err
	}
	x.server.Ledger.receive(x.call)
	return nil
}

// write1 writes text unchanged.
func (x *exchange) write1(text string) error {
	_, err := io.Copy(x.conn, strings.NewReader(text))
	return err
}
