package runtime

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func credential(scheme string, c Credential) Option {
	return WithCredential(scheme, "With"+scheme, func(*Client) Credential { return c })
}

func secured(op Operation, alternatives ...[]string) Operation {
	op.Security = alternatives
	return op
}

func TestEachCredentialIsSentInItsPlace(t *testing.T) {
	for name, tt := range map[string]struct {
		credential Credential
		sent       func(*http.Request) string
		want       string
	}{
		"bearer": {Bearer("tok"), func(r *http.Request) string { return r.Header.Get("Authorization") }, "Bearer tok"},
		"basic":  {Basic("user", "pass:word"), func(r *http.Request) string { return r.Header.Get("Authorization") }, "Basic dXNlcjpwYXNzOndvcmQ="},
		"header": {Header("X-Api-Key", "key"), func(r *http.Request) string { return r.Header.Get("X-Api-Key") }, "key"},
		"query":  {Query("key", "a&b=c"), func(r *http.Request) string { return r.URL.RawQuery }, "key=a%26b%3Dc"},
	} {
		t.Run(name, func(t *testing.T) {
			var sent string
			c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
				sent = tt.sent(r)
				return reply(200, "{}"), nil
			}, credential("key", tt.credential))
			_, err := do[anything](t.Context(), c, secured(readOp(), []string{"key"}))
			require.NoError(t, err)
			assert.Equal(t, tt.want, sent)

			_, err = do[anything](t.Context(), c, readOp())
			require.NoError(t, err)
			assert.Empty(t, sent, "an operation that takes no credential must not get one")
		})
	}
}

func TestAQueryCredentialStandsBesideTheQueryOfTheCall(t *testing.T) {
	var sent url.Values
	c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
		sent = r.URL.Query()
		return reply(200, "{}"), nil
	}, credential("key", Query("key", "k")))
	op := secured(readOp(), []string{"key"})
	_, err := Do[anything](t.Context(), NewCall(c, &op, nil), builder("GET", "/things?a[]=2&a[]=1&q=x+y&key=other", Payload{}))
	require.NoError(t, err)
	assert.Equal(t, url.Values{"a[]": {"2", "1"}, "q": {"x y"}, "key": {"k"}}, sent)
}

func TestTwoHeadersGoTogetherOrNotAtAll(t *testing.T) {
	op := secured(readOp(), []string{"id", "key"})
	var sent http.Header
	network := roundTripper(func(r *http.Request) (*http.Response, error) {
		sent = r.Header
		return reply(200, "{}"), nil
	})
	id, key := credential("id", Header("X-Id", "i")), credential("key", Header("X-Key", "k"))

	_, err := do[anything](t.Context(), newTestClient(t, network, Options(id, key)), op)
	require.NoError(t, err)
	assert.Equal(t, "i", sent.Get("X-Id"))
	assert.Equal(t, "k", sent.Get("X-Key"))

	for _, one := range []Option{id, key} {
		sent = nil
		_, err = do[anything](t.Context(), newTestClient(t, network, one), op)
		assertMeans(t, err, ErrUnauthorized)
		assert.ErrorContains(t, err, "needs the credential id with key")
		assert.Nil(t, sent)
	}
}

func TestAMissingCredentialIsAnErrorAndNothingIsSent(t *testing.T) {
	sent := 0
	c := newTestClient(t, func(*http.Request) (*http.Response, error) { sent++; return reply(200, "{}"), nil }, credential("other", Bearer("tok")))
	_, err := do[anything](t.Context(), c, secured(readOp(), []string{"token"}, []string{"id", "key"}))
	e := asError(t, err)
	assertMeans(t, err, ErrUnauthorized)
	assert.ErrorContains(t, err, "it needs the credential token, or id with key, which this client was made without")
	assert.Zero(t, e.Attempts)
	assert.Zero(t, e.StatusCode)
	assert.Equal(t, "listThings", e.Operation)
	assert.Zero(t, sent)
}

func TestTheFirstAlternativeThatIsCompleteIsChosen(t *testing.T) {
	a, b, c := credential("a", Header("X-A", "1")), credential("b", Header("X-B", "1")), credential("c", Header("X-C", "1"))
	for name, tt := range map[string]struct {
		security [][]string
		opts     []Option
		want     string
	}{
		"the only one":                       {[][]string{{"a"}}, []Option{a, b}, "A"},
		"the first of two":                   {[][]string{{"a"}, {"b"}}, []Option{b, a}, "A"},
		"the second if the first is missing": {[][]string{{"a"}, {"b"}}, []Option{b}, "B"},
		"the second if the first lacks one":  {[][]string{{"a", "c"}, {"b"}}, []Option{a, b}, "B"},
		"both that go together":              {[][]string{{"a", "c"}, {"b"}}, []Option{a, b, c}, "AC"},
		"none if none is needed":             {nil, []Option{a, b, c}, ""},
		"none if there is none":              {[][]string{{}, {"a"}}, nil, ""},
		"none if there is another":           {[][]string{{"a"}, {}}, []Option{b}, ""},
		"one if none is needed but given":    {[][]string{{}, {"a"}}, []Option{a}, "A"},
		"one that is given, before nothing":  {[][]string{{"a"}, {}}, []Option{a}, "A"},
	} {
		t.Run(name, func(t *testing.T) {
			sent := "nothing"
			client := newTestClient(t, func(r *http.Request) (*http.Response, error) {
				sent = ""
				for _, name := range []string{"A", "B", "C"} {
					if r.Header.Get("X-"+name) != "" {
						sent += name
					}
				}
				return reply(200, "{}"), nil
			}, tt.opts...)
			_, err := do[anything](t.Context(), client, secured(readOp(), tt.security...))
			require.NoError(t, err)
			assert.Equal(t, tt.want, sent)
		})
	}
}

func TestAFieldCredentialJoinsTheBody(t *testing.T) {
	type body struct {
		Name string `json:"name,omitempty"`
	}
	for name, tt := range map[string]struct {
		send func(*testing.T, *Client, Operation) error
		want string
	}{
		"of a form": {func(t *testing.T, c *Client, op Operation) error {
			t.Helper()
			_, err := doForm[anything](t.Context(), c, op, body{"a b"})
			return err
		}, "api%2Fkey=k%26%22y&name=a+b"},
		"of an empty form": {func(t *testing.T, c *Client, op Operation) error {
			t.Helper()
			_, err := doForm[anything](t.Context(), c, op, body{})
			return err
		}, "api%2Fkey=k%26%22y"},
		"of JSON": {func(t *testing.T, c *Client, op Operation) error {
			t.Helper()
			_, err := doJSON[anything](t.Context(), c, op, body{"a b"})
			return err
		}, `{"api/key":"k&\"y","name":"a b"}`},
		"of an empty JSON": {func(t *testing.T, c *Client, op Operation) error {
			t.Helper()
			_, err := doJSON[anything](t.Context(), c, op, body{})
			return err
		}, `{"api/key":"k&\"y"}`},
		"of a spaced JSON": {func(t *testing.T, c *Client, op Operation) error {
			t.Helper()
			_, err := doJSON[anything](t.Context(), c, op, json.RawMessage(`{ }`))
			return err
		}, `{"api/key":"k&\"y"}`},
		"of a nested JSON ": {func(t *testing.T, c *Client, op Operation) error {
			t.Helper()
			_, err := doJSON[anything](t.Context(), c, op, anything{"a": anything{}})
			return err
		}, `{"api/key":"k&\"y","a":{}}`},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var sent []string
				op := secured(postOp(), []string{"key"})
				op.Repeat = RepeatAlways
				c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
					body := bodyOf(t, r)
					assert.EqualValues(t, len(body), r.ContentLength)
					sent = append(sent, body)
					if len(sent) < 3 {
						return reply(503, ""), nil
					}
					return reply(200, "{}"), nil
				}, credential("key", Field("api/key", `k&"y`)))
				require.NoError(t, tt.send(t, c, op))
				require.Len(t, sent, 3)
				for _, body := range sent {
					if strings.HasPrefix(tt.want, "{") {
						assert.JSONEq(t, tt.want, body)
					} else {
						assert.Equal(t, tt.want, body)
					}
				}
			})
		})
	}
}

func TestAFieldCredentialNeedsABodyWithFields(t *testing.T) {
	for name, send := range map[string]func(*testing.T, *Client, Operation) error{
		"and not none": func(t *testing.T, c *Client, op Operation) error {
			t.Helper()
			_, err := do[anything](t.Context(), c, op)
			return err
		},
		"and no list": func(t *testing.T, c *Client, op Operation) error {
			t.Helper()
			_, err := doJSON[anything](t.Context(), c, op, []int{1})
			return err
		},
		"and no text": func(t *testing.T, c *Client, op Operation) error {
			t.Helper()
			_, err := Do[anything](t.Context(), NewCall(c, &op, nil), builder(op.Method, op.Path, Payload{"text/plain", []byte("{}")}))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			sent := 0
			c := newTestClient(t, func(*http.Request) (*http.Response, error) { sent++; return reply(200, "{}"), nil }, credential("key", Field("key", "hunter2")))
			err := send(t, c, secured(postOp(), []string{"key"}))
			require.Error(t, err)
			assert.Zero(t, asError(t, err).Attempts)
			assert.Zero(t, sent)
			assertShowsNone(t, renderings(err), "hunter2")
		})
	}
}

func TestNoCredentialLeavesForAnotherOrigin(t *testing.T) {
	for name, target := range map[string]string{
		"another host":        "https://evil.example.com/v1/things",
		"another scheme":      "http://api.example.com/v1/things",
		"another port":        "https://api.example.com:8443/v1/things",
		"a host that is like": "https://api.example.com.evil.com/v1/things",
	} {
		t.Run(name, func(t *testing.T) {
			var sent bytes.Buffer
			c, err := NewClient(API{Name: "shop", CookieScheme: "session"}, serverURL, WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				_ = r.Write(&sent)
				return reply(200, "{}", "Set-Cookie", "session=hunter2"), nil
			})}),
				credential("token", Bearer("hunter2")), credential("header", Header("X-Key", "hunter2")),
				credential("query", Query("key", "hunter2")), credential("field", Field("key", "hunter2")))
			require.NoError(t, err)
			op := secured(postOp(), []string{"session", "token", "header", "query", "field"})
			call := NewCall(c, &op, nil)
			payload := call.JSON(anything{"a": 1})
			_, err = Do[anything](t.Context(), call, builder("POST", "/things", payload))
			require.NoError(t, err)
			require.Equal(t, 4, strings.Count(sent.String(), "hunter2"))

			sent.Reset()
			_, err = Do[anything](t.Context(), call, func(string) (*http.Request, error) {
				r, err := http.NewRequest(http.MethodPost, target, payload.Reader())
				r.Header.Set("Content-Type", payload.ContentType)
				return r, err
			})
			require.NoError(t, err)
			assert.Contains(t, sent.String(), `{"a":1}`)
			if name == "another host" || name == "a host that is like" {
				assert.NotContains(t, sent.String(), "hunter2")
			} else {
				assert.NotContains(t, strings.ReplaceAll(sent.String(), "Cookie: session=hunter2", ""), "hunter2", "cookies belong to hosts, whatever the port")
			}
		})
	}
}

func TestTheSameOriginMayBeSpelledInSeveralWays(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"https://h/x", "https://h/y", true},
		{"https://h:443/", "https://h/", true},
		{"http://h:80/", "http://h/", true},
		{"HTTPS://H/", "https://h/", true},
		{"https://[::1]:443/", "https://[::1]/", true},
		{"http://h:443/", "https://h/", false},
		{"https://h:80/", "http://h/", false},
		{"https://h:444/", "https://h/", false},
		{"https://h.evil/", "https://h/", false},
	} {
		a, b := must(url.Parse(tt.a)), must(url.Parse(tt.b))
		a.Scheme = strings.SplitN(tt.a, ":", 2)[0]
		assert.Equal(t, tt.want, sameOrigin(a, b), "%s %s", tt.a, tt.b)
		assert.Equal(t, tt.want, sameOrigin(b, a), "%s %s", tt.b, tt.a)
	}
}

func TestASessionIsKeptInCookies(t *testing.T) {
	var sent []string
	c, err := NewClient(API{Name: "shop", CookieScheme: "session"}, serverURL, WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		sent = append(sent, r.Header.Get("Cookie"))
		return reply(200, "{}", "Set-Cookie", "session=abc; Path=/; HttpOnly; Secure"), nil
	})}))
	require.NoError(t, err)
	for range 2 {
		_, err = do[anything](t.Context(), c, secured(readOp(), []string{"session"}))
		require.NoError(t, err)
	}
	assert.Equal(t, []string{"", "session=abc"}, sent)
}

func TestTheCookiesOfAFailureAreKept(t *testing.T) {
	for _, status := range []int{302, 401, 403, 500} {
		var sent []string
		c, err := NewClient(API{Name: "shop", CookieScheme: "session"}, serverURL, WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			sent = append(sent, r.Header.Get("Cookie"))
			return reply(status, "{}", "Set-Cookie", "session=abc; Path=/"), nil
		})}))
		require.NoError(t, err)
		for range 2 {
			_, err = do[anything](t.Context(), c, secured(orderOp(), []string{"session"}))
			require.Error(t, err)
		}
		assert.Equal(t, []string{"", "session=abc"}, sent)
	}
}

func TestAnAPIWithoutSessionsKeepsNoCookies(t *testing.T) {
	var sent []string
	c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
		sent = append(sent, r.Header.Get("Cookie"))
		return reply(200, "{}", "Set-Cookie", "session=abc"), nil
	})
	for range 2 {
		_, err := do[anything](t.Context(), c, readOp())
		require.NoError(t, err)
	}
	assert.Equal(t, []string{"", ""}, sent)
}

func TestARefusedStaticCredentialIsNotSentAgain(t *testing.T) {
	for name, given := range map[string]Credential{
		"bearer": Bearer("t"), "basic": Basic("u", "p"), "header": Header("X-Key", "k"), "query": Query("k", "v"), "session": CookieSession(),
	} {
		t.Run(name, func(t *testing.T) {
			sent := 0
			c := newTestClient(t, func(*http.Request) (*http.Response, error) { sent++; return reply(401, "{}"), nil }, credential("key", given))
			_, err := do[anything](t.Context(), c, secured(readOp(), []string{"key"}))
			assertMeans(t, err, ErrUnauthorized)
			assert.Equal(t, 1, sent)
			assert.Equal(t, 1, asError(t, err).Attempts)
		})
	}
}

func TestTheCallersRequestStaysAsItWas(t *testing.T) {
	var made *http.Request
	c := newTestClient(t, always(200, "{}"), credential("token", Bearer("t")), credential("query", Query("k", "v")))
	for _, op := range []Operation{readOp(), secured(readOp(), []string{"token", "query"}), withRepeat(readOp(), RepeatNever)} {
		_, err := Do[anything](t.Context(), NewCall(c, &op, nil), func(server string) (*http.Request, error) {
			r, err := http.NewRequest(http.MethodGet, server+"things", nil)
			made = r
			return r, err
		})
		require.NoError(t, err)
		assert.Empty(t, made.Header)
		assert.Nil(t, made.Body)
		assert.Equal(t, "https://api.example.com/v1/things", made.URL.String())
	}
}
