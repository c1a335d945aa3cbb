package runtime

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

// flaky is a server that responds to the first request on its first connection, and closes that connection without a response
// after it read the second request. All further connections work.
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

// net/http resends some requests when a kept-alive connection breaks. In this package, only retry resends requests.
func TestALostConnectionIsRetriedWhereThatIsSafeAndCounted(t *testing.T) {
	take := withRetry(readOp(), RetryNever)
	read := withRetry(postOp(), RetryAlways)
	for name, tt := range map[string]struct {
		op      Operation
		body    any
		opts    []core.CallOption
		retried bool
	}{
		"a GET":                                        {readOp(), nil, nil, true},
		"a GET with a body":                            {readOp(), anything{"a": 1}, nil, true},
		"a HEAD":                                       {withMethod(readOp(), http.MethodHead), nil, nil, true},
		"a POST that reads":                            {read, anything{"a": 1}, nil, true},
		"a POST that reads, with a key":                {read, anything{"a": 1}, []core.CallOption{core.CallHeader("Idempotency-Key", "k1")}, true},
		"not a GET that must be sent once":             {take, nil, nil, false},
		"not an OPTIONS that must be sent once":        {withMethod(take, http.MethodOptions), nil, nil, false},
		"not a HEAD that must be sent once":            {withMethod(take, http.MethodHead), nil, nil, false},
		"not a GET with a body that must be sent once": {take, anything{"a": 1}, nil, false},
		"not a GET of a call that must be sent once":   {readOp(), nil, []core.CallOption{core.CallOnce()}, false},
		"not a TRACE":                                  {withMethod(readOp(), http.MethodTrace), nil, nil, false},
		"not a POST":                                   {postOp(), nil, nil, false},
		"not a POST with a key":                        {postOp(), nil, []core.CallOption{core.CallHeader("Idempotency-Key", "k1")}, false},
		"not a POST with a key and a body":             {postOp(), anything{"a": 1}, []core.CallOption{core.CallHeader("Idempotency-Key", "k1")}, false},
		"not an order":                                 {orderOp(), nil, nil, false},
		"not an order with a body":                     {orderOp(), anything{"a": 1}, nil, false},
		"not an order with a key":                      {orderOp(), nil, []core.CallOption{core.CallHeader("Idempotency-Key", "k1")}, false},
		"not an order with a different key":            {orderOp(), anything{"a": 1}, []core.CallOption{core.CallHeader("X-Idempotency-Key", "k1")}, false},
		"not a deletion":                               {withMethod(orderOp(), http.MethodDelete), nil, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			server := newFlaky(t)
			transport := &http.Transport{}
			defer transport.CloseIdleConnections()
			c := newShop(t, server.url, core.WithHTTPClient(&http.Client{Transport: transport}))
			_, err := do[anything](t.Context(), c, readOp())
			require.NoError(t, err)

			op := withMedia(withReturns(tt.op, ReturnsNothing), mediaJSON)
			var response core.Response
			err = Exec(t.Context(), c, &op, Args{Body: tt.body}, append(tt.opts, core.CallResponse(&response)))
			if tt.retried {
				require.NoError(t, err)
				assert.Equal(t, 200, response.StatusCode)
				assert.Equal(t, 3, server.received())
				assert.Equal(t, server.bodies[1], server.bodies[2])
				return
			}
			assertMeans(t, err, core.ErrUnavailable)
			assert.Equal(t, 1, asError(t, err).Attempts)
			assert.Equal(t, core.MaybeExecuted, asError(t, err).Execution)
			assert.Equal(t, 2, server.received())
		})
	}
}

func TestARequestThatMustNotBeResentLooksLikeAnyOther(t *testing.T) {
	for name, tt := range map[string]struct {
		method       string
		body         any
		length, sent string
	}{
		"an order without a body":      {"POST", nil, "0", ""},
		"an order with a body":         {"POST", anything{"a": 1}, "7", `{"a":1}`},
		"a PUT without a body":         {"PUT", nil, "0", ""},
		"a deletion":                   {"DELETE", nil, "", ""},
		"a GET that must be sent once": {"GET", nil, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			server := newFlaky(t)
			c := newShop(t, server.url, core.WithHTTPClient(&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}))
			_, err := doJSON[anything](t.Context(), c, withMethod(orderOp(), tt.method), tt.body)
			require.NoError(t, err)
			require.Equal(t, 1, server.received())
			assert.Empty(t, server.requests[0].TransferEncoding)
			assert.Equal(t, tt.length, server.requests[0].Header.Get("Content-Length"))
			assert.Equal(t, tt.sent, server.bodies[0])
		})
	}
}

func TestARequestNamesItsMediaTypeAndUserAgent(t *testing.T) {
	for name, tt := range map[string]struct {
		returns       Returns
		opts          []core.CallOption
		accept, agent string
	}{
		"JSON, by default":                 {ReturnsJSON, nil, "application/json", "hostclients/" + core.Version + " (shop)"},
		"JSON, undocumented":               {ReturnsRaw, nil, "application/json", "hostclients/" + core.Version + " (shop)"},
		"nothing":                          {ReturnsNothing, nil, "", "hostclients/" + core.Version + " (shop)"},
		"the media type of the call":       {ReturnsJSON, []core.CallOption{core.CallHeader("accept", "text/x")}, "text/x", "hostclients/" + core.Version + " (shop)"},
		"the user agent of the call":       {ReturnsJSON, []core.CallOption{core.CallHeader("User-Agent", "own")}, "application/json", "own"},
		"nothing, unless the call sets it": {ReturnsNothing, []core.CallOption{core.CallHeader("Accept", "text/x")}, "text/x", "hostclients/" + core.Version + " (shop)"},
	} {
		t.Run(name, func(t *testing.T) {
			var sent http.Header
			c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
				sent = r.Header
				return reply(200, "{}"), nil
			})
			op := withReturns(readOp(), tt.returns)
			require.NoError(t, Exec(t.Context(), c, &op, Args{}, tt.opts))
			assert.Equal(t, tt.accept, sent.Get("Accept"))
			assert.Equal(t, tt.agent, sent.Get("User-Agent"))
		})
	}
}
