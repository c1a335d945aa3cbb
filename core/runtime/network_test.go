package runtime

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// flaky is a server that answers the first request of all over a kept-alive connection, and closes that connection upon
// the second one, unanswered. All further connections work.
type flaky struct {
	mu       sync.Mutex
	requests []*http.Request
	bodies   []string
	url      string
}

func newFlaky(t *testing.T) *flaky {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	f := &flaky{url: "http://" + listener.Addr().String()}
	go func() {
		for first := true; ; first = false {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go f.serve(conn, first)
		}
	}()
	return f
}

func (f *flaky) serve(conn net.Conn, first bool) {
	defer func() { _ = conn.Close() }()
	in := bufio.NewReader(conn)
	for n := 1; ; n++ {
		r, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		body, _ := io.ReadAll(r.Body)
		f.mu.Lock()
		f.requests, f.bodies = append(f.requests, r), append(f.bodies, string(body))
		f.mu.Unlock()
		if first && n == 2 {
			return
		}
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
	}
}

func (f *flaky) received() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.requests)
}

func TestNetHTTPDoesNotReplayWhatMustNotBeRepeated(t *testing.T) {
	get, post := readOp(), orderOp()
	get.Repeat = RepeatNever
	for name, tt := range map[string]struct {
		op       Operation
		body     any
		header   string
		replayed bool
	}{
		"a GET is replayed":                                 {readOp(), nil, "", true},
		"a GET that may come once is not":                   {get, nil, "", false},
		"an OPTIONS that may come once is not":              {withMethod(get, http.MethodOptions), nil, "", false},
		"a HEAD that may come once is not":                  {withMethod(get, http.MethodHead), nil, "", false},
		"a TRACE is not":                                    {withMethod(readOp(), http.MethodTrace), nil, "", false},
		"an order with a body is not":                       {post, anything{"a": 1}, "", false},
		"an order with a key is not":                        {post, nil, "Idempotency-Key", false},
		"an order with a key and a body is not":             {post, anything{"a": 1}, "Idempotency-Key", false},
		"an order with another key and a body is not":       {post, anything{"a": 1}, "X-Idempotency-Key", false},
		"a POST with a key and a body is not":               {postOp(), anything{"a": 1}, "Idempotency-Key", false},
		"a POST that reads, with a key and a body, is":      {withRepeat(postOp(), RepeatAlways), anything{"a": 1}, "Idempotency-Key", true},
		"a deletion is not":                                 {withMethod(post, http.MethodDelete), nil, "", false},
		"a GET with a body that may come once is not":       {get, anything{"a": 1}, "", false},
		"a GET with a body that may be repeated, like GETs": {readOp(), anything{"a": 1}, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			server := newFlaky(t)
			transport := &http.Transport{}
			defer transport.CloseIdleConnections()
			c, err := NewClient(API{Name: "shop"}, server.url, WithHTTPClient(&http.Client{Transport: transport}))
			require.NoError(t, err)
			_, err = do[anything](t.Context(), c, readOp())
			require.NoError(t, err)

			call := NewCall(c, &tt.op, []CallOption{CallOnce()})
			var payload Payload
			if tt.body != nil {
				payload = call.JSON(tt.body)
			}
			var response Response
			CallResponse(&response)(&call.config)
			_, err = Do[Raw](t.Context(), call, func(base string) (*http.Request, error) {
				r, err := builder(tt.op.Method, tt.op.Path, payload)(base)
				if tt.header != "" {
					r.Header.Set(tt.header, "k1")
				}
				return r, err
			})
			if tt.replayed {
				assert.Equal(t, 200, response.StatusCode)
				assert.Equal(t, 3, server.received())
				assert.Equal(t, server.bodies[1], server.bodies[2])
				return
			}
			assertMeans(t, err, ErrUnavailable)
			assert.Equal(t, 1, asError(t, err).Attempts)
			assert.Equal(t, 2, server.received())
		})
	}
}

func TestWhatMustNotBeRepeatedLooksLikeAnyOtherRequest(t *testing.T) {
	for name, tt := range map[string]struct {
		method, body, length string
	}{
		"an order without a body":  {"POST", "", "0"},
		"an order with a body":     {"POST", `{"a":1}`, "7"},
		"a PUT without a body":     {"PUT", "", "0"},
		"a deletion":               {"DELETE", "", ""},
		"a GET that may come once": {"GET", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			server := newFlaky(t)
			c, err := NewClient(API{Name: "shop"}, server.url, WithHTTPClient(&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}))
			require.NoError(t, err)
			op := withMethod(orderOp(), tt.method)
			var payload Payload
			if tt.body != "" {
				payload = Payload{"application/json", []byte(tt.body)}
			}
			_, err = Do[anything](t.Context(), NewCall(c, &op, nil), builder(tt.method, "/orders", payload))
			require.NoError(t, err)
			require.Equal(t, 1, server.received())
			assert.Empty(t, server.requests[0].TransferEncoding)
			assert.Equal(t, tt.length, server.requests[0].Header.Get("Content-Length"))
			assert.Equal(t, tt.body, server.bodies[0])
		})
	}
}

func TestARequestSaysWhatItAccepts(t *testing.T) {
	none := readOp()
	none.Answer = AnswerNone
	for name, tt := range map[string]struct {
		op   Operation
		own  string
		want string
	}{
		"JSON":                   {readOp(), "", "application/json"},
		"what the document says": {readOp(), "application/vnd.shop+json", "application/vnd.shop+json"},
		"nothing":                {none, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			var accept string
			c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
				accept = r.Header.Get("Accept")
				return reply(200, "{}"), nil
			})
			err := Exec(t.Context(), NewCall(c, &tt.op, nil), func(server string) (*http.Request, error) {
				r, err := builder("GET", "/things", Payload{})(server)
				if tt.own != "" {
					r.Header.Set("Accept", tt.own)
				}
				return r, err
			})
			require.NoError(t, err)
			assert.Equal(t, tt.want, accept)
		})
	}
}

func TestAUserAgentOfTheRequestStays(t *testing.T) {
	var agent string
	c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
		agent = r.Header.Get("User-Agent")
		return reply(200, "{}"), nil
	})
	op := readOp()
	_, err := Do[anything](t.Context(), NewCall(c, &op, nil), func(server string) (*http.Request, error) {
		r, err := http.NewRequest(http.MethodGet, server, strings.NewReader(""))
		r.Header.Set("User-Agent", "own")
		return r, err
	})
	require.NoError(t, err)
	assert.Equal(t, "own", agent)
}
