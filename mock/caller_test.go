package mock

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/mock/internal/expr"
)

// caller sends requests to a mock server. All of them have the headers in header.
type caller struct {
	t      *testing.T
	base   string
	header http.Header
	client *http.Client
}

// reply is a response whose body was read. tree is the decoded JSON body, or nil if the body is not JSON.
type reply struct {
	t      *testing.T
	status int
	header http.Header
	text   string
	tree   any
}

func newCaller(t *testing.T, s *Server, header ...string) *caller {
	t.Helper()
	c := &caller{t: t, base: s.URL(), header: http.Header{}, client: &http.Client{Jar: newJar(t)}}
	for i := 0; i < len(header); i += 2 {
		c.header.Set(header[i], header[i+1])
	}
	return c
}

// with returns a copy of the caller that also sends a header.
func (c *caller) with(name, value string) *caller {
	other := *c
	other.header = c.header.Clone()
	other.header.Set(name, value)
	return &other
}

func (c *caller) send(method, path, body string) (*http.Response, error) {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, strings.NewReader(body))
	require.NoError(c.t, err)
	r.Header = c.header.Clone()
	if body != "" && r.Header.Get("Content-Type") == "" {
		r.Header.Set("Content-Type", "application/json")
		if body[0] != '{' && body[0] != '[' {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
	}
	return c.client.Do(r)
}

func (c *caller) do(method, path, body string) reply {
	c.t.Helper()
	response, err := c.send(method, path, body)
	require.NoError(c.t, err)
	defer func() { _ = response.Body.Close() }()
	data, err := io.ReadAll(response.Body)
	require.NoError(c.t, err)
	r := reply{t: c.t, status: response.StatusCode, header: response.Header, text: string(data)}
	_ = json.Unmarshal(data, &r.tree) // if the body is not JSON, at fails the test
	return r
}

// ok sends a request that must succeed.
func (c *caller) ok(method, path, body string) reply {
	c.t.Helper()
	r := c.do(method, path, body)
	require.Equal(c.t, http.StatusOK, r.status, "%s %s: %s", method, path, r.text)
	require.NotContains(c.t, []string{fromError, fromFault}, r.header.Get(SourceHeader), "%s %s: %s", method, path, r.text)
	return r
}

// at returns the value at a path in the JSON body, such as data.0.id. If there is no such value, it fails the test and returns nil.
func (r reply) at(path string) any {
	r.t.Helper()
	value := r.tree
	for _, name := range strings.Split(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			member, there := v[name]
			if !assert.True(r.t, there, "%s is not in %s", path, r.text) {
				return nil
			}
			value = member
		case []any:
			i, err := strconv.Atoi(name)
			if !assert.NoError(r.t, err) || !assert.Less(r.t, i, len(v), "%s is not in %s", path, r.text) {
				return nil
			}
			value = v[i]
		default:
			assert.Fail(r.t, "want an object or a list", "%s is not in %s", path, r.text)
			return nil
		}
	}
	return value
}

// itoa returns an id as a string. Some responses have ids that are strings, others have numbers.
func itoa(id any) string { return expr.Text(id) }

// serve starts a server that New returned, and returns the base URL of its API.
func serve(t *testing.T, s *Server) string {
	t.Helper()
	listening := httptest.NewServer(s)
	t.Cleanup(listening.Close)
	return listening.URL + s.URL()
}

var sprintf, sprint = fmt.Sprintf, fmt.Sprint

// decodeBody decodes the JSON body of a response with the status 200. Any other status is an error.
func decodeBody(response *http.Response, into any) error {
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", response.StatusCode)
	}
	return json.NewDecoder(response.Body).Decode(into)
}

// serveForever listens on a free port, prints the base URL of the API, and returns only on an error.
func serveForever(s *Server) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("http://" + listener.Addr().String() + s.URL())
	return http.Serve(listener, s)
}
