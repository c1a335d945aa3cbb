package hostile

import (
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
)

// RequestFaults are the names of the faults of a single request over HTTP/1.1. [Inject] makes them in a server of somebody else.
func RequestFaults() []string {
	var names []string
	for _, f := range Faults() {
		if f.injectable() {
			names = append(names, f.Name)
		}
	}
	return names
}

// injectable reports whether the fault begins with a request, on a connection like any other.
func (f *Fault) injectable() bool {
	return (f.HTTP1 != nil || f.Request != nil) && f.Connect == nil && f.Certificate == "" && !f.TLS && !f.Refuses && f.Warm == 0
}

// Inject does to a connection that speaks HTTP/1.1 what the fault does with a request, which was read before. It calls execute where
// the fault has the request executed, and closes the connection at the end.
func (f *Fault) Inject(conn net.Conn, r *http.Request, execute func()) error {
	if !f.injectable() {
		return fmt.Errorf("%s: the fault is not one of a single request", f.Name)
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
	x := &exchange{
		server: &Server{Ledger: newLedger()}, protocol: HTTP1, tcp: tcp, conn: conn,
		request: r, method: r.Method, execute: execute, gone: make(chan struct{}),
	}
	go func() {
		defer close(x.gone)
		_, _ = io.Copy(io.Discard, conn) // until the client or the script has ended it
	}()
	if err := f.script(HTTP1).run(x); err != nil && err != errEnd { //nolint:errorlint // scripts return it as it is
		return nil //nolint:nilerr // the client is gone, which is what such faults are for
	}
	return nil
}
