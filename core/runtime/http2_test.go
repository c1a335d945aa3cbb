package runtime

import (
	"bufio"
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"

	"github.com/hostclients/hostclients/core"
)

// unwilling is an HTTP/2 server that responds to every complete request with frames that make net/http send it again. It reads
// a request over HTTP/1.1 and then closes the connection.
type unwilling struct {
	url      string
	client   *http.Client
	refuse   func(framer *http2.Framer, stream uint32)
	requests atomic.Int64
}

func newUnwilling(t *testing.T, refuse func(*http2.Framer, uint32)) *unwilling {
	t.Helper()
	// model provides a certificate, and a client that trusts it.
	model := httptest.NewUnstartedServer(nil)
	model.EnableHTTP2 = true
	model.StartTLS()
	t.Cleanup(model.Close)
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: model.TLS.Certificates, NextProtos: []string{"h2", "http/1.1"}})
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	s := &unwilling{refuse: refuse, url: "https://" + listener.Addr().String(), client: model.Client()}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go s.serve(conn)
		}
	}()
	return s
}

func (s *unwilling) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	secure := conn.(*tls.Conn)
	if secure.Handshake() != nil {
		return
	}
	if secure.ConnectionState().NegotiatedProtocol != "h2" {
		if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
			s.requests.Add(1)
		}
		return
	}
	preface := make([]byte, len(http2.ClientPreface))
	if _, err := conn.Read(preface); err != nil {
		return
	}
	framer := http2.NewFramer(conn, conn)
	_ = framer.WriteSettings()
	for {
		frame, err := framer.ReadFrame()
		if err != nil {
			return
		}
		switch frame := frame.(type) {
		case *http2.SettingsFrame:
			if !frame.IsAck() {
				_ = framer.WriteSettingsAck()
			}
		case *http2.HeadersFrame:
			if frame.StreamEnded() {
				s.meet(framer, frame.StreamID)
			}
		case *http2.DataFrame:
			if frame.StreamEnded() {
				s.meet(framer, frame.StreamID)
			}
		}
	}
}

func (s *unwilling) meet(framer *http2.Framer, stream uint32) {
	s.requests.Add(1)
	s.refuse(framer, stream)
}

// net/http resends a request over HTTP/2 regardless of its method. In this package, only retry resends requests.
func TestHTTP2SendsNothingAgainByItself(t *testing.T) {
	reset := func(code http2.ErrCode) func(*http2.Framer, uint32) {
		return func(framer *http2.Framer, stream uint32) { _ = framer.WriteRSTStream(stream, code) }
	}
	goAway := func(code http2.ErrCode) func(*http2.Framer, uint32) {
		return func(framer *http2.Framer, _ uint32) { _ = framer.WriteGoAway(0, code, nil) }
	}
	for name, refuse := range map[string]func(*http2.Framer, uint32){
		"a refused stream": reset(http2.ErrCodeRefusedStream), "a protocol error": reset(http2.ErrCodeProtocol),
		"a server that goes away": goAway(http2.ErrCodeNo), "a server that goes away with an error": goAway(http2.ErrCodeInternal),
	} {
		for method, body := range map[string]any{"POST": anything{"a": 1}, "POST without a body": nil, "PUT": nil, "PATCH": nil, "DELETE": nil, "GET": nil} {
			t.Run(name+" "+method, func(t *testing.T) {
				server := newUnwilling(t, refuse)
				c := newShop(t, server.url, core.WithHTTPClient(server.client))
				ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
				defer cancel()
				verb, _, _ := strings.Cut(method, " ")
				_, err := doJSON[anything](ctx, c, withMethod(orderOp(), verb), body)
				assertMeans(t, err, core.ErrUnavailable)
				assert.NoError(t, ctx.Err())
				assert.Equal(t, 1, asError(t, err).Attempts)
				assert.Equal(t, int64(1), server.requests.Load())
			})
		}
		t.Run(name+", a read, which is retried and counted", func(t *testing.T) {
			server := newUnwilling(t, refuse)
			c := newShop(t, server.url, core.WithHTTPClient(server.client), core.WithRetry(core.Retry{Attempts: 2, MaxWait: time.Millisecond}))
			_, err := do[anything](t.Context(), c, readOp())
			assertMeans(t, err, core.ErrUnavailable)
			assert.Equal(t, 2, asError(t, err).Attempts)
			assert.Equal(t, int64(2), server.requests.Load())
		})
	}
}
