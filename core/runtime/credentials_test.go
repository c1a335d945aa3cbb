package runtime

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

func credential(scheme string, c Credential) core.Option {
	return WithCredential(scheme, "With"+scheme, func(*Client) Credential { return c })
}

func secured(op Operation, alternatives ...[]string) Operation {
	op.Security = alternatives
	return op
}

func TestEachCredentialIsSentWhereItsSchemeRequires(t *testing.T) {
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
			assert.Empty(t, sent, "a call of an operation without security sends no credential")
		})
	}
}

func TestAQueryCredentialIsAddedToTheQueryOfTheCall(t *testing.T) {
	var sent url.Values
	c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
		sent = r.URL.Query()
		return reply(200, "{}"), nil
	}, credential("key", Query("key", "k")))
	_, err := do[anything](t.Context(), c, secured(readOp(), []string{"key"}),
		core.CallQuery("a[]", "2"), core.CallQuery("a[]", "1"), core.CallQuery("q", "x y"), core.CallQuery("key", "other"))
	require.NoError(t, err)
	assert.Equal(t, url.Values{"a[]": {"2", "1"}, "q": {"x y"}, "key": {"k"}}, sent)
}

// A server may split a value at its commas before it unescapes the parts, or may accept a reserved character only if it is unescaped.
func TestAQueryCredentialLeavesOtherParametersAsTheyAreWritten(t *testing.T) {
	op := secured(readOp(), []string{"key"})
	op.Parameters = []Parameter{{Name: "path", In: InQuery, Reserved: true, Field: 0}, {Name: "ids", In: InQuery, Field: 1}}
	var sent string
	c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
		sent = r.URL.RawQuery
		return reply(200, "{}"), nil
	}, credential("key", Query("my key", "k&")))
	_, err := Do[anything](t.Context(), c, &op, Args{Params: &struct {
		Path string
		IDs  []int
	}{"/a/b:c", []int{1, 2}}}, []core.CallOption{core.CallQuery("my key", "other")})
	require.NoError(t, err)
	assert.Equal(t, "path=/a/b:c&ids=1,2&my+key=k%26", sent)
}

func TestTwoHeadersAreSentTogetherOrNotAtAll(t *testing.T) {
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

	for _, one := range []core.Option{id, key} {
		sent = nil
		_, err = do[anything](t.Context(), newTestClient(t, network, one), op)
		assertMeans(t, err, core.ErrUnauthorized)
		assert.ErrorContains(t, err, `needs credentials: call New with the credential "id" and the credential "key"`)
		assert.Nil(t, sent)
	}
}

func TestAMissingCredentialIsAnErrorAndNothingIsSent(t *testing.T) {
	sent := 0
	c := newTestClient(t, func(*http.Request) (*http.Response, error) { sent++; return reply(200, "{}"), nil }, credential("other", Bearer("tok")))
	c.api.Options = map[string][]string{"token": {"WithLogin", "WithToken"}, "id": {"WithKeys"}, "key": {"WithKeys"}}
	_, err := do[anything](t.Context(), c, secured(readOp(), []string{"token"}, []string{"id", "key"}))
	e := asError(t, err)
	assertMeans(t, err, core.ErrUnauthorized)
	assert.ErrorContains(t, err, "the operation needs credentials: call New with WithLogin or WithToken, or WithKeys")
	assert.Zero(t, e.Attempts)
	assert.Zero(t, e.StatusCode)
	assert.Equal(t, "listThings", e.Operation)
	assert.Zero(t, sent)
}

func TestTheFirstCompleteAlternativeIsUsed(t *testing.T) {
	a, b, c := credential("a", Header("X-A", "1")), credential("b", Header("X-B", "1")), credential("c", Header("X-C", "1"))
	for name, tt := range map[string]struct {
		security [][]string
		opts     []core.Option
		want     string
	}{
		"the only alternative":                         {[][]string{{"a"}}, []core.Option{a, b}, "A"},
		"the first of two":                             {[][]string{{"a"}, {"b"}}, []core.Option{b, a}, "A"},
		"the second if the first is missing":           {[][]string{{"a"}, {"b"}}, []core.Option{b}, "B"},
		"the second if the first is incomplete":        {[][]string{{"a", "c"}, {"b"}}, []core.Option{a, b}, "B"},
		"both credentials of an alternative":           {[][]string{{"a", "c"}, {"b"}}, []core.Option{a, b, c}, "AC"},
		"no credential if none is needed":              {nil, []core.Option{a, b, c}, ""},
		"no credential if the client has none":         {[][]string{{}, {"a"}}, nil, ""},
		"no credential for another scheme":             {[][]string{{"a"}, {}}, []core.Option{b}, ""},
		"an optional credential if it is given":        {[][]string{{}, {"a"}}, []core.Option{a}, "A"},
		"an available credential before no credential": {[][]string{{"a"}, {}}, []core.Option{a}, "A"},
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

func TestAFieldCredentialIsAddedToTheBody(t *testing.T) {
	type body struct {
		Name string `json:"name,omitempty"`
	}
	for name, tt := range map[string]struct {
		media string
		body  any
		want  string
	}{
		"to a form":                     {mediaForm, body{"a b"}, "api%2Fkey=k%26%22y&name=a+b"},
		"to an empty form":              {mediaForm, body{}, "api%2Fkey=k%26%22y"},
		"to an absent form":             {mediaForm, nil, "api%2Fkey=k%26%22y"},
		"to JSON":                       {mediaJSON, body{"a b"}, `{"api/key":"k&\"y","name":"a b"}`},
		"to a vendor's JSON media type": {"application/vnd.shop+json", body{"a b"}, `{"api/key":"k&\"y","name":"a b"}`},
		"to empty JSON":                 {mediaJSON, body{}, `{"api/key":"k&\"y"}`},
		"to JSON with spaces":           {mediaJSON, json.RawMessage(`{ }`), `{"api/key":"k&\"y"}`},
		"to nested JSON":                {mediaJSON, anything{"a": anything{}}, `{"api/key":"k&\"y","a":{}}`},
		"to an absent JSON body":        {mediaJSON, nil, `{"api/key":"k&\"y"}`},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var sent []string
				op := withMedia(withRetry(secured(postOp(), []string{"key"}), RetryAlways), tt.media)
				op.Body.Credential = true
				c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
					body := bodyOf(t, r)
					assert.EqualValues(t, len(body), r.ContentLength)
					sent = append(sent, body)
					if len(sent) < 3 {
						return reply(503, ""), nil
					}
					return reply(200, "{}"), nil
				}, credential("key", Field("api/key", `k&"y`)))
				_, err := Do[anything](t.Context(), c, &op, Args{Body: tt.body}, nil)
				require.NoError(t, err)
				assert.Equal(t, []string{tt.want, tt.want, tt.want}, sent)
			})
		})
	}
}

func TestABodyThatCannotTakeAFieldCredentialIsRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		media string
		body  any
		want  string
	}{
		"an absent body":                    {"", nil, "sends no body with fields"},
		"a list":                            {mediaJSON, []int{1}, "sends no body with fields"},
		"text":                              {"text/plain", "hunter3", "sends no body with fields"},
		"JSON that already has the member":  {mediaJSON, anything{"key": "hunter3"}, "already has a member key"},
		"a form that already has the field": {mediaForm, anything{"key": "hunter3"}, "already has a field key"},
	} {
		t.Run(name, func(t *testing.T) {
			sent := 0
			c := newTestClient(t, func(*http.Request) (*http.Response, error) { sent++; return reply(200, "{}"), nil }, credential("key", Field("key", "hunter2")))
			op := withMedia(secured(postOp(), []string{"key"}), tt.media)
			_, err := Do[anything](t.Context(), c, &op, Args{Body: tt.body}, nil)
			assert.ErrorContains(t, err, tt.want)
			assert.Zero(t, asError(t, err).Attempts)
			assert.Equal(t, core.NotExecuted, asError(t, err).Execution)
			assert.Zero(t, sent)
			assertShowsNone(t, renderings(err), "hunter2", "hunter3")
		})
	}
}

func TestAllCredentialsAreSentAndNoneFollowsARedirect(t *testing.T) {
	var sent bytes.Buffer
	jar := must(cookiejar.New(nil))
	jar.SetCookies(must(url.Parse(serverURL)), []*http.Cookie{{Name: "session", Value: "hunter2"}})
	c := must(New(&API{Name: "shop", CookieScheme: "session"}, serverURL, core.WithHTTPClient(&http.Client{Jar: jar, Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		require.NoError(t, r.Write(&sent))
		return reply(307, "", "Location", "https://evil.example.com/"), nil
	})}), credential("token", Bearer("hunter2")), credential("header", Header("X-Key", "hunter2")),
		credential("query", Query("key", "hunter2")), credential("field", Field("key", "hunter2"))))
	_, err := doJSON[anything](t.Context(), c, secured(postOp(), []string{"session", "token", "header", "query", "field"}), anything{"a": 1})
	require.Error(t, err)
	assert.Equal(t, 5, strings.Count(sent.String(), "hunter2"))
	assert.Equal(t, 1, strings.Count(sent.String(), "Host: "), "nothing is sent to a different server")
	assert.Contains(t, sent.String(), "Host: api.example.com\r\n")
}

func TestASessionIsKeptInCookies(t *testing.T) {
	var sent []string
	c, err := New(&API{Name: "shop", CookieScheme: "session"}, serverURL, core.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
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

func TestCookiesOfFailedCallsAreStored(t *testing.T) {
	for _, status := range []int{302, 401, 403, 500} {
		var sent []string
		c, err := New(&API{Name: "shop", CookieScheme: "session"}, serverURL, core.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
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

func TestAnAPIWithoutSessionsStoresNoCookies(t *testing.T) {
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
		"bearer": Bearer("t"), "basic": Basic("u", "p"), "header": Header("X-Key", "k"), "query": Query("k", "v"),
	} {
		t.Run(name, func(t *testing.T) {
			sent := 0
			c := newTestClient(t, func(*http.Request) (*http.Response, error) { sent++; return reply(401, "{}"), nil }, credential("key", given))
			_, err := do[anything](t.Context(), c, secured(readOp(), []string{"key"}))
			assertMeans(t, err, core.ErrUnauthorized)
			assert.Equal(t, 1, sent)
			assert.Equal(t, 1, asError(t, err).Attempts)
		})
	}
}

// In basic authentication, the user name ends at the first colon. The rest would become part of the password.
func TestAUserNameWithAColonIsRefused(t *testing.T) {
	_, err := New(&API{Name: "shop"}, serverURL, credential("key", Basic("shop:admin", "hunter2")))
	require.ErrorContains(t, err, "the user name contains a colon, which basic authentication cannot send")
	assert.NotContains(t, err.Error(), "hunter2")
}

func TestCallsDoNotChangeTheirOperation(t *testing.T) {
	op := secured(readOp(), []string{"token", "query"})
	op.Parameters = []Parameter{{Name: "a", In: InQuery}}
	before := fmt.Sprintf("%+v", op)
	c := newTestClient(t, always(200, "{}"), credential("token", Bearer("t")), credential("query", Query("k", "v")))
	for range 2 {
		_, err := Do[anything](t.Context(), c, &op, Args{Params: &struct{ A int }{1}}, []core.CallOption{core.CallQuery("b", "c")})
		require.NoError(t, err)
	}
	assert.Equal(t, before, fmt.Sprintf("%+v", op))
}
