package runtime

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"log/slog"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/lenient"
)

func TestOnlyHeadersOnTheAllowlistAreShown(t *testing.T) {
	given := http.Header{
		"Content-Type": {"application/json"}, "Retry-After": {"5"}, "X-Request-Id": {"r1", "r2"}, "Date": {"today"}, "X-Ratelimit-Remaining": {"3"},
		"Set-Cookie": {"a=b"}, "Location": {"/x"}, "Authorization": {"Bearer t"}, "Www-Authenticate": {"x"}, "X-Internal": {"x"}, "Link": {"<x>"},
		"Ratelimit-Policy": {`"a";q=9`}, "Set-Cookie2": {"x"}, "Refresh": {"0;/x"}, "Etag": {"x"}, "Server": {"x"},
	}
	safe := safeHeaders(given)
	assert.Equal(t, []string{"Content-Type", "Date", "Ratelimit-Policy", "Retry-After", "X-Ratelimit-Remaining", "X-Request-Id"}, slices.Sorted(maps.Keys(safe)))
	safe["X-Request-Id"][0] = "changed"
	assert.Equal(t, "r1", given.Get("X-Request-Id"))
	for _, name := range shownHeaders {
		assert.Equal(t, http.CanonicalHeaderKey(name), name)
	}
}

func TestAURLShowsItsTemplateAndNoValues(t *testing.T) {
	cart := Operation{Path: "/carts/{cart}"}
	for name, tt := range map[string]struct {
		server, target string
		op             Operation
		want           string
	}{
		"a path argument":           {serverURL, "https://api.example.com/v1/carts/hunter2", cart, "https://api.example.com/v1/carts/{cart}"},
		"query values":              {serverURL, "https://api.example.com/v1/carts/1?b=hunter2&a=hunter2&a=hunter2", cart, "https://api.example.com/v1/carts/{cart}?a=…&b=…"},
		"no operation":              {serverURL, "https://api.example.com/hunter2", Operation{}, "https://api.example.com/…"},
		"a base URL without a path": {"https://api.example.com", "https://api.example.com/hunter2", cart, "https://api.example.com/carts/{cart}"},
		"a broken query":            {serverURL, "https://api.example.com/v1/carts/1?a;b=hunter2", cart, "https://api.example.com/v1/carts/{cart}"},
		"a name to be escaped":      {serverURL, "https://api.example.com/v1/carts/1?a%0Ab=hunter2", cart, "https://api.example.com/v1/carts/{cart}?a%0Ab=…"},
	} {
		t.Run(name, func(t *testing.T) {
			call := &call{client: newShop(t, tt.server), op: &tt.op, request: &request{url: must(url.Parse(tt.target))}}
			assert.Equal(t, tt.want, call.shownURL())
		})
	}
}

const planted = `canary-7f3a/&"x`

// canaries returns options for credentials that contain the canary, by scheme.
func canaries() map[string]core.Option {
	return map[string]core.Option{
		"bearer": credential("key", Bearer(planted)),
		"basic":  credential("key", Basic("user", planted)),
		"header": credential("key", Header("X-Api-Key", planted)),
		"query":  credential("key", Query("key", planted)),
		"field":  credential("key", Field("key", planted)),
		"two headers": Options(
			credential("key", Header("X-Short", planted[:len(planted)-3])),
			credential("more", Header("X-Long", planted)),
		),
		"token": credential("key", Login(func(context.Context) (Token, error) { return Token{Value: core.NewSecret(planted)}, nil }, nil)),
		"login": credential("key", Login(func(context.Context) (Token, error) { return Token{Value: core.NewSecret("t")}, nil }, nil, core.NewSecret(planted))),
		"none":  Options(),
	}
}

func TestNothingThatIsPrintedShowsASecret(t *testing.T) {
	sentBody := struct {
		Login    string      `json:"login"`
		Password core.Secret `json:"password"`
	}{"user", core.NewSecret(planted)}
	echo := marshalled(t, anything{
		"message": "wrong: " + planted + ", in query " + url.QueryEscape(planted) + ", in path " + url.PathEscape(planted) + `, in HTML canary-7f3a/&amp;&#34;x, cookie canary-cookie`,
		"code":    "E-" + planted, "other": planted, "token": planted,
	})
	hostile := []string{
		"Set-Cookie", "session=canary-cookie; Path=/", "Location", "https://elsewhere.example.com/" + url.PathEscape(planted) + "?t=" + url.QueryEscape(planted),
		"X-Internal", planted, "Www-Authenticate", planted,
	}
	responses := map[string]roundTripper{
		"a success":          always(200, echo, hostile...),
		"a failure":          always(400, echo, hostile...),
		"an overload":        always(503, echo, hostile...),
		"a refusal":          always(401, echo, hostile...),
		"a redirect":         always(307, echo, hostile...),
		"HTML":               always(200, "<html>"+echo, append(hostile, withType("text/html")...)...),
		"invalid JSON":       always(200, echo+planted, hostile...),
		"a different type":   always(200, `["`+strings.ReplaceAll(planted, `"`, `\"`)+`"]`, hostile...),
		"an error inside":    always(200, strings.Replace(echo, `"other"`, `"error"`, 1), hostile...),
		"an error alone":     always(200, marshalled(t, anything{"error": []string{planted, "canary-cookie"}}), hostile...),
		"a broken transport": brokenAfter(fmt.Errorf("Get %q for %s: cookie canary-cookie: %w", "https://h/"+planted, planted, errReset)),
	}
	for kind, option := range canaries() {
		for name, network := range responses {
			t.Run(kind+", "+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					jar := must(cookiejar.New(nil))
					jar.SetCookies(must(url.Parse(serverURL)), []*http.Cookie{{Name: "session", Value: "canary-cookie"}})
					var out bytes.Buffer
					debug := &slog.HandlerOptions{Level: slog.LevelDebug}
					logger := slog.New(slog.NewMultiHandler(slog.NewTextHandler(&out, debug), slog.NewJSONHandler(&out, debug)))
					opts := []core.Option{core.WithHTTPClient(&http.Client{Transport: network, Jar: jar}), core.WithLogger(logger), option}
					c, err := New(&API{Name: "shop", CookieScheme: "session"}, serverURL, opts...)
					require.NoError(t, err)

					op := withRetry(postOp(), RetryAlways)
					op.ErrorBody = ErrorBody{Message: "message", Code: "code"}
					op.Envelopes = []Envelope{{Field: "error"}}
					switch kind {
					case "none":
						op = secured(op, []string{"session"})
					case "two headers":
						op = secured(op, []string{"session", "key", "more"})
					default:
						op = secured(op, []string{"session", "key"})
					}
					var response core.Response
					if kind == "field" || kind == "none" {
						_, err = doForm[anything](t.Context(), c, op, sentBody, core.CallResponse(&response))
					} else {
						_, err = doJSON[anything](t.Context(), c, op, sentBody, core.CallResponse(&response))
					}
					synctest.Wait()
					shown := out.String() + renderings(err) + renderings(c) + renderings(*c) + renderings(opts) + renderings(response) + renderings(&response) +
						renderings(sentBody.Password) + renderings(c.secrets) + marshalled(t, c)
					if name == "a success" {
						require.NoError(t, err)
						raw, err := doJSON[core.Raw](t.Context(), c, op, sentBody)
						require.NoError(t, err)
						shown += renderings(raw) + renderings(&raw) + out.String()
					} else {
						e := asError(t, err)
						shown += marshalled(t, err) + renderings(*e) + e.Message + e.Code + renderings(errors.Join(err, err)) + renderings(fmt.Errorf("x: %w", err))
						for cause := errors.Unwrap(err); cause != nil && name != "a broken transport"; cause = errors.Unwrap(cause) {
							shown += renderings(cause)
						}
						if name == "a failure" {
							assert.Contains(t, e.Message, redacted)
							assert.Contains(t, e.Code, redacted)
						}
					}
					assertShowsNone(t, shown, planted, "canary-7f3a", "canary-cookie")
				})
			})
		}
	}
}

func TestAnOldTokenIsRedactedToo(t *testing.T) {
	l := &logins{}
	x := Login(func(ctx context.Context) (Token, error) {
		token, err := l.login(ctx)
		token.Value = core.NewSecret(token.Value.Reveal() + "-hunter2")
		return token, err
	}, nil)
	op := tokenOp(orderOp())
	op.ErrorBody = ErrorBody{Message: "message"}
	c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
		sent := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		old := &request{header: r.Header.Clone()}
		x.refused(old, false)
		require.NoError(t, x.apply(r.Context(), old, &op))
		return reply(400, `{"message":"`+sent+`"}`), nil
	}, credential("token", x))
	_, err := do[anything](t.Context(), c, op)
	require.EqualValues(t, 2, l.count.Load())
	assert.Equal(t, redacted, asError(t, err).Message)
}

func TestATokenIsRedactedInCallsThatDoNotNeedIt(t *testing.T) {
	c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
		if r.URL.Path == "/v1/things" && r.Method == http.MethodGet {
			return reply(200, "{}"), nil
		}
		return reply(400, `{"message":"not hunter2"}`), nil
	}, credential("token", Login(func(context.Context) (Token, error) { return Token{Value: core.NewSecret("hunter2")}, nil }, nil)))
	_, err := do[anything](t.Context(), c, tokenOp(readOp()))
	require.NoError(t, err)
	op := orderOp()
	op.ErrorBody = ErrorBody{Message: "message"}
	_, err = do[anything](t.Context(), c, op)
	assert.Equal(t, "not [redacted]", asError(t, err).Message)
}

func TestASecretThatContainsAnotherIsRedactedWhole(t *testing.T) {
	op := secured(readOp(), []string{"a", "b"})
	op.ErrorBody = ErrorBody{Message: "message"}
	c := newTestClient(t, always(400, `{"message":"hunter2, hunter2-tail and head-hunter2"}`),
		credential("a", Header("X-A", "hunter2")), credential("b", Header("X-B", "hunter2-tail")), credential("c", Header("X-C", "head-hunter2")))
	_, err := do[anything](t.Context(), c, op)
	assert.Equal(t, "[redacted], [redacted] and [redacted]", asError(t, err).Message)
}

func TestAnArgumentThatIsAPartOfASecretDoesNotSplitIt(t *testing.T) {
	op := readOp()
	op.Path, op.Parameters = "/things/{id}", []Parameter{{Name: "id", In: InPath}}
	c := newTestClient(t, brokenAfter(errors.New("the proxy refuses hunter2-secret")), credential("key", Header("X-Key", "hunter2-secret")))
	_, err := Do[anything](t.Context(), c, &op, Args{Path: []any{"hunter2"}}, []core.CallOption{core.CallOnce()})
	assert.ErrorContains(t, err, "the proxy refuses [redacted]")
	assertShowsNone(t, renderings(err), "secret")
}

// A server may repeat a secret anywhere: as a property name, or in the URL of a redirect.
func TestASecretIsRedactedInPropertyNamesAndURLs(t *testing.T) {
	op := readOp()
	op.Codes = CodeRange{1000, 1999}
	key := credential("key", Header("X-Key", "hunter2"))
	_, err := do[anything](t.Context(), newTestClient(t, always(400, `{"errors":{"hunter2":[1005]}}`), key), op)
	assert.Equal(t, []core.ErrorItem{{Code: 1005, At: "errors.[redacted][0]"}}, asError(t, err).Items)
	for location, want := range map[string]string{
		"//hunter2.example.com/x": "the server redirects to https://[redacted].example.com;",
		"hunter2:x":               "the server redirects to [redacted]://;",
	} {
		_, err = do[anything](t.Context(), newTestClient(t, always(302, "", "Location", location), key), op)
		assert.ErrorContains(t, err, want)
	}
}

func TestACookieThatTheResponseSetsIsRedacted(t *testing.T) {
	op := readOp()
	op.ErrorBody = ErrorBody{Message: "message"}
	c := newTestClient(t, always(400, `{"message":"session hunter2-hunter2 began"}`, "Set-Cookie", "session=hunter2-hunter2"))
	_, err := do[anything](t.Context(), c, op)
	assert.Equal(t, "session [redacted] began", asError(t, err).Message)
}

func TestShortCookiesAreNotRedacted(t *testing.T) {
	c := newTestClient(t, always(400, `{"message":"no entry for 1"}`, "Set-Cookie", "lang=en", "Set-Cookie", "n=1", "Set-Cookie", "e="))
	op := readOp()
	op.ErrorBody = ErrorBody{Message: "message"}
	_, err := do[anything](t.Context(), c, op)
	assert.Equal(t, "no entry for 1", asError(t, err).Message)
}

func TestAnEmptySecretRedactsNothing(t *testing.T) {
	c := newTestClient(t, always(400, `{"message":"no entry"}`), credential("key", Header("X-Key", "")))
	op := readOp()
	op.ErrorBody = ErrorBody{Message: "message"}
	_, err := doJSON[anything](t.Context(), c, op, anything{"a": core.NewSecret(""), "b": core.Secret{}})
	assert.Equal(t, "no entry", asError(t, err).Message)
}

func TestRedactErrorHidesQuotedTextAndKeepsTheCause(t *testing.T) {
	call := &call{client: newTestClient(t, always(200, "{}")), op: &Operation{}}
	assert.NoError(t, call.redactError(nil))
	assert.Same(t, errReset, call.redactError(errReset))
	for text, want := range map[string]string{
		`parse "https://h/x": bad`:  `parse "…": bad`,
		`a "b \" c" d "e`:           `a "…" d "…"`,
		`say 'x'`:                   `say 'x'`,
		`ends in "`:                 `ends in "…"`,
		`two "lines` + "\n" + `" x`: `two "…" x`,
	} {
		cause := errors.New(text)
		err := call.redactError(cause)
		assert.EqualError(t, err, want)
		assert.ErrorIs(t, err, cause)
	}
}

func TestASecretFromAnyInputIsRedactedInTheServersMessage(t *testing.T) {
	op := withMedia(postOp(), mediaJSON)
	op.Path = "/things/{code}"
	op.Parameters = []Parameter{{Name: "code", In: InPath}, {Name: "pin", In: InHeader, Field: 0}}
	op.ErrorBody = ErrorBody{Message: "message"}
	c := newTestClient(t, always(400, `{"message":"bad canary-path, canary-header, canary-body, canary-list, canary-field"}`))
	_, err := Do[anything](t.Context(), c, &op, Args{
		Path:   []any{core.NewSecret("canary-path")},
		Params: &struct{ Pin *core.Secret }{new(core.NewSecret("canary-header"))},
		Body: struct {
			Password core.Secret
			Keys     lenient.List[core.Secret]
		}{core.NewSecret("canary-body"), lenient.NewList(core.NewSecret("canary-list"))},
	}, []core.CallOption{core.CallField("more", core.NewSecret("canary-field"))})
	assert.Equal(t, "bad [redacted], [redacted], [redacted], [redacted], [redacted]", asError(t, err).Message)
	assertShowsNone(t, renderings(err), "canary-path", "canary-header", "canary-body", "canary-list", "canary-field")
}

func TestAnErrorKeepsFewValuesOfOneHeader(t *testing.T) {
	var headers []string
	for range 1000 {
		headers = append(headers, "X-Request-Id", "r", "Set-Cookie", "a=hunter2-hunter2")
	}
	op := readOp()
	op.ErrorBody = ErrorBody{Message: "message"}
	_, err := do[anything](t.Context(), newTestClient(t, always(400, `{"message":"no hunter2-hunter2"}`, headers...)), op)
	assert.Len(t, asError(t, err).Header["X-Request-Id"], maxHeaderValues)
	assert.Equal(t, "no [redacted]", asError(t, err).Message)
}

func TestASecretIsRedactedInEverySpellingOfPHP(t *testing.T) {
	const secret = `p"ä's<&>/s\w rd`
	for name, echoed := range map[string]string{
		"unchanged":          secret,
		"htmlspecialchars":   "p&quot;ä&#039;s&lt;&amp;&gt;/s\\w rd",
		"Go's HTML":          html.EscapeString(secret),
		"addslashes":         `p\"ä\'s<&>/s\\w rd`,
		"urlencode":          url.QueryEscape(secret),
		"lower-case escapes": strings.ToLower(url.QueryEscape(secret)),
		"rawurlencode":       strings.ReplaceAll(url.QueryEscape(secret), "+", "%20"),
		"JSON":               `p\"ä's<&>/s\\w rd`,
		"JSON of PHP":        `p\"ä's<&>\/s\\w rd`,
		"base64":             base64.StdEncoding.EncodeToString([]byte(secret)),
		"base64 for URLs":    base64.RawURLEncoding.EncodeToString([]byte(secret)),
		"cut off":            secret[:10] + "…",
	} {
		t.Run(name, func(t *testing.T) {
			body, err := json.Marshal(map[string]string{"message": "bad: " + echoed})
			require.NoError(t, err)
			op := postOp()
			op.ErrorBody.Message = "message"
			_, err = doJSON[anything](t.Context(), newTestClient(t, always(422, string(body))), op, map[string]any{"password": core.NewSecret(secret)})
			assert.Equal(t, "bad: [redacted]", strings.TrimRight(asError(t, err).Message, "="))
		})
	}
	assert.Contains(t, spellings("gr\u00fcn"), "gr\xfcn", "in ISO-8859-1")
}
