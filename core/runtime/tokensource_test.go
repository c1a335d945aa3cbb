package runtime

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

func TestATokenSourceIsCalledOnceForConcurrentCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int32
		s := &tokens{}
		source := func(context.Context) (string, time.Time, error) {
			time.Sleep(time.Second)
			return fmt.Sprintf("s%d", asked.Add(1)), time.Now().Add(time.Hour), nil
		}
		c := newTestClient(t, s.network, credential("token", TokenSource(source)))
		var calls sync.WaitGroup
		for range 20 {
			calls.Go(func() {
				_, err := do[anything](t.Context(), c, tokenOp(readOp()))
				assert.NoError(t, err)
			})
		}
		calls.Wait()
		assert.EqualValues(t, 1, asked.Load())
		assert.Len(t, s.seen, 20)
		assert.Equal(t, "Bearer s1", s.seen[19])

		time.Sleep(59*time.Minute + time.Second)
		_, err := do[anything](t.Context(), c, tokenOp(readOp()))
		require.NoError(t, err)
		assert.Equal(t, "Bearer s2", s.seen[20], "it is renewed before it expires")
	})
}

func TestARefusedTokenIsReplacedOnce(t *testing.T) {
	var asked atomic.Int32
	source := func(context.Context) (string, time.Time, error) {
		return fmt.Sprintf("s%d", asked.Add(1)), time.Time{}, nil
	}
	s := &tokens{refuse: map[string]bool{"Bearer s1": true}}
	c := newTestClient(t, s.network, credential("token", TokenSource(source)))
	_, err := do[anything](t.Context(), c, tokenOp(readOp()))
	require.NoError(t, err)
	assert.Equal(t, []string{"Bearer s1", "Bearer s2"}, s.seen)

	s.refuse["all"] = true
	_, err = do[anything](t.Context(), c, tokenOp(readOp()))
	assertMeans(t, err, core.ErrUnauthorized)
	assert.EqualValues(t, 3, asked.Load())
}

func TestATokenSourceThatFailsIsAnErrorWithoutSecrets(t *testing.T) {
	for name, source := range map[string]core.TokenSource{
		"with an error":         func(context.Context) (string, time.Time, error) { return "", time.Time{}, errors.New("no network") },
		"with no token":         func(context.Context) (string, time.Time, error) { return "", time.Time{}, nil },
		"with a line break":     func(context.Context) (string, time.Time, error) { return "hunter2\n", time.Time{}, nil },
		"with one that expired": func(context.Context) (string, time.Time, error) { return "hunter2", time.Now().Add(-time.Second), nil },
	} {
		t.Run(name, func(t *testing.T) {
			c := newTestClient(t, always(200, "{}"), credential("token", TokenSource(source)))
			_, err := do[anything](t.Context(), c, tokenOp(readOp()))
			assertMeans(t, err, core.ErrUnauthorized)
			assert.NotContains(t, renderings(err), "hunter2")
		})
	}
}

func TestATokenIsNotSentToAnotherHost(t *testing.T) {
	source := func(context.Context) (string, time.Time, error) { return "hunter2", time.Time{}, nil }
	var sent int
	c := newTestClient(t, func(*http.Request) (*http.Response, error) {
		sent++
		return reply(200, "{}"), nil
	}, credential("token", TokenSource(source)))
	op := tokenOp(readOp())
	op.Server = "https://elsewhere.example.com"
	_, err := do[anything](t.Context(), c, op)
	assertMeans(t, err, core.ErrUnauthorized)
	assert.Zero(t, sent)
}

// authority is a server that issues tokens for a client's id and secret.
type authority struct {
	wants string // basic or body
	seen  []string
	life  string
}

func (a *authority) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	id, secret, basic := r.BasicAuth()
	how := "basic"
	if !basic {
		id, secret, how = r.PostForm.Get("client_id"), r.PostForm.Get("client_secret"), "body"
	}
	a.seen = append(a.seen, how+" "+r.URL.String()+" "+r.PostForm.Get("grant_type")+" "+r.PostForm.Get("scope"))
	w.Header().Set("Content-Type", "application/json")
	if how != a.wants || id != "shop" && id != "my%3Ashop" || secret == "" {
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = fmt.Fprintf(w, `{"error":"invalid_client","error_description":"no such client: %s %s"}`, id, secret)
		return
	}
	_, _ = fmt.Fprintf(w, `{"access_token":"t%d","token_type":"bearer","expires_in":%s}`, len(a.seen), a.life)
}

func TestAClientGetsATokenForItsIDAndSecret(t *testing.T) {
	for name, tt := range map[string]struct {
		wants, id string
		scopes    []string
		life      string
		want      []string
	}{
		"by basic authentication":                {wants: "basic", id: "shop", scopes: []string{"a", "b"}, life: "3600", want: []string{"basic /token?tenant=1 client_credentials a b"}},
		"without scopes, lifetime as a string":   {wants: "basic", id: "shop", life: `"60"`, want: []string{"basic /token?tenant=1 client_credentials "}},
		"in the body, if the server requires it": {wants: "body", id: "shop", life: "3600", want: []string{"basic /token?tenant=1 client_credentials ", "body /token?tenant=1 client_credentials "}},
		"with an id that has to be escaped":      {wants: "basic", id: "my:shop", life: "null", want: []string{"basic /token?tenant=1 client_credentials "}},
	} {
		t.Run(name, func(t *testing.T) {
			a := &authority{wants: tt.wants, life: tt.life}
			tokenServer := httptest.NewServer(a)
			defer tokenServer.Close()
			var got []string
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				got = append(got, r.Header.Get("Authorization"))
				_, _ = w.Write([]byte("{}"))
			}))
			defer server.Close()
			c := newShop(t, server.URL, WithCredential("token", "WithClientCredentials", func(c *Client) Credential {
				return ClientCredentials(c, tokenServer.URL+"/token?tenant=1", tt.id, "hunter2", tt.scopes)
			}))
			for range 2 {
				_, err := do[anything](t.Context(), c, tokenOp(readOp()))
				require.NoError(t, err)
			}
			assert.Equal(t, tt.want, a.seen)
			bearer := fmt.Sprintf("Bearer t%d", len(tt.want))
			assert.Equal(t, []string{bearer, bearer}, got)
		})
	}
}

func TestARefusedClientIsAnErrorWithoutItsSecret(t *testing.T) {
	a := &authority{wants: "neither"}
	server := httptest.NewServer(a)
	defer server.Close()
	var log strings.Builder
	c := newShop(t, server.URL, core.WithLogger(slog.New(slog.NewTextHandler(&log, nil))), WithCredential("token", "WithClientCredentials", func(c *Client) Credential {
		return ClientCredentials(c, "/token", "shop", "hunter2", nil) // relative, as OpenAPI 3.1 allows
	}))
	_, err := do[anything](t.Context(), c, tokenOp(readOp()))
	assertMeans(t, err, core.ErrUnauthorized)
	var e *core.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "invalid_client", e.Code)
	assert.Contains(t, e.Message, "no such client: ")
	assert.NotContains(t, renderings(err)+log.String(), "hunter2")
	assert.Len(t, a.seen, 2)
	_, again := do[anything](t.Context(), c, tokenOp(readOp()))
	assert.Equal(t, err, again, "a refused login is not retried immediately")
	assert.Len(t, a.seen, 2)
}
