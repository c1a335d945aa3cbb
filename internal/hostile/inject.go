package hostile

import (
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
)

// RequestFaults returns the names of the faults that affect a single request over HTTP/1.1. [Fault.Inject] runs them in a different
// server.
func RequestFaults() []string {
	var names []string
	for _, f := range Faults() {
		if f.injectable() {
			names = append(names, f.Name)
		}
	}
	return names
}

// injectable reports whether the fault begins with a request, on an ordinary HTTP/1.1 connection.
func (f *Fault) injectable() bool {
	return (f.HTTP1 != nil || f.Request != nil) && f.Connect == nil && f.Certificate == "" && !f.TLS && !f.Refuses && f.Warm == 0
}

// Inject runs a fault on an HTTP/1.1 connection whose request has been read. It calls execute if the fault executes the request, and
// closes the connection at the end.
func (f *Fault) Inject(conn net.Conn, r *http.Request, execute func()) error {
	if !f.injectable() {
		return fmt.Errorf("%s: want a fault of a single request, as listed by RequestFaults", f.Name)
	}
	defer func() { _ = conn.Close() }()
	inner := conn
	if secure, ok := conn.(*tls.Conn); ok {
		inner = secure.NetConn()
	}
	tcp, ok := inner.(*net.TCPConn)
	if !ok {
		return fmt.Errorf("%s: want a TCP connection, got %T", f.Name, inner)
	}
	gone := make(chan struct{})
	x := &exchange{
		server: &Server{Ledger: newLedger()}, protocol: HTTP1, tcp: tcp, conn: conn,
		request: r, execute: execute, gone: gone,
	}
	go func() {
		defer close(gone)
		_, _ = io.Copy(io.Discard, conn) // until the client or the script closes the connection
	}()
	_ = f.script(HTTP1).run(x) // an error only means that the script ended the connection
	return nil
}
