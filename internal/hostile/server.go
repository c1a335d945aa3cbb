package hostile

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// Server is a server that misbehaves according to a plan.
type Server struct {
	// URL is the base URL of the server.
	URL string
	// Ledger counts the requests that arrived and that the back end executed.
	Ledger *Ledger

	protocol Protocol
	secure   bool
	plan     func() *Fault
	listener net.Listener
	running  sync.WaitGroup

	ended context.Context //nolint:containedctx // of the server, not of a call
	end   context.CancelFunc

	mu   sync.Mutex
	open map[net.Conn]bool
}

// Start starts a server. The server calls plan for each connection, and for each further request on that connection.
func Start(ctx context.Context, protocol Protocol, secure bool, plan func() *Fault) (*Server, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &Server{
		URL: "http://" + listener.Addr().String(), Ledger: newLedger(), protocol: protocol, secure: secure,
		plan: plan, listener: listener, open: map[net.Conn]bool{},
	}
	s.ended, s.end = context.WithCancel(context.WithoutCancel(ctx))
	if secure {
		s.URL = "https://" + listener.Addr().String()
	}
	s.running.Go(s.accept)
	return s, nil
}

// startWarm starts a server, and a transport that has n idle connections to it. While the transport opens them, the server behaves
// well. It pauses before each response: the connection is busy, so the transport opens another one.
func startWarm(ctx context.Context, protocol Protocol, secure bool, n int, pause time.Duration, plan func() *Fault) (*Server, *http.Transport, error) {
	passing := &Fault{Name: "none", passing: true, Request: script{read, runs, waits(pause), replies(http.StatusNoContent, "")}}
	var warming atomic.Bool
	warming.Store(n > 0)
	s, err := Start(ctx, protocol, secure, func() *Fault {
		if warming.Load() {
			return passing
		}
		return plan()
	})
	if err != nil {
		return nil, nil, err
	}
	transport := s.Transport()
	var connections errgroup.Group
	for range n {
		connections.Go(func() error {
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL, http.NoBody)
			if err != nil {
				return err
			}
			response, err := transport.RoundTrip(request)
			if err != nil {
				return err
			}
			return response.Body.Close()
		})
	}
	if err := connections.Wait(); err != nil {
		s.Close()
		return nil, nil, err
	}
	warming.Store(false)
	return s, transport, nil
}

func (s *Server) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.open[conn] = true
		if s.ended.Err() != nil {
			_ = conn.Close()
		}
		s.mu.Unlock()
		s.running.Go(func() {
			defer func() {
				_ = conn.Close()
				s.mu.Lock()
				delete(s.open, conn)
				s.mu.Unlock()
			}()
			s.serve(conn)
		})
	}
}

// serve handles a connection until it closes.
func (s *Server) serve(conn net.Conn) {
	fault := s.plan()
	x := &exchange{server: s, protocol: s.protocol, tcp: conn.(*net.TCPConn), conn: conn, gone: s.ended.Done()}
	if fault.Connect != nil && fault.Connect.run(x) != nil {
		return
	}
	if s.secure {
		config := &tls.Config{Certificates: []tls.Certificate{*issued().named[fault.Certificate]}, MinVersion: tls.VersionTLS12}
		config.NextProtos = []string{"http/1.1"}
		if s.protocol == HTTP2 {
			config.NextProtos = []string{"h2"}
		}
		secure := tls.Server(conn, config)
		if secure.Handshake() != nil { //nolint:noctx // the client's deadline ends the handshake
			return
		}
		x.conn = secure
	}
	if s.protocol == HTTP2 {
		serveHTTP2(x, fault)
	} else {
		serveHTTP1(x, fault)
	}
}

// Transport returns a transport that trusts the server and speaks its protocol.
func (s *Server) Transport() *http.Transport {
	t := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: issued().roots, MinVersion: tls.VersionTLS12}}
	if s.protocol == HTTP2 {
		t.ForceAttemptHTTP2 = true
	} else {
		t.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{}
	}
	return t
}

// drain closes the idle connections of a transport until the server has no open connection, or until wait has passed. It returns the
// number of connections that are still open.
func (s *Server) drain(transport *http.Transport, wait time.Duration) int {
	for deadline := time.Now().Add(wait); ; time.Sleep(time.Millisecond) {
		transport.CloseIdleConnections()
		s.mu.Lock()
		open := len(s.open)
		s.mu.Unlock()
		if open == 0 || time.Now().After(deadline) {
			return open
		}
	}
}

// Close closes all connections and waits until the server has stopped. It may be called more than once.
func (s *Server) Close() {
	s.end()
	_ = s.listener.Close()
	s.mu.Lock()
	for conn := range s.open {
		_ = conn.Close()
	}
	s.mu.Unlock()
	s.running.Wait()
}
