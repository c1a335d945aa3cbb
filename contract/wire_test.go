package contract

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRequestsAreForwardedToTheServer(t *testing.T) {
	op, err := samples.operation("listBoxes")
	require.NoError(t, err)
	exchanges, err := op.exchanges()
	require.NoError(t, err)
	var got []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, r.Method+" "+r.RequestURI+" "+r.Header.Get("Prefer")+" "+r.Header.Get("X-Mock-Session")+" "+string(body))
		w.WriteHeader(http.StatusTeapot)
	}))
	defer server.Close()
	x := exchanges[0]
	x.server = server.URL + "/base"
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, x.BaseURL()+"/boxes/a%2Fb?c=d", strings.NewReader("body"))
	require.NoError(t, err)
	response, err := x.Client().Do(r)
	require.NoError(t, err)
	_ = response.Body.Close()
	assert.Equal(t, http.StatusTeapot, response.StatusCode)
	assert.Equal(t, []string{"POST /base/boxes/a%2Fb?c=d example=" + x.fixture + " listBoxes " + x.fixture + " body"}, got)
	assert.Equal(t, x.BaseURL()+"/boxes/a%2Fb?c=d", x.sent[0].url.String(), "gate 3 compares the URL on the recorded server")
}

// The fixtures contain orders and payments, so they must never reach a real server.
func TestRequestsAreSentOnlyToThisMachine(t *testing.T) {
	for server, want := range map[string]string{
		"":                                    "",
		"http://127.0.0.1:8080":               "http://127.0.0.1:8080",
		"https://localhost/base/":             "https://localhost/base",
		"http://[::1]:8080":                   "http://[::1]:8080",
		"https://portal.example.com":          "a server on this machine",
		"http://192.0.2.1":                    "a server on this machine",
		"http://0.0.0.0":                      "a server on this machine",
		"http://127.0.0.1@portal.example.com": "a server on this machine",
		"http://127.0.0.1.example.com":        "a server on this machine",
		"http://app.localhost":                "a server on this machine",
		"http://":                             "a server on this machine",
		"127.0.0.1:8080":                      "want a URL like",
		"http://127.0.0.1?to=x":               "want a URL like",
	} {
		t.Setenv(ServerVariable, server)
		got, err := serverOfTests()
		if err != nil {
			assert.ErrorContains(t, err, want, server)
			assert.Empty(t, got)
			continue
		}
		assert.Equal(t, want, got, server)
	}
}

func TestRunRefusesAServerOnAnotherMachine(t *testing.T) {
	const inChild = "CONTRACT_TEST_ELSEWHERE"
	if os.Getenv(inChild) != "" {
		Run(t, samples, "listBoxes", nil)
		return
	}
	run := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestRunRefusesAServerOnAnotherMachine$")
	run.Env = append(os.Environ(), inChild+"=1", ServerVariable+"=https://portal.example.com")
	output, err := run.CombinedOutput()
	require.Error(t, err)
	assert.Contains(t, string(output), "want a server on this machine")
}
