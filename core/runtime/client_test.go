package runtime

import (
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

func TestABaseURLIsRefused(t *testing.T) {
	for name, tt := range map[string]struct{ url, want string }{
		"when it is empty":                               {"", "absolute"},
		"when it is relative":                            {"/api", "absolute"},
		"when it has no scheme":                          {"api.example.com/v1", "absolute"},
		"when it has no host":                            {"https:///v1", "absolute"},
		"when it has a port and no host":                 {"https://:8443/v1", "absolute"},
		"when it is opaque":                              {"https:api.example.com", "absolute"},
		"when its scheme is not http or https":           {"ftp://api.example.com", "absolute"},
		"when it cannot be parsed":                       {"https://api.example.com/%zz", "not a URL"},
		"when it contains a user":                        {"https://user@api.example.com", "credentials"},
		"when it contains a password":                    {"https://user:hunter2@api.example.com", "credentials"},
		"when it has a query":                            {"https://api.example.com?key=hunter2", "query"},
		"when it has an empty query":                     {"https://api.example.com?", "query"},
		"when it has a fragment":                         {"https://api.example.com#hunter2", "fragment"},
		"when it contains a secret and cannot be parsed": {"https://user:hunter2@api.example.com:port", "not a URL"},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := New(&API{Name: "shop"}, tt.url)
			require.Error(t, err)
			assert.Nil(t, c)
			assert.ErrorContains(t, err, tt.want)
			assert.ErrorContains(t, err, "shop: ")
			assert.NotContains(t, renderings(err), "hunter2")
		})
	}
}

func TestPlainHTTPIsForThisMachineOnly(t *testing.T) {
	for _, url := range []string{
		"http://localhost", "http://LOCALHOST:8080/api", "http://127.0.0.1", "http://127.8.9.10:80", "http://[::1]:8080", "http://app.localhost",
	} {
		_, err := New(&API{Name: "shop"}, url)
		assert.NoError(t, err, url)
	}
	for _, url := range []string{
		"http://example.com", "http://192.168.0.1", "http://127.0.0.1.example.com", "http://localhost.example.com", "http://notlocalhost", "http://[::2]",
	} {
		_, err := New(&API{Name: "shop"}, url)
		assert.ErrorContains(t, err, "plain http", url)
		_, err = New(&API{Name: "shop"}, url, core.WithPlainHTTP())
		assert.NoError(t, err, url)
	}
}

func TestPlainHTTPToThisMachineThroughAProxyIsRefused(t *testing.T) {
	through := func(proxy func(*http.Request) (*url.URL, error)) core.Option {
		return core.WithHTTPClient(&http.Client{Transport: &http.Transport{Proxy: proxy}})
	}
	always := http.ProxyURL(must(url.Parse("http://proxy.example.com:3128")))
	except := func(r *http.Request) (*url.URL, error) {
		if r.URL.Hostname() == "localhost" {
			return nil, nil
		}
		return always(r)
	}
	broken := func(*http.Request) (*url.URL, error) { return nil, errors.New("no such proxy") }
	for name, tt := range map[string]struct {
		url     string
		opts    []core.Option
		refused bool
	}{
		"through a proxy":                     {"http://localhost:8080", []core.Option{through(always)}, true},
		"through a proxy, by number":          {"http://127.0.0.1:8080", []core.Option{through(always)}, true},
		"through a proxy, below a middleware": {"http://localhost", []core.Option{through(always), core.WithMiddleware(func(next http.RoundTripper) http.RoundTripper { return next })}, true},
		"through an unknown proxy":            {"http://localhost", []core.Option{through(broken)}, true},
		"through a proxy, knowingly":          {"http://localhost", []core.Option{through(always), core.WithPlainHTTP()}, false},
		"through a proxy, encrypted":          {"https://localhost", []core.Option{through(always)}, false},
		"past a proxy":                        {"http://localhost", []core.Option{through(except)}, false},
		"past the proxy of the environment":   {"http://localhost", []core.Option{through(http.ProxyFromEnvironment)}, false},
		"without a proxy":                     {"http://localhost", []core.Option{through(nil)}, false},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New(&API{Name: "shop"}, tt.url, tt.opts...)
			if tt.refused {
				assert.ErrorContains(t, err, "shop: the base URL is plain http and goes through a proxy")
				return
			}
			assert.NoError(t, err)
		})
	}
}

func TestTheBaseURLKeepsItsPathAndEndsInOneSlash(t *testing.T) {
	for url, want := range map[string]string{
		"https://api.example.com":          "https://api.example.com/",
		"https://api.example.com/":         "https://api.example.com/",
		"https://api.example.com/v1":       "https://api.example.com/v1/",
		"https://api.example.com/v1//":     "https://api.example.com/v1/",
		"https://api.example.com/a%2Fb/v1": "https://api.example.com/a%2Fb/v1/",
		"https://api.example.com/a%20b":    "https://api.example.com/a%20b/",
		"HTTPS://api.example.com:8443/v1":  "https://api.example.com:8443/v1/",
	} {
		c, err := New(&API{Name: "shop"}, url)
		require.NoError(t, err, url)
		assert.Equal(t, want, c.BaseURL(), url)
	}
}

func TestOperationsAreCalledBelowThePathOfTheBaseURL(t *testing.T) {
	var asked string
	c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
		asked = r.URL.String()
		return reply(200, "{}"), nil
	})
	_, err := do[anything](t.Context(), c, readOp())
	require.NoError(t, err)
	assert.Equal(t, "https://api.example.com/v1/things", asked)
}

func TestEverythingWrongWithTheOptionsIsReportedTogether(t *testing.T) {
	_, err := New(&API{Name: "shop"}, "relative",
		nil,
		core.WithTimeout(-time.Second),
		Options(core.WithMaxBodyBytes(0), core.WithHTTPClient(nil)),
		core.WithApplication("two words"),
		Refuse("WithToken: %s is empty", "token"),
	)
	require.Error(t, err)
	for _, problem := range []string{"option is nil", "WithTimeout", "WithMaxBodyBytes", "WithHTTPClient", "WithApplication", "WithToken: token is empty", "absolute"} {
		assert.ErrorContains(t, err, problem)
	}
}

func TestTheCallersHTTPClientStaysAsItWas(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "s"})
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte("{}"))
	}))
	defer server.Close()
	redirects := 0
	for name, client := range map[string]*http.Client{
		"empty":  {},
		"filled": {Transport: &http.Transport{}, Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { redirects++; return nil }},
	} {
		t.Run(name, func(t *testing.T) {
			transport, jar, timeout, hadPolicy := client.Transport, client.Jar, client.Timeout, client.CheckRedirect != nil
			c, err := New(&API{Name: "shop", CookieScheme: "session"}, server.URL, core.WithHTTPClient(client), core.WithTimeout(time.Hour), core.WithApplication("tag"))
			require.NoError(t, err)
			_, err = do[anything](t.Context(), c, readOp())
			require.NoError(t, err)
			assert.NotSame(t, c.http, client)
			assert.True(t, transport == client.Transport)
			assert.True(t, jar == client.Jar)
			assert.Equal(t, timeout, client.Timeout)
			assert.Equal(t, hadPolicy, client.CheckRedirect != nil)
			assert.Zero(t, redirects)
		})
	}
}

func TestTheDefaultClientAndTransportStayAsTheyWere(t *testing.T) {
	transport := http.DefaultTransport
	_, err := New(&API{Name: "shop", CookieScheme: "session"}, serverURL)
	require.NoError(t, err)
	assert.Equal(t, http.Client{}, *http.DefaultClient)
	assert.True(t, transport == http.DefaultTransport)
}

func TestTheCallersCookieJarIsUsed(t *testing.T) {
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	c, err := New(&API{Name: "shop", CookieScheme: "session"}, serverURL,
		core.WithHTTPClient(&http.Client{Jar: jar, Transport: always(200, "{}", "Set-Cookie", "session=abc")}))
	require.NoError(t, err)
	_, err = do[anything](t.Context(), c, readOp())
	require.NoError(t, err)
	cookies := jar.Cookies(c.base)
	require.Len(t, cookies, 1)
	assert.Equal(t, "abc", cookies[0].Value)
}

func TestTheTimeoutOfTheCallersClientBoundsEachAttempt(t *testing.T) {
	for attempts, want := range map[int]time.Duration{1: 2 * time.Second, 3: 2 + 3*2*time.Second} {
		synctest.Test(t, func(t *testing.T) {
			slow := roundTripper(func(r *http.Request) (*http.Response, error) {
				writtenTo(r)
				<-r.Context().Done()
				return nil, r.Context().Err()
			})
			c := newShop(t, serverURL, core.WithHTTPClient(&http.Client{Transport: slow, Timeout: 2 * time.Second}),
				core.WithRetry(core.Retry{Attempts: attempts, MinWait: 1, MaxWait: 1}))
			start := time.Now()
			_, err := do[anything](t.Context(), c, readOp())
			assert.Equal(t, want.Truncate(time.Second), time.Since(start).Truncate(time.Second))
			assert.Equal(t, attempts, asError(t, err).Attempts)
			assertMeans(t, err, core.ErrUnavailable)
			assert.True(t, isTimeout(err))
		})
	}
}

func isTimeout(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.As(err, &timeout) && timeout.Timeout()
}

func TestResultsAreDecodedIfTheCallersClientHasATimeout(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"name":"` + strings.Repeat("x", 100_000) + `"}`))
	}))
	defer server.Close()
	c := newShop(t, server.URL, core.WithHTTPClient(&http.Client{Timeout: time.Minute}))
	got, err := do[struct{ Name string }](t.Context(), c, readOp())
	require.NoError(t, err)
	assert.Len(t, got.Name, 100_000)
}

func TestTheTimeoutOfTheClientLimitsACall(t *testing.T) {
	for name, tt := range map[string]struct {
		opts []core.Option
		call []core.CallOption
		want time.Duration
	}{
		"by default after thirty seconds": {nil, nil, 30 * time.Second},
		"after WithTimeout":               {[]core.Option{core.WithTimeout(5 * time.Second)}, nil, 5 * time.Second},
		"after CallTimeout, if shorter":   {[]core.Option{core.WithTimeout(5 * time.Second)}, []core.CallOption{core.CallTimeout(time.Second)}, time.Second},
		"after CallTimeout, if longer":    {[]core.Option{core.WithTimeout(5 * time.Second)}, []core.CallOption{core.CallTimeout(time.Minute)}, time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
					<-r.Context().Done()
					return nil, r.Context().Err()
				}, tt.opts...)
				start := time.Now()
				_, err := do[anything](t.Context(), c, readOp(), tt.call...)
				assert.Equal(t, tt.want, time.Since(start))
				assert.ErrorIs(t, err, core.ErrUnavailable)
				assert.True(t, isTimeout(err))
			})
		})
	}
}

func TestAClientPrintsItsNameAndServer(t *testing.T) {
	c := newTestClient(t, always(200, "{}"))
	assert.Equal(t, "shop client for https://api.example.com", c.String())
	var none *Client
	assert.Equal(t, "client without a server", none.String())
	assert.Equal(t, "client without a server", (&Client{}).String())
}
