package runtime

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

// sessionServer sets a session cookie with every response and notes the cookies of every request.
func sessionServer(sent *[]string) roundTripper {
	return func(r *http.Request) (*http.Response, error) {
		*sent = append(*sent, r.Header.Get("Cookie"))
		if r.URL.Path == "/v1/logout" {
			return reply(200, "{}"), nil
		}
		return reply(200, "{}", "Set-Cookie", "session=abc; Path=/"), nil
	}
}

func TestACookieEndsWithItsSession(t *testing.T) {
	elsewhere, err := url.Parse("https://other.example.com")
	require.NoError(t, err)
	own, err := cookiejar.New(nil)
	require.NoError(t, err)
	own.SetCookies(elsewhere, []*http.Cookie{{Name: "kept", Value: "1"}})
	for name, jar := range map[string]http.CookieJar{"in the client's jar": nil, "in the caller's jar": own} {
		t.Run(name, func(t *testing.T) {
			var sent []string
			client := &http.Client{Transport: sessionServer(&sent), Jar: jar}
			c, err := New(&API{Name: "shop", CookieScheme: "session"}, serverURL, core.WithHTTPClient(client))
			require.NoError(t, err)
			for _, op := range []Operation{readOp(), logoutOp(), readOp()} {
				op.Security = nil
				_, err := do[anything](t.Context(), c, op)
				require.NoError(t, err)
			}
			assert.Equal(t, []string{"", "session=abc", ""}, sent)
		})
	}
	assert.Len(t, own.Cookies(elsewhere), 1, "cookies of other sites are not removed")
}

func TestAServerCannotFillTheJar(t *testing.T) {
	next := 0
	var most int
	c, err := New(&API{Name: "shop", CookieScheme: "session"}, serverURL, core.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			most = max(most, len(r.Cookies()))
			resp := reply(200, "{}")
			for range 100 {
				next++
				resp.Header.Add("Set-Cookie", fmt.Sprintf("c%d=1", next))
			}
			return resp, nil
		}),
	}))
	require.NoError(t, err)
	for range 10 {
		_, err := do[anything](t.Context(), c, readOp())
		require.NoError(t, err)
	}
	assert.Equal(t, maxNames, most)
}
