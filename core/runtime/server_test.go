package runtime

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

// elsewhere is an operation with a server of its own.
func elsewhere(server string, security ...[]string) Operation {
	op := readOp()
	op.Server, op.Security = server, security
	return op
}

// withEverything returns a client with credentials of all kinds, and the requests that it sends.
func withEverything(t *testing.T) (*Client, *[]*http.Request) {
	t.Helper()
	var sent []*http.Request
	network := func(r *http.Request) (*http.Response, error) {
		sent = append(sent, r)
		return reply(200, "{}", "X-State", "state", "Set-Cookie", "sid=12345678; Domain=example.com; Path=/"), nil
	}
	c, err := New(&API{Name: "shop", Rotating: "X-State", CookieScheme: "cookie"}, serverURL,
		core.WithHTTPClient(&http.Client{Transport: roundTripper(network)}),
		WithCredential("token", "WithToken", func(*Client) Credential { return Bearer("hunter2") }))
	require.NoError(t, err)
	_, err = do[anything](t.Context(), c, elsewhere("", []string{"token"}))
	require.NoError(t, err)
	sent = nil
	return c, &sent
}

func TestNoCredentialGoesToAServerOtherThanTheClients(t *testing.T) {
	for _, server := range []string{
		"https://evil.example.net", "//evil.example.net/v1", "https://api.example.com:444", "https://api.example.com.evil.example.net",
		"http://localhost", `https://files.example.com/`,
	} {
		t.Run(server, func(t *testing.T) {
			c, sent := withEverything(t)
			_, err := do[anything](t.Context(), c, elsewhere(server, []string{"token"}))
			assertMeans(t, err, core.ErrUnauthorized)
			assert.Equal(t, core.NotExecuted, asError(t, err).Execution)
			assert.Empty(t, *sent)
			for _, op := range []Operation{elsewhere(server), elsewhere(server, []string{"token"}, nil), elsewhere(server, []string{"cookie"}, nil)} {
				_, err = do[anything](t.Context(), c, op)
				require.NoError(t, err)
				last := (*sent)[len(*sent)-1].Header
				for _, name := range []string{"Authorization", "Cookie", "X-State"} {
					assert.Empty(t, last.Values(name), name)
				}
			}
		})
	}
}

func TestTheErrorAboutAnotherServerSaysWhatHelps(t *testing.T) {
	c, _ := withEverything(t)
	op := elsewhere("https://files.example.com:8443/v2", []string{"token"})
	_, err := do[anything](t.Context(), c, op)
	assert.ErrorContains(t, err, "the operation is on a different server, https://files.example.com:8443, and credentials are sent only to the server of the base URL: use a second client")

	sent := ""
	network := roundTripper(func(r *http.Request) (*http.Response, error) {
		sent = r.URL.String() + " " + r.Header.Get("Authorization")
		return reply(200, "{}"), nil
	})
	second, err := New(&API{Name: "shop"}, "https://files.example.com:8443", core.WithHTTPClient(&http.Client{Transport: network}), credential("token", Bearer("hunter2")))
	require.NoError(t, err)
	_, err = do[anything](t.Context(), second, op)
	require.NoError(t, err)
	assert.Equal(t, "https://files.example.com:8443/v2/things Bearer hunter2", sent)
}

func TestARelativeRedirectLeadsToTheServerOfTheOperation(t *testing.T) {
	network := roundTripper(func(*http.Request) (*http.Response, error) { return reply(302, "", "Location", "/login"), nil })
	c := newTestClient(t, network)
	for server, want := range map[string]string{
		"":                          "redirects to https://api.example.com; redirects are not followed: check the base URL",
		"https://files.example.com": "redirects to https://files.example.com; redirects are not followed: check the server URL that the document declares for this operation",
	} {
		_, err := do[anything](t.Context(), c, elsewhere(server))
		assert.ErrorContains(t, err, want)
	}
}

func TestCredentialsGoToAServerOfTheSameOrigin(t *testing.T) {
	for _, server := range []string{"/v2", "https://api.example.com/v2", "https://API.example.com:443", "../admin"} {
		t.Run(server, func(t *testing.T) {
			c, sent := withEverything(t)
			_, err := do[anything](t.Context(), c, elsewhere(server, []string{"token"}))
			require.NoError(t, err)
			header := (*sent)[0].Header
			assert.Equal(t, "Bearer hunter2", header.Get("Authorization"))
			assert.Equal(t, "state", header.Get("X-State"))
			assert.NotEmpty(t, header.Get("Cookie"))
		})
	}
}

func TestAnotherServerSetsNoCookieOfTheSession(t *testing.T) {
	c, sent := withEverything(t)
	c.forgetSession()
	_, err := do[anything](t.Context(), c, elsewhere("https://api.example.com:444"))
	require.NoError(t, err)
	_, err = do[anything](t.Context(), c, readOp())
	require.NoError(t, err)
	assert.Empty(t, (*sent)[1].Header.Values("Cookie"))
	assert.Empty(t, (*sent)[1].Header.Values("X-State"))
}
