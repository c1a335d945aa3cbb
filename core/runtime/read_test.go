package runtime

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

// rawServer responds to the first request of every connection with text, and then keeps the connection open or closes it.
func rawServer(t *testing.T, text string, hold bool) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ended := make(chan struct{})
	t.Cleanup(func() { close(ended); _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				if _, err := http.ReadRequest(bufio.NewReader(conn)); err != nil {
					return
				}
				_, _ = io.WriteString(conn, text)
				if hold {
					<-ended
				}
			}()
		}
	}()
	return "http://" + listener.Addr().String()
}

func TestATruncatedResponseKeepsWhatWasReceived(t *testing.T) {
	for name, tt := range map[string]struct {
		status string
		want   []error
	}{
		"a success": {"200 OK", []error{core.ErrUnavailable}},
		"a failure": {"422 No", []error{core.ErrInvalid}},
	} {
		t.Run(name, func(t *testing.T) {
			server := rawServer(t, "HTTP/1.1 "+tt.status+"\r\nContent-Type: application/json\r\nX-Request-Id: r1\r\nContent-Length: 100\r\n\r\n{\"a\":1}", false)
			c := newShop(t, server)
			var response core.Response
			_, err := do[anything](t.Context(), c, postOp(), core.CallResponse(&response))
			e := asError(t, err)
			assertMeans(t, err, tt.want...)
			assert.ErrorIs(t, err, io.ErrUnexpectedEOF)
			assert.Contains(t, e.Error(), "broke off")
			assert.True(t, e.Truncated)
			assert.Equal(t, `{"a":1}`, string(e.Body))
			assert.Equal(t, `{"a":1}`, string(response.Body))
			assert.Equal(t, "r1", e.Header.Get("X-Request-Id"))
		})
	}
}

func TestAResponseIsReadUpToTheLimit(t *testing.T) {
	body := `{"a":"` + strings.Repeat("x", 92) + `"}`
	require.Len(t, body, 100)
	for name, tt := range map[string]struct {
		limit  int64
		status int
		cut    bool
		means  []error
	}{
		"a success of exactly that size": {100, 200, false, nil},
		"a success that is longer":       {99, 200, true, []error{core.ErrDecode}},
		"a failure of exactly that size": {100, 404, false, []error{core.ErrNotFound}},
		"a failure that is longer":       {10, 404, true, []error{core.ErrNotFound}},
		"a success without any limit":    {math.MaxInt64, 200, false, nil},
		"a success with nearly no limit": {math.MaxInt64 - 1, 200, false, nil},
	} {
		for _, length := range []int64{100, -1} {
			t.Run(fmt.Sprint(name, length), func(t *testing.T) {
				c := newTestClient(t, func(*http.Request) (*http.Response, error) {
					resp := reply(tt.status, body)
					resp.ContentLength = length
					return resp, nil
				}, core.WithMaxBodyBytes(tt.limit))
				_, err := do[anything](t.Context(), c, readOp())
				if tt.means == nil {
					require.NoError(t, err)
					return
				}
				assertMeans(t, err, tt.means...)
				e := asError(t, err)
				assert.Equal(t, tt.cut, e.Truncated)
				assert.Equal(t, body[:min(tt.limit, 100)], string(e.Body))
				if tt.cut {
					assert.Contains(t, e.Error(), fmt.Sprintf("longer than %d bytes", tt.limit))
				}
			})
		}
	}
}

func TestNoMoreThanTheLimitIsReadFromTheNetwork(t *testing.T) {
	for _, status := range []int{200, 500} {
		endless := &counting{}
		c := newTestClient(t, func(*http.Request) (*http.Response, error) {
			resp := reply(status, "")
			resp.Body, resp.ContentLength = endless, -1
			return resp, nil
		}, core.WithMaxBodyBytes(1000))
		_, err := do[anything](t.Context(), c, postOp())
		e := asError(t, err)
		assert.Len(t, e.Body, 1000)
		assert.LessOrEqual(t, endless.read, 1001)
		assert.True(t, endless.closed)
	}
}

type counting struct {
	read   int
	closed bool
}

func (c *counting) Read(p []byte) (int, error) {
	c.read += len(p)
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func (c *counting) Close() error { c.closed = true; return nil }

func TestAnAnnouncedLengthAloneTakesNoMemory(t *testing.T) {
	c := newTestClient(t, func(*http.Request) (*http.Response, error) {
		resp := reply(200, "{}")
		resp.ContentLength = math.MaxInt64 / 2
		return resp, nil
	}, core.WithMaxBodyBytes(math.MaxInt64))
	_, err := do[anything](t.Context(), c, readOp())
	assert.NoError(t, err)
}

func TestAServerThatSwitchesProtocolsDoesNotBlockTheCall(t *testing.T) {
	server := rawServer(t, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n", true)
	c := newShop(t, server, core.WithTimeout(time.Minute))
	done := make(chan error, 1)
	go func() {
		_, err := do[anything](context.Background(), c, readOp())
		done <- err
	}()
	select {
	case err := <-done:
		assert.Equal(t, 101, asError(t, err).StatusCode)
		assert.NotEmpty(t, err.Error())
	case <-time.After(10 * time.Second):
		t.Fatal("the call hangs")
	}
}
