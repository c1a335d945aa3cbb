package runtime

import (
	"bufio"
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"
)

// resetting is a server that speaks HTTP/2 and resets the stream of every complete request, with a code upon which
// net/http sends it again. What comes over HTTP/1.1 it reads and leaves unanswered.
type resetting struct {
	url      string
	client   *http.Client
	requests atomic.Int64
}

func newResetting(t *testing.T, code http2.ErrCode) *resetting {
	t.Helper()
	// For its certificate, and a client that trusts it.
	model := httptest.NewUnstartedServer(nil)
	model.EnableHTTP2 = true
	model.StartTLS()
	t.Cleanup(model.Close)
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: model.TLS.Certificates, NextProtos: []string{"h2", "http/1.1"}})
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	s := &resetting{url: "https://" + listener.Addr().String(), client: model.Client()}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go s.serve(conn, code)
		}
	}()
	return s
}

func (s *resetting) serve(conn net.Conn, code http2.ErrCode) {
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
				s.reset(framer, frame.StreamID, code)
			}
		case *http2.DataFrame:
			if frame.StreamEnded() {
				s.reset(framer, frame.StreamID, code)
			}
		}
	}
}

func (s *resetting) reset(framer *http2.Framer, stream uint32, code http2.ErrCode) {
	s.requests.Add(1)
	_ = framer.WriteRSTStream(stream, code)
}

// Net/http sends a request again over HTTP/2 whatever its method. What must not be repeated is sent once all the same.
func TestHTTP2DoesNotReplayWhatMustNotBeRepeated(t *testing.T) {
	for name, code := range map[string]http2.ErrCode{"refused": http2.ErrCodeRefusedStream, "protocol": http2.ErrCodeProtocol} {
		for method, body := range map[string][]byte{"POST": []byte(`{"a":1}`), "PUT": nil, "PATCH": nil, "DELETE": nil, "GET": nil} {
			t.Run(name+" "+method, func(t *testing.T) {
				server := newResetting(t, code)
				c, err := NewClient(API{Name: "shop"}, server.url, WithHTTPClient(server.client))
				require.NoError(t, err)
				ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
				defer cancel()
				op := withMethod(orderOp(), method)
				_, err = Do[anything](ctx, NewCall(c, &op, nil), builder(method, "/orders", Payload{"application/json", body}))
				assert.ErrorIs(t, err, ErrUnavailable)
				assert.Equal(t, int64(1), server.requests.Load())
			})
		}
	}
	t.Run("a read is sent again, so the server provokes it", func(t *testing.T) {
		server := newResetting(t, http2.ErrCodeRefusedStream)
		c, err := NewClient(API{Name: "shop"}, server.url, WithHTTPClient(server.client))
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		op := readOp()
		_, err = Do[anything](ctx, NewCall(c, &op, nil), builder("GET", "/things", Payload{}))
		require.Error(t, err)
		assert.Greater(t, server.requests.Load(), int64(1))
	})
}
